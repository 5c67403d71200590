//! The real descriptions: each loads, and the index makes no difference to what comes out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use graph_codegen::spec::{self, Outcome, Selection, Slice, Sources};
use graph_codegen::{Config, Diagnostics};

use crate::support::Folder;

use crate::reference::{Reading, Whole, reference};

/// The folder of reference descriptions; `None`, with a message, where it is not at hand.
fn specs() -> Option<PathBuf> {
    reference("")
}

fn files(specs: &Path) -> Vec<PathBuf> {
    ["graph", "graph/beta", "graph/official", "odata"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(specs.join(folder)).expect("a folder of descriptions"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known))
        })
        .collect()
}

fn read(path: &Path) -> Sources {
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let sources = Sources::read(&[path.to_path_buf()], &mut found);
    assert!(!found.has_errors(), "{}", Diagnostics::new(found, &sources));
    sources
}

type Way = fn(&Sources, &Selection, &mut graph_emit::diagnostic::Diagnostics) -> Option<Slice>;

fn slice(way: Way, sources: &Sources, patterns: &[&str]) -> Slice {
    let include = patterns.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let slice = way(sources, &Selection { include, ..Selection::default() }, &mut found);
    slice.unwrap_or_else(|| panic!("{}", Diagnostics::new(found, sources)))
}

#[test]
fn all_descriptions_fit_the_model_in_either_way_of_reading() {
    let Some(specs) = specs() else { return };
    let files = files(&specs);
    assert_eq!(files.len(), 13);
    for path in files {
        let name = path.strip_prefix(&specs).expect("it is below").to_str().expect("a name in UTF-8");
        let own;
        let reading = if let Some(whole) = Whole::of(name) {
            &whole.reading
        } else {
            own = Reading::of(&read(&path), &Selection::default()).0;
            &own
        };
        assert!(reading.is_same_either_way, "{name} differs");
        assert_eq!(reading.modeled, reading.indexed, "{name}");
    }
}

#[test]
#[ignore = "takes minutes in a debug build"]
fn official_slices_of_all_descriptions_give_the_same_calls() {
    let Some(specs) = specs() else { return };
    let folder = Folder::new("official-reference");
    for path in files(&specs) {
        let described = Config::new().spec(&path);
        let slice = described.official_slice().expect("it is a description").slice;
        folder.write("official.json", &slice.to_json().to_string());
        // What is corrected needs no correction.
        let official =
            ["call_reject_callback_is_https", "events_delta_needs_no_range", "synchronization_secrets_can_be_read"];
        let official =
            official.iter().chain(&["application_has_the_members_of_v1", "copilot_export_deprecates_nothing_else"]);
        let official =
            official.fold(Config::new().spec(folder.path("official.json")), |config, name| config.without_fixup(*name));
        let calls = |config: Config| {
            let inventory = config.inventory().unwrap_or_else(|found| panic!("{}: {found}", path.display()));
            // An alias of the path is a variable there, and no longer an option.
            let entries = inventory.entries.into_iter().filter(|entry| !entry.url_template.contains("{@"));
            let entries = entries.filter(|entry| !entry.path.contains("='@") && !entry.path.contains("=@"));
            entries
                .map(|entry| (entry.method, entry.url_template, entry.chain, entry.body, entry.returns))
                .collect::<BTreeSet<_>>()
        };
        let (described, official) = (calls(described), calls(official));
        let missing: Vec<_> = described.difference(&official).collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", path.display());
        // The others are those of aliases.
        println!("{}: {} calls, {} more", path.display(), described.len(), official.len() - described.len());
    }
}

#[test]
fn call_reject_reaches_its_error_and_its_enum_and_nothing_else() {
    let Some(specs) = specs() else { return };
    let expected = [
        "/paths/~1communications~1calls~1{call-id}~1microsoft.graph.reject",
        "/components/schemas/microsoft.graph.ODataErrors.ErrorDetails",
        "/components/schemas/microsoft.graph.ODataErrors.InnerError",
        "/components/schemas/microsoft.graph.ODataErrors.MainError",
        "/components/schemas/microsoft.graph.ODataErrors.ODataError",
        "/components/schemas/microsoft.graph.rejectReason",
        "/components/responses/error",
    ];
    let sources = read(&specs.join("graph/beta.yaml"));
    let pattern = &["/communications/calls/{id}/reject"];
    let slice = slice(spec::slice, &sources, pattern);
    let pointers: Vec<_> = slice.entries.iter().map(|entry| entry.item.pointer()).collect();
    assert_eq!(pointers, expected);

    let written = Sources::from_texts([("slice.yaml", slice.to_yaml())]);
    let again = self::slice(spec::slice, &written, &[]);
    assert_eq!(
        again.entries.iter().map(|entry| &entry.value).collect::<Vec<_>>(),
        slice.entries.iter().map(|entry| &entry.value).collect::<Vec<_>>()
    );
    assert_eq!(again.digest(), slice.digest());

    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let description = slice.describe(&Selection::default(), &mut found).expect("a description");
    assert_eq!(description.fixups[0].outcome, Outcome::Applied);
}

/// The types that the discriminator of `base` names in `text`, which is of the dialect that has discriminators.
fn told_apart<'t>(text: &'t str, base: &str) -> Vec<&'t str> {
    let entry = text.split(&format!("\n    {base}:\n")).nth(1).expect("the base is there");
    let entry = entry.lines().take_while(|line| line.starts_with("     "));
    let mapped = entry.filter_map(|line| line.trim().strip_prefix("'#")?.split('\'').next());
    mapped.filter(|name| *name != base).collect()
}

/// The dialect with discriminators says itself what derives from a type; the other has the same types without.
#[test]
fn all_that_a_discriminator_names_derive_from_its_base() {
    let Some(specs) = specs() else { return };
    let (beta, official) = ("beta.yaml", ["official/graph-v1.0.yaml", "official/graph-beta.yaml"]);
    let bases = |names: &[&str]| names.iter().map(|name| format!("microsoft.graph.{name}")).collect::<Vec<_>>();
    let table = [
        (official[0], official[0], bases(&["attachment", "conversationMember", "identitySet", "mediaConfig"])),
        (official[1], beta, bases(&["authenticationMethod"])),
    ];
    for (oracle, file, derived) in table {
        let oracle = std::fs::read_to_string(specs.join("graph").join(oracle)).expect("it is there");
        let sources = read(&specs.join("graph").join(file));
        let include = vec!["/communications/calls/{id}/reject".parse().expect("a pattern")];
        let selection = Selection { include, derived, ..Selection::default() };
        let mut found = graph_emit::diagnostic::Diagnostics::new();
        let slice = spec::slice(&sources, &selection, &mut found)
            .unwrap_or_else(|| panic!("{}", Diagnostics::new(found, &sources)));
        let kept: Vec<_> = slice.entries.iter().map(|entry| entry.item.name.as_str()).collect();
        for base in &selection.derived {
            let expected = told_apart(&oracle, base);
            assert!(expected.len() > 1 && expected.iter().all(|name| kept.contains(name)), "{base}: {expected:?}");
        }
        let attachments: Vec<_> = kept.into_iter().filter(|name| name.ends_with("Attachment")).collect();
        if selection.derived[0].ends_with(".attachment") {
            assert_eq!(attachments, told_apart(&oracle, &selection.derived[0]), "nothing else comes");
        }
    }
}

#[test]
fn the_official_dialect_gives_the_same_slice_under_its_own_path() {
    let Some(specs) = specs() else { return };
    let sources = read(&specs.join("graph/official/graph-beta.yaml"));
    let slice = slice(spec::slice, &sources, &["/communications/calls/{id}/microsoft.graph.reject"]);
    assert_eq!(slice.entries[0].item.pointer(), "/paths/~1communications~1calls~1{call-id}~1reject");
    assert!(slice.entries.iter().any(|entry| entry.item.name == "microsoft.graph.rejectReason"));
}

#[test]
fn modules_that_overlap_merge() {
    let Some(specs) = specs() else { return };
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let inputs: Vec<_> = ["CloudCommunications", "Teams", "Users"]
        .iter()
        .map(|module| specs.join("graph/beta").join(module).with_extension("yml"))
        .collect();
    let sources = Sources::read(&inputs, &mut found);
    let description = spec::load(&sources, &Selection::default(), &mut found);
    let description = description.unwrap_or_else(|| panic!("{}", Diagnostics::new(found, &sources)));
    let origin = description.origin("/paths/~1users/get").to_string();
    assert!(origin.ends_with("Users.yml#/paths/~1users/get"), "{origin}");
    // Conventions 11.2: the modules have no path in common.
    assert_eq!(
        description.whole(&mut graph_emit::diagnostic::Diagnostics::new()).expect("all paths").paths.paths.len(),
        149 + 754 + 191
    );
}
