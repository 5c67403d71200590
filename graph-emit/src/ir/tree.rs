//! The path tree: one node per segment, each of which becomes a request builder.

use super::{Doc, Operation, TypeRef};
use crate::origin::Origin;

/// One segment of one or more paths, with what can be done there and below.
#[derive(Clone, Debug)]
pub struct Node {
    /// The segment itself.
    pub segment: Segment,
    /// What the path item says of itself.
    pub doc: Doc,
    /// The operations of the path that ends here, at most one per method.
    pub operations: Vec<Operation>,
    /// The longer paths, in the order of the description.
    pub children: Vec<Node>,
    /// Where the first path with this segment stands.
    pub origin: Origin,
}

/// One segment of a path, in the official dialect (the repairs of the module dialect are done).
#[derive(Clone, Debug)]
pub enum Segment {
    /// The start of every path.
    Root,
    /// Text without parameters: `calls`, `$count`, `graph.user`, `delta()`.
    Literal(String),
    /// A parameter that fills the segment: `{call-id}`.
    Key(Parameter),
    /// Text around parameters: `getByPath(path='{path}')`, `id='{id}',deviceId='{deviceId}'`.
    Call {
        /// The segment with its braces.
        text: String,
        /// One entry per pair of braces, in the order of the text.
        arguments: Vec<Parameter>,
    },
}

/// A path parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name between the braces.
    pub name: String,
    /// A primitive; anything else is sent as a string.
    pub ty: TypeRef,
    /// What it stands for.
    pub doc: Doc,
    /// Where it is declared.
    pub origin: Origin,
}

impl Segment {
    /// The segment as it stands in the path; empty for the root.
    pub fn text(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Literal(text) | Self::Call { text, .. } => text.clone(),
            Self::Key(parameter) => format!("{{{}}}", parameter.name),
        }
    }

    /// The parameters of the segment, in the order of its text.
    pub fn parameters(&self) -> &[Parameter] {
        match self {
            Self::Root | Self::Literal(_) => &[],
            Self::Key(parameter) => std::slice::from_ref(parameter),
            Self::Call { arguments, .. } => arguments,
        }
    }
}
