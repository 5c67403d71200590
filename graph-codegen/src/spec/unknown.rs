//! Keys of paths and operations that OpenAPI 3.0 does not have: a slip of the pen there would lose an operation, or its body.

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use serde_json::{Map, Value};

use super::nearest::did_you_mean;
use super::output::Entry;
use super::pattern::METHODS;

/// What a path item may have beside its methods (OpenAPI 3.0.4 section 4.7.9).
const OF_PATHS: [&str; 5] = ["$ref", "summary", "description", "servers", "parameters"];
/// What an operation may have (section 4.7.10).
const OF_OPERATIONS: [&str; 12] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// What is to be told of the keys of the path `entry`, and of its operations, that nobody reads.
pub fn of(entry: &Entry) -> Diagnostics {
    let mut found = Diagnostics::new();
    let Some(item) = entry.value.as_object() else { return found };
    let known: Vec<_> = METHODS.into_iter().chain(OF_PATHS).collect();
    report_keys(item, &known, "a path", &|| entry.origin(), &mut found);
    for method in METHODS {
        if let Some(operation) = item.get(method).and_then(Value::as_object) {
            report_keys(operation, &OF_OPERATIONS, "an operation", &|| entry.origin().child(method), &mut found);
        }
    }
    found
}

fn report_keys(
    object: &Map<String, Value>,
    known: &[&str],
    what: &str,
    origin: &dyn Fn() -> Origin,
    found: &mut Diagnostics,
) {
    for key in object.keys().filter(|key| !key.starts_with("x-") && !known.contains(&key.as_str())) {
        let message = format!("`{key}` is nothing that {what} has in OpenAPI 3.0, so it is passed over");
        let help = did_you_mean(key, known.iter().copied());
        let help = help.unwrap_or_else(|| "correct the name, or call it `x-..`".to_owned());
        found.push(Diagnostic::warning(origin().child(key), message).help(help).loss());
    }
}
