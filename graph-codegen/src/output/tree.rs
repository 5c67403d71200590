//! The files of an output folder: which of them an earlier run wrote, and links among them.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::disk;
use super::files::Comment;

/// How the Rust files of an earlier run begin.
const MARK: &str = Comment::Slashes.mark();
/// How all of its files begin.
const MARKS: [&str; 3] = [MARK, Comment::Hash.mark(), Comment::Angles.mark()];
/// The bytes of the longest of them.
const LONGEST: usize = Comment::Angles.mark().len();

/// The files below `folder` that this generator wrote, sorted. Links are not followed.
pub fn generated_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_file() && is_generated(&path) => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// Whether it is a Rust file whose first line says so. Our names are plain.
fn is_generated(path: &Path) -> bool {
    path.to_str().is_some()
        && path.extension().is_some_and(|extension| extension == "rs")
        && starts_with(path, &[MARK]).unwrap_or(false)
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

/// The first symbolic link between `output` and `path`, `path` included.
pub fn link_on_the_way(path: &Path, output: &Path) -> Option<PathBuf> {
    let below = path.ancestors().take_while(|ancestor| *ancestor != output && !ancestor.as_os_str().is_empty());
    let is_link = |path: &&Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    // Where the output is one file, its folders are the user's own business.
    if path == output {
        is_link(&path).then(|| path.to_owned())
    } else {
        below.filter(is_link).last().map(Path::to_owned)
    }
}
