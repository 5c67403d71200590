//! The crate of the whole of Graph beta, made and built once, and programs of snippets that are compiled against it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http;
use graph_codegen::{Config, Snippet};
use serde::Deserialize;

use crate::reference::reference;

/// How many snippets share a module.
const MODULE: usize = 100;

const PROFILE: &str = "\
[profile.dev]
# The whole takes 5 GB with them.
debug = false
incremental = false
";

const BINDINGS: &str = "\
//! All of Graph beta.
#![deny(warnings, missing_docs)]
mod api;
pub use api::*;
";

/// Who works in the folder: tests of one program run side by side.
static ALONE: Mutex<()> = Mutex::new(());

/// A workspace with the crate of all operations. There is one at a time.
#[derive(Debug)]
pub struct Whole {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// A snippet to be compiled and run.
#[derive(Debug)]
pub struct Call<'s> {
    /// It.
    pub snippet: &'s Snippet,
    /// The JSON that it gets for an answer; `None` for an answer without a body.
    pub answer: Option<String>,
    /// Whether the answer is a value that is read and written again.
    pub is_read: bool,
}

/// What became of a call.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// Which call it is.
    pub number: usize,
    /// What was sent; nothing where the request could not be built.
    pub sent: Option<Sent>,
    /// The answer as it is written after it was read.
    pub read: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
}

/// A request as a transport got it.
#[derive(Debug, Deserialize)]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Sent {
    /// The request again, to be sent by another transport.
    pub fn to_http(&self) -> Option<http::Request<Bytes>> {
        let start = http::Request::builder().method(self.method.as_str()).uri(&self.url);
        let request = self.headers.iter().fold(start, |request, (name, value)| request.header(name, value));
        request.body(Bytes::from(self.body.clone())).ok()
    }

    /// The value of the header `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The settings for all of Graph beta; `None` where the description is absent.
pub fn settings() -> Option<Config> {
    reference("specs/graph/beta.yaml").map(|spec| Config::new().spec(spec))
}

impl Whole {
    /// The workspace in `folder`; what is there already and still right is left alone.
    ///
    /// # Errors
    /// A file cannot be written.
    ///
    /// # Panics
    /// The bindings cannot be generated.
    pub fn make(folder: &Path, settings: &Config) -> io::Result<Self> {
        // One that failed has said so, and left nothing that the next does not replace.
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let bindings = folder.join("bindings");
        fs::create_dir_all(bindings.join("src"))?;
        fs::create_dir_all(folder.join("programs"))?;
        let runtime = format!("{{ path = '{}', default-features = false }}", workspace.join("graph-runtime").display());
        write_workspace(folder)?;
        write(&bindings.join("Cargo.toml"), &manifest("graph-beta", &[("graph-runtime", &runtime)]))?;
        write(&bindings.join("src/lib.rs"), BINDINGS)?;
        if !folder.join("Cargo.lock").exists() {
            fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        }
        let generated = settings.clone().output(bindings.join("src/api")).generate();
        generated.unwrap_or_else(|found| panic!("{found}"));
        Ok(Self { folder: folder.to_owned(), _alone: alone })
    }

    /// Compiles `package`; what the compiler says is the error.
    ///
    /// # Errors
    /// It does not compile, or not without a warning.
    pub fn build(&self, package: &str) -> Result<(), String> {
        let run = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline", "--package", package])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .output()
            .map_err(|error| error.to_string())?;
        if run.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&run.stderr).into_owned()) }
    }

    /// Compiles `calls` into the program `name` and runs it, with requests that go to `base_url`.
    ///
    /// # Errors
    /// What the compiler or the program says.
    pub fn run(&self, name: &str, calls: &[Call<'_>], base_url: &str) -> Result<Vec<Outcome>, String> {
        let told = |error: io::Error| error.to_string();
        let program = self.folder.join("programs").join(name);
        write_program(name, &program, calls).map_err(told)?;
        self.build(name)?;
        let answers: Vec<_> = calls.iter().map(|call| call.answer.as_deref().unwrap_or_default()).collect();
        fs::write(program.join("answers"), answers.join("\n")).map_err(told)?;
        let run = Command::new(self.folder.join("target/debug").join(name))
            .arg(program.join("answers"))
            .arg(base_url)
            .output()
            .map_err(told)?;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into_owned());
        }
        let text = String::from_utf8_lossy(&run.stdout);
        text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
    }
}

/// Writes the package of the program `name`.
fn write_program(name: &str, program: &Path, calls: &[Call<'_>]) -> io::Result<()> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graph-runtime");
    let runtime = format!("{{ path = '{}', default-features = false }}", runtime.display());
    let bindings = "{ path = '../../bindings' }";
    let uses = [("graph-beta", bindings), ("graph-runtime", &runtime), ("serde_json", "'1'")];
    let modules = program.join("src/snippets");
    // Modules of a longer list would be left over.
    drop(fs::remove_dir_all(&modules));
    fs::create_dir_all(&modules)?;
    write(&program.join("Cargo.toml"), &manifest(name, &uses))?;
    write(&program.join("src/main.rs"), include_str!("../programs/calls.rs"))?;
    let (mut heads, mut ways) = (String::new(), String::new());
    for (place, chunk) in calls.chunks(MODULE).enumerate() {
        let _ = writeln!(heads, "mod part_{place};");
        let _ = writeln!(ways, "    part_{place}::all(run);");
        fs::write(modules.join(format!("part_{place}.rs")), module(place * MODULE, chunk))?;
    }
    let all = format!("//! All calls.\n{heads}\npub fn all(run: &crate::Run) {{\n{ways}}}\n");
    fs::write(modules.join("mod.rs"), all)?;
    program.parent().and_then(Path::parent).map_or(Ok(()), write_workspace)
}

/// Writes the manifest of the workspace in `folder`, whose members are the bindings and the programs so far.
fn write_workspace(folder: &Path) -> io::Result<()> {
    let mut members = vec!["bindings".to_owned()];
    for program in fs::read_dir(folder.join("programs"))? {
        let program = program?;
        if program.path().join("Cargo.toml").exists() {
            members.push(format!("programs/{}", program.file_name().display()));
        }
    }
    members.sort();
    write(&folder.join("Cargo.toml"), &format!("[workspace]\nresolver = '3'\nmembers = {members:?}\n\n{PROFILE}"))
}

/// A module of the calls from number `first` on.
fn module(first: usize, calls: &[Call<'_>]) -> String {
    let (mut ways, mut functions) = (String::new(), String::new());
    for (number, call) in (first..).zip(calls) {
        let _ = writeln!(ways, "    run.call({number}, call_{number}::make);");
        let body = call.snippet.body.as_deref().unwrap_or_default();
        let read = match (call.is_read, call.snippet.call.starts_with("let answer")) {
            (true, true) => "seen.value(&answer);",
            (_, true) => "let _ = (answer, seen);",
            (_, false) => "let _ = seen;",
        };
        let imports = call.snippet.imports.join("\n");
        let _ = writeln!(
            functions,
            "mod call_{number} {{\n{imports}\npub async fn make(graph: graph_beta::GraphClient, seen: crate::Seen) -> \
             Result<(), Box<dyn std::error::Error>> {{\n{body}{}{read}\nOk(())\n}}\n}}",
            call.snippet.call
        );
    }
    format!("//! Calls.\npub fn all(run: &crate::Run) {{\n{ways}}}\n{functions}")
}

fn manifest(name: &str, dependencies: &[(&str, &str)]) -> String {
    let head = format!("[package]\nname = '{name}'\nversion = '0.0.0'\nedition = '2024'\n\n[dependencies]\n");
    dependencies.iter().fold(head, |text, (name, value)| text + &format!("{name} = {value}\n"))
}

/// Writes what is not there yet, so that Cargo builds only what changed.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) { Ok(()) } else { fs::write(path, text) }
}
