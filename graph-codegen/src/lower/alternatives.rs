//! `anyOf` and `oneOf`: which of them say something simpler than "one of these".

use graph_emit::ir::Primitive;
use openapiv3::ReferenceOr;

use super::context::{Context, Site};
use super::name::NUMERIC_WORDS;
use super::scalar;
use super::shape::{Shape, Use};

/// What the alternatives of a schema come down to.
pub(super) enum Alternatives<'a> {
    /// There are none, or none that says anything.
    None,
    /// A single one besides the ways to write `null`, with its place.
    One(Use<'a>, Site),
    /// A number, or one of the words for numbers that JSON cannot write.
    Number(Primitive),
    /// A real choice.
    Several,
}

/// The alternatives of `shape`, a schema at `site`.
pub(super) fn of<'a>(shape: &Shape<'a>, site: &Site) -> Alternatives<'a> {
    let lists = [("anyOf", shape.any_of), ("oneOf", shape.one_of)];
    let mut telling = lists.into_iter().flat_map(|(keyword, list)| {
        list.iter()
            .map(Use::from)
            .enumerate()
            .filter(|(_, entry)| !is_null(*entry))
            .map(move |(at, entry)| (keyword, at, entry))
    });
    let Some((keyword, at, first)) = telling.next() else { return Alternatives::None };
    if telling.next().is_none() {
        return Alternatives::One(first, site.child(keyword).child(&at.to_string()));
    }
    number(shape.one_of).or_else(|| number(shape.any_of)).map_or(Alternatives::Several, Alternatives::Number)
}

/// Reports that the alternatives of the schema at `site` are a real choice.
pub(super) fn report_choice(cx: &mut Context<'_>, site: &Site, instead: &str) {
    cx.unsupported(&site.origin, "a choice between several schemas is not supported", instead);
}

/// Whether `entry` only says that there may be no value.
fn is_null(entry: Use<'_>) -> bool {
    let Use::Here(schema) = entry else { return false };
    let shape = Shape::of(schema);
    let empty_object = || {
        let untyped = Shape { ty: None, ..shape.clone() };
        shape.ty == Some("object") && shape.data.nullable && untyped.is_bare()
    };
    shape.is_bare() || empty_object()
}

/// The number in a list of one number with a format and otherwise only texts: `OData` writes large and endless numbers
/// as text.
fn number(list: &[ReferenceOr<openapiv3::Schema>]) -> Option<Primitive> {
    let mut numbers = Vec::new();
    for entry in list {
        match Use::from(entry) {
            Use::Ref(reference) if reference.rsplit('/').next() == Some(NUMERIC_WORDS) => {}
            Use::Ref(_) => return None,
            Use::Here(schema) => {
                let shape = Shape::of(schema);
                match shape.ty {
                    Some("string") => {}
                    Some("number" | "integer") => numbers.push(scalar::primitive(shape.ty, Some(shape.format?))),
                    _ if is_null(Use::Here(schema)) => {}
                    _ => return None,
                }
            }
        }
    }
    match numbers[..] {
        [number] => number,
        _ => None,
    }
}
