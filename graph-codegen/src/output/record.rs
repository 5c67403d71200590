//! `bindings.lock`: what the bindings beside it were made from, in one file for all of them.

use std::fs;
use std::path::Path;

use graph_emit::checked::Gate;
use graph_emit::parallel;

use super::disk::slashed;
use super::files::{Comment, File};
use super::tree;
use crate::config::Layout;
use crate::digest;
use crate::spec::Sources;

/// The file below the output.
pub const NAME: &str = "bindings.lock";

const EXPLANATION: &str = "\
and kept by it: what all files here are made from.
# The generator's version, the settings that shape the files, the descriptions, their selected part, and the files.
";

/// What bindings are made from. A line for each, a word and what it says:
///
/// ```text
/// version 0.1.0
/// settings sha256:..
/// description beta.yaml
/// selected sha256:..
/// files sha256:..
/// ```
pub struct Record<'a> {
    /// The settings as one text, in which all that shapes the files stands and nothing else.
    pub settings: &'a str,
    /// The descriptions.
    pub sources: &'a Sources,
    /// The digest of what is selected of them.
    pub selected: &'a str,
}

impl Record<'_> {
    /// The file below `folder`, whose other files have these digests.
    pub fn file(&self, folder: &Path, others: &Digests) -> File {
        let mut text = format!("{}{EXPLANATION}version {}\n", Comment::Hash.mark(), env!("CARGO_PKG_VERSION"));
        let sha256 = |digest: &str| format!("sha256:{digest}");
        let mut line = |word: &str, value: &str| text.extend([word, " ", value, "\n"]);
        line("settings", &sha256(&digest::hex(&digest::of(self.settings))));
        for name in names(self.sources) {
            line("description", &name);
        }
        line("selected", &sha256(self.selected));
        line("files", &sha256(&others.all()));
        File::new(folder.join(NAME), text, Comment::Hash, Gate::default())
    }
}

/// The file names of `sources`: a path would differ from machine to machine, and the order must not matter.
pub fn names(sources: &Sources) -> Vec<String> {
    let mut names: Vec<_> = sources.iter().filter_map(|source| source.path.file_name()).collect();
    names.sort();
    names.iter().map(|name| name.to_string_lossy().replace(char::is_control, " ")).collect()
}

/// The SHA-256 of files of an output, by their paths below it.
#[derive(Clone, Debug, Default)]
pub struct Digests(Vec<(String, [u8; 32])>);

impl Digests {
    /// Those of `files` below `folder`.
    pub fn of(folder: &Path, files: &[File]) -> Self {
        Self(files.iter().map(|file| (below(folder, &file.path), file.digest)).collect())
    }

    /// Those of what is on disk of an output with `layout` at `output`: all that a run may have left there, and nothing of
    /// others. Links are not followed, and what cannot be read is left out, so that a run looks into it.
    pub fn on_disk(output: &Path, layout: Layout) -> Self {
        let read = parallel::map(tree::candidates(output, layout), |path| {
            let bytes = fs::read(&path).ok()?;
            tree::is_marked(&bytes).then(|| (below(output, &path), digest::of(&bytes)))
        });
        Self(read.into_iter().flatten().collect())
    }

    /// These and that of `file` below `folder`.
    pub fn and(mut self, folder: &Path, file: &File) -> Self {
        self.0.push((below(folder, &file.path), file.digest));
        self
    }

    /// One SHA-256 for all, in lower-case hexadecimal.
    pub fn all(&self) -> String {
        digest::hex(&digest::of_all(self.0.clone()))
    }
}

fn below(folder: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(folder).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use graph_emit::checked::Gate;

    use super::{Digests, Record, names};
    use crate::output::files::{Comment, File};
    use crate::spec::Sources;

    fn file(path: &str, text: &str) -> File {
        File::new(path.into(), text.to_owned(), Comment::Slashes, Gate::default())
    }

    fn record(settings: &str, selected: &str, files: &[File]) -> String {
        let sources = Sources::from_texts([("b/two.yaml", ""), ("one.yaml", "")]);
        let others = Digests::of("out".as_ref(), files);
        Record { settings, sources: &sources, selected }.file("out".as_ref(), &others).text
    }

    #[test]
    fn it_says_what_the_bindings_are_made_from_and_no_order_matters() {
        let (a, b) = (file("out/a.rs", "a"), file("out/b/c.rs", "b"));
        let text = record("s", "5e1", &[a.clone(), b.clone()]);
        assert!(text.contains("\ndescription one.yaml\ndescription two.yaml\nselected sha256:5e1\nfiles "), "{text}");
        assert_eq!(text, record("s", "5e1", &[b.clone(), a.clone()]));
        let others = [
            record("t", "5e1", &[a.clone(), b.clone()]),
            record("s", "5e2", &[a.clone(), b.clone()]),
            record("s", "5e1", std::slice::from_ref(&a)),
            record("s", "5e1", &[file("out/a.rs", "b"), b.clone()]),
            record("s", "5e1", &[file("out/a2.rs", "a"), b]),
        ];
        for other in others {
            assert_ne!(text, other);
        }
    }

    #[test]
    fn a_name_stays_in_its_line() {
        assert_eq!(names(&Sources::from_texts([("a\nversion 9.yaml", "")])), ["a version 9.yaml"]);
    }
}
