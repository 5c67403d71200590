//! Applications.

use serde_json::{Map, Value, json};

use std::sync::Arc;

use super::{Outcome, value_of};
use crate::spec::document::Item;
use crate::spec::output::{Entry, Slice};
use crate::spec::select::Selection;

/// `application` of beta gets the members that it has in v1.0, and brings their types where nothing else in the slice does.
pub fn has_the_members_of_v1(slice: &mut Slice, _: &Selection) -> Outcome {
    let is_beta = slice.head.get("info").and_then(|info| info.get("version")) == Some(&json!("beta"));
    let target = value_of(slice, &Item::component("schemas", "microsoft.graph.application"));
    let Some(properties) = target.filter(|_| is_beta).and_then(own_properties) else { return Outcome::NoTarget };
    let mut outcome = Outcome::NoTarget;
    for (name, schema) in members() {
        outcome = outcome.with(if properties.contains_key(name) { Outcome::NotNeeded } else { Outcome::Applied });
        properties.entry(name).or_insert(schema);
    }
    if outcome == Outcome::Applied {
        bring_types(slice);
    }
    outcome
}

/// The types that [`members`] name. The description of beta has them as well, but what was not reached before is not in a
/// slice, and what corrects a slice cannot reach for more.
fn bring_types(slice: &mut Slice) {
    let text = || json!({ "type": "string", "nullable": true });
    let pairs = json!({ "type": "array", "items": { "$ref": "#/components/schemas/microsoft.graph.keyValue" } });
    let id = json!({ "type": "string", "format": "uuid", "nullable": true });
    let types = [
        ("addIn", json!({ "id": id, "properties": pairs, "type": { "type": "string" } })),
        ("keyValue", json!({ "key": text(), "value": text() })),
    ];
    for (name, properties) in types {
        let item = Item::component("schemas", format!("microsoft.graph.{name}"));
        if value_of(slice, &item).is_none() {
            let value = json!({ "title": name, "type": "object", "properties": properties });
            let file = Arc::clone(&slice.file);
            slice.entries.push(Entry { item, value, file });
        }
    }
}

fn members() -> [(&'static str, Value); 6] {
    let nullable = |ty: &str| json!({ "type": ty, "nullable": true });
    let id = json!({ "type": "string", "format": "uuid" });
    let add_in = json!({ "$ref": "#/components/schemas/microsoft.graph.addIn" });
    [
        ("addIns", json!({ "type": "array", "items": add_in })),
        ("applicationTemplateId", nullable("string")),
        ("createdByAppId", nullable("string")),
        ("isDisabled", nullable("boolean")),
        ("managerApplications", json!({ "type": "array", "items": id })),
        ("oauth2RequirePostResponse", json!({ "type": "boolean" })),
    ]
}

/// The properties that a schema declares itself, beside those that it inherits.
fn own_properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    if schema.get("properties").is_some() {
        return schema.get_mut("properties")?.as_object_mut();
    }
    let parts = schema.get_mut("allOf")?.as_array_mut()?;
    parts.iter_mut().find_map(|part| part.get_mut("properties")?.as_object_mut())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use super::members;
    use crate::spec::document::Item;

    const NAME: &str = "application_has_the_members_of_v1";

    #[test]
    fn beta_has_the_members_of_v1() {
        let own = json!({ "type": "object", "properties": { "appId": { "type": "string" } } });
        for (schema, at) in [(own.clone(), "/properties"), (json!({ "allOf": [{}, own] }), "/allOf/1/properties")] {
            let item = Item::component("schemas", "microsoft.graph.application");
            let mut slice = slice(vec![(item, schema)]);
            assert_eq!(outcome(NAME, &mut slice), Outcome::NoTarget, "v1.0 has them");
            slice.head.insert("info".to_owned(), json!({ "version": "beta" }));
            assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
            let properties = slice.entries[0].value.pointer(at).and_then(|value| value.as_object()).expect("an object");
            assert_eq!(properties.len(), 1 + members().len());
            let names: Vec<_> = slice.entries.iter().map(|entry| entry.item.name.as_str()).collect();
            assert_eq!(names, ["application", "addIn", "keyValue"].map(|name| format!("microsoft.graph.{name}")));
            assert_eq!(outcome(NAME, &mut slice), Outcome::NotNeeded);
            assert_eq!(slice.entries.len(), 3);
        }
    }

    #[test]
    fn types_that_are_there_stay_as_they_are() {
        let own = json!({ "type": "object", "properties": {} });
        let entry = |name: &str| (Item::component("schemas", format!("microsoft.graph.{name}")), own.clone());
        let mut slice = slice(["application", "keyValue"].map(entry).to_vec());
        slice.head.insert("info".to_owned(), json!({ "version": "beta" }));
        assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
        assert_eq!((slice.entries.len(), &slice.entries[1].value), (3, &own));
    }
}
