//! Events of calendars.

use serde_json::Value;

use super::{Outcome, paths};
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// `events/delta()` takes no start and end, wherever the events are and in either dialect.
pub fn delta_needs_no_range(slice: &mut Slice, _: &Selection) -> Outcome {
    let mut outcome = Outcome::NoTarget;
    for (path, item) in paths(slice) {
        let function = path.rsplit_once("/events/").map(|(_, function)| function);
        if !matches!(function, Some("delta()" | "microsoft.graph.delta()")) {
            continue;
        }
        let parameters = item.pointer_mut("/get/parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
            let name = parameter.get("name").and_then(Value::as_str);
            if matches!(name, Some("startDateTime" | "endDateTime")) {
                let was_required = parameter.remove("required") == Some(Value::Bool(true));
                outcome = outcome.with(if was_required { Outcome::Applied } else { Outcome::NotNeeded });
            }
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

    const NAME: &str = "events_delta_needs_no_range";

    fn item(required: bool) -> Value {
        let parameter = |name: &str| json!({ "name": name, "in": "query", "required": required });
        json!({ "get": { "parameters": [parameter("startDateTime"), parameter("endDateTime"), parameter("other")] } })
    }

    #[test]
    fn start_and_end_are_optional_wherever_events_are() {
        for path in [
            "/users/{user-id}/events/delta()",
            "/users/{user-id}/calendars/{calendar-id}/events/microsoft.graph.delta()",
        ] {
            let mut slice = slice(vec![(Item::path(path), item(true))]);
            assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
            let parameters = &slice.entries[0].value["get"]["parameters"];
            assert_eq!(parameters.as_array().expect("a list").len(), 3);
            assert!(parameters[0].get("required").is_none() && parameters[1].get("required").is_none());
            assert_eq!(parameters[2]["required"], true);
            assert_eq!(outcome(NAME, &mut slice), Outcome::NotNeeded);
        }
    }

    #[test]
    fn a_calendar_view_and_instances_need_a_range() {
        for path in ["/me/calendarView/delta()", "/me/events/{event-id}/instances/delta()", "/me/events/delta()/x"] {
            let mut slice = slice(vec![(Item::path(path), item(true))]);
            assert_eq!(outcome(NAME, &mut slice), Outcome::NoTarget, "{path}");
            assert_eq!(slice.entries[0].value, item(true));
        }
    }
}
