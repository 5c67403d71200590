//! Deprecations that are not meant.

use serde_json::Value;

use super::{Outcome, paths};
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// The mark that was put on what it is not about. Other private previews are meant, and stay.
const MARK: &str = "PrivatePreview:copilotExportAPI";

/// Operations whose only deprecation is [`MARK`] are not deprecated.
pub fn copilot_export_deprecates_nothing_else(slice: &mut Slice, _: &Selection) -> Outcome {
    let items = paths(slice).filter_map(|(_, item)| item.as_object_mut());
    let operations = items.flat_map(|item| item.values_mut()).filter_map(Value::as_object_mut);
    let mut outcome = Outcome::NoTarget;
    for operation in operations {
        let version = operation.get("x-ms-deprecation").and_then(|mark| mark.get("version")?.as_str());
        // A revision has the month before its name: `2024-07/PrivatePreview:..`.
        if version.is_some_and(|version| version.rsplit('/').next() == Some(MARK)) {
            operation.remove("x-ms-deprecation");
            operation.remove("deprecated");
            outcome = Outcome::Applied;
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use crate::spec::document::Item;

    const NAME: &str = "copilot_export_deprecates_nothing_else";

    #[test]
    fn only_operations_with_the_mark_are_freed_of_it() {
        let marked = |version: &str| json!({ "deprecated": true, "x-ms-deprecation": { "version": version } });
        let item = json!({
            "get": marked("2024-07/PrivatePreview:copilotExportAPI"),
            "put": marked("2022-06/PrivatePreview:NetworkAccess"),
            "post": { "deprecated": true },
            "parameters": [],
        });
        let mut slice = slice(vec![(Item::path("/users"), item.clone())]);
        assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
        let mended = &slice.entries[0].value;
        assert_eq!(mended["get"], json!({}));
        for kept in ["put", "post", "parameters"] {
            assert_eq!(mended[kept], item[kept]);
        }
        assert_eq!(outcome(NAME, &mut slice), Outcome::NoTarget);
    }
}
