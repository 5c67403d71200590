//! One HTTP method of one path: what goes in and what comes out.

use super::{Deprecation, Doc, TypeRef};
use crate::names::{Attribute, Name};
use crate::origin::Origin;

/// An operation. Its key is its method and its node; an `operationId` plays no part.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The HTTP method.
    pub method: Method,
    /// The path as the description writes it, before any repair.
    pub path: String,
    /// The query parameters, path-level ones included, in the order of the description.
    pub query: Vec<QueryParameter>,
    /// The headers that it declares beside those of every request.
    pub headers: Vec<Header>,
    /// What is sent; `None` for no body at all.
    pub body: Option<Body>,
    /// What may be sent in its place, each by a method of its own; empty without a body.
    pub other_bodies: Vec<OtherBody>,
    /// What a success brings.
    pub response: Response,
    /// The `Accept` header where it is not `application/json`.
    pub accept: Option<String>,
    /// What a success brings that is asked for in another media type, each by a method of its own.
    pub other_answers: Vec<OtherAnswer>,
    /// Set when the description calls it deprecated.
    pub deprecated: Option<Deprecation>,
    /// The name that the user gives its method; it is that of the HTTP method where there is none.
    pub rust: Option<Name>,
    /// Attributes that the user wants on its method.
    pub attributes: Vec<Attribute>,
    /// What it does.
    pub doc: Doc,
    /// Where it stands.
    pub origin: Origin,
}

/// An HTTP method that OpenAPI 3.0 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant says its own name")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
}

impl Method {
    /// All methods, in the order in which builders list them.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Head, Self::Options, Self::Trace];

    /// The method as the request line spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }

    /// The method that `text` names, upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// A query parameter.
#[derive(Clone, Debug)]
pub struct QueryParameter {
    /// The name as sent, `$select` or `startDateTime`.
    pub name: String,
    /// A primitive or a list of primitives; anything else is sent as a string.
    pub ty: TypeRef,
    /// Whether the operation cannot be called without it.
    pub required: bool,
    /// RFC 6570 explode: whether a list repeats the name instead of joining its entries by commas.
    pub explode: bool,
    /// What it does.
    pub doc: Doc,
    /// Where it is declared.
    pub origin: Origin,
}

/// A request header that a description declares, such as `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// Its name as sent.
    pub name: String,
    /// Whether the service refuses requests without it.
    pub required: bool,
}

/// The system query options that the runtime knows by name (`OData` 4.01 URL Conventions, section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant says its own name")]
pub enum ODataOption {
    Count,
    Expand,
    Filter,
    Format,
    Orderby,
    Search,
    Select,
    Skip,
    Top,
}

impl ODataOption {
    /// All options in the order of their names.
    pub const ALL: [Self; 9] = [
        Self::Count,
        Self::Expand,
        Self::Filter,
        Self::Format,
        Self::Orderby,
        Self::Search,
        Self::Select,
        Self::Skip,
        Self::Top,
    ];

    /// The name as sent, with its `$`.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Count => "$count",
            Self::Expand => "$expand",
            Self::Filter => "$filter",
            Self::Format => "$format",
            Self::Orderby => "$orderby",
            Self::Search => "$search",
            Self::Select => "$select",
            Self::Skip => "$skip",
            Self::Top => "$top",
        }
    }

    /// The option that a query parameter's name stands for.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.wire() == name)
    }
}

/// What an operation sends.
#[derive(Clone, Debug)]
pub enum Body {
    /// A JSON value; an [inline](TypeRef::Inline) object becomes a type beside the builder.
    Json {
        /// Its type.
        ty: TypeRef,
        /// Its media type where it is not `application/json`.
        content_type: Option<String>,
    },
    /// Bytes.
    Bytes(ContentType),
    /// Bytes that are written as base64 text.
    Base64 {
        /// The media type of that text.
        content_type: String,
    },
    /// Parts between boundaries, which the caller puts together (RFC 2046 section 5.1).
    Multipart {
        /// The media type, without the boundary that its header needs.
        content_type: String,
    },
}

/// What `Content-Type` says of bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ContentType {
    /// This.
    Fixed(String),
    /// What the caller says: one of these types and ranges of types, in the order of the description.
    Given(Vec<String>),
}

/// A body in another media type than the first.
#[derive(Clone, Debug)]
pub struct OtherBody {
    /// The media type, from which the method has its name: `text/plain`.
    pub media_type: String,
    /// The body.
    pub body: Body,
    /// What it is, where no type says so.
    pub doc: String,
}

/// An answer in another media type than the operation asks for by itself.
#[derive(Clone, Debug)]
pub struct OtherAnswer {
    /// The media type, which is asked for, and from which the method has its name.
    pub media_type: String,
    /// The answer.
    pub response: Response,
}

/// What a success brings.
#[derive(Clone, Debug)]
pub enum Response {
    /// No body, or none that anyone reads.
    None,
    /// A JSON value, or a primitive as plain text.
    Value(TypeRef),
    /// Bytes.
    Bytes,
}
