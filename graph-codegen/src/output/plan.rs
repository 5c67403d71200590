//! What a run changes on disk: compared before anything is written, and written so that a failure leaves the old tree.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use indexmap::IndexMap;

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
    /// Whether the output is a folder that is not there yet.
    is_new: bool,
    files: Vec<File>,
    /// The places of the files that are added or changed.
    stale: Vec<usize>,
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
        let is_missing = fs::symlink_metadata(output).is_err();
        let (mut stale, mut changes) = (Vec::new(), Vec::new());
        for (place, file) in files.iter().enumerate() {
            // Where nothing is, nothing needs a look.
            let change = if is_missing { Ok(Some(Change::Added(file.path.clone()))) } else { compare(file, output) };
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
        let (output, is_new) =
            (output.to_owned(), is_missing && layout != Layout::File && output.file_name().is_some());
        (!found.has_errors()).then_some(Self { output, is_new, files, stale, changes })
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

    /// Makes the changes. Every new text is on disk under another name before the first file is replaced; what goes wrong
    /// is told in `found`.
    pub fn apply(&self, found: &mut Diagnostics) {
        let files: Vec<_> = self.stale.iter().map(|place| &self.files[*place]).collect();
        let folder = tree::stage_of(&self.output);
        if self.is_new && tree::make_stage(&folder).is_ok() {
            self.apply_whole(&files, &folder, found);
        } else {
            self.apply_singly(&files, found);
        }
    }

    /// Makes an output that is not there yet: in `folder`, which then becomes the output.
    fn apply_whole(&self, files: &[&File], folder: &Path, found: &mut Diagnostics) {
        let staged = |path: &Path| path.strip_prefix(&self.output).map_or(path.to_owned(), |below| folder.join(below));
        let made = stage_all(files, staged).map_err(|(path, error)| failed(path, "written", &error));
        let replace = || fs::rename(folder, &self.output).map_err(|error| failed(&self.output, "made", &error));
        if let Err(fault) = made.and_then(|()| replace()) {
            tree::discard_folder(folder);
            found.push(fault);
        }
    }

    /// Makes the changes in an output that is there: each new text waits beside its file.
    fn apply_singly(&self, files: &[&File], found: &mut Diagnostics) {
        let paths: Vec<_> = files.iter().map(|file| file.path.as_path()).collect();
        if let Err((path, error)) = stage_all(files, tree::stage_of) {
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

/// Puts every new text where `stage` says for its path, or tells the first that cannot be written.
fn stage_all<'f>(files: &[&'f File], stage: impl Fn(&Path) -> PathBuf + Sync) -> Result<(), (&'f Path, io::Error)> {
    let staged: Vec<_> = parallel::map(files.to_vec(), |file| (file, stage(&file.path)));
    // As bytes, for paths are compared part by part; in this order, in which a folder comes before those in it.
    let folders = staged.iter().filter_map(|(file, path)| Some((path.parent()?.as_os_str(), file.path.parent()?)));
    let folders: IndexMap<_, _> = folders.collect();
    let make = |(folder, named)| fs::create_dir_all(folder).map_err(|error| (named, error));
    parallel::map(folders.into_iter().collect(), make).into_iter().collect::<Result<(), _>>()?;
    let write = |(file, path): (&'f File, PathBuf)| fs::write(path, &file.text).map_err(|error| (&*file.path, error));
    parallel::map(staged, write).into_iter().collect()
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
