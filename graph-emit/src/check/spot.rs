//! Where a type is used: what it is called if it has no name of its own.

use crate::ir::{Field, Operation, TypeDef};
use crate::origin::Origin;

/// The use of a type. Few types are without a name, so what follows from it is made when it is asked for.
#[derive(Clone, Copy)]
pub enum Spot<'s> {
    /// The body of an operation; the function makes what the names beside its builder begin with.
    Body(&'s dyn Fn() -> String, &'s Operation, Option<OtherMedia<'s>>),
    /// The answer to an operation.
    Answer(&'s dyn Fn() -> String, &'s Operation, Option<OtherMedia<'s>>),
    /// A component itself.
    Component(&'s TypeDef),
    /// A member of what stands at the spot.
    Member(&'s Spot<'s>, &'s Field),
    /// What the component at the spot is another name for.
    Target(&'s Spot<'s>, &'s TypeDef),
    /// What a type without a name at the spot is another name for.
    Inline(&'s Spot<'s>, &'s TypeDef),
}

/// A media type that is not the first of its operation.
#[derive(Clone, Copy)]
pub struct OtherMedia<'s> {
    /// The media type.
    pub media_type: &'s str,
    /// What it is called in names.
    pub words: &'s str,
}

impl Spot<'_> {
    /// What the name of the type begins with.
    pub fn stem(&self) -> String {
        let beside = |stem: &dyn Fn() -> String, operation: &Operation, other: &Option<OtherMedia<'_>>, part: &str| {
            let words = other.map(|other| format!("_{}", other.words)).unwrap_or_default();
            format!("{}_{}{words}_{part}", stem(), operation.method.as_str().to_lowercase())
        };
        match self {
            Self::Body(stem, operation, other) => beside(stem, operation, other, "request_body"),
            Self::Answer(stem, operation, other) => beside(stem, operation, other, "response"),
            Self::Component(def) => def.name.name.clone(),
            Self::Member(owner, field) => format!("{}_{}", owner.stem(), field.wire),
            Self::Target(spot, _) | Self::Inline(spot, _) => spot.stem(),
        }
    }

    /// What the type is called in the book, below the entry of its place.
    pub fn key(&self) -> String {
        let beside = |operation: &Operation, other: &Option<OtherMedia<'_>>, part: &str| {
            let media_type = other.map(|other| format!(" {}", other.media_type)).unwrap_or_default();
            format!("{}{media_type} {part}", operation.method.as_str())
        };
        match self {
            Self::Body(_, operation, other) => beside(operation, other, "body"),
            Self::Answer(_, operation, other) => beside(operation, other, "response"),
            Self::Component(def) => def.name.wire.clone(),
            Self::Member(owner, field) => format!("{}/{}", owner.key(), field.wire),
            Self::Target(spot, _) => spot.key() + "/*",
            Self::Inline(spot, _) => spot.key(),
        }
    }

    /// What the type is, where the description says nothing about it.
    pub fn doc(&self) -> String {
        let request_line = |operation: &Operation| format!("`{} {}`", operation.method.as_str(), operation.path);
        match self {
            Self::Body(_, operation, other) => format!("The body of {}{}.", request_line(operation), in_media(*other)),
            Self::Answer(_, operation, other) => {
                format!("The answer to {}{}.", request_line(operation), in_media(*other))
            }
            Self::Component(_) => String::new(),
            Self::Member(_, field) => format!("The value of the member `{}`.", field.wire),
            Self::Target(spot, _) | Self::Inline(spot, _) => spot.doc(),
        }
    }

    /// Where the use stands.
    pub fn origin(&self) -> &Origin {
        match self {
            Self::Body(_, operation, _) | Self::Answer(_, operation, _) => &operation.origin,
            Self::Member(_, field) => &field.origin,
            Self::Component(def) | Self::Target(_, def) | Self::Inline(_, def) => &def.origin,
        }
    }
}

fn in_media(other: Option<OtherMedia<'_>>) -> String {
    other.map(|other| format!(" in the media type `{}`", other.media_type)).unwrap_or_default()
}
