//! Prose, links and deprecations of the description.

use graph_emit::ir::{Deprecation, Doc};
use indexmap::IndexMap;
use openapiv3::{Operation, ReferenceOr, Schema};
use serde_json::Value;

use crate::spec::UNSELECTED;

/// The doc of something whose only text is a description.
pub(super) fn described(description: Option<&str>) -> Doc {
    Doc::text(description.unwrap_or_default())
}

/// The doc of something with a description and a summary: the longer text is preferred.
pub(super) fn described_or_summed_up(description: Option<&str>, summary: Option<&str>) -> Doc {
    described(description.filter(|text| !text.trim().is_empty()).or(summary))
}

/// The doc of `operation`, with the documentation page it names.
pub(super) fn operation(operation: &Operation) -> Doc {
    let link = operation.external_docs.as_ref().map(|docs| docs.url.trim()).filter(|url| is_web(url));
    let doc = described_or_summed_up(operation.description.as_deref(), operation.summary.as_deref());
    Doc { link: link.map(str::to_owned), ..doc }
}

/// What is said of types that derive from the component `name` and were not selected, as its `schema` tells: which they are, and
/// how to select them.
pub(super) fn unselected(name: &str, schema: &ReferenceOr<Schema>) -> Option<String> {
    let told = schema.as_item()?.schema_data.extensions.get(UNSELECTED)?;
    let count = told.get("count")?.as_u64()?;
    let names: Vec<_> =
        told.get("names")?.as_array()?.iter().filter_map(|name| Some(format!("`{}`", name.as_str()?))).collect();
    let derive =
        if count == 1 { "1 type that derives from it is" } else { &format!("{count} types that derive from it are") };
    let lead = if (names.len() as u64) < count { ", such as" } else { ":" };
    Some(format!(
        "{derive} not generated{lead} {}. `--include-type` (`include_type`) selects one of them, and `--include-derived {name}` \
         (`include_derived`) all.",
        names.join(", ")
    ))
}

/// Whether `url` is a page on the web: anything else (`javascript:`, a relative path) is not a link for a reader.
pub(super) fn is_web(url: &str) -> bool {
    let has_scheme = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    has_scheme("https://") || has_scheme("http://")
}

/// The deprecation that `deprecated` and `x-ms-deprecation` announce; either is enough.
pub(super) fn deprecation(deprecated: bool, extensions: &IndexMap<String, Value>) -> Option<Deprecation> {
    let details = extensions.get("x-ms-deprecation").and_then(Value::as_object);
    if !deprecated && details.is_none() {
        return None;
    }
    let text = |key: &str| details?.get(key)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    Some(Deprecation {
        description: text("description"),
        version: text("version"),
        date: text("date").map(|date| day(&date)),
        removal_date: text("removalDate").map(|date| day(&date)),
        is_markdown: false,
    })
}

/// The day of a date or of a point in time; any other text stays as it is.
fn day(date: &str) -> String {
    let is_day = |day: &&str| {
        day.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
    };
    let rest_is_time = date.as_bytes().get(10).is_none_or(|byte| matches!(byte, b'T' | b't' | b' '));
    date.get(..10).filter(|day| rest_is_time && is_day(day)).unwrap_or(date).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn extension(value: Value) -> IndexMap<String, Value> {
        IndexMap::from([("x-ms-deprecation".to_owned(), value)])
    }

    #[test]
    fn a_deprecation_needs_one_of_its_two_marks() {
        assert_eq!(deprecation(false, &IndexMap::new()), None);
        assert_eq!(deprecation(true, &IndexMap::new()), Some(Deprecation::default()));
        assert_eq!(deprecation(false, &extension(json!({}))), Some(Deprecation::default()));
    }

    #[test]
    fn dates_are_days() {
        let found = deprecation(false, &extension(json!({"date": "2021-05-01T00:00:00Z", "removalDate": "soon"})));
        let found = found.expect("a deprecation");
        assert_eq!(found.date.as_deref(), Some("2021-05-01"));
        assert_eq!(found.removal_date.as_deref(), Some("soon"));
    }

    #[test]
    fn only_the_web_is_linked_to() {
        assert!(is_web("HTTPS://learn.microsoft.com"));
        assert!(!is_web("javascript:alert(1)"));
        assert!(!is_web("/graph/api"));
    }

    #[test]
    fn an_empty_description_gives_way_to_the_summary() {
        assert_eq!(described_or_summed_up(Some(" "), Some("Reject a call")).text, "Reject a call");
        assert_eq!(described_or_summed_up(Some("Long"), Some("Short")).text, "Long");
    }
}
