//! Request bodies.

use std::collections::HashSet;

use graph_emit::ir::{Body, ContentType, OtherBody};
use graph_emit::origin::Origin;
use indexmap::IndexMap;
use openapiv3::{MediaType, Operation, ReferenceOr, Schema};

use super::context::{Context, Sent, Site};
use super::media::{self, Kind, Names, Offer};
use super::shape::{Shape, Use};
use super::{constraint, schema};

const BY_CALLER: &str = "a body of bytes is generated instead, which the caller puts together";

/// What an operation sends: `application/json` wherever the description offers a schema for it, then other JSON, then whatever
/// comes first; and what may be sent in its place.
///
/// Bytes of several types are one body where no other comes before them: its caller says which type it is.
pub(super) fn of<'a>(
    cx: &mut Context<'a>,
    operation: &'a Operation,
    origin: &Origin,
) -> Option<(Body, Vec<OtherBody>)> {
    let (body, origin) = cx.request_body(operation.request_body.as_ref()?, || origin.child("requestBody"))?;
    let origin = origin.child("content");
    media::report_names(cx, &body.content, &origin);
    let offers = distinct(&body.content);
    let typed = offers.first().filter(|offer| offer.is_typed()).and_then(Offer::schema);
    let names = Names::of(offers.iter().copied());
    let mut bodies = offers.iter().map(|offer| (*offer, lower(cx, offer, &names, typed, &origin.child(offer.name))));
    let (first, mut body) = bodies.next()?;
    let mut others: Vec<_> = bodies.collect();
    if let Body::Bytes(content_type) = &mut body {
        let (bytes, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, body)| matches!(body, Body::Bytes(_)));
        others = rest;
        if !bytes.is_empty() {
            let all = std::iter::once(first).chain(bytes.into_iter().map(|(offer, _)| offer));
            let mut essences: Vec<_> = all.map(|offer| media::essence(offer.name).to_owned()).collect();
            // Without their parameters two may be one.
            let mut known = HashSet::new();
            essences.retain(|one| known.insert(one.clone()));
            *content_type = ContentType::Given(essences);
        }
    }
    let others = others.into_iter().map(|(offer, body)| other(cx, &offer, body, &names));
    Some((body, others.collect()))
}

/// The media types of `content`, the first one in front, without those that are plain JSON once more.
fn distinct(content: &IndexMap<String, MediaType>) -> Vec<Offer<'_>> {
    let mut rest: Vec<_> = Offer::all(content).collect();
    let Some((at, _)) = rest.iter().enumerate().min_by_key(|(_, offer)| offer.rank()) else { return rest };
    let first = rest.remove(at);
    let says_the_same = |offer: &Offer<'_>| offer.schema().is_none() || offer.schema() == first.schema();
    if first.is_typed() && first.is_plain_json() {
        rest.retain(|offer| !(offer.is_plain_json() && says_the_same(offer)));
    }
    std::iter::once(first).chain(rest).collect()
}

fn lower<'a>(
    cx: &mut Context<'a>,
    offer: &Offer<'a>,
    names: &Names,
    typed: Option<&ReferenceOr<Schema>>,
    origin: &Origin,
) -> Body {
    let name = || names.name(offer).to_owned();
    if let Some(schema) = offer.schema().filter(|_| offer.is_typed()) {
        let site = Site { origin: origin.child("schema"), sent: Sent::Yes };
        let ty = schema::type_ref(cx, Use::from(schema), &site);
        constraint::report_all(cx, Use::from(schema), &ty, &site);
        let content_type = Some(name()).filter(|name| !name.eq_ignore_ascii_case("application/json"));
        return Body::Json { ty, content_type };
    }
    media::report_bytes(cx, offer, typed, origin, BY_CALLER);
    match offer.kind {
        Kind::Multipart => Body::Multipart { content_type: name() },
        Kind::Any => Body::Bytes(ContentType::Given(vec![name()])),
        _ if is_base64(cx, offer) => Body::Base64 { content_type: name() },
        Kind::Json | Kind::Text | Kind::Bytes => Body::Bytes(ContentType::Fixed(name())),
    }
}

/// Whether it is text whose schema says that it encodes bytes.
fn is_base64<'a>(cx: &Context<'a>, offer: &Offer<'a>) -> bool {
    let schema = offer.schema().and_then(|schema| cx.schema_of(Use::from(schema)));
    let is_text = offer.name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("text/"));
    let shape = schema.map(Shape::of);
    is_text && shape.is_some_and(|shape| shape.ty == Some("string") && shape.format == Some("byte"))
}

/// A body that has a method of its own.
fn other<'a>(cx: &Context<'a>, offer: &Offer<'a>, body: Body, names: &Names) -> OtherBody {
    // A type has docs of its own.
    let schema = offer.schema().filter(|_| !offer.is_typed()).and_then(|schema| cx.schema_of(Use::from(schema)));
    let doc = schema.and_then(|schema| schema.schema_data.description.clone()).unwrap_or_default();
    OtherBody { media_type: names.name(offer).to_owned(), body, doc }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::TypeRef;

    use super::super::fixture::{lower, lower_with, operation};
    use super::*;

    fn post(content: &str) -> String {
        let body = format!("requestBody: {{content: {content}}}");
        format!(
            "paths:\n  /a:\n    post: {{{body}, responses: {{}}}}\ncomponents: {{schemas: {{T: {{type: object, properties: {{a: {{type: string}}}}}}}}}}"
        )
    }

    fn body(content: &str) -> Option<Body> {
        operation(&lower(&post(content)), "a").body.clone()
    }

    fn content_type(content: &str) -> ContentType {
        match body(content) {
            Some(Body::Bytes(content_type)) => content_type,
            other => panic!("{other:?} are not bytes"),
        }
    }

    fn fixed(content_type: &str) -> ContentType {
        ContentType::Fixed(content_type.to_owned())
    }

    fn given(content_types: &[&str]) -> ContentType {
        ContentType::Given(content_types.iter().map(ToString::to_string).collect())
    }

    /// What `body` is, in a word and its media types.
    fn shown(body: &Body) -> String {
        match body {
            Body::Json { ty: TypeRef::Named(name), content_type } => format!("{name} {content_type:?}"),
            Body::Json { content_type, .. } => format!("json {content_type:?}"),
            Body::Bytes(ContentType::Fixed(own)) => format!("bytes {own}"),
            Body::Bytes(ContentType::Given(own)) => format!("bytes of {}", own.join(" ")),
            Body::Base64 { content_type } => format!("base64 {content_type}"),
            Body::Multipart { content_type } => format!("parts {content_type}"),
        }
    }

    /// The first body, and each other by its media type.
    fn all(content: &str) -> Vec<String> {
        let api = lower(&post(content));
        let operation = operation(&api, "a");
        let others = operation.other_bodies.iter().map(|other| format!("{}: {}", other.media_type, shown(&other.body)));
        operation.body.iter().map(shown).chain(others).collect()
    }

    const T: &str = "{schema: {$ref: '#/components/schemas/T'}}";

    #[test]
    fn json_comes_first() {
        let found = body(&format!("{{text/plain: {{schema: {{type: string}}}}, application/json: {T}}}"));
        assert!(matches!(found, Some(Body::Json { ty: TypeRef::Named(name), content_type: None }) if name == "T"));
        let found = body("{application/vnd.x+json: {schema: {type: object, properties: {a: {type: string}}}}}");
        let Some(Body::Json { ty: TypeRef::Inline(_), content_type }) = found else { panic!("{found:?}") };
        assert_eq!(content_type.as_deref(), Some("application/vnd.x+json"));
    }

    #[test]
    fn each_other_type_is_a_body_of_its_own() {
        for (content, expected) in [
            (
                format!(
                    "{{text/html: {{schema: {{type: string}}}}, application/json: {T}, multipart/form-data: {{}}}}"
                ),
                &["T None", "text/html: bytes text/html", "multipart/form-data: parts multipart/form-data"][..],
            ),
            (
                format!("{{application/vnd.x+json: {{schema: {{type: string}}}}, application/json: {T}}}"),
                &["T None", "application/vnd.x+json: json Some(\"application/vnd.x+json\")"],
            ),
            (
                format!("{{application/json: {T}, '*/*': {{}}, image/png: {{}}}}"),
                &["T None", "*/*: bytes of */*", "image/png: bytes image/png"],
            ),
            (
                "{application/octet-stream: {}, text/plain: {schema: {type: string, format: byte}}}".to_owned(),
                &["bytes application/octet-stream", "text/plain: base64 text/plain"],
            ),
            (
                "{multipart/form-data: {}, application/x-www-form-urlencoded: {}}".to_owned(),
                &[
                    "parts multipart/form-data",
                    "application/x-www-form-urlencoded: bytes application/x-www-form-urlencoded",
                ],
            ),
            (
                "{application/json-patch+json: {schema: {}}, application/merge-patch+json: {schema: {}}}".to_owned(),
                &[
                    "json Some(\"application/json-patch+json\")",
                    "application/merge-patch+json: json Some(\"application/merge-patch+json\")",
                ],
            ),
        ] {
            assert_eq!(all(&content), expected, "{content}");
        }
    }

    #[test]
    fn json_under_another_name_is_the_same_only_with_the_same_schema() {
        let other = "{schema: {type: string}}";
        let content = |ty: &str, schema: &str| format!("{{application/json: {T}, {ty}: {schema}}}");
        for same in ["text/json", "application/*+json", "application/json;odata.metadata=full"] {
            assert_eq!(all(&content(same, T)), ["T None"], "{same}");
            assert_eq!(all(&content(same, other)).len(), 2, "{same}");
        }
        assert_eq!(all(&content("application/merge-patch+json", T)).len(), 2);
    }

    #[test]
    fn parameters_are_sent_where_they_tell_types_apart() {
        let content = "{application/json: {schema: {}}, text/csv; header=present: {}, text/csv; header=absent: {}, \
                       text/html; charset=utf-8: {}}";
        let expected = [
            "json None",
            "text/csv; header=present: bytes text/csv; header=present",
            "text/csv; header=absent: bytes text/csv; header=absent",
            "text/html: bytes text/html",
        ];
        assert_eq!(all(content), expected);
    }

    #[test]
    fn one_other_type_is_fixed_and_several_are_the_callers_choice() {
        assert_eq!(content_type("{application/octet-stream: {}}"), fixed("application/octet-stream"));
        assert_eq!(content_type("{text/plain; charset=utf-8: {}}"), fixed("text/plain"));
        assert_eq!(content_type("{image/png: {}, image/gif: {}}"), given(&["image/png", "image/gif"]));
        assert_eq!(content_type("{'*/*': {}}"), given(&["*/*"]));
        assert_eq!(all("{image/png: {}, image/gif: {}}").len(), 1);
    }

    #[test]
    fn json_without_a_schema_is_bytes() {
        assert_eq!(content_type("{application/json: {}}"), fixed("application/json"));
    }

    #[test]
    fn what_is_said_of_bytes_is_kept() {
        let said = "schema: {type: string, description: The page.}";
        let api = lower(&post(&format!("{{application/json: {T}, text/html: {{{said}}}}}")));
        assert_eq!(operation(&api, "a").other_bodies[0].doc, "The page.");
    }

    #[test]
    fn no_content_is_no_body() {
        assert!(body("{}").is_none());
    }

    #[test]
    fn what_bytes_would_not_say_is_a_warning() {
        let members = "schema: {type: object, properties: {file: {type: string}}}";
        let encoding = "encoding: {file: {contentType: image/png}}";
        for content in [
            format!("multipart/form-data: {{{members}}}"),
            format!("multipart/form-data: {{schema: {{}}, {encoding}}}"),
            format!("application/json: {T}, multipart/form-data: {{{members}}}"),
            format!("application/x-www-form-urlencoded: {{{members}}}"),
            "application/xml: {schema: {$ref: '#/components/schemas/T'}}".to_owned(),
            "text/csv: {schema: {type: array, items: {type: string}}}".to_owned(),
        ] {
            let (_, found) = lower_with(&post(&format!("{{{content}}}")));
            let ty = ["multipart/form-data", "application/x-www-form-urlencoded", "application/xml", "text/csv"];
            let ty = ty.into_iter().find(|ty| content.contains(ty)).expect("one of them");
            let place = format!("/paths/~1a/post/requestBody/content/{}", ty.replace('/', "~1"));
            let expected = format!("{place}: what is said of the content of type `{ty}` is not supported");
            assert!(found.len() == 1 && found[0].starts_with(&expected), "{content}: {found:?}");
        }
    }

    #[test]
    fn what_is_typed_as_json_is_said() {
        assert_eq!(all(&format!("{{application/json: {T}, application/xml: {T}}}")).len(), 2);
        let stream = "{schema: {type: object, properties: {value: {type: string}}}}";
        assert_eq!(all(&format!("{{application/octet-stream: {stream}}}")).len(), 1);
        assert_eq!(all("{multipart/form-data: {schema: {type: object}}}").len(), 1);
    }

    #[test]
    fn a_key_that_is_no_media_type_is_a_warning() {
        let (api, found) = lower_with(&post(&format!("{{application/json: {T}, 'POST ()': {{}}}}")));
        assert!(operation(&api, "a").other_bodies.is_empty());
        assert!(found.len() == 1 && found[0].contains("`POST ()` is not a media type"), "{found:?}");
        // The only one, too.
        let (api, found) = lower_with(&post("{'POST ()': {}}"));
        assert!(operation(&api, "a").body.is_none());
        assert!(found.len() == 1 && found[0].contains("`POST ()` is not a media type"), "{found:?}");
    }

    #[test]
    fn a_component_body_is_followed() {
        let api = lower(
            "paths:\n  /a:\n    post: {requestBody: {$ref: '#/components/requestBodies/b'}, responses: {}}\ncomponents:\n  requestBodies:\n    b: {content: {application/json: {schema: {type: object, properties: {x: {type: string}}}}}}",
        );
        let Some(Body::Json { ty: TypeRef::Inline(ty), .. }) = &operation(&api, "a").body else {
            panic!("an object in place")
        };
        let place = "test.yaml#/components/requestBodies/b/content/application~1json/schema";
        assert_eq!(ty.origin.to_string(), place);
        assert!(ty.name.wire.is_empty() && ty.name.name.is_empty());
    }
}
