//! The struct of a declaration: the members of the body.

use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Generics, Token, Visibility};

use super::member::{self, Member};
use crate::report::{Report, error, error_at};

/// The members of `item`: `Some(None)` for a unit struct, `None` when it is no struct with named fields at all.
#[expect(clippy::option_option, reason = "the outer one says whether the item could be read, the inner one is read")]
pub fn members(item: &DeriveInput, report: &mut Report) -> Option<Option<Vec<Member>>> {
    generics(&item.generics, report);
    let fields = report.keep(fields(item))?;
    if !matches!(item.vis, Visibility::Public(_)) {
        let help = "write `pub struct`: the builder beside it is public, and its method takes it";
        report.push(error_at(item.ident.span(), format!("`{}` is not `pub`", item.ident), help));
    }
    let Some(fields) = fields else { return Some(None) };
    let mut members: Vec<Member> = Vec::new();
    for field in fields {
        let Some(member) = member::parse(field, report) else { continue };
        if members.iter().any(|known| known.wire == member.wire) {
            let message = format!("two members are called `{}` on the wire", member.wire);
            report.push(error_at(member.wire_span, message, "rename one of them: `#[graph(rename = \"..\")]`"));
        }
        members.push(member);
    }
    Some(Some(members))
}

/// Whether `item` declares a request without a body.
pub fn is_unit(item: &DeriveInput) -> bool {
    matches!(&item.data, Data::Struct(data) if matches!(data.fields, Fields::Unit))
}

/// The named fields of a struct; `None` for a unit struct.
fn fields(item: &DeriveInput) -> syn::Result<Option<&Punctuated<syn::Field, Token![,]>>> {
    let help = "an action is declared on a struct of the members of its body: `pub struct Name { .. }`";
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(Some(&fields.named)),
            Fields::Unit => Ok(None),
            Fields::Unnamed(fields) => Err(error(fields, "the members of a body have names", help)),
        },
        Data::Enum(data) => Err(error_at(data.enum_token.span, "an enum cannot be the body of an action", help)),
        Data::Union(data) => Err(error_at(data.union_token.span, "a union cannot be the body of an action", help)),
    }
}

fn generics(generics: &Generics, report: &mut Report) {
    let help = "give the types of the members in full";
    if !generics.params.is_empty() {
        report.push(error(generics, "the body of an action cannot be generic", help));
    }
    if let Some(clause) = &generics.where_clause {
        report.push(error(clause, "the body of an action cannot have conditions", help));
    }
}
