//! The files of an output folder: which of them an earlier run wrote, and links among them.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::disk;
use super::files::Comment;
use crate::config::Layout;
use graph_emit::parallel;

/// How the Rust files of an earlier run begin.
const MARK: &str = Comment::Slashes.mark();
/// How all of its files begin.
const MARKS: [&str; 3] = [MARK, Comment::Hash.mark(), Comment::Angles.mark()];
/// The bytes of the longest of them.
const LONGEST: usize = Comment::Angles.mark().len();

/// The files that bindings have beside those of modules.
pub const OF_FOLDER: [&str; 5] = ["api.snapshot", "bindings.lock", "description.lock", "models.lock", "paths.lock"];
/// Those that a crate has as well.
pub const OF_CRATE: [&str; 2] = ["Cargo.toml", "README.md"];

/// The Rust files of an output with `layout` at `output`, whoever wrote them, sorted. Links are not followed.
pub fn rust_files(output: &Path, layout: Layout) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), Vec::from_iter(modules(output, layout)));
    while !folders.is_empty() {
        // All cores list the folders of one depth.
        for (below, own) in parallel::map(std::mem::take(&mut folders), |folder: PathBuf| list(&folder)) {
            folders.extend(below);
            files.extend(own);
        }
    }
    files.sort_unstable();
    files
}

/// The folder that belongs to the generator.
fn modules(output: &Path, layout: Layout) -> Option<PathBuf> {
    match layout {
        Layout::Modules => Some(output.to_owned()),
        // What Cargo makes of a crate, `target` and packages, stands beside the sources.
        Layout::Crate => Some(output.join("src")),
        Layout::File => None,
    }
}

/// The folders in `folder`, and the Rust files. Our names are plain.
fn list(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_rust = || path.to_str().is_some() && path.extension().is_some_and(|extension| extension == "rs");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folders.push(path),
            Ok(kind) if kind.is_file() && is_rust() => files.push(path),
            _ => {}
        }
    }
    (folders, files)
}

/// The files that an earlier run with `layout` may have left at `output`. Links are not followed.
pub fn candidates(output: &Path, layout: Layout) -> Vec<PathBuf> {
    let mut files = rust_files(output, layout);
    let join = |names: &[&str]| names.iter().map(|name| output.join(name)).collect::<Vec<_>>();
    let named = match layout {
        Layout::Modules => join(&OF_FOLDER),
        Layout::Crate => [join(&OF_FOLDER), join(&OF_CRATE)].concat(),
        Layout::File => vec![output.to_owned()],
    };
    let is_file = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    files.extend(named.into_iter().filter(is_file));
    files
}

/// Whether the first line of the Rust file `path` says that it is of this generator.
pub fn is_generated(path: &Path) -> bool {
    starts_with(path, &[MARK]).unwrap_or(false)
}

/// Whether the first line of `text` says that it is of this generator.
pub fn is_marked(text: &[u8]) -> bool {
    MARKS.iter().any(|mark| text.starts_with(mark.as_bytes()))
}

/// Whether the first line of the file `path` says that it is of this generator.
pub fn has_mark(path: &Path) -> io::Result<bool> {
    starts_with(path, &MARKS)
}

fn starts_with(path: &Path, marks: &[&str]) -> io::Result<bool> {
    let mut start = Vec::with_capacity(LONGEST);
    fs::File::open(path)?.take(LONGEST as u64).read_to_end(&mut start)?;
    Ok(marks.iter().any(|mark| start.starts_with(mark.as_bytes())))
}

/// Whether nothing is at `output` but, perhaps, the folder of the run at work.
pub fn is_empty(output: &Path) -> bool {
    match fs::read_dir(output) {
        Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == disk::NAME)),
        Err(_) => fs::symlink_metadata(output).is_err(),
    }
}

/// Whether there is a symbolic link at `path`.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// The first symbolic link between `output` and `path`, `path` included.
pub fn link_on_the_way(path: &Path, output: &Path) -> Option<PathBuf> {
    let below = path.ancestors().take_while(|ancestor| *ancestor != output && !ancestor.as_os_str().is_empty());
    // Where the output is one file, its folders are the user's own business.
    if path == output {
        is_link(path).then(|| path.to_owned())
    } else {
        below.filter(|path| is_link(path)).last().map(Path::to_owned)
    }
}
