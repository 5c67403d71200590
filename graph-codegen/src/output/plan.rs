//! What a run changes on disk: compared before anything is written, and written so that a failure leaves the old tree.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;

use super::files::File;
use super::tree;
use crate::config::Layout;
use crate::spec::parallel;

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
    files: Vec<File>,
    changes: Vec<Change>,
}

impl Plan {
    /// Compares `files` with what is at `output`; `None`, and told in `found`, where something stands in the way.
    pub fn new(files: Vec<File>, output: &Path, layout: Layout, found: &mut Diagnostics) -> Option<Self> {
        if layout != Layout::File && output.is_file() {
            let message = format!("this is a file, and the layout `{}` writes a folder", layout.name());
            let obstacle = Diagnostic::error(at(output), message);
            found.push(obstacle.help("use the layout `file`, or choose another output"));
            return None;
        }
        let mut changes = Vec::new();
        if fs::symlink_metadata(output).is_ok() {
            for file in &files {
                match compare(file, output) {
                    Ok(change) => changes.extend(change),
                    Err(obstacle) => found.push(obstacle),
                }
            }
        } else {
            // Nothing is there, so nothing needs a look.
            changes.extend(files.iter().map(|file| Change::Added(file.path.clone())));
        }
        let wanted: HashSet<&Path> = files.iter().map(|file| file.path.as_path()).collect();
        let owned = match layout {
            Layout::Modules => Some(output.to_owned()),
            // What Cargo makes of a crate, `target` and packages, stands beside the sources.
            Layout::Crate => Some(output.join("src")),
            Layout::File => None,
        };
        let generated = owned.iter().flat_map(|folder| tree::generated_files(folder));
        changes.extend(generated.filter(|path| !wanted.contains(path.as_path())).map(Change::Removed));
        (!found.has_errors()).then(|| Self { output: output.to_owned(), files, changes })
    }

    /// How what is on disk differs; empty when it is up to date.
    pub fn changes(&self) -> &[Change] {
        &self.changes
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

    /// Makes the changes. Every new text is on disk under another name before the first file is replaced; what goes wrong
    /// is told in `found`.
    pub fn apply(&self, found: &mut Diagnostics) {
        let replaced: HashSet<_> = self.changes.iter().map(Change::path).collect();
        let files: Vec<_> = self.files.iter().filter(|file| replaced.contains(file.path.as_path())).collect();
        let paths: Vec<_> = files.iter().map(|file| file.path.as_path()).collect();
        if let Err((path, error)) = stage_all(files) {
            for path in paths {
                tree::discard(&tree::stage_of(path), &self.output);
            }
            return found.push(failed(path, "written", &error));
        }
        let replace = |path: &Path| fs::rename(tree::stage_of(path), path).map_err(|error| (path.to_owned(), error));
        for (path, error) in parallel::map(paths, replace).into_iter().filter_map(Result::err) {
            tree::discard(&tree::stage_of(&path), &self.output);
            found.push(failed(&path, "replaced", &error));
        }
        for change in &self.changes {
            if let Change::Removed(path) = change
                && let Err(error) = tree::remove(path, &self.output)
            {
                found.push(failed(path, "removed", &error));
            }
        }
    }
}

/// Puts every new text beside its file, or tells the first that cannot be written.
fn stage_all(files: Vec<&File>) -> Result<(), (&Path, io::Error)> {
    let folders: BTreeSet<_> = files.iter().filter_map(|file| file.path.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder).map_err(|error| (folder, error))?;
    }
    let stage = |file: &File| tree::stage(&file.path, &file.text);
    let staged = parallel::map(files, |file| stage(file).map_err(|error| (file.path.as_path(), error)));
    staged.into_iter().collect()
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
    Diagnostic::error(at(path), format!("the file cannot be {participle}: {error}"))
        .help("check that the folder exists and may be written to")
}

fn at(path: &Path) -> Origin {
    Origin::spec(&path.to_string_lossy().into(), "")
}
