//! `bindings.lock`: what the bindings beside it were made from, in one file for all of them.

use std::path::Path;

use graph_emit::checked::Gate;

use super::files::{Comment, File};
use crate::digest;
use crate::spec::{Sources, parallel};

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
    /// The file below `folder` for `files`, which are all others of the output.
    pub fn file(&self, folder: &Path, files: &[File]) -> File {
        let mut text = format!("{}{EXPLANATION}version {}\n", Comment::Hash.mark(), env!("CARGO_PKG_VERSION"));
        let sha256 = |digest: &str| format!("sha256:{digest}");
        let mut line = |word: &str, value: &str| text.extend([word, " ", value, "\n"]);
        line("settings", &sha256(&digest::hex(&digest::of(self.settings))));
        for name in names(self.sources) {
            line("description", &name);
        }
        line("selected", &sha256(self.selected));
        line("files", &sha256(&digest::hex(&all(folder, files))));
        File { path: folder.join(NAME), text, comment: Comment::Hash, gate: Gate::default() }
    }
}

/// The file names of `sources`: a path would differ from machine to machine, and the order must not matter.
pub fn names(sources: &Sources) -> Vec<String> {
    let mut names: Vec<_> = sources.iter().filter_map(|source| source.path.file_name()).collect();
    names.sort();
    names.iter().map(|name| name.to_string_lossy().replace(char::is_control, " ")).collect()
}

/// The SHA-256 of the paths below `folder` and the texts of `files`.
fn all(folder: &Path, files: &[File]) -> [u8; 32] {
    digest::of_all(parallel::map(files.iter().collect(), |file: &File| {
        let parts = file.path.strip_prefix(folder).unwrap_or(&file.path).components();
        // With the same sign between its parts on every system.
        let path: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        (path.join("/"), digest::of(&file.text))
    }))
}

#[cfg(test)]
mod tests {
    use graph_emit::checked::Gate;

    use super::{Record, names};
    use crate::output::files::{Comment, File};
    use crate::spec::Sources;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.to_owned(), comment: Comment::Slashes, gate: Gate::default() }
    }

    fn record(settings: &str, selected: &str, files: &[File]) -> String {
        let sources = Sources::from_texts([("b/two.yaml", ""), ("one.yaml", "")]);
        Record { settings, sources: &sources, selected }.file("out".as_ref(), files).text
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
