//! One member of an object: its type, its name on the wire, and what its value must satisfy.

use graph_emit::ir::{Constraint, Deprecation, Doc};
use proc_macro2::{Ident, Span};
use quote::ToTokens as _;
use syn::{Attribute, Field, GenericArgument, PathArguments, Type, Visibility};

use super::Attributes;
use super::member_options::Options;
use crate::report::{Report, error, error_at};
use crate::wire::{self, Case};

/// A member of an object.
pub struct Member {
    /// The identifier.
    pub ident: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// The JSON member.
    pub wire: String,
    /// Where its name on the wire comes from.
    pub wire_span: Span,
    /// Its type, an `Option`.
    pub ty: Type,
    /// Whether its text is a GUID, which `OData` writes without quotes.
    pub is_guid: bool,
    /// What its value must satisfy.
    pub constraints: Vec<Constraint>,
    /// What it means.
    pub doc: Doc,
    /// That it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// What is passed on.
    pub passed: Vec<Attribute>,
}

impl Member {
    /// The `T` of its `Option<T>`.
    pub fn value(&self) -> &Type {
        optional(&self.ty).unwrap_or(&self.ty)
    }
}

/// The member that `field` declares, or `None` with what is wrong in `report`.
pub fn parse(field: Field, case: Case, report: &mut Report) -> Option<Member> {
    // Only named fields are asked for.
    let ident = field.ident?;
    let mut attributes = Attributes::read(field.attrs, report);
    let graph = std::mem::take(&mut attributes.graph);
    let options = Options::parse(&graph, &mut attributes, report);
    refuse(&mut attributes, "a member", report);
    if matches!(field.vis, Visibility::Inherited) {
        let help = "write `pub` before it: whoever makes the object sets its members";
        report.push(error_at(ident.span(), format!("the member `{ident}` is not `pub`"), help));
    }
    if ident == "additional_data" {
        let help = "remove it; for a member of that name on the wire, name the field otherwise and `rename` it";
        report.push(error(&ident, "`additional_data` is added to every object", help));
        return None;
    }
    let (wire, wire_span) = report.keep(wire_name(&ident, &options, case))?;
    let value = report.keep(optional(&field.ty));
    let constraints = value.map(|value| options.constraints(value, report)).unwrap_or_default();
    // A member that is not an option is taken for one of its type, so that it is there for those who use it.
    let ty = if value.is_none() && is_bare_option(&field.ty) { syn::parse_quote!(Json) } else { field.ty };
    Some(Member {
        ident,
        vis: field.vis,
        wire,
        wire_span,
        ty,
        is_guid: options.is_guid,
        constraints,
        doc: attributes.doc,
        deprecated: attributes.deprecated,
        passed: attributes.passed,
    })
}

/// Takes out and reports what cannot be said of a part of a type, `what`.
pub fn refuse(attributes: &mut Attributes, what: &str, report: &mut Report) {
    attributes.passed.retain(|attribute| {
        let may_be_passed = may_be_passed(attribute);
        if !may_be_passed {
            report.push(refused(attribute, what));
        }
        may_be_passed
    });
}

/// Whether an attribute of a part of a type says nothing but how it is documented and linted.
fn may_be_passed(attribute: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "doc"].iter().any(|known| attribute.path().is_ident(known))
}

/// It is read and written by code that no other attribute reaches.
fn refused(attribute: &Attribute, what: &str) -> syn::Error {
    let name = attribute.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let help = match name.as_str() {
        "serde" => "remove it: another name on the wire is `#[graph(rename = \"..\")]`",
        "cfg" | "cfg_attr" => "declare a second type, and put the conditions on the two",
        _ => "remove it",
    };
    error(attribute, format!("`#[{name}]` cannot be kept on {what}"), help)
}

fn wire_name(ident: &Ident, options: &Options, case: Case) -> syn::Result<(String, Span)> {
    let help = "say what it is called on the wire: `#[graph(rename = \"..\")]`";
    if let Some(name) = &options.rename {
        return Ok((name.value(), name.span()));
    }
    match wire::member(&ident.to_string(), case) {
        name if name.is_empty() => Err(error(ident, format!("`{ident}` gives no name for the wire"), help)),
        name => Ok((name, ident.span())),
    }
}

/// The `T` of `Option<T>`.
fn optional(ty: &Type) -> syn::Result<&Type> {
    let argument = match ty {
        // A type that a `macro_rules!` macro passes on stands in an invisible group.
        Type::Group(group) => return optional(&group.elem),
        Type::Path(path) => path.path.segments.last().filter(|segment| segment.ident == "Option"),
        _ => None,
    };
    let arguments = argument.map(|segment| &segment.arguments);
    if let Some(PathArguments::AngleBracketed(arguments)) = arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return Ok(inner);
    }
    let help = match argument {
        Some(_) => "say of what: `Option<String>`".to_owned(),
        None => format!("every member is optional: write `Option<{}>`", source(ty)),
    };
    Err(error(ty, "the type of a member is an `Option<..>`", help))
}

/// Whether `ty` is an `Option` of nothing.
fn is_bare_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// The type as a reader would write it: token streams put blanks everywhere.
fn source(ty: &Type) -> String {
    let close = [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")];
    close.iter().fold(ty.to_token_stream().to_string(), |text, (apart, close)| text.replace(apart, close))
}
