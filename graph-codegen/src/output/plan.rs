//! What a run changes on disk, found before anything is written.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::parallel;

use super::disk::{Hold, Journal, at};
use super::files::File;
use super::{lock, tree};
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
        let links = if is_new { HashMap::new() } else { links(&files, output) };
        // Where nothing is, nothing needs a look.
        let change = |file: &File| {
            if is_new { Compared::Change(Change::Added(file.path.clone())) } else { compare(file, &links) }
        };
        let (mut stale, mut changes) = (Vec::new(), Vec::new());
        for (place, compared) in parallel::map(files.iter().collect(), change).into_iter().enumerate() {
            match compared {
                Compared::Same => {}
                Compared::Change(change) => {
                    stale.push(place);
                    changes.push(change);
                }
                Compared::Obstacle(obstacle) => found.push(obstacle.diagnostic()),
            }
        }
        let wanted: HashSet<_> = files.iter().map(|file| file.path.as_path()).collect();
        let others = tree::rust_files(output, layout).into_iter().filter(|path| !wanted.contains(path.as_path()));
        changes.extend(others.filter(|path| tree::is_generated(path)).map(Change::Removed));
        (!found.has_errors()).then_some(Self { output: output.to_owned(), layout, files, stale, changes })
    }

    /// How what is on disk differs, or did before the plan was applied; empty when it is up to date.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Whether what is on disk is what the bindings ask for.
    pub fn is_up_to_date(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether the names that were given are among what changes.
    pub fn changes_names(&self) -> bool {
        self.changes.iter().any(|change| lock::NAMES.iter().any(|name| change.path() == self.output.join(name)))
    }

    /// The files.
    pub fn files(&self) -> &[File] {
        &self.files
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

/// What is on disk in the place of a file.
enum Compared {
    /// Its text.
    Same,
    /// Another text of ours, or nothing.
    Change(Change),
    /// What must not be touched.
    Obstacle(Obstacle),
}

/// What stands in the way of a file.
enum Obstacle {
    /// A link.
    Link(PathBuf),
    /// A file of somebody else.
    Foreign(PathBuf),
    /// What cannot be read.
    Unreadable(PathBuf, io::Error),
}

impl Obstacle {
    fn diagnostic(self) -> Diagnostic {
        let (path, message, help) = match self {
            Self::Link(path) => {
                let message = "this is a link, and the output must stay in its folder".to_owned();
                (path, message, "remove the link, or choose another output")
            }
            Self::Foreign(path) => {
                let message = "a file that was not generated stands in the way".to_owned();
                (path, message, "move it, or choose another output")
            }
            Self::Unreadable(path, error) => {
                (path, format!("the file cannot be read: {error}"), "check that it may be read")
            }
        };
        Diagnostic::error(at(&path), message).help(help)
    }
}

/// The first link between `output` and each of the folders of `files` that has one: many files are in one folder.
fn links<'f>(files: &'f [File], output: &Path) -> HashMap<&'f Path, PathBuf> {
    let folders: HashSet<_> = files.iter().filter_map(|file| file.path.parent()).collect();
    let folders = folders.into_iter().filter(|folder| *folder != output && folder.starts_with(output)).collect();
    let links = parallel::map(folders, |folder| Some((folder, tree::link_on_the_way(folder, output)?)));
    links.into_iter().flatten().collect()
}

/// How what is on disk differs from `file`, whose folder may have one of `links` before it.
fn compare(file: &File, links: &HashMap<&Path, PathBuf>) -> Compared {
    let before = file.path.parent().and_then(|folder| links.get(folder).cloned());
    let own = || tree::is_link(&file.path).then(|| file.path.clone());
    if let Some(link) = before.or_else(own) {
        return Compared::Obstacle(Obstacle::Link(link));
    }
    if file.is_in_place {
        return Compared::Same;
    }
    let path = || file.path.clone();
    match read(&file.path) {
        Ok(None) => Compared::Change(Change::Added(path())),
        Ok(Some(text)) if text == file.text.as_bytes() => Compared::Same,
        Ok(Some(text)) if text.starts_with(file.comment.mark().as_bytes()) => Compared::Change(Change::Changed(path())),
        Ok(Some(_)) => Compared::Obstacle(Obstacle::Foreign(path())),
        Err(error) => Compared::Obstacle(Obstacle::Unreadable(path(), error)),
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
