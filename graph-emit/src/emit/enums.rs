//! Open enums: the known values, and room for those that the service adds later.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::runtime::Paths;
use crate::checked::{Type, Variant};

/// The items of an enum.
pub fn items(ty: &Type, variants: &[Variant], paths: &mut Paths) -> Vec<TokenStream> {
    vec![definition(ty, variants, paths), implementation(ty, variants)]
}

fn definition(ty: &Type, variants: &[Variant], paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let docs = doc::attributes(&doc::lines(&ty.doc, &format!("The known values of {}.", doc::code(&name.to_string()))));
    let deprecated = doc::deprecated(ty.deprecated.as_ref());
    let derive = paths.derive(&["Clone", "PartialEq", "Eq", "Hash"]);
    let unknown = paths.model("UnknownValue");
    let attributes = &ty.custom.attributes;
    let variants = variants.iter().map(|Variant { name, wire, doc }| {
        let value =
            if wire.is_empty() { "An empty text.".to_owned() } else { format!("The value {}.", doc::code(wire)) };
        let docs = doc::attributes(&doc::lines(doc, &value));
        quote! { #docs #name }
    });
    quote! {
        #docs
        #deprecated
        #derive
        #(#attributes)*
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that the description does not know yet; `as_str` gives it."]
            UnknownValue(#unknown),
        }
    }
}

/// The way between an enum and its text, and all that follows from it.
pub fn implementation(ty: &Type, variants: &[Variant]) -> TokenStream {
    let name = &ty.name;
    let values = variants.iter().map(|Variant { name, wire, .. }| quote! { #wire => #name });
    let open_enum_macro = Paths::runtime_macro("open_enum");
    quote! {
        #open_enum_macro! {
            #name { #(#values,)* }
        }
    }
}
