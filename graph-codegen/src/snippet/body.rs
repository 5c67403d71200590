//! The body of a request as the argument that the operation takes.

use graph_emit::checked::{Body, Operation, Ty};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::faults::Faults;
use super::header;
use super::imports::Imports;
use super::node::Node;
use super::request::{Part, Request};
use super::types::Types;
use super::value::Values;

/// What is written for a body.
#[derive(Debug, Default)]
pub struct Written {
    /// The expression, for a `let`.
    pub value: Option<TokenStream>,
    /// The arguments of the operation, the body itself included.
    pub arguments: Vec<TokenStream>,
    /// The calls on the request, each with its dot.
    pub calls: Vec<TokenStream>,
}

/// The body of `request`, as `operation` takes it.
pub fn write(
    request: &Request<'_>,
    operation: &Operation,
    types: &Types<'_>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Written {
    let content_type = request.header("Content-Type").map(|header| header.value);
    match (&operation.body, request.body) {
        (None, None) => Written::default(),
        (None, Some(body)) => superfluous(body, content_type, imports, faults),
        (Some(_), None) => {
            faults.error(
                request.method.at,
                "the operation takes a body",
                "write it below the headers and an empty line",
            );
            Written::default()
        }
        (Some(Body::Bytes(own)), Some(body)) => {
            let bytes = bytes(body, imports);
            let said = own.is_none().then(|| content_type.map_or("application/octet-stream", |part| part.text));
            let said = said.map(|content_type| quote! { #content_type });
            Written {
                value: Some(bytes),
                arguments: std::iter::once(quote! { body }).chain(said).collect(),
                calls: Vec::new(),
            }
        }
        (Some(Body::Json { ty, .. }), Some(body)) => {
            if let Some(other) = content_type.filter(|part| !header::is_json(part.text)) {
                let message = format!("the operation takes JSON, not `{}`", header::media_type(other.text));
                faults.error(other.at, message, "write `Content-Type: application/json`");
                return Written::default();
            }
            let value = json(body, ty, types, imports, faults);
            Written { value, arguments: vec![quote! { body }], calls: Vec::new() }
        }
    }
}

/// A body where none is declared.
fn superfluous(
    body: Part<'_>,
    content_type: Option<Part<'_>>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Written {
    faults.undeclared(body.at, "the operation takes no body", "leave it out");
    if !faults.is_lenient() {
        return Written::default();
    }
    let content_type = content_type.map_or("application/json", |part| part.text);
    let value = bytes(body, imports);
    Written { value: Some(value), arguments: Vec::new(), calls: vec![quote! { .bytes(#content_type, body) }] }
}

fn bytes(body: Part<'_>, imports: &mut Imports) -> TokenStream {
    let ty = imports.runtime("Body");
    let text = Literal::string(body.text);
    quote! { #ty::from(#text) }
}

/// The JSON `body` as a value of the type `ty`.
fn json(
    body: Part<'_>,
    ty: &Ty,
    types: &Types<'_>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Option<TokenStream> {
    let node = match Node::parse(body) {
        Ok(node) => node,
        Err((at, message)) => {
            faults.error(at, message, "see RFC 8259 for what JSON is");
            return None;
        }
    };
    let mut values = Values { types, imports, faults };
    let value = values.value(&node, ty);
    if value.is_none() && !values.faults.has_errors() {
        // Items of a list, unlike members, have no place beside the declared ones.
        values.faults.error(node.at, "the body cannot be sent as it is", "mend what the warnings name");
    }
    value
}
