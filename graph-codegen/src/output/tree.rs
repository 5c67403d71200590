//! The files of an output folder: what an earlier run left there, and careful ways to replace and remove it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::files::Comment;

/// How the Rust files of an earlier run begin.
const MARK: &str = Comment::Slashes.mark();
/// How all of its files begin.
const MARKS: [&str; 3] = [MARK, Comment::Hash.mark(), Comment::Angles.mark()];

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

/// Whether the first line says so.
fn is_generated(path: &Path) -> bool {
    let mut start = [0; MARK.len()];
    path.extension().is_some_and(|extension| extension == "rs")
        && fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *MARK.as_bytes()
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

/// The name under which the new text of `path` waits beside it. The same in every run, so that one that was killed leaves
/// nothing that the next does not replace.
pub fn stage_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// Makes the folder `stage` for an output that is not there yet. What a run that was killed left of it goes; what may be
/// somebody else's is an error.
pub fn make_stage(stage: &Path) -> io::Result<()> {
    if fs::symlink_metadata(stage).is_ok_and(|metadata| metadata.is_dir()) && is_leftover(stage)? {
        fs::remove_dir_all(stage)?;
    }
    if let Some(parent) = stage.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::create_dir(stage)
}

/// Whether all that `folder` holds are files of ours, written as far as they may be.
fn is_leftover(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let (entry, mut start) = (entry?, Vec::new());
        let kind = entry.file_type()?;
        let is_ours = if kind.is_dir() {
            is_leftover(&entry.path())?
        } else if kind.is_file() {
            fs::File::open(entry.path())?.take(MARK.len() as u64).read_to_end(&mut start)?;
            MARKS.iter().any(|mark| mark.as_bytes().starts_with(&start) || start.starts_with(mark.as_bytes()))
        } else {
            false
        };
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes the folder `stage` with all that was written to it.
pub fn discard_folder(stage: &Path) {
    drop(fs::remove_dir_all(stage));
}

/// Removes a staged text and the folders that were made for it. It is in nobody's way if that fails, and the failure that
/// led here is the one to tell.
pub fn discard(stage: &Path, output: &Path) {
    drop(fs::remove_file(stage));
    remove_empty_folders(stage, output);
}

/// Removes the file `path` and the folders up to `output` that it leaves empty.
pub fn remove(path: &Path, output: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    remove_empty_folders(path, output);
    Ok(())
}

/// Removes the folders from `path` up to `output` that hold nothing; one that is not empty ends it.
fn remove_empty_folders(path: &Path, output: &Path) {
    let folders = path.ancestors().skip(1).take_while(|folder| *folder != output);
    for folder in folders {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}
