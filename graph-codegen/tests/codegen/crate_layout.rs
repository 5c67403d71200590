//! A whole crate as output: its features, its manifest, what is left alone, and that each feature compiles by itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::Folder;

/// Four first segments, one of them in two forms, two of them called like features; types of one, of two, and of none of them.
const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: 'Robots \"and\" others', version: '1'}
paths:
  /users:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.user'}}}}}}
  /deviceParts/{part-id}:
    parameters: [{name: part-id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.part'}}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {type: object, properties: {note: {type: string}, owner: {$ref: '#/components/schemas/microsoft.graph.owner'}}}}}}
      responses: {'204': {description: done}}
  /deviceParts(key='{key}'):
    parameters: [{name: key, in: path, required: true, schema: {type: string}}]
    delete: {responses: {'204': {description: done}}}
  /full:
    delete: {responses: {'204': {description: done}}}
  /batch:
    delete: {responses: {'204': {description: done}}}
components:
  schemas:
    microsoft.graph.entity: {type: object, properties: {id: {type: string}}}
    microsoft.graph.user: {allOf: [{$ref: '#/components/schemas/microsoft.graph.entity'}, {type: object, properties: {role: {$ref: '#/components/schemas/microsoft.graph.role'}, manager: {$ref: '#/components/schemas/microsoft.graph.user'}}}]}
    microsoft.graph.role: {type: string, enum: [one, two]}
    microsoft.graph.part: {allOf: [{$ref: '#/components/schemas/microsoft.graph.entity'}, {type: object, properties: {owner: {$ref: '#/components/schemas/microsoft.graph.owner'}}}]}
    microsoft.graph.owner: {type: object, properties: {of: {$ref: '#/components/schemas/microsoft.graph.part'}}}
    microsoft.graph.robot: {allOf: [{$ref: '#/components/schemas/microsoft.graph.user'}, {type: object, properties: {arms: {type: array, items: {$ref: '#/components/schemas/microsoft.graph.arm'}}}}]}
    microsoft.graph.arm: {type: object, properties: {length: {type: integer}}}
";

/// Settings for the description above.
const SETTINGS: &str = "spec = 'api.yaml'\noutput = 'out'\nlayout = 'crate'\n[package]\nname = 'robots'\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("api.yaml", DESCRIPTION);
    folder.write("graph-codegen.toml", SETTINGS);
    folder
}

#[test]
fn features_follow_what_the_first_segments_reach() {
    let folder = folder("features");
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 0, "{run:?}");
    let manifest = folder.text("out/Cargo.toml");
    assert!(manifest.contains("[features]\ndefault = [\"rustls\"]\n"), "{manifest}");
    let batch = "# Many requests in one exchange (JSON batching).\nbatch = [\"graph-runtime/batch\"]\n";
    assert!(manifest.contains(batch), "{manifest}");
    let expected = "
# Everything.
full = [\"batch-segment\", \"device-parts\", \"full-segment\", \"users\", \"unreached-models\"]

# What the README lists.
batch-segment = []
device-parts = [\"_models-entity\"]
full-segment = []
users = [\"_models-entity\"]
derived-user = [\"_models-entity\"]
unreached-models = [\"derived-user\"]

# Types that several of the features above share; those pull them in.
_models-entity = []
";
    assert!(manifest.contains(expected), "{manifest}");
    let models = folder.text("out/src/api/models.rs");
    for (gate, module) in [
        ("device-parts", "owner"),
        ("device-parts", "part"),
        ("_models-entity", "entity"),
        ("users\", feature = \"derived-user", "role"),
        ("users\", feature = \"derived-user", "user"),
        ("derived-user", "arm"),
        ("derived-user", "robot"),
    ] {
        let declared = match gate.split_once(',') {
            Some(_) => format!("#[cfg(any(feature = \"{gate}\"))]\nmod {module};\n"),
            None => format!("#[cfg(feature = \"{gate}\")]\nmod {module};\n"),
        };
        assert!(models.contains(&declared), "{declared}{models}");
    }
    assert!(
        models.contains("#[cfg(feature = \"device-parts\")]\npub use self::{owner::Owner, part::Part};\n"),
        "{models}"
    );
    let root = folder.text("out/src/api/mod.rs");
    assert!(root.contains("#[cfg(feature = \"device-parts\")]\npub mod device_parts_with_key;\n"), "{root}");
    assert!(root.contains("    #[cfg(feature = \"users\")]\n    pub fn users(&self)"), "{root}");
}

/// The step of a user's drive to what is below all drives is there with these; those within one segment always are.
#[test]
fn a_step_to_another_segment_is_compiled_with_that() {
    let folder = Folder::new("stand-ins");
    folder.write("api.yaml", include_str!("../../../tests/goldens/drives/input.yaml"));
    folder.write("graph-codegen.toml", SETTINGS);
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 0, "{run:?}");
    let gated = |step: &str, gate: &str| format!("    #[cfg(feature = \"{gate}\")]\n    pub fn {step}(");
    let drive = folder.text("out/src/api/users/item/drive.rs");
    for step in ["items", "root", "search", "special"] {
        assert!(drive.contains(&gated(step, "drives")), "{drive}");
    }
    let client = folder.text("out/src/api/mod.rs");
    assert!(client.contains(&gated("me", "users")), "{client}");
    for (file, step) in [("drives/item/root.rs", "item_with_path"), ("sites.rs", "by_path")] {
        let text = folder.text(&format!("out/src/api/{file}"));
        assert!(text.contains(&format!("pub fn {step}(")) && !text.contains("#[cfg("), "{text}");
    }
}

#[test]
fn a_base_says_which_feature_brings_what_derives_from_it() {
    let folder = folder("heirs");
    assert_eq!(folder.run(&["generate"]).code, 0);
    for (module, docs) in [
        (
            "entity",
            "3 types derive from it, 2 of them directly: `Part` (feature `device-parts`), `User` (feature `users`).",
        ),
        ("user", "1 type derives from it: `Robot`. The feature `derived-user` brings it."),
    ] {
        let text = folder.text(&format!("out/src/api/models/{module}.rs"));
        assert!(text.replace("\n/// ", " ").contains(docs), "{text}");
    }
    // Where the same operations reach both, the one is there whenever the other is.
    folder.write(
        "api.yaml",
        &DESCRIPTION.replace("schemas/microsoft.graph.user'}}}}}}", "schemas/microsoft.graph.robot'}}}}}}"),
    );
    assert_eq!(folder.run(&["generate"]).code, 0);
    let user = folder.text("out/src/api/models/user.rs");
    assert!(user.contains("/// 1 type derives from it: [`Robot`](super::Robot). The"), "{user}");
}

#[test]
fn the_readme_and_the_report_say_what_a_feature_costs() {
    let folder = folder("costs");
    let run = folder.run(&["generate", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let of = |name: &str| {
        let features = report["features"].as_array().expect("a list");
        features
            .iter()
            .find(|feature| feature["name"] == name)
            .unwrap_or_else(|| panic!("no `{name}`: {report}"))
            .clone()
    };
    let parts = of("device-parts");
    let counts = |feature: &serde_json::Value| {
        [&feature["operations"], &feature["own"]["types"], &feature["all"]["types"]].map(serde_json::Value::as_u64)
    };
    assert_eq!(counts(&parts), [Some(3), Some(3), Some(4)], "two models and a body, and with them their base");
    assert_eq!(counts(&of("users")), [Some(1), Some(0), Some(3)]);
    assert_eq!(counts(&of("full-segment")), [Some(1), Some(0), Some(0)]);
    let row = format!("| `device-parts` | 3 | 3 | {} | 4 | {} |", parts["own"]["lines"], parts["all"]["lines"]);
    let readme = folder.text("out/README.md");
    assert!(readme.contains(&row), "{row}\n{readme}");
}

#[test]
fn settings_of_the_package_are_only_text() {
    let folder = folder("package");
    let description = "Evil\\\"]\\n[dependencies]\\nevil = \\\"1\\\" `<b>`";
    let package = format!(
        "version = '1.2.3-a'\ndescription = \"{description}\"\nlicense = 'MIT'\nrepository = 'https://x/\"'\nruntime-path = '../r'\n"
    );
    folder.write("graph-codegen.toml", &format!("{SETTINGS}{package}"));
    assert_eq!(folder.run(&["generate"]).code, 0);
    let manifest = folder.text("out/Cargo.toml");
    let table: toml::Table = manifest.parse().unwrap_or_else(|error| panic!("{error}\n{manifest}"));
    assert_eq!(table["package"]["description"].as_str(), Some("Evil\"]\n[dependencies]\nevil = \"1\" `<b>`"));
    assert_eq!(table["package"]["repository"].as_str(), Some("https://x/\""));
    assert_eq!(table["dependencies"].as_table().map(toml::Table::len), Some(1));
    assert_eq!(table["dependencies"]["graph-runtime"]["path"].as_str(), Some("../r"));
}

#[test]
fn what_cargo_would_refuse_is_told_at_once() {
    let folder = folder("faulty-package");
    folder.write("graph-codegen.toml", &SETTINGS.replace("'robots'", "'my robots'\nversion = 'one'\n"));
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 1);
    for part in ["`my robots` cannot be the name of a crate", "`one` is not a version"] {
        assert!(run.stderr.contains(part), "`{part}` is missing: {}", run.stderr);
    }
    folder.write("graph-codegen.toml", &SETTINGS.replace("name = ", "nam = "));
    let run = folder.run(&["generate"]);
    assert!(run.stderr.contains("graph-codegen.toml:5:1") && run.stderr.contains("did you mean `name`?"), "{run:?}");
    assert!(!folder.path("out").exists());
}

#[test]
fn a_package_of_another_layout_is_told() {
    let folder = folder("other-layout");
    let told = |arguments: &[&str]| folder.run(arguments).stderr.contains("what is said of the package has no effect");
    assert!(told(&["generate", "--layout", "modules", "--output", "other"]));
    assert!(folder.path("other/mod.rs").exists());
    assert!(!told(&["generate"]));
}

#[test]
fn what_was_not_generated_is_left_alone() {
    let folder = folder("foreign-crate");
    folder.write("api.yaml", crate::support::DESCRIPTION);
    folder.write("out/Cargo.toml", "[package]\nname = 'mine'\n");
    folder.write("out/README.md", "# Mine\n");
    let before = folder.files("out");
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("a file that was not generated stands in the way\n--> out/Cargo.toml"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("the same at out/README.md"), "{}", run.stderr);
    assert_eq!(folder.files("out"), before);
    fs::remove_file(folder.path("out/Cargo.toml")).expect("it is there");
    fs::remove_file(folder.path("out/README.md")).expect("it is there");
    assert_eq!(folder.run(&["generate"]).code, 0);
    let stale = "// @generated by graph-codegen 0.0.0 of another time\n";
    folder.write("out/src/api/left.rs", stale);
    folder.write("out/target/package/left.rs", stale);
    folder.write("out/src/own.rs", "// mine\n");
    let check = folder.run(&["check"]);
    assert!(check.code == 1 && check.stderr.contains("left over    out/src/api/left.rs"), "{check:?}");
    assert_eq!(folder.run(&["generate"]).code, 0);
    let exists = |path: &str| folder.path(path).exists();
    assert!(!exists("out/src/api/left.rs") && exists("out/target/package/left.rs") && exists("out/src/own.rs"));
    assert_eq!(folder.run(&["check"]).code, 0);
}

/// Slow, since it runs Cargo: `cargo test --package graph-codegen --test codegen -- --ignored`.
#[test]
#[ignore = "runs cargo once per feature"]
fn each_feature_compiles_alone_without_a_warning() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above");
    let folder = folder("features-alone");
    let runtime = workspace.join("graph-runtime");
    folder.write("graph-codegen.toml", &format!("{SETTINGS}runtime-path = '{}'\n", runtime.display()));
    assert_eq!(folder.run(&["generate"]).code, 0);
    let public =
        ["", "device-parts", "full-segment", "users", "unreached-models", "full", "rustls", "batch", "batch-segment"];
    for feature in public.into_iter().chain(["derived-user", "_models-entity"]) {
        check_feature(&folder, feature);
    }
}

/// Checks the crate at `out` in `folder` with `feature` alone.
pub fn check_feature(folder: &Folder, feature: &str) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above");
    fs::copy(workspace.join("Cargo.lock"), folder.path("out/Cargo.lock")).expect("the workspace is locked");
    let check = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--no-default-features", "--features", feature])
        .current_dir(folder.path("out"))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("features-alone"))
        .env("RUSTFLAGS", "-Dwarnings")
        .output()
        .expect("cargo runs");
    assert!(check.status.success(), "`{feature}`: {}", String::from_utf8_lossy(&check.stderr));
}
