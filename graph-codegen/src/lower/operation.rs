//! Operations: one HTTP method of one path.

use graph_emit::ir::{Body, Deprecation, Method, Operation, Response, TypeRef};
use graph_emit::origin::Origin;
use openapiv3::{Operation as Described, PathItem};

use super::context::Context;
use super::{body, doc, parameter, response, security};

/// The operations of the path item `item` at `origin`, in the order of [`Method::ALL`].
pub(super) fn all<'a>(cx: &mut Context<'a>, path: &str, item: &'a PathItem, origin: &Origin) -> Vec<Operation> {
    if !item.servers.is_empty() {
        let what = "servers of a single path are not supported";
        cx.unsupported(&origin.child("servers"), what, "its operations go to the server of the whole description");
    }
    let described = Method::ALL.into_iter().filter_map(|method| Some((method, of_method(item, method)?)));
    described.map(|(method, operation)| lower(cx, method, path, item, operation, origin)).collect()
}

fn of_method(item: &PathItem, method: Method) -> Option<&Described> {
    match method {
        Method::Get => item.get.as_ref(),
        Method::Post => item.post.as_ref(),
        Method::Put => item.put.as_ref(),
        Method::Patch => item.patch.as_ref(),
        Method::Delete => item.delete.as_ref(),
        Method::Head => item.head.as_ref(),
        Method::Options => item.options.as_ref(),
        Method::Trace => item.trace.as_ref(),
    }
}

fn lower<'a>(
    cx: &mut Context<'a>,
    method: Method,
    path: &str,
    item: &'a PathItem,
    operation: &'a Described,
    path_origin: &Origin,
) -> Operation {
    let origin = path_origin.child(&method.as_str().to_ascii_lowercase());
    let query = parameter::query(cx, item, operation, path_origin, &origin);
    let headers = parameter::headers(cx, item, operation);
    let (body, other_bodies) = body::of(cx, operation, &origin).unzip();
    let success = response::success(cx, operation, &origin);
    report_unsupported(cx, operation, &origin);
    security::report_operation(cx, operation, &origin);
    let deprecated = doc::deprecation(operation.deprecated, &operation.extensions)
        .or_else(|| inline_deprecation(body.as_ref(), &success.response));
    Operation {
        method,
        path: path.to_owned(),
        query,
        headers,
        body,
        other_bodies: other_bodies.unwrap_or_default(),
        rust: None,
        attributes: Vec::new(),
        response: success.response,
        accept: success.accept,
        other_answers: success.others,
        deprecated,
        doc: doc::operation(operation),
        origin,
    }
}

/// A deprecation of the types that only this operation has is one of the operation.
fn inline_deprecation(body: Option<&Body>, response: &Response) -> Option<Deprecation> {
    let of_type = |ty: &TypeRef| match ty {
        TypeRef::Inline(definition) => definition.deprecated.clone(),
        TypeRef::Named(_) | TypeRef::Primitive(_) | TypeRef::List(_) | TypeRef::Untyped | TypeRef::Given(_) => None,
    };
    let sent = match body {
        Some(Body::Json { ty, .. }) => of_type(ty),
        Some(Body::Bytes(_) | Body::Base64 { .. } | Body::Multipart { .. }) | None => None,
    };
    sent.or_else(|| match response {
        Response::Value(ty) => of_type(ty),
        Response::None | Response::Bytes => None,
    })
}

fn report_unsupported(cx: &mut Context<'_>, operation: &Described, origin: &Origin) {
    if !operation.callbacks.is_empty() {
        let what = "callbacks of an operation are not supported";
        cx.unsupported(&origin.child("callbacks"), what, "the operation is generated without them");
    }
    if !operation.servers.is_empty() {
        let what = "servers of a single operation are not supported";
        cx.unsupported(&origin.child("servers"), what, "the operation goes to the server of the whole description");
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower, lower_with, node, operation};
    use super::*;

    #[test]
    fn methods_stand_in_one_order() {
        let api = lower("paths:\n  /a: {delete: {responses: {}}, trace: {responses: {}}, get: {responses: {}}}");
        let methods: Vec<_> = node(&api, "a").operations.iter().map(|operation| operation.method).collect();
        assert_eq!(methods, [Method::Get, Method::Delete, Method::Trace]);
    }

    #[test]
    fn docs_and_deprecation_are_taken_over() {
        let api = lower(
            "paths:\n  /a:\n    get:\n      summary: s\n      externalDocs: {url: 'https://learn.microsoft.com/x'}\n      responses: {}\n      x-ms-deprecation: {version: '2021-05/x', removalDate: '2022-01-01'}",
        );
        let get = operation(&api, "a");
        assert_eq!((get.doc.text.as_str(), get.doc.link.as_deref()), ("s", Some("https://learn.microsoft.com/x")));
        let deprecated = get.deprecated.as_ref().expect("a deprecation");
        assert_eq!(deprecated.version.as_deref(), Some("2021-05/x"));
        assert_eq!(deprecated.removal_date.as_deref(), Some("2022-01-01"));
    }

    #[test]
    fn a_link_that_leads_nowhere_on_the_web_is_dropped() {
        let api = lower("paths:\n  /a: {get: {externalDocs: {url: 'javascript:alert(1)'}, responses: {}}}");
        assert_eq!(operation(&api, "a").doc.link, None);
    }

    #[test]
    fn a_deprecated_body_in_place_deprecates_the_operation() {
        let schema = "{type: object, deprecated: true, properties: {a: {type: string}}}";
        let body = format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}");
        let api = lower(&format!("paths:\n  /a: {{post: {{{body}, responses: {{}}}}}}"));
        assert!(operation(&api, "a").deprecated.is_some());
    }

    #[test]
    fn what_an_operation_has_beside_its_request_is_a_warning() {
        for (item, place) in [
            ("servers: [{url: 'https://b.example'}]", "servers: servers of a single path"),
            ("get: {callbacks: {done: {}}, responses: {}}", "get/callbacks: callbacks of an operation"),
        ] {
            let (_, found) = lower_with(&format!("paths:\n  /a: {{{item}}}"));
            assert!(found[0].starts_with(&format!("/paths/~1a/{place}")), "{found:?}");
        }
    }

    #[test]
    fn servers_of_an_operation_are_a_warning() {
        let (_, found) = lower_with("paths:\n  /a: {get: {servers: [{url: 'https://b.example'}], responses: {}}}");
        assert!(found[0].starts_with("/paths/~1a/get/servers: servers of a single operation"), "{found:?}");
    }
}
