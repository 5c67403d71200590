//! What comes out of small descriptions, compared with the checked-in text.
//!
//! Accept a change with `UPDATE_GOLDENS=1 cargo test -p graph-tests --test sources`, and read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use graph_codegen::{Config, Layout};

/// The cases: the folders of `goldens/`, each of which `compiled_goldens.rs` takes in.
const CASES: &[&str] = &["collection", "drives", "function", "hostile", "media", "models"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens")
}

#[test]
fn every_case_gives_what_is_checked_in() {
    let accept = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut stale = Vec::new();
    for case in CASES {
        let folder = folder().join(case);
        let output = folder.join("expected.rs");
        let config = Config::new().spec(folder.join("input.yaml")).output(output).layout(Layout::File);
        let report = if accept { config.generate() } else { config.check() };
        let report = report.unwrap_or_else(|diagnostics| panic!("{case}:\n{diagnostics}"));
        if !accept && !report.changes.is_empty() {
            stale.push(*case);
        }
        compare_warnings(&folder.join("warnings.txt"), &report.warnings.to_string(), accept, &mut stale, case);
    }
    assert!(stale.is_empty(), "{stale:?} changed; see the head of this file");
}

/// Compares the warnings of a case, without the folder that they name.
fn compare_warnings<'c>(file: &Path, warnings: &str, accept: bool, stale: &mut Vec<&'c str>, case: &'c str) {
    let warnings = warnings.replace(&format!("{}{}", folder().display(), std::path::MAIN_SEPARATOR), "");
    if accept && warnings.is_empty() {
        drop(fs::remove_file(file));
    } else if accept {
        fs::write(file, warnings).expect("the folder of the case can be written to");
    } else if fs::read_to_string(file).unwrap_or_default() != warnings {
        stale.push(case);
    }
}

#[test]
fn every_folder_is_a_case() {
    let folders = fs::read_dir(folder()).expect("the folder of the goldens is there");
    let mut names: Vec<_> = folders.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, CASES);
    let compiled = format!("cases!({});", CASES.join(", "));
    assert!(
        include_str!("../bindings/compiled_goldens.rs").contains(&compiled),
        "compiled_goldens.rs has to say `{compiled}`"
    );
}
