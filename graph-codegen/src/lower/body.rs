//! Request bodies.

use graph_emit::ir::Body;
use graph_emit::origin::Origin;
use openapiv3::{MediaType, Operation};

use super::context::{Context, Site};
use super::media::{self, Kind};
use super::schema;
use super::shape::Use;

/// What `operation` at `origin` sends: JSON wherever the description offers a schema for it, else bytes.
pub(super) fn of<'a>(cx: &mut Context<'a>, operation: &'a Operation, origin: &Origin) -> Option<Body> {
    let (body, origin) = cx.request_body(operation.request_body.as_ref()?, origin.child("requestBody"))?;
    let origin = origin.child("content");
    let json = |(name, media): (&'a String, &'a MediaType)| {
        let schema = media.schema.as_ref().filter(|_| media::kind(name) == Kind::Json)?;
        Some((name, schema))
    };
    if let Some((name, schema)) = body.content.iter().find_map(json) {
        let site = Site { origin: origin.child(name).child("schema"), sent: true };
        return Some(Body::Json(schema::type_ref(cx, Use::from(schema), &site)));
    }
    if let Some(form) = body.content.keys().find(|name| media::kind(name) == Kind::Form) {
        let message = format!("a body of type `{}` is not supported", media::essence(form));
        cx.unsupported(
            &origin.child(form),
            &message,
            "a body of bytes is generated instead, which the caller puts together",
        );
    }
    if let Some(xml) = body.content.keys().find(|name| media::is_xml(name)) {
        let message = format!("a body of type `{}` is not supported", media::essence(xml));
        cx.unsupported(&origin.child(xml), &message, "a body of bytes is generated instead");
    }
    let mut names = body.content.keys();
    let content_type = match (names.next()?, names.next()) {
        (only, None) if media::kind(only) != Kind::Any => Some(media::essence(only).to_owned()),
        (_, Some(_) | None) => None,
    };
    Some(Body::Bytes { content_type })
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::TypeRef;

    use super::super::fixture::{lower, lower_with, operation};
    use super::*;

    fn post(content: &str) -> String {
        let body = format!("requestBody: {{content: {content}}}");
        format!(
            "paths:\n  /a:\n    post: {{{body}, responses: {{}}}}\ncomponents: {{schemas: {{T: {{type: object}}}}}}"
        )
    }

    fn body(content: &str) -> Option<Body> {
        operation(&lower(&post(content)), "a").body.clone()
    }

    fn content_type(content: &str) -> Option<String> {
        match body(content) {
            Some(Body::Bytes { content_type }) => content_type,
            other => panic!("{other:?} are no bytes"),
        }
    }

    #[test]
    fn json_comes_first() {
        let found = body(
            "{text/plain: {schema: {type: string}}, application/json: {schema: {$ref: '#/components/schemas/T'}}}",
        );
        assert!(matches!(found, Some(Body::Json(TypeRef::Named(name))) if name == "T"));
        let found = body("{application/vnd.x+json: {schema: {type: object, properties: {a: {type: string}}}}}");
        assert!(matches!(found, Some(Body::Json(TypeRef::Inline(_)))));
    }

    #[test]
    fn one_other_type_is_fixed_and_several_are_the_callers_choice() {
        assert_eq!(content_type("{application/octet-stream: {}}").as_deref(), Some("application/octet-stream"));
        assert_eq!(content_type("{text/plain; charset=utf-8: {}}").as_deref(), Some("text/plain"));
        assert_eq!(content_type("{image/png: {}, image/gif: {}}"), None);
        assert_eq!(content_type("{'*/*': {}}"), None);
    }

    #[test]
    fn json_without_a_schema_is_bytes() {
        assert_eq!(content_type("{application/json: {}}").as_deref(), Some("application/json"));
    }

    #[test]
    fn no_content_is_no_body() {
        assert!(body("{}").is_none());
    }

    #[test]
    fn a_form_is_bytes_and_a_warning() {
        let (api, found) = lower_with(&post("{multipart/form-data: {schema: {type: object}}}"));
        assert!(matches!(&operation(&api, "a").body, Some(Body::Bytes { content_type: Some(_) })));
        let place = "/paths/~1a/post/requestBody/content/multipart~1form-data";
        assert!(found[0].starts_with(&format!("{place}: a body of type `multipart/form-data`")), "{found:?}");
    }

    #[test]
    fn xml_is_bytes_and_a_warning() {
        let (api, found) = lower_with(&post("{application/xml: {schema: {type: object}}}"));
        assert!(matches!(&operation(&api, "a").body, Some(Body::Bytes { content_type: Some(_) })));
        assert!(found[0].contains("a body of type `application/xml` is not supported"), "{found:?}");
    }

    #[test]
    fn a_component_body_is_followed() {
        let api = lower(
            "paths:\n  /a:\n    post: {requestBody: {$ref: '#/components/requestBodies/b'}, responses: {}}\ncomponents:\n  requestBodies:\n    b: {content: {application/json: {schema: {type: object, properties: {x: {type: string}}}}}}",
        );
        let Some(Body::Json(TypeRef::Inline(ty))) = &operation(&api, "a").body else { panic!("an object in place") };
        let place = "test.yaml#/components/requestBodies/b/content/application~1json/schema";
        assert_eq!(ty.origin.to_string(), place);
        assert!(ty.name.wire.is_empty() && ty.name.name.is_empty());
    }
}
