//! Named corrections of what Microsoft's description says wrongly or leaves out.
//!
//! Each names its reason and the page that proves it, and tells whether it was still needed, so that one that Microsoft
//! has caught up with is noticed and removed.

use serde_json::{Value, json};

use super::document::Item;
use super::output::Slice;

/// What became of one correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It changed the description.
    Applied,
    /// The description says it already.
    NotNeeded,
    /// What it corrects is not in this slice.
    NoTarget,
}

/// One correction and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixup {
    /// Its name.
    pub name: &'static str,
    /// Why it is right.
    pub reason: &'static str,
    /// The page that says so.
    pub link: &'static str,
    /// What it did.
    pub outcome: Outcome,
}

/// Applies every correction to `slice`.
pub fn apply(slice: &mut Slice) -> Vec<Fixup> {
    vec![Fixup {
        name: "call_reject_callback_is_https",
        reason: "the callback URI of a rejected call must be https; the description only says that it is text",
        link: "https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta",
        outcome: call_reject_callback_is_https(slice),
    }]
}

/// `callbackUri` of `call: reject` gets a format and a pattern, in both dialects and at the deprecated path.
fn call_reject_callback_is_https(slice: &mut Slice) -> Outcome {
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

impl Outcome {
    /// The outcome of two steps: one that applied is enough.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Applied, _) | (_, Self::Applied) => Self::Applied,
            (Self::NotNeeded, _) | (_, Self::NotNeeded) => Self::NotNeeded,
            (Self::NoTarget, Self::NoTarget) => Self::NoTarget,
        }
    }
}

fn value_of<'s>(slice: &'s mut Slice, item: &Item) -> Option<&'s mut Value> {
    slice.entries.iter_mut().find(|entry| entry.item == *item).map(|entry| &mut entry.value)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Map, Value, json};

    use super::{Outcome, apply};
    use crate::spec::document::Item;
    use crate::spec::output::{Entry, Slice};

    fn reject(path: &str, uri: &Value) -> Slice {
        let schema = json!({ "type": "object", "properties": { "callbackUri": uri } });
        let value = json!({ "post": { "requestBody": { "content": { "application/json": { "schema": schema } } } } });
        let file: Arc<str> = Arc::from("in.yaml");
        Slice {
            head: Map::new(),
            entries: vec![Entry { item: Item::path(path), value, file: Arc::clone(&file) }],
            file,
        }
    }

    fn corrected(slice: &mut Slice) -> (Outcome, Option<Value>) {
        let outcome = apply(slice)[0].outcome;
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
        assert_eq!(apply(&mut reject("/calls", &json!({})))[0].outcome, Outcome::NoTarget);
    }

    #[test]
    fn what_the_description_says_itself_stays() {
        let own = json!({ "type": "string", "pattern": "^https://bot" });
        let (outcome, uri) = corrected(&mut reject("/app/calls/{call-id}/reject", &own));
        assert_eq!(outcome, Outcome::Applied);
        assert_eq!(uri.expect("a schema")["pattern"], "^https://bot");
    }
}
