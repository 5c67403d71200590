//! What a success brings, and what to ask for.

use std::collections::{HashMap, HashSet};

use graph_emit::ir::{OtherAnswer, Primitive, Response, TypeRef};
use graph_emit::origin::Origin;
use openapiv3::{Operation, ReferenceOr, Response as Described, Schema, StatusCode};

use super::context::{Context, Site};
use super::media::{self, Kind, Names, Offer};
use super::shape::{Shape, Use};
use super::{scalar, schema};

const JSON: &str = "application/json";

/// What is generated for content that has no type of its own.
const BYTES: &str = "its bytes are generated instead";

/// An answer, and the `Accept` header that asks for it where it is not `application/json`.
pub(super) struct Success {
    pub response: Response,
    pub accept: Option<String>,
    /// What comes in other media types, where those are asked for.
    pub others: Vec<OtherAnswer>,
}

impl Success {
    fn of(response: Response, accept: Option<String>) -> Self {
        Self { response, accept, others: Vec::new() }
    }
}

/// A response and its place.
type Placed<'a> = (&'a Described, Origin);

/// What a success of `operation` at `origin` brings.
///
/// The first structured media type with a schema decides, JSON before text. Without one, content of any other type is bytes,
/// and an answer without content is nothing: one dialect writes `2XX` where the other says `204`.
pub(super) fn success<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Success {
    let successes = successes(cx, operation, origin);
    report_parts(cx, &successes);
    if let Some((offer, schema, site)) = successes.iter().find_map(structured) {
        let response = value(cx, offer.kind, schema, &site);
        let others = others(cx, &successes, offer, schema);
        return Success { response, accept: accept_value(&successes, schema), others };
    }
    let offered: Vec<_> = offers(&successes).collect();
    if offered.is_empty() {
        return redirected_bytes(cx, operation, origin).unwrap_or(Success::of(Response::None, None));
    }
    for (offer, origin) in &offered {
        media::report_bytes(cx, offer, None, &content(origin, offer), BYTES);
    }
    let errors = error_types(cx, operation, origin);
    let accept = offered.iter().map(|(offer, _)| media::essence(offer.name)).chain(errors);
    let is_text = offered.iter().all(|(offer, _)| offer.kind == Kind::Text);
    let response = if is_text { Response::Value(TypeRef::Primitive(Primitive::String)) } else { Response::Bytes };
    Success::of(response, Some(joined(accept)))
}

/// All that `successes` may bring, each with the place of its response.
fn offers<'s, 'a>(successes: &'s [Placed<'a>]) -> impl Iterator<Item = (Offer<'a>, &'s Origin)> {
    successes.iter().flat_map(|(response, origin)| Offer::all(&response.content).map(move |offer| (offer, origin)))
}

/// The place of `offer` in the response at `origin`.
fn content(origin: &Origin, offer: &Offer<'_>) -> Origin {
    origin.child("content").child(offer.name)
}

/// The successes that can have content, in the order of their codes, a range last.
fn successes<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Vec<Placed<'a>> {
    let mut found: Vec<_> = operation.responses.responses.iter().filter(|(code, _)| is_success(code)).collect();
    found.sort_by_key(|(code, _)| (*code).clone());
    found.into_iter().filter_map(|(code, response)| cx.response(response, || place(origin, code))).collect()
}

fn is_success(code: &StatusCode) -> bool {
    matches!(code, StatusCode::Code(200 | 201 | 202 | 203 | 206) | StatusCode::Range(2))
}

fn place(origin: &Origin, code: &StatusCode) -> Origin {
    origin.child("responses").child(&code.to_string())
}

/// The media type of `response` that is structured, has a schema and comes before all others, as it does in bodies.
fn structured<'a>((response, origin): &Placed<'a>) -> Option<(Offer<'a>, &'a ReferenceOr<Schema>, Site)> {
    let structured = |offer: &Offer<'_>| matches!(offer.kind, Kind::Json | Kind::Text) && offer.schema().is_some();
    let offer = Offer::all(&response.content).filter(structured).min_by_key(Offer::rank)?;
    let site = Site::new(origin.child("content").child(offer.name).child("schema"));
    Some((offer, offer.schema()?, site))
}

/// What `successes` bring beside `first`, which is asked for by itself and has the type of `schema`. A structured type with the
/// same schema is asked for with it.
fn others<'a>(
    cx: &mut Context<'a>,
    successes: &[Placed<'a>],
    first: Offer<'a>,
    schema: &ReferenceOr<Schema>,
) -> Vec<OtherAnswer> {
    let is_asked_for = |offer: &Offer<'_>| {
        let is_same = offer.schema() == Some(schema) || (offer.is_plain_json() && offer.schema().is_none());
        media::accept(offer.name).is_some() && is_same
    };
    let rest: Vec<_> = offers(successes).filter(|(offer, _)| !is_asked_for(offer)).collect();
    if rest.is_empty() {
        return Vec::new();
    }
    let names = Names::of(rest.iter().map(|(offer, _)| *offer).chain([first]));
    let mut known = HashMap::from([(first.name.to_ascii_lowercase(), Some(schema))]);
    let mut others = Vec::new();
    for (offer, origin) in rest {
        let media_type = names.name(&offer);
        if let Some(known) = known.get(&media_type.to_ascii_lowercase()) {
            if offer.schema().is_some() && offer.schema() != *known {
                let what = "a second kind of answer is not supported";
                cx.unsupported(origin, what, "the answer with the lowest status code is generated for all of them");
            }
            continue;
        }
        known.insert(media_type.to_ascii_lowercase(), offer.schema());
        let place = content(origin, &offer);
        let response = other(cx, &offer, schema, &place);
        others.push(OtherAnswer { media_type: media_type.to_owned(), response });
    }
    others
}

/// What `offer` brings when it is asked for by itself.
fn other<'a>(cx: &mut Context<'a>, offer: &Offer<'a>, typed: &ReferenceOr<Schema>, place: &Origin) -> Response {
    match (offer.kind, offer.schema()) {
        (Kind::Json, Some(schema)) => value(cx, Kind::Json, schema, &Site::new(place.child("schema"))),
        (Kind::Text, Some(schema)) => value(cx, Kind::Text, schema, &Site::new(place.child("schema"))),
        (Kind::Text, None) => Response::Value(TypeRef::Primitive(Primitive::String)),
        (Kind::Json | Kind::Multipart | Kind::Any | Kind::Bytes, _) => {
            media::report_bytes(cx, offer, Some(typed), place, BYTES);
            Response::Bytes
        }
    }
}

/// The value of a schema; in plain text only a scalar can be told.
fn value<'a>(cx: &mut Context<'a>, kind: Kind, schema: &'a ReferenceOr<Schema>, site: &Site) -> Response {
    let usage = Use::from(schema);
    if kind != Kind::Text {
        return Response::Value(schema::type_ref(cx, usage, site));
    }
    let shape = cx.schema_of(usage).map(Shape::of);
    let scalar = shape.and_then(|shape| scalar::primitive(shape.ty, shape.format));
    Response::Value(TypeRef::Primitive(scalar.unwrap_or(Primitive::String)))
}

/// Asks for every structured type that brings the same `schema`, by name.
fn accept_value(successes: &[Placed<'_>], schema: &ReferenceOr<Schema>) -> Option<String> {
    let same = offers(successes).map(|(offer, _)| offer).filter(|offer| offer.schema() == Some(schema));
    let mut types: Vec<_> = same.filter_map(|offer| media::accept(offer.name)).collect();
    types.sort_unstable();
    if types.contains(&JSON) {
        types.retain(|name| *name == JSON || media::kind(name) == Kind::Text);
    }
    let accept = joined(types.into_iter());
    (accept != JSON).then_some(accept)
}

/// The structured types in which errors come.
fn error_types<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Vec<&'a str> {
    let responses = &operation.responses;
    let coded = responses.responses.iter().filter(|(code, _)| is_error(code));
    let default = responses.default.iter().map(|response| (origin.child("responses").child("default"), response));
    let all: Vec<_> = coded.map(|(code, response)| (place(origin, code), response)).chain(default).collect();
    let found = all.into_iter().filter_map(|(origin, response)| cx.response(response, || origin));
    let offers = found.flat_map(|(response, _)| Offer::all(&response.content));
    offers.filter_map(|offer| media::accept(offer.name)).collect()
}

fn is_error(code: &StatusCode) -> bool {
    matches!(code, StatusCode::Code(400..) | StatusCode::Range(4 | 5))
}

/// Bytes that are only found behind a redirect.
fn redirected_bytes<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Option<Success> {
    let redirects = operation.responses.responses.iter();
    let redirects = redirects.filter(|(code, _)| matches!(code, StatusCode::Code(301 | 302 | 303 | 307)));
    let offered = redirects.filter_map(|(code, response)| cx.response(response, || place(origin, code)));
    let offered: Vec<_> = offered
        .flat_map(|(response, _)| Offer::all(&response.content))
        .map(|offer| media::essence(offer.name))
        .collect();
    offered.contains(&"application/octet-stream").then(|| {
        let errors = error_types(cx, operation, origin);
        Success::of(Response::Bytes, Some(joined(offered.into_iter().chain(errors))))
    })
}

/// What an answer has beside its content, and what of that has no name.
fn report_parts<'a>(cx: &mut Context<'a>, successes: &[Placed<'a>]) {
    for (response, origin) in successes {
        media::report_names(cx, &response.content, &origin.child("content"));
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

/// The types as one header, each once.
fn joined<'t>(types: impl Iterator<Item = &'t str>) -> String {
    let mut known = HashSet::new();
    types.filter(|ty| known.insert(*ty)).collect::<Vec<_>>().join(", ")
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
    fn a_key_that_is_not_a_media_type_is_not_asked_for() {
        let (api, found) = lower_with(&get("'200': {description: ok, content: {'a b': {}}}"));
        assert!(matches!(operation(&api, "a").response, Response::None));
        assert!(found.len() == 1 && found[0].contains("`a b` is not a media type"), "{found:?}");
        let error = "default: {description: no, content: {'a b+json': {}, 'a/b+json': {}}}";
        let bytes = format!("'200': {{description: ok, content: {{image/png: {{}}}}}}, {error}");
        expect(&bytes, "bytes", Some("image/png, a/b+json"));
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

    /// The answers in other media types, each by its name.
    fn others(responses: &str) -> Vec<String> {
        let api = lower(&get(responses));
        let others = operation(&api, "a").other_answers.iter();
        others.map(|other| format!("{}: {:?}", other.media_type, other.response)).collect()
    }

    #[test]
    fn a_type_that_is_not_asked_for_by_itself_is_an_answer_of_its_own() {
        let json = "application/json: {schema: {$ref: '#/components/schemas/T'}}";
        let content = |other: &str| format!("'200': {{description: ok, content: {{{json}, {other}}}}}");
        for (other, expected) in [
            ("text/html: {schema: {type: string}}", "text/html: Bytes"),
            ("text/plain: {}", "text/plain: Value(Primitive(String))"),
            ("text/plain: {schema: {type: integer}}", "text/plain: Value(Primitive(Int64))"),
            ("application/vnd.x+json: {schema: {type: boolean}}", "application/vnd.x+json: Value(Primitive(Boolean))"),
            ("image/*: {}", "image/*: Bytes"),
        ] {
            assert_eq!(others(&content(other)), [expected], "{other}");
            let expected = ("T", None);
            let (response, accept) = answer(&content(other));
            assert_eq!((response.as_str(), accept.as_deref()), expected, "{other}");
        }
        for covered in ["text/plain", "text/json", "application/json;odata.metadata=full", "application/vnd.y+json"] {
            let same = json.replace("application/json", covered);
            assert_eq!(others(&content(&same)), [""; 0], "{covered}");
        }
        let in_another_status =
            format!("{}, '202': {{description: b, content: {{text/csv: {{}}}}}}", content("text/html: {}"));
        assert_eq!(others(&in_another_status), ["text/html: Bytes", "text/csv: Bytes"]);
    }

    #[test]
    fn json_comes_before_text_and_plain_json_before_other() {
        let json = "2XX: {description: ok, content: {application/hal+json: {schema: {type: object}}, application/json: {schema: {$ref: '#/components/schemas/T'}}}}";
        expect(json, "T", None);
        let both = "2XX: {description: ok, content: {text/plain: {schema: {type: object}}, application/json: {schema: {$ref: '#/components/schemas/T'}}}}";
        expect(both, "T", None);
    }

    #[test]
    fn json_of_a_vendor_is_asked_for_by_its_name() {
        let vendor = "2XX: {description: ok, content: {application/vnd.x+json: {schema: {type: boolean}}}}";
        expect(vendor, "Primitive(Boolean)", Some("application/vnd.x+json"));
    }

    #[test]
    fn what_bytes_would_not_say_is_a_warning() {
        let content = "multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}";
        let (api, found) = lower_with(&get(&format!("'200': {{description: ok, content: {{{content}}}}}")));
        assert!(matches!(operation(&api, "a").response, Response::Bytes));
        assert!(found[0].contains("what is said of the content of type `multipart/form-data`"), "{found:?}");
    }
}
