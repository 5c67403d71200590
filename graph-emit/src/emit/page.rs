//! Pages of collections: the line that lets their requests go on to the next, and what their items are.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::Paths;
use super::ty;
use crate::checked::{Field, Kind, Ty, Type};

/// The link that makes a page one of a delta function.
const DELTA_LINK: &str = "@odata.deltaLink";

/// Says that an object is a page, if it is one.
pub fn implementation(ty: &Type, fields: &[Field], paths: &mut Paths) -> Option<TokenStream> {
    let Field { name: value, .. } = fields.get(ty.page?)?;
    let item = item(fields, ty.page?, paths)?;
    let name = &ty.name;
    let page_macro = Paths::runtime_macro("page");
    Some(quote! { #page_macro!(#name, #value: #item); })
}

/// The type of the member with the items, if `at` is its place in a page.
pub fn member(ty: &Type, fields: &[Field], at: usize, paths: &mut Paths) -> Option<TokenStream> {
    let item = item(fields, ty.page.filter(|page| *page == at)?, paths)?;
    let (option, vec) = (paths.option(), paths.vec());
    Some(quote! { #option<#vec<#item>> })
}

/// Whether the items of a page are told as present or removed: those of a delta function are, if they are objects.
fn is_delta(fields: &[Field], item: &Ty) -> bool {
    item.kind() == Some(Kind::Struct) && fields.iter().any(|field| field.wire == DELTA_LINK)
}

fn item(fields: &[Field], page: usize, paths: &mut Paths) -> Option<TokenStream> {
    let Ty::List(item) = &fields.get(page)?.ty else { return None };
    let object = ty::value(item, paths);
    if !is_delta(fields, item) {
        return Some(object);
    }
    let delta_item = paths.model("DeltaItem");
    Some(quote! { #delta_item<#object> })
}
