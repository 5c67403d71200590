//! The compiler, on bindings and a caller together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::workspace;
use crate::support::Folder;

/// The compiler with the runtime that bindings need.
pub struct Compiler {
    folder: PathBuf,
    /// What Cargo made of the runtime.
    runtime: PathBuf,
}

impl Compiler {
    /// Has Cargo check the runtime once, in a target folder that is kept.
    pub fn new(folder: &Folder) -> Self {
        let place = folder.path("runtime");
        fs::create_dir_all(&place).expect("the folder can be written to");
        fs::copy(workspace().join("Cargo.lock"), place.join("Cargo.lock")).expect("the workspace is locked");
        let runtime = workspace().join("graph-runtime").display().to_string();
        let manifest = format!(
            "[package]\nname = 'outputs'\nedition = '2024'\n[lib]\npath = 'lib.rs'\n[features]\nfull = []\n[dependencies]\ngraph-runtime = {{ path = {runtime:?} }}\n[workspace]\n"
        );
        fs::write(place.join("Cargo.toml"), manifest).expect("the folder can be written to");
        fs::write(place.join("lib.rs"), "//! Nothing.\n").expect("the folder can be written to");
        let check = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--message-format", "json"])
            .current_dir(&place)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations"))
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTFLAGS", "-Dwarnings")
            .output()
            .expect("cargo runs");
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
        let messages = String::from_utf8_lossy(&check.stdout).into_owned();
        let made = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let made = made.filter(|message| message["target"]["name"] == "graph_runtime").find_map(|message| {
            let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
            files.map(PathBuf::from).find(|file| file.extension().is_some_and(|extension| extension == "rmeta"))
        });
        Self { folder: folder.path(""), runtime: made.expect("Cargo says what it made") }
    }

    /// What the compiler says of the bindings `api` and the module `caller` beside them; `None` where nothing is wrong.
    pub fn check(&self, api: &str, caller: &str) -> Option<String> {
        let root = self.folder.join("both.rs");
        let text = format!("#![allow(warnings)]\npub mod api {{\n{api}\n}}\n{caller}");
        fs::write(&root, text).expect("the folder can be written to");
        let dependencies = self.runtime.parent().expect("it is in a folder").display().to_string();
        let check = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--error-format", "short"])
            .args(["-L", &format!("dependency={dependencies}")])
            .args(["--extern", &format!("graph_runtime={}", self.runtime.display())])
            .args(["--out-dir".as_ref(), self.folder.as_os_str(), root.as_os_str()])
            .output()
            .expect("the compiler runs");
        (!check.status.success())
            .then(|| String::from_utf8_lossy(&check.stderr).lines().take(12).collect::<Vec<_>>().join("\n"))
    }
}
