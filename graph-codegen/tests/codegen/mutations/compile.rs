//! Outputs compiled together: crates as members of a workspace, all others as modules of its root.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use graph_codegen::Layout;

use super::trial;

/// Checks the `outputs` in `folder`, each a number and a layout, without a warning; for each that is at fault its number and what
/// the compiler says.
pub fn check(outputs: &[(u64, Layout)], folder: &Path) -> Vec<(u64, String)> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace is locked");
    let (mut left, mut faults) = (outputs.to_vec(), Vec::new());
    // A manifest or a type at fault may hide what is wrong with others.
    while !left.is_empty() {
        let said = run(&left, folder, workspace);
        if said.is_empty() {
            break;
        }
        let guilty: BTreeSet<u64> = said.lines().flat_map(|line| numbers(line, folder)).collect();
        assert!(!guilty.is_empty(), "not from an output: {said}");
        for number in &guilty {
            let lines = said.lines().filter(|line| numbers(line, folder).contains(number));
            faults.push((*number, lines.take(4).collect::<Vec<_>>().join("\n")));
        }
        left.retain(|(number, _)| !guilty.contains(number));
    }
    faults
}

/// The outputs that a line of the compiler names.
fn numbers(line: &str, folder: &Path) -> Vec<u64> {
    // In short form, paths are relative to the workspace.
    let line = line.replace(&*folder.to_string_lossy(), " ");
    let words = line.split(|sign: char| !sign.is_alphanumeric()).filter_map(|word| word.strip_prefix('m'));
    words.filter_map(|number| number.parse().ok()).collect()
}

/// `path`, to be quoted.
fn text(path: &Path) -> String {
    path.display().to_string()
}

fn run(outputs: &[(u64, Layout)], folder: &Path, workspace: &Path) -> String {
    let (mut members, mut root) = (Vec::new(), "//! Outputs.\n".to_owned());
    for (number, layout) in outputs {
        let output = trial::output(*number, *layout, folder);
        let _ = match layout {
            Layout::Crate => {
                members.push(format!("m{number}"));
                Ok(())
            }
            Layout::Modules => writeln!(root, "#[path = {:?}]\npub mod m{number};", text(&output.join("mod.rs"))),
            Layout::File => writeln!(root, "pub mod m{number} {{ include!({:?}); }}", text(&output)),
        };
    }
    let runtime = text(&workspace.join("graph-runtime"));
    let manifest = format!(
        "[package]\nname = 'outputs'\nedition = '2024'\n[lib]\npath = 'lib.rs'\n[features]\nfull = []\n[dependencies]\n\
         graph-runtime = {{ path = {runtime:?} }}\n[workspace]\nresolver = '3'\nmembers = {members:?}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the folder can be written to");
    fs::write(folder.join("lib.rs"), root).expect("the folder can be written to");
    let check = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--workspace", "--features", "full", "--keep-going"])
        .args(["--message-format", "short"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-Dwarnings")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    if check.status.success() { String::new() } else { format!("{said}\n{}", check.status) }
}
