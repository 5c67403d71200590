//! Pages of collections: the line that lets their requests go on to the next.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::Paths;
use super::ty;
use crate::checked::{Field, Ty, Type};

/// Says that an object is a page, if it is one.
pub fn implementation(ty: &Type, fields: &[Field], paths: &mut Paths) -> Option<TokenStream> {
    let Field { name: value, ty: Ty::List(item), .. } = fields.get(ty.page?)? else { return None };
    let name = &ty.name;
    let item = ty::value(item, paths);
    let page_macro = Paths::runtime_macro("page");
    Some(quote! { #page_macro!(#name, #value: #item); })
}
