//! A known value of an enum.

use graph_emit::ir::Doc;
use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, LitStr, Token};

use super::{Attributes, named};
use crate::report::{Report, error, error_at};
use crate::wire::{self, Case};

/// A known value.
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// The value as sent.
    pub wire: String,
    /// What it means.
    pub doc: Doc,
    /// What is passed on.
    pub passed: Vec<Attribute>,
}

/// The known values in `listed`. The variant for unknown ones is added to them and may be written, too.
pub fn all(listed: Punctuated<syn::Variant, Token![,]>, case: Case, report: &mut Report) -> Vec<Variant> {
    let mut known: Vec<Variant> = Vec::new();
    for variant in listed {
        if variant.ident == "UnknownValue" {
            let help = "remove it: the macro adds it";
            report.push(error(&variant, "`UnknownValue` keeps the values that are added later", help));
            continue;
        }
        let mut attributes = Attributes::read(variant.attrs, report);
        super::member::refuse(&mut attributes, "a variant", report);
        if let Some((_, number)) = &variant.discriminant {
            report.push(error(number, "a known value is a text, and has no number", "remove it"));
        }
        let mut name = None;
        named::in_attributes(&attributes.graph, &["rename"], report, |_, input| {
            name = Some(named::assigned(input, "rename = \"inACall\"")?);
            Ok(())
        });
        if !matches!(variant.fields, Fields::Unit) {
            report.push(error(&variant.fields, "a known value has no fields", "remove them"));
            continue;
        }
        let (wire, span) = value(&variant.ident, name, case);
        if known.iter().any(|other| other.wire == wire) {
            let help = "rename one of them: `#[graph(rename = \"..\")]`";
            report.push(error_at(span, format!("two variants are the value `{wire}`"), help));
        }
        known.push(Variant { ident: variant.ident, wire, doc: attributes.doc, passed: attributes.passed });
    }
    known
}

fn value(ident: &Ident, name: Option<LitStr>, case: Case) -> (String, Span) {
    name.map_or_else(|| (wire::value(&ident.to_string(), case), ident.span()), |name| (name.value(), name.span()))
}
