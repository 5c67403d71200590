//! The path tree: one node per segment, each of which becomes a request builder.

use super::{Doc, Operation, Segment};
use crate::names::Name;
use crate::origin::Origin;

/// One segment of one or more paths, with what can be done there and below.
#[derive(Clone, Debug)]
pub struct Node {
    /// The segment itself.
    pub segment: Segment,
    /// The name that a declaration gives its builder; it is derived where there is none.
    pub rust: Option<Name>,
    /// What the path item says of itself.
    pub doc: Doc,
    /// The operations of the path that ends here, at most one per method.
    pub operations: Vec<Operation>,
    /// Whether the path that ends here is written with a slash behind it, which its URLs keep.
    pub has_trailing_slash: bool,
    /// Whether the description calls what is here a function, whose arguments its name spells out.
    pub is_function: bool,
    /// The longer paths, in the order of the description.
    pub children: Vec<Node>,
    /// Where the first path with this segment stands.
    pub origin: Origin,
}
