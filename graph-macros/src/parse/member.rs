//! One member of a body: its type, its name on the wire, and what its value must satisfy.

use graph_emit::ir::{Constraint, Deprecation};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens as _;
use syn::{Field, GenericArgument, PathArguments, Type, Visibility};

use super::attributes;
use super::member_options::Options;
use crate::report::{Report, error, error_at};
use crate::wire;

/// A member of a body.
pub struct Member {
    /// The identifier.
    pub ident: Ident,
    /// The JSON member.
    pub wire: String,
    /// Where its name on the wire comes from.
    pub wire_span: Span,
    /// The type in `Option<..>`.
    pub ty: TokenStream,
    /// What its value must satisfy.
    pub constraints: Vec<Constraint>,
    /// The documentation as prose.
    pub docs: String,
    /// That it is deprecated.
    pub deprecated: Option<Deprecation>,
}

/// The member that `field` declares, or `None` with what is wrong in `report`.
pub fn parse(field: &Field, report: &mut Report) -> Option<Member> {
    // Only named fields are asked for.
    let ident = field.ident.clone()?;
    let attributes = attributes::of_member(&field.attrs, report);
    let options = Options::parse(&attributes.graph, report);
    if !matches!(field.vis, Visibility::Public(_)) {
        let help = "write `pub` before it: whoever makes the body sets its members";
        report.push(error_at(ident.span(), format!("the member `{ident}` is not `pub`"), help));
    }
    if ident == "additional_data" {
        let help = "remove it; for a member of that name on the wire, name the field otherwise and `rename` it";
        report.push(error(&ident, "`additional_data` is added to every body", help));
    }
    let (wire, wire_span) = report.keep(wire_name(&ident, &options))?;
    let ty = report.keep(optional(&field.ty))?;
    let constraints = options.constraints(ty, report);
    Some(Member {
        ident,
        wire,
        wire_span,
        ty: ty.to_token_stream(),
        constraints,
        docs: attributes.docs,
        deprecated: attributes.deprecated,
    })
}

fn wire_name(ident: &Ident, options: &Options) -> syn::Result<(String, Span)> {
    let help = "say what it is called on the wire: `#[graph(rename = \"..\")]`";
    match &options.rename {
        Some(name) if name.value().is_empty() => Err(error(name, "a member has a name", help)),
        Some(name) => Ok((name.value(), name.span())),
        None => match wire::member(ident) {
            name if name.is_empty() => Err(error(ident, format!("`{ident}` gives no name for the wire"), help)),
            name => Ok((name, ident.span())),
        },
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

/// The type as a reader would write it: token streams put blanks everywhere.
fn source(ty: &Type) -> String {
    let close = [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")];
    close.iter().fold(ty.to_token_stream().to_string(), |text, (apart, close)| text.replace(apart, close))
}
