//! What is emitted beside errors.

use quote::quote;

use super::{assert_contains, errors};
use crate::expand::{Macro, expand};

#[test]
fn what_is_not_at_fault_is_emitted_beside_the_errors() {
    let output = expand(
        Macro::Builder,
        quote! { "calls/{call-id}/mute", on = CallItemRequestBuilder, skipp: i32 },
        &quote! {
            impl MuteRequestBuilder {
                pub fn gte(&self) -> Mute;
                pub fn list(&self, unknown: Option<Vec<Mute>>) -> Mute;
                pub fn put(body: Mute);
                pub fn 7(&self);
                #[graph(query(slect))]
                pub fn delete(&self) {}
            }
        },
    );
    assert_eq!(
        errors(&output),
        [
            "expected `&self`",
            "expected the name of an operation",
            "`delete` has a body",
            "`slect` is not a query option of OData",
            "`gte` is not an HTTP method",
            "`list` is not an HTTP method",
            "an argument is a value that can stand in a URL",
            "the path does not start with `/`",
            "the segment `mute` has no argument `skipp`",
        ]
    );
    let text = output.to_string();
    for expected in [
        quote! { MuteRequestBuilder, },
        quote! { pub fn get(&self,) -> ::graph_runtime::Request<Mute> },
        quote! { pub fn list(&self,) -> ::graph_runtime::Request<Mute, MutePostOptions> },
        quote! { pub fn put(&self, body: Mute) -> ::graph_runtime::Request<()> },
        quote! { pub fn delete(&self,) -> ::graph_runtime::Request<()> },
        quote! { pub trait MuteStep },
        quote! { impl MuteStep for CallItemRequestBuilder },
    ] {
        assert_contains(&text, &expected);
    }
    // Proofs would say more of the same.
    assert!(!text.contains("prove"), "{text}");
}

#[test]
fn a_module_with_mistakes_has_all_that_is_named_in_it() {
    let output = expand(
        Macro::Api,
        quote! { "/store" },
        &quote! {
            pub mod store {
                #[graph_builder(on = X)]
                impl ShelvesRequestBuilder { pub fn get(&self) -> [Shelf]; }
                #[graph_model(derive(Clone))]
                pub struct Shelf { pub name: String }
                #[graph_action(POST)]
                pub struct Put { pub a: Option<String> }
                #[graph_model]
                pub struct Tuple(pub String);
                #[graph_builder("/x")]
                impl<T> XRequestBuilder {}
            }
        },
    );
    assert_eq!(
        errors(&output),
        [
            "expected the path of the builder",
            "there is no option `derive`",
            "the type of a member is an `Option<..>`",
            "expected the path, as a text",
            "the members of a model have names",
            "expected the name of the builder",
        ]
    );
    let text = output.to_string();
    for expected in [
        quote! { ShelvesRequestBuilder, "/store/shelves" },
        quote! { pub name: ::core::option::Option<::std::string::String> },
        quote! { pub a: ::core::option::Option<::std::string::String> },
        quote! { pub struct Tuple(pub String); },
        quote! { GraphClient, "" },
    ] {
        assert_contains(&text, &expected);
    }
}
