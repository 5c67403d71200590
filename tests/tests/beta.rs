//! The whole of Graph beta: one action cut out of it, a part compiled, and all of it compared with Microsoft's Python SDK.
//!
//! The tests that read the whole file are slow without optimization, so they are run by name:
//! `cargo test --release --package graph-tests --test beta -- --ignored --nocapture`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use graph_codegen::inventory::Entry;
use graph_codegen::{Config, Layout};
use graph_tests::reference::reference;

/// The founding action in the module dialect of the whole description.
const REJECT: &str = "/communications/calls/{call-id}/microsoft.graph.reject";

/// A folder for what this test writes.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
    folder
}

fn entries(config: &Config) -> Vec<Entry> {
    config.inventory().unwrap_or_else(|diagnostics| panic!("{diagnostics}")).entries
}

#[test]
fn the_action_is_the_same_from_the_fragment_and_from_the_whole_in_both_dialects() {
    let fragment = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/call-reject.yaml");
    let expected = code(&Config::new().spec(fragment).include("/communications/**"), "fragment");
    assert!(expected.contains("RejectPostRequestBody"), "{expected}");
    for file in ["specs/graph/beta.yaml", "specs/graph/official/graph-beta.yaml"] {
        let Some(whole) = reference(file) else { continue };
        assert_eq!(code(&Config::new().spec(whole).include(REJECT), "whole"), expected, "{file}");
    }
}

/// The code of the one operation and its types, without blanks, comments and without the types of errors, which it does not use.
fn code(config: &Config, name: &str) -> String {
    let folder = scratch(name);
    config
        .clone()
        .output(folder.join("api"))
        .layout(Layout::Modules)
        .generate()
        .unwrap_or_else(|found| panic!("{found}"));
    let files = ["communications/calls/item/reject.rs", "communications/calls.rs", "models/reject_reason.rs"];
    let text: String = files
        .iter()
        .map(|file| fs::read_to_string(folder.join("api").join(file)).expect("the module was written"))
        .collect();
    // A builder stands on one line or on several, as the comment in it asks for.
    text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(str::split_whitespace).collect()
}

#[test]
#[ignore = "compiles a crate: run by name"]
fn calls_compile_and_document_without_a_warning() {
    let Some(beta) = reference("specs/graph/beta.yaml") else { return };
    let settings = Config::new().spec(beta).include("/communications/calls/**");
    let folder = package("calls", &settings, "//! The calls.\nmod api;\npub use api::*;\n");
    cargo(&folder, &["clippy", "--quiet", "--", "-Dwarnings"]);
    cargo(&folder, &["doc", "--quiet", "--no-deps"]);
}

/// What the README shows of Graph beyond the founding action is compiled against the operations that it names.
#[test]
#[ignore = "compiles a crate: run by name"]
fn the_idioms_of_the_readme_compile() {
    let Some(graph) = reference("specs/graph/official/graph-v1.0.yaml") else { return };
    let settings = Config::new()
        .spec(graph)
        .include("/users#GET")
        .include("/users/delta()#GET")
        .include("/users/{user-id}#GET,PATCH")
        .include("/users/{user-id}/messages/{message-id}/attachments#POST")
        .include("/users/{user-id}/drive#GET")
        .include("/drives/{drive-id}/root#GET")
        .include("/drives/{drive-id}/items/{driveItem-id}/content#PUT")
        .include_type("microsoft.graph.fileAttachment");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).expect("it is there");
    let idioms = readme.split("```rust\n").find(|block| block.contains("graph.me()")).expect("the README shows `me()`");
    let idioms = idioms.split("```").next().unwrap_or_default();
    let program = format!(
        "//! Idioms.\n#![deny(warnings)]\nmod api;\nuse api::GraphClient;\nuse api::models::{{Attachment, FileAttachment, User}};\n\
         use graph_runtime::model::DeltaItem;\nuse graph_runtime::{{Client, Patch}};\n/// All of them.\npub async fn all(client: Client, graph: &GraphClient, id: &str, file: FileAttachment) -> \
         Result<(), Box<dyn std::error::Error>> {{\n{idioms}\nlet _ = (page.value, ada.id, first.value);\nOk(())\n}}\n"
    );
    let folder = package("idioms", &settings, &program);
    cargo(&folder, &["check", "--quiet"]);
}

/// What the guide shows of subscriptions is compiled against their operations, in both dialects.
#[test]
#[ignore = "compiles a crate: run by name"]
fn the_subscriptions_of_the_guide_compile() {
    let chapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/src/notifications.md");
    let chapter = fs::read_to_string(chapter).expect("it is there");
    let code = chapter.split("```rust\n").find(|block| block.contains("async fn subscribe"));
    let code = code.and_then(|block| block.split("```").next()).expect("the chapter shows a subscription");
    // The guide has them from `graph-beta`.
    let code = code.replace("graph_beta::", "crate::api::");
    let program = format!(
        "//! Subscriptions.\n#![deny(warnings)]\nmod api;\n#[allow(dead_code)]\nmod shown {{\n{code}\n}}\n/// The other way.\npub \
         async fn reauthorize(graph: &api::GraphClient) -> Result<(), graph_runtime::Error> {{\n\
         graph.subscriptions().by_subscription_id(\"1\").reauthorize().post().await\n}}\n"
    );
    for (name, file) in
        [("modules", "specs/graph/beta/ChangeNotifications.yml"), ("whole", "specs/graph/official/graph-beta.yaml")]
    {
        let Some(spec) = reference(file) else { continue };
        let settings = Config::new().spec(spec).include("/subscriptions").include("/subscriptions/**");
        let folder = package(&format!("subscriptions-{name}"), &settings, &program);
        cargo(&folder, &["check", "--quiet"]);
    }
}

/// A package of the operations of `settings` in `src/api` and this `src/lib.rs`.
fn package(name: &str, settings: &Config, library: &str) -> PathBuf {
    let folder = scratch(name);
    settings.clone().output(folder.join("src/api")).generate().unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = format!(
        "[package]\nname = '{name}'\nversion = '0.0.0'\nedition = '2024'\n[workspace]\n[dependencies]\ngraph-runtime = {{ path = \
         '{}', default-features = false, features = ['batch', 'notifications'] }}\n[lints.rust]\nmissing_docs = 'warn'\n",
        workspace.join("graph-runtime").display()
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the folder can be written to");
    fs::write(folder.join("src/lib.rs"), library).expect("the folder can be written to");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace has a lock file");
    folder
}

/// Runs Cargo on the package in `folder`; a warning of rustdoc is an error.
fn cargo(folder: &Path, arguments: &[&str]) {
    let run = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env("CARGO_TARGET_DIR", folder.with_extension("target"))
        .output()
        .expect("cargo runs this test, so it can be run");
    assert!(run.status.success(), "{arguments:?}:\n{}", String::from_utf8_lossy(&run.stderr));
}

/// A row of the table of operations that both the description and Microsoft's Python SDK have.
type Row<'t> = BTreeMap<&'t str, &'t str>;

#[test]
#[ignore = "reads the whole description: run by name"]
fn operations_are_those_of_the_python_sdk() {
    let (Some(beta), Some(table)) = (reference("specs/graph/beta.yaml"), reference("oracle/join-beta.tsv")) else {
        return;
    };
    // The SDK is made from the description as it is.
    let config = Config::new().spec(beta).without_fixup("events_delta_needs_no_range");
    let ours: BTreeMap<_, _> =
        entries(&config).into_iter().map(|entry| ((entry.path.clone(), entry.method), entry)).collect();
    let table = fs::read_to_string(table).expect("the table can be read");
    let mut lines = table.lines();
    let head: Vec<_> = lines.next().expect("the table has a head").split('\t').collect();
    let rows: Vec<Row<'_>> = lines.map(|line| head.iter().copied().zip(line.split('\t')).collect()).collect();
    // A key that the SDK renamed since cannot be the same; neither can what the description itself says otherwise.
    let (renamed, same): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| keys(row["spec_path"]) != keys(row["sdk_path"]));
    println!("{} operations, {} of them below a key that the SDK has renamed", rows.len(), renamed.len());
    let entry = |row: &&&Row<'_>| ours.get(&(row["spec_path"].to_owned(), method(row["method"])));
    for (what, goal, agrees) in COMPARISONS {
        let considered: Vec<_> = same.iter().filter(|row| is_comparable(what, row)).collect();
        let differing: Vec<_> =
            considered.iter().filter(|row| !entry(row).is_some_and(|entry| agrees(entry, row))).collect();
        let share = 100.0 * (1.0 - count(differing.len()) / count(considered.len()));
        println!("{what}: {share:.2} % of {}", considered.len());
        let examples: Vec<_> = differing.iter().take(5).map(|row| (row["method"], row["spec_path"])).collect();
        assert!(share >= goal, "{what}: {share:.2} % < {goal} %, such as {examples:?}");
    }
}

/// Whether an operation of ours is that of a row, in one respect.
type Agrees = fn(&Entry, &Row<'_>) -> bool;

/// What is compared, the share in percent that must agree, and how.
const COMPARISONS: [(&str, f64, Agrees); 4] = [
    ("template", 100.0, |entry, row| entry.url_template.replace('*', "") == row["raw_template"].replace('*', "")),
    ("chain", 100.0, |entry, row| {
        let chain: Vec<String> = serde_json::from_str(row["chain"]).expect("the chain is a JSON list");
        entry.chain[..entry.chain.len() - 1]
            .iter()
            .map(|step| in_order(step))
            .eq(chain.iter().map(|step| in_order(step)))
    }),
    ("body", 99.5, |entry, row| {
        let kind = if row["body_kind"].is_empty() { "none" } else { row["body_kind"] };
        let ty = entry.body.1.as_deref().unwrap_or_default();
        entry.body.0 == kind && (kind == "stream" || words(ty) == words(row["body_type"]))
    }),
    ("return", 99.0, |entry, row| {
        let ty = entry.returns.1.as_deref().unwrap_or_default();
        let has_model = matches!(row["return_kind"], "model" | "collection") && !row["return_type"].is_empty();
        entry.returns.0 == row["return_kind"] && (!has_model || words(ty) == words(row["return_type"]))
    }),
];

/// Whether the description itself agrees with the SDK about this; where it does not, the SDK was made from a newer one.
fn is_comparable(what: &str, row: &Row<'_>) -> bool {
    // Where arguments are aliases, the SDK sends what the documentation does not: the name of the alias in the path.
    let has_aliases = row["spec_path"].contains("=@") || row["spec_path"].contains("='@");
    if what == "template" && has_aliases {
        return false;
    }
    matches!(what, "template" | "chain") || row["agree"].split(',').any(|agreed| agreed == what)
}

/// The names in braces.
fn keys(path: &str) -> BTreeSet<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// A step with its arguments in the order of their names: the SDK has them so, and here they are as the path has them.
fn in_order(step: &str) -> (String, BTreeSet<String>) {
    let (name, arguments) = step.split_once('(').unwrap_or((step, ""));
    (words(name), arguments.trim_end_matches(')').split(',').map(words).collect())
}

/// The letters and digits of a name, in lower case; parentheses and brackets stay.
fn words(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || "()[]".contains(*c)).flat_map(char::to_lowercase).collect()
}

fn method(name: &str) -> &'static str {
    ["DELETE", "GET", "PATCH", "POST", "PUT"].into_iter().find(|method| *method == name).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
fn count(number: usize) -> f64 {
    number as f64
}
