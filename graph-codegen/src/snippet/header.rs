//! The headers of a request as calls on it.

use graph_emit::checked::{Body, Operation};
use graph_emit::ir::ContentType;
use proc_macro2::TokenStream;
use quote::quote;

use super::faults::Faults;
use super::imports::Imports;
use super::request::{Header, Request};

pub const JSON: &str = "application/json";

/// What the transport sets itself, and what must never be printed in a program.
const LEFT_OUT: [&str; 9] = [
    "Accept-Encoding",
    "Authorization",
    "Connection",
    "Content-Length",
    "Cookie",
    "Host",
    "Proxy-Authorization",
    "Transfer-Encoding",
    "User-Agent",
];

/// The calls that set the headers of `request`, each with its dot.
pub fn calls(
    request: &Request<'_>,
    operation: &Operation,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Vec<TokenStream> {
    let headers = request.headers.iter().filter(|header| !is_implied(header, operation));
    headers.filter_map(|header| call(header, imports, faults)).collect()
}

/// The media type `text`, without parameters.
pub fn media_type(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

/// Whether a value of `Content-Type` means JSON.
pub fn is_json(text: &str) -> bool {
    media_type(text).eq_ignore_ascii_case(JSON)
}

/// Whether the header is sent as it is without a word, or never.
fn is_implied(header: &Header<'_>, operation: &Operation) -> bool {
    let (name, value) = (header.name.text, header.value.text);
    let is = |other: &&str| name.eq_ignore_ascii_case(other);
    if LEFT_OUT.iter().any(is) {
        return true;
    }
    if is(&"Accept") {
        return value.eq_ignore_ascii_case(operation.accept.as_deref().unwrap_or(JSON));
    }
    // Without a body there is nothing to say about it; with one, the call that sends it does.
    is(&"Content-Type")
        && match &operation.body {
            None | Some(Body::Bytes(ContentType::Given(_))) => true,
            Some(Body::Bytes(ContentType::Fixed(own)) | Body::Base64 { content_type: own }) => {
                value.eq_ignore_ascii_case(own)
            }
            Some(Body::Multipart { .. }) => value.split(';').count() <= 2,
            Some(Body::Json { content_type: Some(own), .. }) => value.eq_ignore_ascii_case(own),
            Some(Body::Json { content_type: None, .. }) => is_json(value) && !has_parameters(value),
        }
}

/// Whether a media type has parameters other than the encoding that JSON has anyway.
fn has_parameters(value: &str) -> bool {
    value.split(';').skip(1).any(|parameter| !parameter.trim().eq_ignore_ascii_case("charset=utf-8"))
}

fn call(header: &Header<'_>, imports: &mut Imports, faults: &mut Faults<'_>) -> Option<TokenStream> {
    let (name, value) = (header.name.text, header.value.text);
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) || value.chars().any(char::is_control) {
        faults.error(header.name.at, "this is not a header", "write `Name: value`");
        return None;
    }
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    Some(if is("If-Match") {
        quote! { .if_match(#value) }
    } else if is("If-None-Match") {
        quote! { .if_none_match(#value) }
    } else if is("Prefer") {
        quote! { .prefer(#value) }
    } else if is("ConsistencyLevel") && value.eq_ignore_ascii_case("eventual") {
        let level = imports.runtime("ConsistencyLevel");
        quote! { .consistency_level(#level::Eventual) }
    } else {
        quote! { .header(#name, #value) }
    })
}
