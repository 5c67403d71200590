//! Types, arguments and digests as single words of a snapshot.

use graph_emit::checked::{Argument, ArgumentType, Kind, Ty};
use graph_emit::ir::{Constraint, Deprecation, Doc, Primitive};

use crate::digest;

/// How many letters a digest has, of 64 each: one change of documentation in 262,144 is not seen.
const LETTERS: usize = 3;

/// A type, in a word: `User`, `security::Alert`, `.RejectPostRequestBody` beside the builder, `[str]`, `Flags<Day>`. Types of
/// descriptions begin with a capital, scalars do not.
pub fn ty(ty: &Ty) -> String {
    match ty {
        Ty::Scalar(primitive) => scalar(*primitive).to_owned(),
        Ty::Model { namespace, name, kind } => {
            let path = namespace.iter().flat_map(|module| [module.as_str(), "::"]).collect::<String>();
            flags_or(format!("{path}{name}"), *kind)
        }
        Ty::Local { name, kind } => flags_or(format!(".{name}"), *kind),
        Ty::List(item) => format!("[{}]", self::ty(item)),
        Ty::Untyped => "json".to_owned(),
        Ty::Given(name) => name.to_string(),
    }
}

fn flags_or(path: String, kind: Kind) -> String {
    match kind {
        Kind::Flags => format!("Flags<{path}>"),
        Kind::Struct | Kind::Enum => path,
    }
}

/// A scalar. A `guid` is text in Rust, but for the keys of members.
pub fn scalar(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "bool",
        Primitive::Int8 => "i8",
        Primitive::UInt8 => "u8",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::Decimal => "decimal",
        Primitive::String => "str",
        Primitive::Guid => "guid",
        Primitive::DateTimeOffset => "datetime",
        Primitive::Date => "date",
        Primitive::TimeOfDay => "time",
        Primitive::Duration => "duration",
        Primitive::Binary => "binary",
    }
}

/// The type of an argument: what the caller gives, and behind `@` how it is written in the URL where that differs.
fn argument_ty(ty: ArgumentType) -> String {
    let given = |primitive| if primitive == Primitive::Guid { "str" } else { scalar(primitive) };
    match ty {
        ArgumentType::One(primitive) => given(primitive).to_owned(),
        ArgumentType::List(primitive) => format!("[{}]", given(primitive)),
        ArgumentType::Array(primitive) => format!("[{}]@array", given(primitive)),
    }
}

/// `start:datetime`.
pub fn argument(Argument { name, ty, .. }: &Argument) -> String {
    format!("{name}:{}", argument_ty(*ty))
}

/// `(start:datetime,end:datetime)`.
pub fn arguments(arguments: &[Argument]) -> String {
    let arguments: Vec<_> = arguments.iter().map(argument).collect();
    format!("({})", arguments.join(","))
}

/// What must hold of a value before it is sent.
pub fn constraint(constraint: &Constraint) -> String {
    let bound = |bound: Option<String>| bound.unwrap_or_default();
    match constraint {
        Constraint::StartsWith(text) => format!("starts={}", one_word(text)),
        Constraint::Length { min, max } => {
            format!("length={}..{}", bound(min.map(|min| min.to_string())), bound(max.map(|max| max.to_string())))
        }
        Constraint::Range { min, max } => {
            format!("range={}..{}", bound(min.map(|min| min.to_string())), bound(max.map(|max| max.to_string())))
        }
    }
}

/// `text` without spaces and line breaks.
pub fn one_word(text: &str) -> String {
    let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || sign == '%';
    let escaped =
        text.chars().map(|sign| if is_odd(sign) { format!("%{{{:x}}}", u32::from(sign)) } else { sign.to_string() });
    escaped.collect()
}

/// A digest of `parts` behind `sign`; parts that are all empty have none.
pub fn digest(sign: &str, parts: &[&str]) -> Option<String> {
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        all.extend_from_slice(part.as_bytes());
        all.push(0);
    }
    let digest = digest::of(&all);
    let letter = |byte: &u8| {
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[usize::from(byte & 63)])
    };
    Some(sign.chars().chain(digest[..LETTERS].iter().map(letter)).collect())
}

/// What is said of a thing, and of its `more` parts.
pub fn doc(doc: &Doc, more: &[&str]) -> Option<String> {
    let (note, link) = (doc.note.as_deref().unwrap_or_default(), doc.link.as_deref().unwrap_or_default());
    let own = [doc.text.as_str(), note, link];
    digest("#", &own.iter().chain(more).copied().collect::<Vec<_>>())
}

/// That a thing is deprecated.
pub fn deprecation(deprecation: Option<&Deprecation>) -> Option<String> {
    let Deprecation { description, version, date, removal_date, .. } = deprecation?;
    let parts = [description, version, date, removal_date].map(|part| part.as_deref().unwrap_or_default());
    Some(digest("!", &parts).unwrap_or_else(|| "!".to_owned()))
}
