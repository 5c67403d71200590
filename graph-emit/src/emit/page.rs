//! Pages of collections: the line that lets their requests go on to the next.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::Paths;
use super::ty;
use crate::checked::{Field, Ty, Type};
use crate::names::Name;

/// Says that an object is a page, if it is one.
pub fn implementation(ty: &Type, fields: &[Field], paths: &mut Paths) -> Option<TokenStream> {
    let (value, item) = items(fields)?;
    let name = &ty.name;
    let item = ty::value(item, paths);
    let page_macro = Paths::runtime_macro("page");
    Some(quote! { #page_macro!(#name, #value: #item); })
}

/// The member with the items, and their type. Lists without a link to more are the whole; where more than annotations
/// stands beside them, they are a part of something else.
fn items(fields: &[Field]) -> Option<(&Name, &Ty)> {
    let has_link = fields.iter().any(|field| matches!(field.wire.as_str(), "@odata.nextLink" | "@odata.deltaLink"));
    let is_annotation = |field: &Field| field.wire.starts_with("@odata.");
    let [Field { name, wire, ty: Ty::List(item), .. }] =
        fields.iter().filter(|field| !is_annotation(field)).collect::<Vec<_>>()[..]
    else {
        return None;
    };
    (wire == "value" && has_link).then_some((name, &**item))
}
