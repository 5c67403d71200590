//! Calls.

use serde_json::json;

use super::{Outcome, value_of};
use crate::spec::document::Item;
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// `callbackUri` of `call: reject` gets a format and a pattern, in both dialects and at the deprecated path.
pub fn reject_callback_is_https(slice: &mut Slice, _: &Selection) -> Outcome {
    let paths = [
        "/communications/calls/{call-id}/microsoft.graph.reject",
        "/communications/calls/{call-id}/reject",
        "/app/calls/{call-id}/microsoft.graph.reject",
        "/app/calls/{call-id}/reject",
    ];
    let schema = "/post/requestBody/content/application~1json/schema/properties/callbackUri";
    let mut outcome = Outcome::NoTarget;
    for path in paths {
        let target = value_of(slice, &Item::path(path)).and_then(|item| item.pointer_mut(schema)?.as_object_mut());
        let Some(uri) = target else { continue };
        for (key, value) in [("format", json!("uri")), ("pattern", json!("^https://"))] {
            outcome = outcome.with(if uri.contains_key(key) { Outcome::NotNeeded } else { Outcome::Applied });
            uri.entry(key).or_insert(value);
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use crate::spec::document::Item;
    use crate::spec::output::Slice;

    fn reject(path: &str, uri: &Value) -> Slice {
        let schema = json!({ "type": "object", "properties": { "callbackUri": uri } });
        let value = json!({ "post": { "requestBody": { "content": { "application/json": { "schema": schema } } } } });
        slice(vec![(Item::path(path), value)])
    }

    fn corrected(slice: &mut Slice) -> (Outcome, Option<Value>) {
        let outcome = outcome("call_reject_callback_is_https", slice);
        let uri = "/post/requestBody/content/application~1json/schema/properties/callbackUri";
        (outcome, slice.entries[0].value.pointer(uri).cloned())
    }

    #[test]
    fn the_callback_of_a_rejected_call_is_https_in_every_spelling() {
        let mended = json!({ "type": "string", "format": "uri", "pattern": "^https://" });
        for path in [
            "/communications/calls/{call-id}/reject",
            "/communications/calls/{call-id}/microsoft.graph.reject",
            "/app/calls/{call-id}/microsoft.graph.reject",
            "/app/calls/{call-id}/reject",
        ] {
            let mut slice = reject(path, &json!({ "type": "string" }));
            assert_eq!(corrected(&mut slice), (Outcome::Applied, Some(mended.clone())), "{path}");
            assert_eq!(corrected(&mut slice), (Outcome::NotNeeded, Some(mended.clone())), "{path}");
        }
        assert_eq!(corrected(&mut reject("/calls", &json!({}))).0, Outcome::NoTarget);
    }

    #[test]
    fn what_the_description_says_itself_stays() {
        let own = json!({ "type": "string", "pattern": "^https://bot" });
        let (outcome, uri) = corrected(&mut reject("/app/calls/{call-id}/reject", &own));
        assert_eq!(outcome, Outcome::Applied);
        assert_eq!(uri.expect("a schema")["pattern"], "^https://bot");
    }
}
