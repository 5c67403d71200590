//! Lowers whole descriptions of Graph and of the converter's samples, where they are at hand.

use std::collections::BTreeSet;

use graph_codegen::lower::lower;
use graph_codegen::spec::{self, Selection, Sources};
use graph_emit::diagnostic::Diagnostics;
use graph_emit::ir::Api;

use crate::reference::{BASIC, BETA, OFFICIAL_BETA, V1, Whole, all_signatures, definition, reference};

/// The API that `patterns` select in the file `name`, and what was found while lowering it.
fn lowered(name: &str, patterns: &[&str]) -> Option<(Api, Diagnostics)> {
    let mut found = Diagnostics::new();
    let sources = Sources::read(&[reference(name)?], &mut found);
    let include = patterns.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    // What a description says is compared, so nothing is added to it.
    let without_fixups = vec!["synchronization_secrets_can_be_read".to_owned()];
    let selection = Selection { include, without_fixups, ..Selection::default() };
    let description = spec::load(&sources, &selection, &mut found);
    let mut found = Diagnostics::new();
    let api = lower(description.expect("a description without errors"), &mut found).expect("paths without errors");
    Some((api, found))
}

#[test]
fn graph_is_lowered_without_a_complaint() {
    for name in [BETA, OFFICIAL_BETA, V1, BASIC] {
        let Some(Whole { messages, is_empty, several, .. }) = Whole::of(name) else { continue };
        assert!(messages.is_empty() && !is_empty, "{name}: {messages:?}");
        // What a path or a description lists is never swapped in a signature: wrong orders of two texts compile.
        assert!(name == BASIC || several.0 > 30 && several.1 > 50, "{name}: {several:?}");
    }
    // A correction adds what v1.0 describes and beta does not.
    if let (Some(beta), Some(stable)) = (Whole::of(OFFICIAL_BETA), Whole::of(V1)) {
        assert_eq!(stable.application.difference(&beta.application).collect::<Vec<_>>(), [""; 0]);
    }
}

/// The types that a correction brings are those of the description.
#[test]
fn a_slice_has_the_types_of_what_a_correction_adds() {
    for file in [BETA, OFFICIAL_BETA] {
        let slice = lowered(file, &["/applications/{id}#GET"]);
        let (Some((slice, found)), Some(whole)) = (slice, Whole::of(file)) else { continue };
        assert_eq!(found.iter().count(), 0, "{found:?}");
        for name in ["microsoft.graph.addIn", "microsoft.graph.keyValue"] {
            let ty =
                slice.types.iter().find(|ty| ty.name.wire == name).unwrap_or_else(|| panic!("{file}: no `{name}`"));
            let known = whole.types.iter().find(|(known, _)| known == name).expect("the whole has it");
            assert_eq!(definition(ty), known.1, "{file}");
        }
    }
}

/// A correction adds MIME to the operations of a user's mail: sending, creating, and six actions of messages, these two in
/// folders as well.
#[test]
fn mail_can_be_sent_in_mime_format() {
    for file in [BETA, OFFICIAL_BETA, V1] {
        let Some(whole) = Whole::of(file) else { continue };
        let mime: Vec<_> = whole.signatures.iter().filter(|line| line.contains("text/plain: Base64")).collect();
        assert_eq!(mime.len(), 1 + 2 * (1 + 6), "{file}: {mime:#?}");
    }
}

/// The one union of the sample, its only lists of lists and its only bounds of lists are in the standard's `Edm.Geometry`, its
/// kinds, and the positions of these.
#[test]
fn a_sample_is_lowered_with_warnings_of_its_geometry_alone() {
    for name in ["odata/TripService.OpenApi.yaml", "odata/TripService.OpenApi.json"] {
        let Some((_, found)) = lowered(name, &[]) else { continue };
        let places: Vec<_> = found.iter().map(|one| one.origin.to_string()).collect();
        let kinds = ["Edm.Geometry", "GeoJSON."];
        let geometry =
            |place: &String| kinds.iter().any(|kind| place.contains(&format!("#/components/schemas/{kind}")));
        assert!(!places.is_empty() && places.iter().all(geometry), "{places:?}");
    }
}

/// Every operation, parameter, body, answer and type must come out the same. The official file only knows more of
/// `InnerError`, and calls the bare string `deviceScopeAction` an object.
#[test]
fn both_dialects_of_beta_are_one_api() {
    let (Some(module), Some(official)) = (Whole::of(BETA), Whole::of(OFFICIAL_BETA)) else { return };
    let (left, right) = (&module.signatures, &official.signatures);
    let differences: Vec<_> = left.symmetric_difference(right).collect();
    assert!(differences.is_empty(), "{differences:#?}");
    assert_eq!(left.iter().filter(|line| !line.starts_with('/')).count(), 18_440, "operations, as counted in the file");

    let differing = module.types.symmetric_difference(&official.types);
    let differing: BTreeSet<_> = differing.map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        differing.into_iter().collect::<Vec<_>>(),
        ["microsoft.graph.ODataErrors.InnerError", "microsoft.graph.deviceScopeAction"]
    );
}

/// A path is called the same whether or not what it passes through was selected with it.
#[test]
fn a_slice_has_the_same_paths_as_the_whole() {
    let cast = "/groups/{group-id}/members/graph.user/$count";
    let pattern = "/groups/{id}/members/microsoft.graph.user/$count";
    let Some((slice, _)) = lowered(BETA, &[pattern]) else { return };
    let lines = all_signatures(&slice);
    assert!(lines.iter().any(|line| line.starts_with(&format!("GET {cast} "))), "{lines:#?}");

    let (Some((module, _)), Some((official, _))) =
        (lowered(BETA, &["/communications/calls/**"]), lowered(OFFICIAL_BETA, &["/communications/calls/**"]))
    else {
        return;
    };
    let (module, official) = (all_signatures(&module), all_signatures(&official));
    assert!(module.iter().any(|line| line.starts_with("POST /communications/calls/{call-id}/reject ")));
    assert_eq!(module, official);
}
