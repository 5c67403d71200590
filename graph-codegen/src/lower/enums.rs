//! Strings with known values.

use std::collections::{HashMap, HashSet};

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
    let details = Details::of(shape);
    let site = site.child("enum");
    let mut seen = HashSet::new();
    let mut variants = Vec::new();
    for (at, value) in shape.enumeration.iter().enumerate() {
        match value {
            Value::String(text) if seen.insert(text.as_str()) => {
                variants.push(variant(text, details.find(text), &site.child(&at.to_string())));
            }
            Value::String(_) | Value::Null => {}
            other => report_other(cx, other, &site.child(&at.to_string())),
        }
    }
    (!variants.is_empty()).then(|| Enum { variants, flags: is_flags(shape) })
}

fn variant(text: &str, details: Option<&Map<String, Value>>, site: &Site) -> Variant {
    let detail = |key: &str| details?.get(key)?.as_str().filter(|text| !text.trim().is_empty());
    let empty = text.is_empty().then_some("empty");
    Variant {
        wire: text.to_owned(),
        name: detail("name").filter(|name| *name != text).or(empty).map(str::to_owned),
        rust: None,
        doc: Doc::text(detail("description").unwrap_or_default()),
        origin: site.origin.clone(),
    }
}

/// What `x-ms-enum` says of values: of each text itself, or of what differs from it in case alone.
struct Details<'s> {
    exact: HashMap<&'s str, &'s Map<String, Value>>,
    lowercase: HashMap<String, &'s Map<String, Value>>,
}

impl<'s> Details<'s> {
    fn of(shape: &Shape<'s>) -> Self {
        let values = || shape.data.extensions.get("x-ms-enum")?.get("values")?.as_array();
        let mut details = Self { exact: HashMap::new(), lowercase: HashMap::new() };
        for entry in values().into_iter().flatten().filter_map(Value::as_object) {
            if let Some(value) = entry.get("value").and_then(Value::as_str) {
                details.exact.entry(value).or_insert(entry);
                details.lowercase.entry(value.to_ascii_lowercase()).or_insert(entry);
            }
        }
        details
    }

    fn find(&self, text: &str) -> Option<&'s Map<String, Value>> {
        self.exact.get(text).or_else(|| self.lowercase.get(&text.to_ascii_lowercase())).copied()
    }
}

/// Whether a value is a set of members (`x-ms-enum-flags`).
fn is_flags(shape: &Shape<'_>) -> bool {
    let flags = shape.data.extensions.get("x-ms-enum-flags");
    flags.and_then(|flags| flags.get("isFlags")).and_then(Value::as_bool).unwrap_or(false)
}

/// Tells of `value` among the values of an enum, which YAML takes for a number or the like because it has no quotes.
fn report_other(cx: &mut Context<'_>, value: &Value, site: &Site) {
    let message = match value {
        Value::Bool(_) | Value::Number(_) => format!("`{value}` is not text, as the values of an enum are"),
        _ => "a value of an enum that is not text".to_owned(),
    };
    cx.unsupported(&site.origin, &message, "it is left out; if the service means the text, put it in quotes");
}

fn report_unchecked(cx: &mut Context<'_>, shape: &Shape<'_>, site: &Site) {
    let is_any_flag = shape.ty == Some("boolean")
        && [true, false].iter().all(|flag| shape.enumeration.iter().any(|value| value == flag));
    if shape.enumeration.iter().any(|value| !value.is_null()) && shape.ty != Some("object") && !is_any_flag {
        cx.unsupported(&site.origin, "only strings can have known values", "the plain type is generated instead");
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
            other => panic!("{other:?} is not an enum"),
        }
    }

    #[test]
    fn every_text_is_a_value_once() {
        let found = list("{type: string, enum: [b, '', a, B, null, a], nullable: true}");
        let values: Vec<_> = found.variants.iter().map(|variant| variant.wire.as_str()).collect();
        assert_eq!(values, ["b", "", "a", "B"]);
        assert_eq!(found.variants[1].name.as_deref(), Some("empty"));
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
    fn what_is_not_text_among_values_is_a_warning() {
        for (ty, value) in [("type: string, ", "true"), ("", "1.5"), ("type: string, ", "7")] {
            let (api, found) =
                lower_with(&format!("paths: {{}}\ncomponents: {{schemas: {{E: {{{ty}enum: [a, {value}]}}}}}}"));
            let TypeKind::Enum(list) = &api.types[0].kind else { panic!("an enum") };
            assert_eq!(list.variants.len(), 1);
            assert!(found[0].starts_with(&format!("/components/schemas/E/enum/1: `{value}` is not text")), "{found:?}");
        }
        let (api, found) = lower_with("paths: {}\ncomponents: {schemas: {E: {type: string, enum: [1]}}}");
        assert!(matches!(api.types[0].kind, TypeKind::Alias(_)));
        assert!(found[0].contains("`1` is not text"), "{found:?}");
    }

    #[test]
    fn a_flag_that_can_be_one_thing_is_a_warning() {
        let (_, found) = lower_with("paths: {}\ncomponents: {schemas: {E: {type: boolean, enum: [true]}}}");
        assert!(found[0].contains("only strings can have known values"), "{found:?}");
        schemas("    E: {type: boolean, enum: [true, false]}");
    }

    #[test]
    fn numbers_have_no_known_values() {
        let (api, found) = lower_with("paths: {}\ncomponents: {schemas: {E: {type: integer, enum: [1, 2]}}}");
        assert!(matches!(api.types[0].kind, TypeKind::Alias(_)));
        assert!(found[0].contains("only strings can have known values"), "{found:?}");
    }
}
