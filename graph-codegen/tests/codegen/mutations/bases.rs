//! What is mutated: small descriptions of this repository, and small slices of the reference descriptions.

use std::fs;
use std::path::Path;

use graph_codegen::spec::{self, Selection, Sources};
use graph_emit::diagnostic::Diagnostics;
use serde_json::Value;

use crate::reference::{BASIC, BETA, OFFICIAL_BETA, V1, reference};

/// Files of this repository.
const CHECKED_IN: [&str; 8] = [
    "specs/call-reject.yaml",
    "specs/incoming-call.yaml",
    "specs/subscriptions.yaml",
    "tests/goldens/collection/input.yaml",
    "tests/goldens/function/input.yaml",
    "tests/goldens/hostile/input.yaml",
    "tests/goldens/media/input.yaml",
    "tests/goldens/models/input.yaml",
];

/// Reference descriptions, with what of each: collections, keys, functions, casts, actions, bytes, counts and derived types.
const SLICES: [(&str, &[&str]); 4] = [
    (
        BETA,
        &[
            "/communications/calls/{call-id}/microsoft.graph.reject#POST",
            "/external/industryData/runs/{industryDataRun-id}/activities/{industryDataRunActivity-id}",
            "/groups/{group-id}/sites/{site-id}/microsoft.graph.getByPath(path='{path}')/permissions",
            "/shares/{sharedDriveItem-id}/listItem/activities/$count",
            "/users/{user-id}/messages/{message-id}/microsoft.graph.reply",
        ],
    ),
    (OFFICIAL_BETA, &["/users/{user-id}/calendar/getSchedule", "/domains/{domain-id}"]),
    (
        V1,
        &[
            "/applications/{application-id}/microsoft.graph.addPassword",
            "/users/{user-id}/messages/{message-id}/attachments",
            "/users/{user-id}/photo/$value",
            "/users/{user-id}/presence/**",
            "/users/{user-id}/reminderView(StartDateTime='{StartDateTime}',EndDateTime='{EndDateTime}')",
        ],
    ),
    (BASIC, &["/**"]),
];

/// The descriptions that are always there.
pub fn checked_in() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above");
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    CHECKED_IN.map(|file| serde_yaml::from_str(&read(file)).expect("it is YAML")).into()
}

/// The slices of those reference descriptions that are at hand; none where one is absent, for a number has to mean one
/// mutation.
pub fn slices() -> Vec<Value> {
    let mut slices = Vec::new();
    for (name, patterns) in SLICES {
        let Some(path) = reference(name) else { return Vec::new() };
        let sources = Sources::read(&[path], &mut Diagnostics::new());
        slices.extend(patterns.iter().map(|pattern| {
            let include = vec![pattern.parse().expect("it is a pattern")];
            let selection = Selection { include, ..Selection::default() };
            let slice = spec::slice(&sources, &selection, &mut Diagnostics::new());
            slice.unwrap_or_else(|| panic!("{name} has no {pattern}")).to_json()
        }));
    }
    slices
}
