//! The guide has what its summary names, all of it compiled.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The chapters that a text names between `before` and `.md`.
fn named(text: &str, before: &str) -> BTreeSet<String> {
    let names = text.split(before).skip(1).filter_map(|rest| rest.split_once(".md"));
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    names.map(|(name, _)| name.to_owned()).filter(|name| is_name(name)).collect()
}

#[test]
fn every_chapter_is_in_the_summary_and_compiled() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = repository.join("docs/guide/src");
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "SUMMARY")
        .collect();
    let summary = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
    assert_eq!(named(&summary, "]("), files);
    let compiled = fs::read_to_string(repository.join("tests/src/guide.rs")).unwrap();
    assert_eq!(named(&compiled, "\""), files);
    for name in &files {
        let text = fs::read_to_string(folder.join(format!("{name}.md"))).unwrap();
        assert!(named(&text, "](").is_subset(&files), "{name} links to a chapter that is not there");
    }
}

/// The tests of the runtime, as `file::name`; the tests of `echo.rs` may be in `echo_tests.rs`.
fn tests_of_the_runtime(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_of_the_runtime(&path, found);
            continue;
        }
        let stem = path.file_stem().unwrap().to_str().unwrap().trim_end_matches("_tests").to_owned();
        let mut is_test = false;
        for line in fs::read_to_string(&path).unwrap().lines().map(str::trim_start) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let name = line.trim_start_matches("async ").strip_prefix("fn ").and_then(|line| line.split('(').next());
            if let Some(name) = name
                && std::mem::take(&mut is_test)
            {
                found.insert(format!("{stem}::{name}"));
            }
        }
    }
}

#[test]
fn every_promise_of_the_chapter_on_security_has_tests_that_are_there() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests = BTreeSet::new();
    for folder in ["graph-runtime/src", "graph-runtime/tests"] {
        tests_of_the_runtime(&repository.join(folder), &mut tests);
    }
    let chapter = fs::read_to_string(repository.join("docs/guide/src/security.md")).unwrap();
    let rows = chapter.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise "));
    let promises: Vec<_> = rows.map(|row| row.trim_end_matches(" |").rsplit_once(" | ").unwrap()).collect();
    assert!(promises.len() > 40, "the tables are read");
    for (promise, named) in promises {
        for test in named.split(", ") {
            let name = test.strip_prefix('`').and_then(|test| test.strip_suffix('`')).unwrap_or_default();
            assert!(tests.contains(name), "{test} is not a test of the runtime; it is named for: {promise}");
        }
    }
}
