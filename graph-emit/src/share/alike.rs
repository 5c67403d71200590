//! When two builders can do the same.

use crate::checked::{Argument, Body, Builder, Child, Family, Gate, Media, Operation, Options, Returns, Shape, Type};
use crate::ir::{Custom, Deprecation, Doc, Header, Method, Segment};
use crate::names::{Attribute, Name};

/// All that is written of a builder, but for where it is.
///
/// The sentences in which a description says what a builder, an operation or its body is for are left out: they most often name the
/// place ("Get attachments from users"), and those of the first place stand for all. What a person would go by is compared: the
/// link to a page, a deprecation, the note of a correction.
#[derive(PartialEq, Eq, Hash)]
pub struct Alike<'a> {
    name: &'a Name,
    told: Told<'a>,
    operations: Vec<AlikeOperation<'a>>,
    types: Vec<AlikeType<'a>>,
    steps: Vec<Step<'a>>,
    /// What makes it one of a kind.
    alone: Option<usize>,
}

/// What counts of a documentation.
type Told<'a> = (Option<&'a str>, Option<&'a str>);

#[derive(PartialEq, Eq, Hash)]
struct AlikeOperation<'a> {
    name: &'a Name,
    method: Method,
    /// What follows the path of the builder.
    template: &'a str,
    query: &'a [String],
    arguments: &'a [Argument],
    options: &'a Options,
    headers: &'a [Header],
    media: &'a Media,
    body: Option<&'a Body>,
    returns: &'a Returns,
    accept: Option<&'a str>,
    told: Told<'a>,
    deprecated: Option<&'a Deprecation>,
    attributes: &'a [Attribute],
    others: Vec<Self>,
}

/// A type beside the builder.
#[derive(PartialEq, Eq, Hash)]
struct AlikeType<'a> {
    names: [&'a Name; 2],
    shape: &'a Shape,
    custom: &'a Custom,
    page: Option<usize>,
    family: Option<&'a Family>,
    gate: &'a Gate,
    told: Told<'a>,
    deprecated: Option<&'a Deprecation>,
}

/// A step to the next segment.
#[derive(PartialEq, Eq, Hash)]
struct Step<'a> {
    segment: &'a Segment<String>,
    names: [Option<&'a Name>; 3],
    arguments: &'a [Argument],
    /// What it adds to the path, with the variables of the URL template.
    path: &'a str,
    class: usize,
}

impl<'a> Alike<'a> {
    /// What is written of `builder`, to whose next segments builders of the classes `below` belong. A builder with steps to
    /// other paths is one of a kind, the one of `number`: such a step says where it is.
    pub fn of(builder: &'a Builder, below: Vec<usize>, number: usize) -> Self {
        let operations = builder.operations.iter().map(|operation| AlikeOperation::of(operation, builder)).collect();
        let steps = builder.children.iter().zip(below).map(|(child, class)| Step::of(child, class, builder)).collect();
        Self {
            name: &builder.name,
            told: told(&builder.doc),
            operations,
            types: builder.types.iter().map(AlikeType::of).collect(),
            steps,
            alone: (!builder.shortcuts.is_empty()).then_some(number),
        }
    }
}

impl<'a> AlikeOperation<'a> {
    fn of(operation: &'a Operation, builder: &'a Builder) -> Self {
        Self {
            name: &operation.name,
            method: operation.method,
            template: operation.template_below(&builder.path),
            query: &operation.query,
            arguments: &operation.arguments,
            options: &operation.options,
            headers: &operation.headers,
            media: &operation.media,
            body: operation.body.as_ref(),
            returns: &operation.returns,
            accept: operation.accept.as_deref(),
            told: told(&operation.doc),
            deprecated: operation.deprecated.as_ref(),
            attributes: &operation.attributes,
            others: operation.others.iter().map(|other| Self::of(other, builder)).collect(),
        }
    }
}

impl<'a> AlikeType<'a> {
    fn of(ty: &'a Type) -> Self {
        Self {
            names: [&ty.module, &ty.name],
            shape: &ty.shape,
            custom: &ty.custom,
            page: ty.page,
            family: ty.family.as_ref(),
            gate: &ty.gate,
            told: told(&ty.doc),
            deprecated: ty.deprecated.as_ref(),
        }
    }
}

fn told(doc: &Doc) -> Told<'_> {
    (doc.link.as_deref(), doc.note.as_deref())
}

impl<'a> Step<'a> {
    fn of(child: &'a Child, class: usize, parent: &Builder) -> Self {
        Self {
            segment: &child.segment,
            names: [Some(&child.step), child.short_step.as_ref(), Some(&child.builder.module)],
            arguments: &child.arguments,
            path: child.builder.path_below(&parent.path),
            class,
        }
    }
}
