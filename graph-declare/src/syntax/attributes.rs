//! The attributes of a declaration: documentation, `#[deprecated]`, `#[graph(..)]`, and those that are passed on.

use graph_emit::ir::{Deprecation, Doc};
use syn::parse::ParseStream;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use super::named;
use crate::report::{Report, error};

/// The attribute macros of this language.
const MACROS: &[&str] = &["graph_action", "graph_api", "graph_builder", "graph_enum", "graph_model"];

/// What the attributes of a thing say.
#[derive(Default)]
pub struct Attributes {
    /// The documentation.
    pub doc: Doc,
    /// That the thing is deprecated.
    pub deprecated: Option<Deprecation>,
    /// The attributes `#[graph(..)]`.
    pub graph: Vec<Attribute>,
    /// The macro of this language that declares the thing, by its own name.
    pub declares: Option<(&'static str, Attribute)>,
    /// All others, which are passed on.
    pub passed: Vec<Attribute>,
}

impl Attributes {
    /// Sorts `attributes`; what is wrong with them goes to `report`.
    pub fn read(attributes: Vec<Attribute>, report: &mut Report) -> Self {
        let mut read = Self::default();
        let mut docs = Vec::new();
        for attribute in attributes {
            let path = attribute.path();
            if let Some(text) = doc_line(&attribute) {
                docs.push(text);
            } else if path.is_ident("deprecated") {
                read.deprecated = Some(deprecation(&attribute, report));
            } else if path.is_ident("graph") {
                read.graph.push(attribute);
            } else if let Some(name) = declaring(&attribute).filter(|_| read.declares.is_none()) {
                read.declares = Some((name, attribute));
            } else {
                read.passed.push(attribute);
            }
        }
        read.doc = Doc::markdown(markdown(&docs));
        read
    }
}

/// Whether `attribute` is a macro of this language.
pub fn is_declaring(attribute: &Attribute) -> bool {
    declaring(attribute).is_some()
}

/// The macro of this language that `attribute` calls.
fn declaring(attribute: &Attribute) -> Option<&'static str> {
    let last = attribute.path().segments.last()?;
    MACROS.iter().copied().find(|name| last.ident == name)
}

/// Takes out and reports what cannot be said of a type, which has the derives that all have.
pub fn refuse_on_type(attributes: &mut Attributes, report: &mut Report) {
    attributes.passed.retain(|attribute| {
        let name = attribute.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let help = match name.as_str() {
            "derive" => "remove it: `Clone`, `Debug`, `PartialEq`, for objects `Default`, and serde's traits are there",
            "serde" => "remove it: another name on the wire is `#[graph(rename = \"..\")]`",
            "non_exhaustive" => "remove it: enums are so already, and an object is made by whoever sends it",
            name if MACROS.contains(&name) => "declare each on an item of its own",
            "repr" => "remove it: what is sent is JSON",
            _ => return true,
        };
        report.push(error(attribute, format!("`#[{name}]` cannot be kept"), help));
        false
    });
}

/// Doc comments as one text: the space behind the slashes is not part of it.
fn markdown(lines: &[String]) -> String {
    let lines = lines.iter().flat_map(|text| text.split('\n'));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The text of `#[doc = ".."]`, which is what a doc comment is.
fn doc_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => text(&meta.value),
        _ => None,
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// The three forms of `#[deprecated]` (The Rust Reference, "Diagnostic attributes").
fn deprecation(attribute: &Attribute, report: &mut Report) -> Deprecation {
    let mut deprecation = Deprecation { is_markdown: true, ..Deprecation::default() };
    match &attribute.meta {
        Meta::Path(_) => {}
        Meta::NameValue(meta) => match text(&meta.value) {
            Some(note) => deprecation.description = Some(note),
            None => report.push(error(&meta.value, "the note is not a plain text", "write it in quotes")),
        },
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

/// What `deprecated(version = "..", date = "..", removal_date = "..")` adds to a deprecation.
pub fn deprecation_details(
    input: ParseStream<'_>,
    into: &mut Option<Deprecation>,
    report: &mut Report,
) -> syn::Result<()> {
    let list;
    syn::parenthesized!(list in input);
    let details = into.get_or_insert_with(|| Deprecation { is_markdown: true, ..Deprecation::default() });
    named::read(&list, &["version", "date", "removal_date"], report, |name, input| {
        let text: LitStr = named::assigned(input, "date = \"2026-01-31\"")?;
        let detail = match name {
            "version" => &mut details.version,
            "date" => &mut details.date,
            _ => &mut details.removal_date,
        };
        *detail = Some(text.value());
        Ok(())
    });
    Ok(())
}
