//! The attributes of a declaration: documentation, `#[deprecated]` and `#[graph(..)]`; all others are refused.

use graph_emit::ir::Deprecation;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use super::named;
use crate::report::{Report, error};

/// What the attributes of a member say.
pub struct Attributes<'a> {
    /// The documentation as prose.
    pub docs: String,
    /// That the member is deprecated.
    pub deprecated: Option<Deprecation>,
    /// The attributes `#[graph(..)]`.
    pub graph: Vec<&'a Attribute>,
}

/// The documentation of the struct. It has no other attributes, unless it `stays` as it is.
pub fn of_struct(attributes: &[Attribute], stays: bool, report: &mut Report) -> String {
    let mut docs = Vec::new();
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("doc") {
            docs.extend(report.keep(doc(attribute)));
        } else if path.is_ident("deprecated") {
            let help = "write `deprecated` or `deprecated = \"..\"` in the parentheses of `graph_action`";
            report.push(error(attribute, "it is the operation that is deprecated, not its body", help));
        } else if path.is_ident("graph") {
            let help = "write them in the parentheses of `graph_action`";
            report.push(error(attribute, "`#[graph(..)]` has options of members, not of the struct", help));
        } else if !stays || declares_an_action(attribute) {
            report.push(refused(attribute));
        }
    }
    docs.join("\n")
}

/// What the attributes of a member say; what is wrong with them goes to `report`.
pub fn of_member<'a>(attributes: &'a [Attribute], report: &mut Report) -> Attributes<'a> {
    let mut docs = Vec::new();
    let mut member = Attributes { docs: String::new(), deprecated: None, graph: Vec::new() };
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("doc") {
            docs.extend(report.keep(doc(attribute)));
        } else if path.is_ident("deprecated") {
            member.deprecated = Some(deprecation(attribute, report));
        } else if path.is_ident("graph") {
            member.graph.push(attribute);
        } else {
            report.push(refused(attribute));
        }
    }
    member.docs = docs.join("\n");
    member
}

fn declares_an_action(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|name| name.ident == "graph_action")
}

/// The text of `#[doc = ".."]`, which is what a doc comment is.
pub fn doc(attribute: &Attribute) -> syn::Result<String> {
    match &attribute.meta {
        Meta::NameValue(meta) => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.value()),
            _ => Err(error(&meta.value, "the documentation is not a plain text", "write it as a doc comment")),
        },
        Meta::Path(_) | Meta::List(_) => {
            Err(error(attribute, "this says how to document, which cannot be kept", "remove it"))
        }
    }
}

/// The three forms of `#[deprecated]` (The Rust Reference, "Diagnostic attributes").
fn deprecation(attribute: &Attribute, report: &mut Report) -> Deprecation {
    let mut deprecation = Deprecation::default();
    match &attribute.meta {
        Meta::Path(_) => {}
        Meta::NameValue(_) => deprecation.description = report.keep(doc(attribute)),
        Meta::List(list) => {
            let parser = |input: ParseStream<'_>| {
                named::read(input, &["note", "since"], report, |name, input| {
                    let text: LitStr = named::assigned(input, "note = \"use the other one\"")?;
                    *(if name == "note" { &mut deprecation.description } else { &mut deprecation.version }) =
                        Some(text.value());
                    Ok(())
                });
                Ok(())
            };
            let read = list.parse_args_with(parser);
            report.keep(read);
        }
    }
    deprecation
}

/// The macro writes the struct anew, and can keep only what it knows.
fn refused(attribute: &Attribute) -> syn::Error {
    let name = attribute.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let help = match name.as_str() {
        "derive" => "remove it: `Clone`, `Debug`, `Default`, `PartialEq` and serde's traits are there",
        "serde" => "remove it: another name on the wire is `#[graph(rename = \"..\")]`",
        "cfg" | "cfg_attr" => "declare a second struct, and put the conditions on the two",
        "allow" | "expect" | "warn" | "deny" | "forbid" => "put it on the module around the declaration",
        "graph_action" => "declare each action on a struct of its own",
        _ => "remove it",
    };
    error(attribute, format!("`#[{name}]` cannot be kept by `graph_action`"), help)
}
