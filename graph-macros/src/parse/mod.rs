//! The syntax of a declaration: the options of `graph_action`, and the struct below it.
//!
//! Every part takes the [`Report`] along, adds what is wrong with it and goes on, so that one look shows all mistakes.

mod attributes;
mod body;
mod member;
mod member_options;
pub mod named;
mod options;
mod path;

pub use self::body::is_unit;
pub use self::member::Member;
pub use self::options::{Extension, Options};

use graph_emit::ir::Method;
use proc_macro2::{Ident, TokenStream};
use syn::DeriveInput;

use crate::report::{Report, error};

/// A declared action.
pub struct Declaration {
    /// What stands in the parentheses of `graph_action`.
    pub options: Options,
    /// The name of the struct.
    pub name: Ident,
    /// The documentation of the struct, as prose.
    pub docs: String,
    /// The members of the body; `None` for a unit struct, which stands for a request without a body.
    pub members: Option<Vec<Member>>,
}

/// The declaration that `options` and `item` make, or `None` with what is wrong in `report`.
pub fn declaration(options: TokenStream, item: &DeriveInput, report: &mut Report) -> Option<Declaration> {
    let options = options::parse(options, report);
    let docs = attributes::of_struct(&item.attrs, is_unit(item), report);
    let members = body::members(item, report);
    if let (Some(options), Some(Some(_))) = (&options, &members) {
        report.keep(body_is_allowed(options));
    }
    let declaration = Declaration { options: options?, name: item.ident.clone(), docs, members: members? };
    report.is_empty().then_some(declaration)
}

/// RFC 9110 section 9.3 gives a body of these methods no meaning, and Graph reads none.
fn body_is_allowed(options: &Options) -> syn::Result<()> {
    match options.method {
        Method::Post | Method::Put | Method::Patch => Ok(()),
        Method::Get | Method::Delete | Method::Head | Method::Options | Method::Trace => Err(error(
            &options.method_name,
            format!("a `{}` request has no body", options.method_name),
            "use `POST`, `PUT` or `PATCH`, or a unit struct: `pub struct Name;`",
        )),
    }
}
