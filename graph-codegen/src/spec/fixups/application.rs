//! Applications.

use serde_json::{Map, Value, json};

use super::{Outcome, value_of};
use crate::spec::document::Item;
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// `application` of beta gets the members that it has in v1.0. `addIns` is left out: its type is in no slice of beta that does
/// not name it otherwise.
pub fn has_the_members_of_v1(slice: &mut Slice, _: &Selection) -> Outcome {
    let is_beta = slice.head.get("info").and_then(|info| info.get("version")) == Some(&json!("beta"));
    let target = value_of(slice, &Item::component("schemas", "microsoft.graph.application"));
    let Some(properties) = target.filter(|_| is_beta).and_then(own_properties) else { return Outcome::NoTarget };
    let mut outcome = Outcome::NoTarget;
    for (name, schema) in members() {
        outcome = outcome.with(if properties.contains_key(name) { Outcome::NotNeeded } else { Outcome::Applied });
        properties.entry(name).or_insert(schema);
    }
    outcome
}

fn members() -> [(&'static str, Value); 5] {
    let nullable = |ty: &str| json!({ "type": ty, "nullable": true });
    let id = json!({ "type": "string", "format": "uuid" });
    [
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
            assert_eq!(outcome(NAME, &mut slice), Outcome::NotNeeded);
        }
    }
}
