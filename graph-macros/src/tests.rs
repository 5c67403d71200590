//! Tokens in, tokens out; and parity with what the generator makes of the same action.

use graph_codegen::spec::{self, Selection, Sources};
use graph_emit::check::check;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::emit::{self, Style};
use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::{Macro, expand};
use crate::graph_enum;

mod recovery;

fn action(options: TokenStream, item: &TokenStream) -> String {
    expand(Macro::Action, options, item).to_string()
}

fn assert_contains(text: &str, expected: &TokenStream) {
    assert!(text.contains(&expected.to_string()), "{expected}\nis not in\n{text}");
}

/// The messages of the `compile_error!`s in `text`.
fn errors(text: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_error = false;
    for token in text.clone() {
        match token {
            proc_macro2::TokenTree::Ident(ident) => is_error = ident == "compile_error" || (is_error && ident == "_"),
            proc_macro2::TokenTree::Group(group) if is_error => {
                let literal: syn::LitStr = syn::parse2(group.stream()).expect("an error is a text");
                found.push(literal.value().lines().next().unwrap_or_default().to_owned());
                is_error = false;
            }
            proc_macro2::TokenTree::Group(group) => found.extend(errors(&group.stream())),
            proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => {}
        }
    }
    found
}

#[test]
fn an_attached_action_is_a_step_and_an_operation() {
    let text = action(
        quote! { POST "/communications/calls/{call-id}/keepAlive", on = calls::CallItemRequestBuilder, deprecated = "gone" },
        &quote! {
            /// Keeps a call alive.
            pub struct KeepAlivePostRequestBody {
                #[graph(rename = "callbackURI", starts_with = "https://")]
                #[deprecated = "use another"]
                pub callback_uri: Option<String>,
                #[graph(min = -1.5)]
                pub r#type: std::option::Option<i32>,
            }
        },
    );
    assert_contains(
        &text,
        &quote! { #[deprecated(note = "use another")] pub callback_uri: ::core::option::Option<::std::string::String> },
    );
    assert_contains(
        &text,
        &quote! {
            KeepAlivePostRequestBody { "callbackURI" => callback_uri, "type" => r#type, }
            check {
                "callbackURI" => callback_uri.starts_with("https://"),
                "type" => r#type.range(::core::option::Option::Some(-1.5f64), ::core::option::Option::None),
            }
        },
    );
    assert_contains(&text, &quote! { pub trait KeepAliveAction });
    assert_contains(&text, &quote! { impl KeepAliveAction for calls::CallItemRequestBuilder });
    assert_contains(&text, &quote! { fn keep_alive(&self,) -> KeepAliveRequestBuilder });
    assert_contains(&text, &quote! { #[deprecated(note = "gone")] pub fn post(&self, body: KeepAlivePostRequestBody) });
    assert_contains(
        &text,
        &quote! { ["/communications/calls/{call-id}"], "/communications/calls/{call-id}/keepAlive" },
    );
    assert_contains(&text, &quote! { ::graph_runtime::Request::post(&self.route, "/keepAlive") });
    assert!(!text.contains("compile_error") && !text.contains("fn new"), "{text}");
}

#[test]
fn an_action_alone_starts_at_the_client() {
    let text = action(
        quote! { DELETE "/a/{client}/{b-id}/{bId}" },
        &quote! {
            /// Docs.
            pub struct Gone;
        },
    );
    assert_contains(
        &text,
        &quote! { pub fn new(client: &::graph_runtime::Client, client2: &str, b_id: &str, b_id2: &str) -> Self },
    );
    assert_contains(&text, &quote! { pub struct Gone; });
    assert_contains(&text, &quote! { pub fn delete(&self,) -> ::graph_runtime::Request<()> });
    assert!(!text.contains("trait"), "{text}");
}

#[test]
fn all_mistakes_are_told_at_once_and_the_struct_stays() {
    let output = expand(
        Macro::Action,
        quote! { PSOT "calls//{a", onn = X, docs = "ftp://a", docs = "https://a", trait_name = T },
        &quote! {
            #[derive(Debug)]
            struct Body<T> {
                #[graph(renam = "x", min = "1")]
                pub a: Option<String>,
                b: Vec<String>,
                pub additional_data: Option<T>,
                #[serde(default)]
                #[graph(min_length = 3, max_length = 2)]
                pub c_c: Option<bool>,
                #[graph(rename = "cC")]
                pub d: Option<String>,
                #[graph(rename = "d")]
                pub d: Option<String>,
            }
        },
    );
    assert_eq!(
        errors(&output),
        [
            "what is declared cannot be generic",
            "there is no option `onn`",
            "the option `docs` is given twice",
            "`PSOT` is not an HTTP method",
            "there is no option `renam`",
            "this is not a number",
            "the member `b` is not `pub`",
            "the type of a member is an `Option<..>`",
            "`additional_data` is added to every object",
            "`#[serde]` cannot be kept on a member",
            "this bounds a text, and the member is not one",
            "no value is in these bounds",
            "two members are called `cC` on the wire",
            "two members have the name `d`",
            "`#[derive]` cannot be kept",
            "`docs` is not a URL that can stand in documentation",
            "the path does not start with `/`",
            "the path has an empty segment",
            "the braces of `{a` do not match",
        ]
    );
    let plain = quote! {
        struct Body<T> {
            pub a: Option<String>,
            b: Vec<String>,
            pub additional_data: Option<T>,
            pub c_c: Option<bool>,
            pub d: Option<String>
        }
    };
    assert!(output.to_string().starts_with(&plain.to_string()), "{output}");
}

#[test]
fn an_open_enum_knows_its_values() {
    let text = graph_enum::expand(quote! {
        pub enum RejectReason {
            None,
            #[graph(rename = "in-a-call")]
            Busy,
            UnknownFutureValue,
            UnknownValue(UnknownValue),
        }
    })
    .to_string();
    assert_contains(
        &text,
        &quote! {
            ::graph_runtime::open_enum! {
                RejectReason { "none" => None, "in-a-call" => Busy, "unknownFutureValue" => UnknownFutureValue, }
            }
        },
    );
}

#[test]
fn all_mistakes_of_an_enum_are_told_at_once() {
    let output = graph_enum::expand(quote! {
        #[graph(flags)]
        enum Reason<T> {
            Busy,
            #[graph(rename = "busy", name = "x")]
            Engaged,
            Held(T),
        }
    });
    assert_eq!(
        errors(&output),
        [
            "an enum of values cannot be generic",
            "there are no options for the enum itself",
            "there is no option `name`",
            "two variants are the value `busy`",
            "a known value has no fields",
            "`Reason` has no variant for unknown values",
        ]
    );
}

/// The generated side of the parity test: the same action in a description.
const DESCRIPTION: &str = r"
openapi: 3.0.3
info: { title: Test, version: beta }
servers: [{ url: https://graph.microsoft.com/beta }]
paths:
  /communications/calls/{call-id}/reject:
    post:
      description: Rejects a call.
      externalDocs: { url: https://a.example/reject }
      deprecated: true
      x-ms-deprecation: { description: use another }
      parameters:
        - { name: call-id, in: path, required: true, schema: { type: string } }
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: Rejects a call.
              properties:
                callbackUri: { type: string, pattern: '^https://', maxLength: 256, description: Where to. }
                type: { type: string, nullable: true }
                delayInSeconds: { type: number, format: int32, minimum: 1, maximum: 60 }
                tags: { type: array, items: { type: string } }
      responses:
        '204': { description: Success }
      x-ms-docs-operation-type: action
";

#[test]
fn a_declared_action_is_the_generated_one() {
    let mut found = Diagnostics::new();
    let sources = Sources::from_texts([("test.yaml", DESCRIPTION)]);
    let description = spec::load(&sources, &Selection::default(), &mut found).unwrap_or_else(|| panic!("{found:?}"));
    let api = graph_codegen::lower::lower(description, &mut found).expect("paths that fit");
    let generated = check(&api, &mut found).unwrap_or_else(|| panic!("{found:?}"));
    let declared = expand(
        Macro::Action,
        quote! {
            POST "/communications/calls/{call-id}/reject",
            docs = "https://a.example/reject", deprecated = "use another"
        },
        &quote! {
            /// Rejects a call.
            pub struct RejectPostRequestBody {
                /// Where to.
                #[graph(starts_with = "https://", max_length = 256)]
                pub callback_uri: Option<::std::string::String>,
                pub r#type: Option<::std::string::String>,
                #[graph(min = 1, max = 60)]
                pub delay_in_seconds: Option<i32>,
                pub tags: Option<::std::vec::Vec<::std::string::String>>,
            }
        },
    );
    let mut reject = &generated.root;
    while let Some(child) = reject.children.first() {
        reject = &child.builder;
    }
    let generated: TokenStream = emit::builder(reject, Style::Absolute).into_iter().collect();
    let (generated, declared) = (generated.to_string(), declared.to_string());
    assert!(generated.contains("fn post") && generated.contains(". range"), "{generated}");
    // What follows is the way to the builder, which the generated code has in the parent's module.
    assert_eq!(declared.get(..generated.len()), Some(generated.as_str()));
}

/// A runtime by another name is named by no path of the usual one.
#[test]
fn the_runtime_may_be_elsewhere() {
    let output = expand(
        Macro::Builder,
        quote! { "/a/{b-id}", crate = bindings::runtime },
        &quote! {
            impl BItemRequestBuilder {
                #[graph(query(select))]
                pub fn get(&self, from: Option<Date>) -> [Json];
            }
        },
    )
    .to_string();
    assert!(!output.contains(":: graph_runtime") && !output.contains("compile_error"), "{output}");
    assert_contains(&output, &quote! { bindings::runtime::Request::get });
}

#[test]
fn what_is_declared_is_as_visible_as_it_says() {
    let output = expand(
        Macro::Builder,
        quote! { "/a", on = Root },
        &quote! { impl ARequestBuilder { pub(super) fn get(&self) -> Json; } },
    )
    .to_string();
    assert!(!output.replace("pub (super)", "").contains("pub "), "{output}");
}

#[test]
fn attributes_are_passed_on_to_what_they_stand_on() {
    let output = expand(
        Macro::Model,
        quote! {},
        &quote! {
            #[cfg(unix)]
            #[allow(dead_code)]
            pub struct Shelf {
                #[doc(alias = "title")]
                pub name: Option<String>,
            }
        },
    )
    .to_string();
    assert_contains(&output, &quote! { #[cfg(unix)] #[allow(dead_code)] #[doc = " The object `Shelf`."] });
    assert_contains(&output, &quote! { #[doc(alias = "title")] pub name });
    // What implements traits for it is there on the same conditions.
    assert_contains(&output, &quote! { #[cfg(unix)] ::graph_runtime::model! });
}
