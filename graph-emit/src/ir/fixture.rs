//! Short constructors, so that a test needs no description.

use proc_macro2::Span;

use super::{
    Api, Body, Custom, Doc, Field, Method, Node, Operation, OtherBody, Parameter, Primitive, QueryParameter, Response,
    Segment, TypeDef, TypeKind, TypeName, TypeRef,
};
use crate::origin::Origin;

/// Nowhere in particular.
pub fn nowhere() -> Origin {
    Origin::source(Span::call_site())
}

/// A string parameter.
pub fn parameter(name: &str) -> Parameter {
    Parameter::undescribed(name, &nowhere())
}

/// A segment without parameters.
pub fn literal(text: &str) -> Segment {
    Segment::Literal(text.to_owned())
}

/// A segment that is one parameter.
pub fn key(name: &str) -> Segment {
    Segment::Key(parameter(name))
}

/// The segment that `text` is, with strings as its parameters.
pub fn segment(text: &str) -> Segment {
    Segment::parse(text, &mut parameter).expect("a segment")
}

/// An optional or required string of the query.
pub fn query(name: &str, required: bool) -> QueryParameter {
    QueryParameter {
        name: name.to_owned(),
        ty: TypeRef::Primitive(Primitive::String),
        required,
        explode: false,
        doc: Doc::default(),
        origin: nowhere(),
    }
}

/// An operation without body and answer.
pub fn operation(method: Method, query: Vec<QueryParameter>) -> Operation {
    Operation {
        method,
        path: String::new(),
        query,
        headers: Vec::new(),
        body: None,
        other_bodies: Vec::new(),
        response: Response::None,
        accept: None,
        other_answers: Vec::new(),
        deprecated: None,
        rust: None,
        attributes: Vec::new(),
        doc: Doc::default(),
        origin: nowhere(),
    }
}

/// A body in another media type, about which nothing is said.
pub fn other_body(media_type: &str, body: Body) -> OtherBody {
    OtherBody { media_type: media_type.to_owned(), body, doc: String::new() }
}

/// A node without children.
pub fn node(segment: Segment, operations: Vec<Operation>) -> Node {
    Node {
        segment,
        rust: None,
        doc: Doc::default(),
        operations,
        has_trailing_slash: false,
        is_function: false,
        children: Vec::new(),
        origin: nowhere(),
    }
}

/// An API of these nodes below the root.
pub fn api(children: Vec<Node>, types: Vec<TypeDef>) -> Api {
    let root = Node { children, ..node(Segment::Root, Vec::new()) };
    Api { title: "Test".to_owned(), base_url: None, version: None, root, types, shortcuts: Vec::new() }
}

/// A component type `microsoft.graph.{name}`.
pub fn component(name: &str, kind: TypeKind) -> TypeDef {
    let name =
        TypeName { wire: format!("microsoft.graph.{name}"), namespace: Vec::new(), name: name.to_owned(), rust: None };
    TypeDef { name, doc: Doc::default(), deprecated: None, kind, custom: Custom::default(), origin: nowhere() }
}

/// A member.
pub fn field(wire: &str, ty: TypeRef) -> Field {
    Field {
        wire: wire.to_owned(),
        rust: None,
        ty,
        constraints: Vec::new(),
        doc: Doc::default(),
        deprecated: None,
        origin: nowhere(),
    }
}
