//! Synchronizations of identities.

use serde_json::json;

use super::{Outcome, paths};
use crate::spec::output::Slice;
use crate::spec::select::{Selection, Verdict};

/// `GET ../synchronization/secrets` answers with the collection that `PUT` takes.
pub fn secrets_can_be_read(slice: &mut Slice, selection: &Selection) -> Outcome {
    let mut outcome = Outcome::NoTarget;
    for (path, item) in paths(slice) {
        let Some(item) = item.as_object_mut().filter(|_| path.ends_with("/synchronization/secrets")) else { continue };
        let is_selected = match selection.verdict(path) {
            Verdict::Whole => true,
            Verdict::Only(methods) => methods.contains(&"get"),
            Verdict::Drop => false,
        };
        if !is_selected {
            continue;
        }
        if item.contains_key("get") {
            outcome = outcome.with(Outcome::NotNeeded);
            continue;
        }
        let Some(put) = item.get("put") else { continue };
        let Some(schema) = put.pointer("/requestBody/content/application~1json/schema").cloned() else { continue };
        // One dialect declares the parameters of the path here, the other with the path.
        let parameters = put.get("parameters").cloned().unwrap_or_else(|| json!([]));
        let answer = json!({ "description": "Success", "content": { "application/json": { "schema": schema } } });
        let get = json!({
            "summary": "Get the secrets of the synchronization",
            "parameters": parameters,
            "responses": { "2XX": answer },
            "x-ms-docs-operation-type": "operation",
        });
        item.insert("get".to_owned(), get);
        outcome = Outcome::Applied;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use crate::spec::document::Item;

    const NAME: &str = "synchronization_secrets_can_be_read";

    #[test]
    fn what_can_be_written_can_be_read() {
        let schema = json!({ "type": "object", "properties": { "value": { "type": "array", "items": {} } } });
        let put = json!({
            "parameters": [{ "name": "id", "in": "path" }],
            "requestBody": { "content": { "application/json": { "schema": schema } } },
        });
        let item = json!({ "put": put });
        let path = "/servicePrincipals/{servicePrincipal-id}/synchronization/secrets";
        let mut slice = slice(vec![(Item::path(path), item)]);
        assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
        let get = &slice.entries[0].value["get"];
        assert_eq!(get.pointer("/responses/2XX/content/application~1json/schema"), Some(&schema));
        assert_eq!(get["parameters"], put["parameters"]);
        assert_eq!(outcome(NAME, &mut slice), Outcome::NotNeeded);
    }
}
