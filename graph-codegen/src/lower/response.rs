//! What a success brings, and what to ask for.

use graph_emit::ir::{Primitive, Response, TypeRef};
use graph_emit::origin::Origin;
use openapiv3::{Operation, ReferenceOr, Response as Described, Schema, StatusCode};

use super::context::{Context, Site};
use super::media::{self, Kind};
use super::shape::{Shape, Use};
use super::{scalar, schema};

/// An answer, and the `Accept` header that asks for it where it is not `application/json`.
pub(super) struct Success {
    pub response: Response,
    pub accept: Option<String>,
}

impl Success {
    fn nothing() -> Self {
        Self { response: Response::None, accept: None }
    }
}

/// A response and its place.
type Placed<'a> = (&'a Described, Origin);

/// What a success of `operation` at `origin` brings.
///
/// The first structured media type with a schema decides. Without one, content of any other type is bytes, and an
/// answer without content is nothing: one dialect writes `2XX` where the other says `204`.
pub(super) fn success<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Success {
    let successes = successes(cx, operation, origin);
    report_unsupported(cx, &successes);
    let structured = successes.iter().find_map(structured);
    if let Some((kind, schema, site)) = structured {
        return Success { response: value(cx, kind, schema, &site), accept: accept_value(&successes, schema) };
    }
    let offered: Vec<_> = successes.iter().flat_map(|(response, _)| response.content.keys()).collect();
    if offered.is_empty() {
        return redirected_bytes(cx, operation, origin).unwrap_or_else(Success::nothing);
    }
    report_forms(cx, &successes);
    let errors = error_types(cx, operation, origin);
    let accept = offered.iter().map(|name| media::essence(name)).chain(errors);
    let is_text = offered.iter().all(|name| media::kind(name) == Kind::Text);
    let response = if is_text { Response::Value(TypeRef::Primitive(Primitive::String)) } else { Response::Bytes };
    Success { response, accept: Some(joined(accept)) }
}

/// The successes that can have content, in the order of their codes, a range last.
fn successes<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Vec<Placed<'a>> {
    let mut found: Vec<_> = operation.responses.responses.iter().filter(|(code, _)| is_success(code)).collect();
    found.sort_by_key(|(code, _)| (*code).clone());
    found.into_iter().filter_map(|(code, response)| cx.response(response, place(origin, code))).collect()
}

fn is_success(code: &StatusCode) -> bool {
    matches!(code, StatusCode::Code(200 | 201 | 202 | 203 | 206) | StatusCode::Range(2))
}

fn place(origin: &Origin, code: &StatusCode) -> Origin {
    origin.child("responses").child(&code.to_string())
}

/// The first media type of `response` that is structured and has a schema.
fn structured<'a>((response, origin): &Placed<'a>) -> Option<(Kind, &'a ReferenceOr<Schema>, Site)> {
    response.content.iter().find_map(|(name, media)| {
        let kind = media::kind(name);
        media::accept(kind)?;
        let site = Site::new(origin.child("content").child(name).child("schema"));
        Some((kind, media.schema.as_ref()?, site))
    })
}

/// The value of a schema; in plain text only a scalar can be told.
fn value<'a>(cx: &mut Context<'a>, kind: Kind, schema: &'a ReferenceOr<Schema>, site: &Site) -> Response {
    let usage = Use::from(schema);
    if kind != Kind::Text {
        return Response::Value(schema::type_ref(cx, usage, site));
    }
    let shape = match usage {
        Use::Ref(reference) => cx.schema(reference).map(Shape::of),
        Use::Here(schema) => Some(Shape::of(schema)),
    };
    let scalar = shape.and_then(|shape| scalar::primitive(shape.ty, shape.format));
    Response::Value(TypeRef::Primitive(scalar.unwrap_or(Primitive::String)))
}

/// Asks for every structured type that brings the same `schema`, by name.
fn accept_value(successes: &[Placed<'_>], schema: &ReferenceOr<Schema>) -> Option<String> {
    let media = successes.iter().flat_map(|(response, _)| &response.content);
    let mut types: Vec<_> = media
        .filter(|(_, media)| media.schema.as_ref() == Some(schema))
        .filter_map(|(name, _)| media::accept(media::kind(name)))
        .collect();
    types.sort_unstable();
    let accept = joined(types.into_iter());
    (accept != "application/json").then_some(accept)
}

/// The structured types in which errors come.
fn error_types<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Vec<&'static str> {
    let responses = &operation.responses;
    let coded = responses.responses.iter().filter(|(code, _)| is_error(code));
    let default = responses.default.iter().map(|response| (origin.child("responses").child("default"), response));
    let all: Vec<_> = coded.map(|(code, response)| (place(origin, code), response)).chain(default).collect();
    let found = all.into_iter().filter_map(|(origin, response)| cx.response(response, origin));
    found
        .flat_map(|(response, _)| response.content.keys())
        .filter_map(|name| media::accept(media::kind(name)))
        .collect()
}

fn is_error(code: &StatusCode) -> bool {
    matches!(code, StatusCode::Code(400..) | StatusCode::Range(4 | 5))
}

/// Bytes that are only found behind a redirect.
fn redirected_bytes<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Option<Success> {
    let redirects = operation.responses.responses.iter();
    let redirects = redirects.filter(|(code, _)| matches!(code, StatusCode::Code(301 | 302 | 303 | 307)));
    let offered = redirects.filter_map(|(code, response)| cx.response(response, place(origin, code)));
    let offered: Vec<_> =
        offered.flat_map(|(response, _)| response.content.keys()).map(|name| media::essence(name)).collect();
    offered.contains(&"application/octet-stream").then(|| {
        let errors = error_types(cx, operation, origin);
        Success { response: Response::Bytes, accept: Some(joined(offered.into_iter().chain(errors))) }
    })
}

/// What an answer has beside its content, and the answers that another one hides.
fn report_unsupported<'a>(cx: &mut Context<'a>, successes: &[Placed<'a>]) {
    let mut schemas = successes.iter().filter_map(|placed| Some((structured(placed)?.1, placed)));
    let first = schemas.next().map(|(schema, _)| schema);
    for (_, (_, origin)) in schemas.filter(|(schema, _)| Some(*schema) != first) {
        let what = "a second kind of answer is not supported";
        cx.unsupported(origin, what, "the answer with the lowest status code is generated for all of them");
    }
    for (response, origin) in successes {
        if !response.links.is_empty() {
            let what = "links of an answer are not supported";
            cx.unsupported(&origin.child("links"), what, "the answer is generated without them");
        }
        if !response.headers.is_empty() {
            let what = "headers of an answer are not generated";
            cx.unsupported(&origin.child("headers"), what, "they are read by name from the answer");
        }
    }
}

fn report_forms<'a>(cx: &mut Context<'a>, successes: &[Placed<'a>]) {
    for (response, origin) in successes {
        for name in response.content.keys().filter(|name| media::kind(name) == Kind::Form || media::is_xml(name)) {
            let message = format!("an answer of type `{}` is not supported", media::essence(name));
            cx.unsupported(&origin.child("content").child(name), &message, "its bytes are generated instead");
        }
    }
}

/// The types as one header, each once.
fn joined<'t>(types: impl Iterator<Item = &'t str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for ty in types {
        if !once.contains(&ty) {
            once.push(ty);
        }
    }
    once.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower, lower_with, operation};
    use super::*;

    const ERROR: &str = "default: {description: no, content: {application/json: {schema: {type: object}}}}";
    const COMPONENTS: &str = "components: {schemas: {T: {type: object}, Count: {type: number, format: int32}}, responses: \
                              {page: {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}";

    fn get(responses: &str) -> String {
        format!("paths:\n  /a:\n    get: {{responses: {{{responses}}}}}\n{COMPONENTS}")
    }

    /// The answer as text, and what asks for it.
    fn answer(responses: &str) -> (String, Option<String>) {
        let api = lower(&get(responses));
        let operation = operation(&api, "a");
        let text = match &operation.response {
            Response::None => "nothing".to_owned(),
            Response::Bytes => "bytes".to_owned(),
            Response::Value(TypeRef::Named(name)) => name.clone(),
            Response::Value(TypeRef::Inline(_)) => "inline".to_owned(),
            Response::Value(other) => format!("{other:?}"),
        };
        (text, operation.accept.clone())
    }

    fn expect(responses: &str, response: &str, accept: Option<&str>) {
        assert_eq!(answer(responses), (response.to_owned(), accept.map(str::to_owned)), "{responses}");
    }

    #[test]
    fn a_success_without_content_is_nothing() {
        expect(&format!("2XX: {{description: ok}}, {ERROR}"), "nothing", None);
        expect("'204': {description: ok}", "nothing", None);
        expect("'200': {description: ok}", "nothing", None);
        expect(ERROR, "nothing", None);
    }

    #[test]
    fn json_is_a_value_that_needs_no_accept() {
        expect(
            "'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}",
            "T",
            None,
        );
        expect("2XX: {$ref: '#/components/responses/page'}", "inline", None);
    }

    #[test]
    fn the_lowest_code_with_a_schema_decides() {
        let of = |code: &str, ty: &str| {
            format!("{code}: {{description: ok, content: {{application/json: {{schema: {ty}}}}}}}")
        };
        let both = [of("'201'", "{type: boolean}"), of("2XX", "{$ref: '#/components/schemas/T'}")];
        for both in [both.join(", "), both.iter().rev().cloned().collect::<Vec<_>>().join(", ")] {
            let (api, found) = lower_with(&get(&both));
            let response = &operation(&api, "a").response;
            assert!(matches!(response, Response::Value(TypeRef::Primitive(Primitive::Boolean))), "{found:?}");
        }
        expect(&format!("'200': {{description: ok}}, {}", of("'202'", "{type: boolean}")), "Primitive(Boolean)", None);
    }

    #[test]
    fn plain_text_is_a_scalar_behind_its_alias() {
        let count = "2XX: {description: ok, content: {text/plain: {schema: {$ref: '#/components/schemas/Count'}}}}";
        expect(count, "Primitive(Int32)", Some("text/plain;q=0.9"));
        expect("2XX: {description: ok, content: {text/plain: {}}}", "Primitive(String)", Some("text/plain"));
    }

    #[test]
    fn every_type_with_the_same_schema_is_asked_for() {
        let both = "2XX: {description: ok, content: {text/plain: {schema: {type: string}}, application/json: {schema: {type: string}}}}";
        expect(both, "Primitive(String)", Some("application/json, text/plain;q=0.9"));
    }

    #[test]
    fn other_media_are_bytes_whatever_their_schema() {
        let value = "{type: object, properties: {value: {type: string, format: base64url}}}";
        let stream =
            format!("2XX: {{description: ok, content: {{application/octet-stream: {{schema: {value}}}}}}}, {ERROR}");
        expect(&stream, "bytes", Some("application/octet-stream, application/json"));
        expect(
            "2XX: {description: ok, content: {image/png: {}, image/gif: {}}}",
            "bytes",
            Some("image/png, image/gif"),
        );
    }

    #[test]
    fn each_type_is_asked_for_once() {
        let error = ERROR.strip_prefix("default").expect("a default response");
        let stream = "2XX: {description: ok, content: {application/octet-stream: {}}}";
        let accept = "application/octet-stream, application/json";
        expect(&format!("{stream}, 4XX{error}, 5XX{error}"), "bytes", Some(accept));
    }

    #[test]
    fn bytes_may_be_behind_a_redirect() {
        let stream = format!("'302': {{description: there, content: {{application/octet-stream: {{}}}}}}, {ERROR}");
        expect(&stream, "bytes", Some("application/octet-stream, application/json"));
        expect("'302': {description: there}", "nothing", None);
    }

    #[test]
    fn what_is_not_generated_of_an_answer_is_a_warning() {
        let content = |ty: &str| format!("content: {{application/json: {{schema: {{type: {ty}}}}}}}");
        let second = format!(
            "'200': {{description: a, {}}}, '201': {{description: b, {}}}",
            content("string"),
            content("boolean")
        );
        for (responses, expected) in [
            (second.as_str(), "/paths/~1a/get/responses/201: a second kind of answer"),
            ("'200': {description: a, links: {x: {operationId: y}}}", "/paths/~1a/get/responses/200/links: links"),
            (
                "'200': {description: a, headers: {x: {schema: {type: string}}}}",
                "/paths/~1a/get/responses/200/headers: headers",
            ),
        ] {
            let (_, found) = lower_with(&get(responses));
            assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
        }
    }

    #[test]
    fn a_form_is_bytes_and_a_warning() {
        let (api, found) = lower_with(&get("'200': {description: ok, content: {multipart/form-data: {}}}"));
        assert!(matches!(operation(&api, "a").response, Response::Bytes));
        assert!(found[0].contains("an answer of type `multipart/form-data` is not supported"), "{found:?}");
    }
}
