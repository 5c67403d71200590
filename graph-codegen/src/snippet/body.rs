//! The body of a request as the argument that the operation takes.

use graph_emit::checked::{Body, Operation, Shape, Ty};
use graph_emit::ir::Method;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::faults::Faults;
use super::header;
use super::imports::Imports;
use super::media;
use super::node::{Kind, Node};
use super::note::Substitute;
use super::request::{Part, Request};
use super::types::Types;
use super::value::Values;

/// What is written for a body.
#[derive(Debug, Default)]
pub struct Written<'c> {
    /// The expression, for a `let`.
    pub value: Option<TokenStream>,
    /// The arguments of the operation, the body itself included.
    pub arguments: Vec<TokenStream>,
    /// The calls on the request, each with its dot.
    pub calls: Vec<TokenStream>,
    /// The types that it has in the place of one that they derive from.
    pub substitutes: Vec<Substitute<'c>>,
}

/// The body of `request`, as `operation` takes it.
pub fn write<'c>(
    request: &Request<'_>,
    operation: &Operation,
    types: &Types<'c>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Written<'c> {
    let content_type = request.header("Content-Type").map(|header| header.value);
    match (&operation.body, request.body) {
        (None, None) => Written::default(),
        (None, Some(body)) => superfluous(body, content_type, imports, faults),
        (Some(Body::Json { ty, .. }), None) if is_object(ty, types) => {
            let (message, help) = (
                "the snippet sends an empty object",
                "the operation takes a body; write it below the headers and an empty line",
            );
            faults.note(request.method.at, "", message, help);
            let mut substitutes = Vec::new();
            let value = Values { types, imports, faults, substitutes: &mut substitutes }.empty(ty);
            Written { value, arguments: vec![quote! { body }], ..Written::default() }
        }
        (Some(_), None) => {
            faults.error(
                request.method.at,
                "the operation takes a body",
                "write it below the headers and an empty line",
            );
            Written::default()
        }
        (Some(described), Some(body)) => {
            let said = content_type.map(|part| part.text);
            let is_described =
                said.is_none_or(|said| matches!(described, Body::Bytes(_)) || media::takes(described, said));
            if let Some(other) = content_type.filter(|_| !is_described) {
                let taken = media::listed(operation);
                let message = format!("the operation takes {taken}, not `{}`", header::media_type(other.text));
                faults.error(other.at, message, "write a `Content-Type` that it takes");
                return Written::default();
            }
            if let Some(other) = content_type.filter(|part| !media::takes(described, part.text)) {
                let message = format!("the operation takes {}, not `{}`", media::listed(operation), other.text);
                faults.note(other.at, "", message, "bytes are sent as they come, and the snippet says the type");
            }
            let mut substitutes = Vec::new();
            let (value, argument) = match described {
                Body::Json { ty, .. } => {
                    let mut values = Values { types, imports, faults, substitutes: &mut substitutes };
                    let is_patch = operation.method == Method::Patch;
                    (json(body, ty, is_patch, &mut values), None)
                }
                Body::Bytes(own) => (Some(bytes(body, imports)), media::given(own, said)),
                Body::Base64 { .. } => (base64(body, imports, faults), None),
                Body::Multipart { .. } => (Some(bytes(body, imports)), boundary(body, said, faults)),
            };
            let argument = argument.map(|text| quote! { #text });
            let arguments = std::iter::once(quote! { body }).chain(argument).collect();
            Written { value, arguments, substitutes, ..Written::default() }
        }
    }
}

/// Whether a value of `ty` is a struct.
fn is_object(ty: &Ty, types: &Types<'_>) -> bool {
    types.of(ty).is_some_and(|found| matches!(found.ty.shape, Shape::Struct(_)))
}

/// A body where none is declared.
fn superfluous(
    body: Part<'_>,
    content_type: Option<Part<'_>>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Written<'static> {
    if Node::parse(body).is_ok_and(|node| node.kind() == Kind::Object && node.members().is_empty()) {
        faults.note(body.at, "", "the operation takes no body", "the snippet leaves the empty object out");
        return Written::default();
    }
    faults.undeclared(body.at, "the operation takes no body", "leave it out");
    if !faults.is_lenient() {
        return Written::default();
    }
    let content_type = content_type.map_or("application/json", |part| part.text);
    let value = bytes(body, imports);
    Written { value: Some(value), calls: vec![quote! { .bytes(#content_type, body) }], ..Written::default() }
}

fn bytes(body: Part<'_>, imports: &mut Imports) -> TokenStream {
    let ty = imports.runtime("Body");
    let text = Literal::string(body.text);
    quote! { #ty::from(#text) }
}

/// The base64 text `body`, which pages break into lines.
fn base64(body: Part<'_>, imports: &mut Imports, faults: &mut Faults<'_>) -> Option<TokenStream> {
    let text: String = body.text.split_ascii_whitespace().collect();
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    if !digits.bytes().all(is_digit) || digits.len() % 4 == 1 || text.len() - digits.len() > 2 {
        let help = "encode it; in Rust, `Binary::from_bytes` does so";
        faults.error(body.at, "the operation takes base64 text, and this body is not base64", help);
        return None;
    }
    let ty = imports.model("Binary");
    Some(quote! { #ty::from(#text) })
}

/// The boundary that the `Content-Type` of a body of parts names.
fn boundary(body: Part<'_>, content_type: Option<&str>, faults: &mut Faults<'_>) -> Option<String> {
    let boundary = content_type.and_then(|said| media::parameter(said, "boundary"));
    if boundary.is_none() {
        let media_type = content_type.and_then(|said| said.split(';').next()).unwrap_or("multipart/form-data").trim();
        let help = format!("write `Content-Type: {media_type}; boundary=..` with what stands between the parts");
        faults.error(body.at, "nothing says what the boundary between the parts of the body is", help);
    }
    boundary.map(str::to_owned)
}

/// The JSON `body` as a value of the type `ty`, written with `values`.
fn json(body: Part<'_>, ty: &Ty, is_patch: bool, values: &mut Values<'_, '_, '_>) -> Option<TokenStream> {
    let node = match Node::parse(body) {
        Ok(node) => node,
        Err((at, message)) => {
            values.faults.error(at, message, "see RFC 8259 for what JSON is");
            return None;
        }
    };
    if is_patch && values.is_patch(&node, ty) {
        let (imports, told, substitutes) = (values.imports.clone(), values.faults.count(), values.substitutes.len());
        let patch = values.patch(&node, ty);
        if patch.is_some() || values.faults.has_errors() {
            return patch;
        }
        // The struct literal takes what the `Patch` could not, tells it again, and uses other names.
        *values.imports = imports;
        values.faults.forget_behind(told);
        values.substitutes.truncate(substitutes);
    }
    let value = values.value(&node, ty);
    if value.is_none() && !values.faults.has_errors() {
        // Items of a list, unlike members, have no place beside the declared ones.
        values.faults.error(node.at, "the body cannot be sent as it is", "mend what the warnings name");
    }
    value
}
