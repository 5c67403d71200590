//! What a value must satisfy before it is sent.

use graph_emit::ir::{Constraint, Primitive, TypeRef};

use super::context::{Context, Site};
use super::pattern::literal_start;
use super::scalar;
use super::shape::{Shape, Use};

/// The formats whose types accept no text that the usual patterns for them would refuse.
const EXACT_FORMATS: [&str; 5] = ["date-time", "date", "time", "duration", "uuid"];

/// The constraints of a member of the type `ty` whose schema stands at `site`.
///
/// What cannot be checked is reported in a request body only: nobody can act on it in an answer.
pub(super) fn of<'a>(cx: &mut Context<'a>, schema: Use<'a>, ty: &TypeRef, site: &Site) -> Vec<Constraint> {
    let Some((schema, site)) = cx.placed(schema, site) else { return Vec::new() };
    let shape = Shape::of(schema);
    let mut unchecked = shape.unchecked.clone();
    let primitive = match ty {
        TypeRef::Primitive(primitive) => Some(*primitive),
        TypeRef::Named(_) => scalar::primitive(shape.ty, shape.format).filter(|_| shape.enumeration.is_empty()),
        TypeRef::List(_) | TypeRef::Inline(_) | TypeRef::Untyped | TypeRef::Given(_) => None,
    };
    let found = [
        starts_with(&shape, primitive, &mut unchecked),
        length(&shape, primitive, &mut unchecked),
        range(&shape, primitive, &mut unchecked),
    ];
    report(cx, unchecked, &site);
    if let (TypeRef::List(item), Some(items)) = (ty, shape.items) {
        report_all(cx, items, item, &site.child("items"));
    }
    found.into_iter().flatten().collect()
}

/// Reports everything that the schema at `site` asks of a value of the type `ty` which is not a member: an entry of a list, a
/// parameter. Members alone are checked.
pub(super) fn report_all<'a>(cx: &mut Context<'a>, schema: Use<'a>, ty: &TypeRef, site: &Site) {
    let mut unchecked = Vec::new();
    let Some((_, place)) = cx.placed(schema, site) else { return };
    for constraint in of(cx, schema, ty, site) {
        match constraint {
            Constraint::StartsWith(_) => unchecked.push("pattern"),
            Constraint::Length { min, max } => {
                unchecked.extend(min.map(|_| "minLength"));
                unchecked.extend(max.map(|_| "maxLength"));
            }
            Constraint::Range { min, max } => {
                unchecked.extend(min.map(|_| "minimum"));
                unchecked.extend(max.map(|_| "maximum"));
            }
        }
    }
    report(cx, unchecked, &place);
}

/// Tells that nothing checks `keywords` of the schema at `site`.
fn report(cx: &mut Context<'_>, keywords: Vec<&str>, site: &Site) {
    for keyword in keywords {
        let message = format!("`{keyword}` is not checked before the value is sent");
        cx.unsupported_if_sent(&site.child(keyword), &message, "the service itself will refuse a wrong value");
    }
}

fn starts_with(shape: &Shape<'_>, primitive: Option<Primitive>, unchecked: &mut Vec<&str>) -> Option<Constraint> {
    let pattern = shape.pattern?;
    if shape.format.is_some_and(|format| EXACT_FORMATS.contains(&format)) {
        return None;
    }
    match literal_start(pattern) {
        Some(start) if start.is_empty() => None,
        Some(start) if is_text(primitive) => Some(Constraint::StartsWith(start)),
        Some(_) | None => {
            unchecked.push("pattern");
            None
        }
    }
}

fn length(shape: &Shape<'_>, primitive: Option<Primitive>, unchecked: &mut Vec<&str>) -> Option<Constraint> {
    let (min, max) = (shape.length.0.filter(|min| *min > 0), shape.length.1);
    if min.is_none() && max.is_none() {
        return None;
    }
    if is_text(primitive) {
        return Some(Constraint::Length { min, max });
    }
    unchecked.extend(min.map(|_| "minLength"));
    unchecked.extend(max.map(|_| "maxLength"));
    None
}

/// The bounds that are narrower than the type; a bound that is itself excluded moves to the next integer.
fn range(shape: &Shape<'_>, primitive: Option<Primitive>, unchecked: &mut Vec<&str>) -> Option<Constraint> {
    let limits = primitive.and_then(scalar::integer_range);
    let is_float = matches!(primitive, Some(Primitive::Float | Primitive::Double));
    let mut bound = |keyword, bound: Option<f64>, is_excluded: bool, step: f64, limit: Option<f64>| {
        let bound = bound?;
        if limit.is_none() && (!is_float || is_excluded) {
            unchecked.push(keyword);
            return None;
        }
        let bound = if is_excluded { bound + step } else { bound };
        limit.is_none_or(|limit| if step > 0.0 { bound > limit } else { bound < limit }).then_some(bound)
    };
    let min = bound("minimum", shape.range.0, shape.exclusive.0, 1.0, limits.map(|limits| limits.0));
    let max = bound("maximum", shape.range.1, shape.exclusive.1, -1.0, limits.map(|limits| limits.1));
    (min.is_some() || max.is_some()).then_some(Constraint::Range { min, max })
}

/// Whether the value is text in Rust as well, so that its start and length can be looked at.
fn is_text(primitive: Option<Primitive>) -> bool {
    matches!(primitive, Some(Primitive::String | Primitive::Guid))
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::{Body, TypeKind};

    use super::super::fixture::{fields, lower_with, operation, schemas};
    use super::*;

    /// The constraints of the member `p` of a body, and what was found about it.
    fn sent(schema: &str) -> (Vec<Constraint>, Vec<String>) {
        let object = format!("{{type: object, properties: {{p: {schema}}}}}");
        let body = format!("requestBody: {{content: {{application/json: {{schema: {object}}}}}}}");
        let (api, found) = lower_with(&format!("paths:\n  /a: {{post: {{{body}, responses: {{}}}}}}"));
        let Some(Body::Json { ty: TypeRef::Inline(ty), .. }) = &operation(&api, "a").body else {
            panic!("a body in place")
        };
        let TypeKind::Struct(object) = &ty.kind else { panic!("an object") };
        (object.fields[0].constraints.clone(), found)
    }

    fn checked(schema: &str) -> Vec<Constraint> {
        let (constraints, found) = sent(schema);
        assert_eq!(found, [""; 0]);
        constraints
    }

    fn unchecked(schema: &str, keyword: &str) {
        let (constraints, found) = sent(schema);
        assert_eq!(constraints, []);
        let place = "/paths/~1a/post/requestBody/content/application~1json/schema/properties/p";
        assert!(found[0].starts_with(&format!("{place}/{keyword}: `{keyword}` is not checked")), "{found:?}");
    }

    fn range(min: Option<f64>, max: Option<f64>) -> Vec<Constraint> {
        vec![Constraint::Range { min, max }]
    }

    #[test]
    fn a_literal_start_is_checked() {
        let https = checked("{type: string, format: uri, pattern: '^https://'}");
        assert_eq!(https, [Constraint::StartsWith("https://".to_owned())]);
    }

    #[test]
    fn a_pattern_that_repeats_the_format_is_dropped() {
        assert_eq!(checked("{type: string, format: date-time, pattern: '^[0-9]{4,}$'}"), []);
        assert_eq!(checked("{type: string, pattern: '^'}"), []);
    }

    #[test]
    fn any_other_pattern_is_a_warning_in_a_body_only() {
        unchecked("{type: string, pattern: '^[a-z]+$'}", "pattern");
        let types = schemas("    O: {type: object, properties: {p: {type: string, pattern: '^[a-z]+$'}}}");
        assert!(fields(&types[0])[0].constraints.is_empty());
    }

    #[test]
    fn lengths_are_checked_on_text() {
        let length = checked("{type: string, minLength: 1, maxLength: 5}");
        assert_eq!(length, [Constraint::Length { min: Some(1), max: Some(5) }]);
        assert_eq!(checked("{type: string, minLength: 0}"), []);
        unchecked("{type: string, format: base64url, maxLength: 5}", "maxLength");
    }

    #[test]
    fn bounds_are_checked_where_they_are_narrower_than_the_type() {
        assert_eq!(checked("{type: integer, format: int32, minimum: -2147483648, maximum: 2147483647}"), []);
        assert_eq!(checked("{type: number, format: uint8, minimum: 0, maximum: 9}"), range(None, Some(9.0)));
        assert_eq!(checked("{type: integer, minimum: 1}"), range(Some(1.0), None));
        assert_eq!(checked("{type: number, format: double, maximum: 0.5}"), range(None, Some(0.5)));
        assert_eq!(checked("{type: integer, format: int64, minimum: -9223372036854775808}"), []);
    }

    #[test]
    fn an_excluded_bound_moves_to_the_next_integer() {
        let found = checked("{type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true}");
        assert_eq!(found, range(Some(1.0), Some(8.0)));
        unchecked("{type: number, minimum: 0, exclusiveMinimum: true}", "minimum");
    }

    #[test]
    fn what_no_constraint_says_is_a_warning() {
        unchecked("{type: integer, multipleOf: 5}", "multipleOf");
        unchecked("{type: array, items: {type: string}, minItems: 1}", "minItems");
    }

    /// What is told of the description `paths` with these `schemas`, without the help.
    fn told(paths: &str, schemas: &str) -> Vec<String> {
        let (_, found) = lower_with(&format!("paths: {{{paths}}}\ncomponents: {{schemas: {{{schemas}}}}}"));
        found.into_iter().map(|one| one.split(" (").next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn what_is_sent_and_no_member_is_a_warning() {
        for (schema, keyword) in [
            ("{type: array, items: {type: string, maxLength: 5}}", "items/maxLength"),
            ("{type: array, items: {type: integer, minimum: 1}}", "items/minimum"),
            ("{type: array, minItems: 1, items: {type: string}}", "minItems"),
            ("{type: string, pattern: '^a'}", "pattern"),
        ] {
            let key = keyword.rsplit('/').next().unwrap_or_default();
            let warning = |place: &str| [format!("{place}/{keyword}: `{key}` is not checked before the value is sent")];
            let parameter =
                |of: &str| format!("/a: {{get: {{parameters: [{of}, schema: {schema}}}], responses: {{}}}}}}");
            let place = "/paths/~1a/get/parameters/0/schema";
            assert_eq!(told(&parameter("{name: x, in: query"), ""), warning(place));
            assert_eq!(told(&parameter("{name: $orderby, in: query"), ""), [""; 0]);
            let body = format!(
                "/a: {{post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, responses: {{}}}}}}"
            );
            assert_eq!(told(&body, ""), warning("/paths/~1a/post/requestBody/content/application~1json/schema"));
        }
        assert_eq!(
            told(
                "/a: {get: {parameters: [{name: x, in: query, schema: {type: integer, format: int32, maximum: 2147483647}}], responses: {}}}",
                ""
            ),
            [""; 0]
        );
    }

    #[test]
    fn components_are_told_of_where_a_request_sends_them() {
        let schemas = "A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}, B: {allOf: [{$ref: '#/components/schemas/C'}, {type: object}]}, \
                       C: {type: object, properties: {p: {type: string, pattern: '[a-z]'}, d: {$ref: '#/components/schemas/D'}}}, D: {type: array, minItems: 1}";
        let content = "{application/json: {schema: {$ref: '#/components/schemas/A'}}}";
        let sent = format!("/a: {{post: {{requestBody: {{content: {content}}}, responses: {{}}}}}}");
        let place = "/components/schemas";
        assert_eq!(
            told(&sent, schemas),
            [
                format!("{place}/C/properties/p/pattern: `pattern` is not checked before the value is sent"),
                format!("{place}/D/minItems: `minItems` is not checked before the value is sent"),
            ]
        );
        let received = format!("/a: {{get: {{responses: {{'200': {{description: d, content: {content}}}}}}}}}");
        assert_eq!(told(&received, schemas), [""; 0]);
    }

    #[test]
    fn another_name_for_a_scalar_brings_its_constraints() {
        let types = schemas(
            "    O: {type: object, properties: {p: {$ref: '#/components/schemas/S'}}}\n    S: {type: string, maxLength: 3}",
        );
        assert_eq!(fields(&types[0])[0].constraints, [Constraint::Length { min: None, max: Some(3) }]);
    }
}
