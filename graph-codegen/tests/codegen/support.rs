//! A folder of its own for each test, and the program run in it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A small description in YAML.
pub const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/thing'
    post:
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/thing'
      responses:
        '204':
          description: Done.
components:
  schemas:
    thing:
      type: object
      properties:
        name:
          type: string
";

/// How many folders there were.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that is gone when this is dropped.
pub struct Folder(PathBuf);

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

/// The program, which keeps nothing for its next run.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_graph-codegen"));
    program.env("GRAPH_CODEGEN_CACHE", "");
    program
}

impl Folder {
    /// An empty folder for the test `name`.
    pub fn new(name: &str) -> Self {
        // Not below the workspace, whose own settings would be found.
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("graph-codegen-{name}-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("the folder for temporary files can be written to");
        Self(path)
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// Writes a file and the folders it needs.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        path.parent().map(fs::create_dir_all).transpose().expect("the folder can be written to");
        fs::write(path, text).expect("the folder can be written to");
    }

    /// The text of a file in it.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The files below `folder`, sorted, with their texts.
    pub fn files(&self, folder: &str) -> Vec<(PathBuf, String)> {
        let root = self.path(folder);
        let mut folders = vec![root.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = fs::read_to_string(&path).expect("the files of a test are text");
                    files.push((path.strip_prefix(&root).expect("it is below").to_owned(), text));
                }
            }
        }
        files.sort();
        files
    }

    /// Runs the program here.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder below.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let output = program().current_dir(self.path(folder)).args(arguments).output().expect("the program was built");
        Run {
            code: output.status.code().expect("the program was not killed"),
            stdout: String::from_utf8(output.stdout).expect("what it prints is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("what it prints is UTF-8"),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
