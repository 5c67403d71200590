//! What a run changes on disk, found before anything is written.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};

use super::disk::{Hold, Journal, at};
use super::files::File;
use super::tree;
use crate::config::Layout;

/// A file that differs from what the bindings ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is missing.
    Added(PathBuf),
    /// Its text differs.
    Changed(PathBuf),
    /// An earlier run wrote it, and nothing needs it any more.
    Removed(PathBuf),
}

impl Change {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Added(path) | Self::Changed(path) | Self::Removed(path) => path,
        }
    }

    /// `added`, `changed` or `removed`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Changed(_) => "changed",
            Self::Removed(_) => "removed",
        }
    }
}

/// The files of an output, and how what is on disk differs.
#[derive(Clone, Debug)]
pub struct Plan {
    output: PathBuf,
    layout: Layout,
    files: Vec<File>,
    /// The places of the files that are added or changed.
    stale: Vec<usize>,
    changes: Vec<Change>,
}

impl Plan {
    /// Compares `files` with what is at `output`; `None`, and told in `found`, where something stands in the way.
    pub fn new(files: Vec<File>, output: &Path, layout: Layout, found: &mut Diagnostics) -> Option<Self> {
        let is_new = tree::is_empty(output);
        let (mut stale, mut changes) = (Vec::new(), Vec::new());
        for (place, file) in files.iter().enumerate() {
            // Where nothing is, nothing needs a look.
            let change = if is_new { Ok(Some(Change::Added(file.path.clone()))) } else { compare(file, output) };
            match change {
                Ok(Some(change)) => {
                    stale.push(place);
                    changes.push(change);
                }
                Ok(None) => {}
                Err(obstacle) => found.push(obstacle),
            }
        }
        let wanted = LazyCell::new(|| files.iter().map(|file| file.path.as_path()).collect::<HashSet<_>>());
        let owned = match layout {
            Layout::Modules => Some(output.to_owned()),
            // What Cargo makes of a crate, `target` and packages, stands beside the sources.
            Layout::Crate => Some(output.join("src")),
            Layout::File => None,
        };
        let generated = owned.iter().flat_map(|folder| tree::generated_files(folder));
        changes.extend(generated.filter(|path| !wanted.contains(path.as_path())).map(Change::Removed));
        (!found.has_errors()).then_some(Self { output: output.to_owned(), layout, files, stale, changes })
    }

    /// How what is on disk differs, or did before the plan was applied; empty when it is up to date.
    pub fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The lines of all files.
    pub fn lines(&self) -> usize {
        self.files.iter().map(|file| memchr::memchr_iter(b'\n', file.text.as_bytes()).count()).sum()
    }

    /// The bytes of all files.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum()
    }

    /// Makes the changes, all of them or none, by the right of `hold`; what goes wrong is told in `found`.
    pub fn apply(&self, hold: &Hold<'_>, found: &mut Diagnostics) {
        if self.changes.is_empty() {
            return;
        }
        let removed = self.changes.iter().filter_map(|change| match change {
            Change::Removed(path) => path.strip_prefix(&self.output).ok().map(Path::to_owned),
            Change::Added(_) | Change::Changed(_) => None,
        });
        let journal = Journal { layout: self.layout, removed: removed.collect() };
        let root = journal.root().map(|root| self.output.join(root));
        let root = self.files.iter().position(|file| Some(&file.path) == root.as_ref());
        let mut places = self.stale.clone();
        // It is away while the others are replaced.
        places.extend(root.filter(|root| !self.stale.contains(root)));
        let files: Vec<_> = places.iter().map(|place| &self.files[*place]).collect();
        if let Err(fault) = hold.replace(&files, &journal) {
            found.push(fault);
        }
    }
}

/// How the file on disk differs from `file`, or why it must not be touched.
fn compare(file: &File, output: &Path) -> Result<Option<Change>, Diagnostic> {
    if let Some(link) = tree::link_on_the_way(&file.path, output) {
        let obstacle = Diagnostic::error(at(&link), "this is a link, and the output must stay in its folder");
        return Err(obstacle.help("remove the link, or choose another output"));
    }
    match read(&file.path) {
        Ok(None) => Ok(Some(Change::Added(file.path.clone()))),
        Ok(Some(text)) if text == file.text.as_bytes() => Ok(None),
        Ok(Some(text)) if text.starts_with(file.comment.mark().as_bytes()) => {
            Ok(Some(Change::Changed(file.path.clone())))
        }
        Ok(Some(_)) => {
            let obstacle = Diagnostic::error(at(&file.path), "a file that was not generated stands in the way");
            Err(obstacle.help("move it, or choose another output"))
        }
        Err(error) => Err(failed(&file.path, "read", &error)),
    }
}

/// The bytes of the file `path`; `None` when there is no such file.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Ok(mut file) => file.read_to_end(&mut bytes).map(|_| Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn failed(path: &Path, participle: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(at(path), format!("the file cannot be {participle}: {error}")).help("check that it may be read")
}
