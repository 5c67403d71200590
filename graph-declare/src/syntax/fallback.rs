//! The item as the user wrote it: what stands beside the errors, so that a mistake in a declaration is not followed by one
//! error for every place that names the type.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, Data, DeriveInput, Fields};

/// `item` with its documentation and no other attribute: one that was refused would be refused again by rustc. Nothing for an
/// `impl` or a module, which are not Rust without their macro.
pub fn item(item: &TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(item) => plain(item),
        Err(_) if is_declaration(item) => TokenStream::new(),
        Err(_) => item.clone(),
    }
}

/// Whether `item` has parameters, without which its parts mean nothing.
pub fn is_generic(item: &TokenStream) -> bool {
    syn::parse2::<DeriveInput>(item.clone()).is_ok_and(|item| !item.generics.params.is_empty())
}

/// Whether it is an `impl` or a module.
fn is_declaration(item: &TokenStream) -> bool {
    item.clone()
        .into_iter()
        .any(|tree| matches!(tree, proc_macro2::TokenTree::Ident(word) if word == "impl" || word == "mod"))
}

fn plain(mut item: DeriveInput) -> TokenStream {
    retain_docs(&mut item.attrs);
    match &mut item.data {
        Data::Struct(data) => plain_fields(&mut data.fields),
        Data::Enum(data) => data.variants.iter_mut().for_each(|variant| retain_docs(&mut variant.attrs)),
        Data::Union(_) => {}
    }
    item.into_token_stream()
}

/// The fields, each name once: the second of a name was reported, and rustc would do so too.
fn plain_fields(fields: &mut Fields) {
    for field in fields.iter_mut() {
        retain_docs(&mut field.attrs);
    }
    if let Fields::Named(fields) = fields {
        let mut seen = HashSet::new();
        let named = std::mem::take(&mut fields.named);
        fields.named =
            named.into_iter().filter(|field| seen.insert(field.ident.as_ref().map(ToString::to_string))).collect();
    }
}

fn retain_docs(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| attribute.path().is_ident("doc"));
}
