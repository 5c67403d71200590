//! Strings with known values.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::ir::{Doc, Enum, Variant};
use serde_json::{Map, Value};

use super::context::{Context, Site};
use super::shape::Shape;

/// The enum that `shape` lists; `None` when it lists no texts.
pub(super) fn of(cx: &mut Context<'_>, shape: &Shape<'_>, site: &Site) -> Option<Enum> {
    if shape.ty.is_some_and(|ty| ty != "string") {
        report_unchecked(cx, shape, site);
        return None;
    }
    let values = shape.enumeration.iter().enumerate();
    let texts = values.filter_map(|(at, value)| Some((at, value.as_str().filter(|text| !text.is_empty())?)));
    let site = site.child("enum");
    let mut variants: Vec<Variant> = Vec::new();
    for (at, text) in texts {
        // The official clients tell values apart without regard to case, and so keep the first.
        if !variants.iter().any(|known| known.wire.eq_ignore_ascii_case(text)) {
            variants.push(variant(text, details(shape, text), &site.child(&at.to_string())));
        }
    }
    (!variants.is_empty()).then(|| Enum { variants, flags: is_flags(shape) })
}

fn variant(text: &str, details: Option<&Map<String, Value>>, site: &Site) -> Variant {
    let detail = |key: &str| details?.get(key)?.as_str().filter(|text| !text.trim().is_empty());
    Variant {
        wire: text.to_owned(),
        name: detail("name").filter(|name| *name != text).map(str::to_owned),
        rust: None,
        doc: Doc::text(detail("description").unwrap_or_default()),
        origin: site.origin.clone(),
    }
}

/// What `x-ms-enum` says of the value `text`.
fn details<'s>(shape: &'s Shape<'_>, text: &str) -> Option<&'s Map<String, Value>> {
    let values = shape.data.extensions.get("x-ms-enum")?.get("values")?.as_array()?;
    let says = |entry: &&Map<String, Value>| {
        entry.get("value").and_then(Value::as_str).is_some_and(|value| value.eq_ignore_ascii_case(text))
    };
    values.iter().filter_map(Value::as_object).find(says)
}

/// Whether a value is a set of members (`x-ms-enum-flags`).
fn is_flags(shape: &Shape<'_>) -> bool {
    let flags = shape.data.extensions.get("x-ms-enum-flags");
    flags.and_then(|flags| flags.get("isFlags")).and_then(Value::as_bool).unwrap_or(false)
}

fn report_unchecked(cx: &mut Context<'_>, shape: &Shape<'_>, site: &Site) {
    if shape.enumeration.iter().any(|value| !value.is_null()) && shape.ty != Some("object") {
        let message = "only strings can have known values";
        cx.report(Diagnostic::warning(site.origin.clone(), message).help("the plain type is generated instead"));
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::TypeKind;

    use super::super::fixture::{lower_with, schemas};
    use super::*;

    fn list(schema: &str) -> Enum {
        match &schemas(&format!("    E: {schema}"))[0].kind {
            TypeKind::Enum(list) => list.clone(),
            other => panic!("{other:?} is no enum"),
        }
    }

    #[test]
    fn values_keep_their_order_and_the_first_of_two_cases() {
        let found = list("{type: string, enum: [b, '', a, B, null], nullable: true}");
        let values: Vec<_> = found.variants.iter().map(|variant| variant.wire.as_str()).collect();
        assert_eq!(values, ["b", "a"]);
        assert!(!found.flags);
    }

    #[test]
    fn yaml_words_are_values() {
        let values = list("{type: string, enum: ['Yes', 'No']}");
        assert_eq!(values.variants.len(), 2);
    }

    #[test]
    fn extensions_name_and_describe() {
        let values = "values: [{value: A, name: first, description: the first}, {value: b, name: b}]";
        let found = list(&format!("{{enum: [a, b], x-ms-enum: {{{values}}}, x-ms-enum-flags: {{isFlags: true}}}}"));
        assert!(found.flags);
        let [a, b] = &found.variants[..] else { panic!("two values") };
        assert_eq!((a.wire.as_str(), a.name.as_deref(), a.doc.text.as_str()), ("a", Some("first"), "the first"));
        assert_eq!((b.name.as_deref(), b.doc.text.as_str()), (None, ""));
        assert_eq!(a.origin.to_string(), "test.yaml#/components/schemas/E/enum/0");
    }

    #[test]
    fn numbers_have_no_known_values() {
        let (api, found) = lower_with("paths: {}\ncomponents: {schemas: {E: {type: integer, enum: [1, 2]}}}");
        assert!(matches!(api.types[0].kind, TypeKind::Alias(_)));
        assert!(found[0].contains("only strings can have known values"), "{found:?}");
    }
}
