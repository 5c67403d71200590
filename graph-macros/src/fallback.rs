//! The struct as the user wrote it: what stands beside the errors, so that a mistake in a declaration is not followed
//! by one error for every place that names the struct.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Attribute, Data, DeriveInput, Fields};

/// `item` with its documentation and no other attribute: one that was refused would be refused again by rustc.
pub fn plain(mut item: DeriveInput) -> TokenStream {
    retain_docs(&mut item.attrs);
    if let Data::Struct(data) = &mut item.data {
        plain_fields(&mut data.fields);
    }
    item.into_token_stream()
}

/// The struct of an action without a body, as it is. It has no use but to hold the declaration.
pub fn unit(item: &DeriveInput) -> TokenStream {
    quote! {
        #[allow(dead_code, reason = "it holds the declaration of an action")]
        #item
    }
}

/// The fields, each name once: the second of a name was reported, and rustc would do so too.
fn plain_fields(fields: &mut Fields) {
    for field in fields.iter_mut() {
        retain_docs(&mut field.attrs);
    }
    if let Fields::Named(fields) = fields {
        let mut seen = BTreeSet::new();
        let named = std::mem::take(&mut fields.named);
        fields.named = named.into_iter().filter(|field| seen.insert(field.ident.clone())).collect();
    }
}

fn retain_docs(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| attribute.path().is_ident("doc"));
}
