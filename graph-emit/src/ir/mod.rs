//! The API as a front end describes it: wire names, types and operations, before any Rust name is chosen.
//!
//! Both front ends end here. Nothing in these types knows OpenAPI or the syntax of a declaration, and
//! nothing has behavior beyond small questions about itself; [`crate::check`] turns an [`Api`] into Rust names.

mod doc;
#[cfg(test)]
pub(crate) mod fixture;
mod operation;
mod segment;
mod tree;
mod types;

pub use self::doc::{Deprecation, Doc};
pub use self::operation::{
    Body, ContentType, Header, Method, ODataOption, Operation, OtherAnswer, OtherBody, QueryParameter, Response,
};
pub use self::segment::{
    Argument, ArgumentValue, Parameter, Piece, Segment, SegmentError, Variable, WrittenArgument, call_parts,
    split_outside, unquoted, without_braces,
};
pub use self::tree::Node;
pub use self::types::{
    Constraint, Custom, Enum, Field, Primitive, Struct, TypeDef, TypeKind, TypeName, TypeRef, Variant,
};

use crate::origin::Origin;

/// A whole API: the path tree and the named types that its operations mention.
#[derive(Clone, Debug)]
pub struct Api {
    /// What the API calls itself; it becomes the first line of the root module's docs.
    pub title: String,
    /// The URL that every path continues, without a trailing slash; `None` leaves the choice to the client.
    pub base_url: Option<String>,
    /// The version of Microsoft Graph that this is; `None` leaves the choice to the client.
    pub version: Option<ApiVersion>,
    /// The path tree. Its own segment is [`Segment::Root`].
    pub root: Node,
    /// The component types, in the order of the description.
    pub types: Vec<TypeDef>,
    /// Other ways to the same builders.
    pub shortcuts: Vec<Shortcut>,
}

/// A version of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// `v1.0`
    V1,
    /// `beta`
    Beta,
}

impl ApiVersion {
    /// The segment of the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// A path that the service also knows by another one: `/me` for `/users/{user-id}`. The builders of the path are those of
/// the other, too. Where the API does not have the builders that it speaks of, there is no shortcut.
#[derive(Clone, Debug)]
pub struct Shortcut {
    /// The path of the builder that has the step; empty for the client.
    pub at: String,
    /// What URLs begin with: a path of the API, or a literal segment with its slash.
    pub short: String,
    /// The path that it stands for.
    pub path: String,
    /// The steps.
    pub steps: Steps,
    /// What it means.
    pub doc: Doc,
    /// Where the path stands.
    pub origin: Origin,
}

/// The steps of a [`Shortcut`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// One to the path itself, called after the short path.
    ToPath,
    /// Those that the builder of the path has, but for segments that are described here as well.
    Below,
    /// One to the path itself. It takes the keys that `short` has behind `at`, and a path that URLs have between colons behind
    /// `short`.
    ByPath {
        /// What it is called.
        step: &'static str,
        /// What its key is called, where that is not what it is called elsewhere.
        key: Option<&'static str>,
    },
}
