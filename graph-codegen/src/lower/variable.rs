//! Variables of paths that are called otherwise elsewhere.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::ir::{Segment, TypeRef};

use super::context::Context;
use super::parameter::PathParameters;

/// Tells of the parameters in `other`, a segment of `path`, that are called otherwise in `known`, which is the same
/// place.
pub(super) fn report_other_names<'a>(
    cx: &mut Context<'a>,
    known: &Segment,
    other: &Segment,
    path: &str,
    parameters: &PathParameters<'a, '_>,
) {
    for (known, other) in known.variables().into_iter().zip(other.variables()) {
        if known.name == other.name {
            continue;
        }
        let declared = parameters.lower(cx, &other.name);
        let message = format!("`{{{}}}` in `{path}` is called `{{{}}}` elsewhere", other.name, known.name);
        let help = format!("both are the key `{}`", known.name);
        let note = Diagnostic::warning(declared.origin, message).related(known.origin.clone(), "first here").help(help);
        cx.report(note);
        if !is_same_type(&known.ty, &declared.ty) {
            let message = format!("`{}` and `{}` are one path parameter with two types", other.name, known.name);
            cx.unsupported(&other.origin, &message, "the type of the first is generated for both");
        }
    }
}

fn is_same_type(one: &TypeRef, other: &TypeRef) -> bool {
    match (one, other) {
        (TypeRef::Primitive(one), TypeRef::Primitive(other)) => one == other,
        (TypeRef::List(one), TypeRef::List(other)) => is_same_type(one, other),
        (TypeRef::Named(one), TypeRef::Named(other)) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
