//! `description.lock`: where the description beside the bindings came from, and what it was, so that `update` knows what is new
//! and everybody else what was changed by hand.

use std::fs;
use std::path::{Path, PathBuf};

use graph_emit::checked::Gate;

use super::files::{Comment, File};
use crate::digest;

/// The file below the output.
pub const NAME: &str = "description.lock";

const EXPLANATION: &str = "\
and kept by it: where `graph-codegen update` took the description from.
";

/// Where a description came from. A line for each, a word and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// The URL or the file.
    pub source: String,
    /// The entity tag that the service gave it.
    pub etag: Option<String>,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// What is recorded in `folder`; `None` where nothing is, or nothing that can be read.
pub fn read(folder: &Path) -> Option<Pinned> {
    let text = fs::read_to_string(folder.join(NAME)).ok()?;
    let text = text.strip_prefix(Comment::Hash.mark())?;
    let line = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    let sha256 = line("sha256")?.to_owned();
    Some(Pinned { source: line("source")?.to_owned(), etag: line("etag").map(str::to_owned), sha256 })
}

impl Pinned {
    /// The file below `folder`.
    pub fn file(&self, folder: &Path) -> File {
        let plain = |text: &str| text.replace(char::is_control, " ");
        let mut text = format!("{}{EXPLANATION}source {}\n", Comment::Hash.mark(), plain(&self.source));
        text.extend(self.etag.iter().map(|etag| format!("etag {}\n", plain(etag))));
        text.extend(["sha256 ", self.sha256.as_str(), "\n"]);
        File::new(folder.join(NAME), text, Comment::Hash, Gate::default())
    }
}

/// Where a new description waits for its bindings: beside `spec`, so that a rename puts it into place.
pub fn waiting(spec: &Path) -> Option<PathBuf> {
    let name = spec.file_name()?.to_string_lossy().into_owned();
    Some(spec.with_file_name(format!(".{name}.graph-codegen-new")))
}

/// Completes or undoes what an update of `spec` left that was killed: the new description comes to its place if the bindings
/// in `folder` are those of it, and goes otherwise. What cannot be done now is done by the next run.
pub fn settle(folder: &Path, spec: &Path) {
    let Some(new) = waiting(spec).filter(|new| fs::symlink_metadata(new).is_ok_and(|metadata| metadata.is_file()))
    else {
        return;
    };
    let is_due = fs::read(&new)
        .ok()
        .zip(read(folder))
        .is_some_and(|(bytes, pinned)| digest::hex(&digest::of(bytes)) == pinned.sha256);
    drop(if is_due { fs::rename(&new, spec) } else { fs::remove_file(&new) });
}
