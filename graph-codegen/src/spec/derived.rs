//! What derives from what: an `allOf` that refers to a component is inheritance, in either dialect.
//!
//! A component names its bases and not what derives from it, so that all schemas are read to answer this; nothing but a
//! selection that asks for it does so.

use std::collections::HashMap;

use indexmap::IndexSet;
use serde_json::Value;

use super::refs;

/// What a schema component is made from.
pub struct Heritage {
    /// The schema components that it refers to as a whole.
    pub bases: Vec<String>,
    /// Whether it is nothing but what it refers to.
    is_alias: bool,
}

impl Heritage {
    /// What `schema` refers to by `allOf`, nested ones included, or by a `$ref` in its place.
    pub fn of(schema: &Value) -> Self {
        let mut heritage = Self { bases: Vec::new(), is_alias: true };
        heritage.add(schema);
        heritage
    }

    /// Whether the component is only another name for a type.
    pub fn is_alias(&self) -> bool {
        self.is_alias && self.bases.len() == 1
    }

    fn add(&mut self, schema: &Value) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let base = refs::component(reference).filter(|(section, _)| *section == "components/schemas");
            self.bases.extend(base.map(|(_, name)| name.into_owned()));
            return;
        }
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let has_properties = || schema.get("properties").and_then(Value::as_object).is_some_and(|own| !own.is_empty());
        // As the lowering reads it: a part without `allOf` is an object of its own, if an empty one.
        self.is_alias &= !parts.is_empty() && !has_properties();
        for part in parts {
            self.add(part);
        }
    }
}

/// The components that refer to each, with whether they are only another name for it.
#[derive(Default)]
pub struct Lines(HashMap<String, Vec<(String, bool)>>);

impl Lines {
    /// Adds the component `name`.
    pub fn add(&mut self, name: &str, heritage: Heritage) {
        let is_alias = heritage.is_alias();
        for base in heritage.bases {
            self.0.entry(base).or_default().push((name.to_owned(), is_alias));
        }
    }

    /// All that derives from `base`, directly or through others. Another name for a type is not a type that derives from
    /// it; what derives from it under that name is.
    pub fn below(&self, base: &str) -> IndexSet<&str> {
        let mut derived = IndexSet::new();
        let mut seen = IndexSet::from([base]);
        let mut at = 0;
        while let Some(base) = seen.get_index(at).copied() {
            for (name, is_alias) in self.0.get(base).into_iter().flatten() {
                if seen.insert(name) && !is_alias {
                    derived.insert(name.as_str());
                }
            }
            at += 1;
        }
        derived
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Heritage, Lines};

    fn to(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn below(base: &str, schemas: &[(&str, Value)]) -> Vec<String> {
        let mut lines = Lines::default();
        for (name, schema) in schemas {
            lines.add(name, Heritage::of(schema));
        }
        lines.below(base).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn every_form_of_inheritance_is_read() {
        let own = json!({ "type": "object", "properties": { "x": { "type": "string" } } });
        let forms = [
            json!({ "allOf": [to("a"), own] }),
            json!({ "allOf": [own, to("a")] }),
            json!({ "allOf": [to("a"), { "type": "object" }] }),
            json!({ "allOf": [to("a")], "properties": own["properties"] }),
            json!({ "allOf": [{ "allOf": [to("a")] }, own] }),
            json!({ "allOf": [to("a"), to("other")] }),
        ];
        for form in forms {
            assert_eq!(below("a", &[("d", form.clone())]), ["d"], "{form}");
        }
    }

    #[test]
    fn a_mention_is_not_inheritance() {
        let mentions = [
            json!({ "properties": { "a": to("a") } }),
            json!({ "properties": { "allOf": to("a") } }),
            json!({ "allOf": [to("other"), { "properties": { "a": { "allOf": [to("a")] } } }] }),
            json!({ "type": "array", "items": to("a") }),
            json!({ "anyOf": [to("a"), to("other")] }),
            json!({ "allOf": [{ "$ref": "#/components/responses/a" }, { "type": "object" }] }),
        ];
        for mention in mentions {
            assert!(below("a", &[("d", mention.clone())]).is_empty(), "{mention}");
        }
    }

    #[test]
    fn another_name_is_followed_and_does_not_derive() {
        let derived = json!({ "allOf": [to("alias"), { "type": "object" }] });
        for alias in [to("a"), json!({ "allOf": [to("a")] }), json!({ "allOf": [{ "allOf": [to("a")] }] })] {
            assert_eq!(below("a", &[("alias", alias.clone()), ("d", derived.clone())]), ["d"], "{alias}");
        }
    }

    #[test]
    fn lines_of_any_length_and_circles_end() {
        let line = |base: &str| json!({ "allOf": [to(base), { "type": "object" }] });
        let schemas = [("a", line("c")), ("c", line("b")), ("b", line("a")), ("z", line("y"))];
        assert_eq!(below("a", &schemas), ["b", "c"]);
        assert!(below("z", &schemas).is_empty());
    }
}
