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
