//! The files of a run: each read once, as the text that every later stage and every diagnostic borrows from.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;

use super::index::Index;
use super::locate::Position;
use super::read::Format;

/// The input that is not a file.
pub(crate) const STANDARD_INPUT: &str = "-";

/// One description as text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as the user named it; diagnostics show it.
    pub name: Arc<str>,
    /// Where it was read from, for `rerun-if-changed`.
    pub path: PathBuf,
    /// Its whole text, without a byte order mark.
    pub text: String,
    index: OnceLock<Option<Index>>,
    /// Where it stops being text; it is there only to show that.
    pub(super) broken: Option<Position>,
}

impl Source {
    fn new(path: &Path, text: String) -> Self {
        Self { name: shown(path), path: path.to_path_buf(), text, index: OnceLock::new(), broken: None }
    }

    /// The entries of its text, found when they are first asked for; `None` where it has no [`Index`].
    pub(super) fn index(&self) -> Option<&Index> {
        let index = || if Format::of(&self.text) == Format::Yaml { Index::of(&self.text) } else { None };
        self.index.get_or_init(index).as_ref()
    }

    /// Where the lines and columns of `positions`, which are sorted, stand in the text. It is read once for all of
    /// them, and from the nearest known line: to count the lines of a large description takes longer than all else
    /// that is done to show one.
    pub(crate) fn offsets(&self, positions: &[Position]) -> Vec<usize> {
        let entries = self.index().into_iter().flat_map(Index::entries);
        let mut known: Vec<_> = entries.map(|entry| (entry.line, entry.span.start)).collect();
        known.sort_unstable();
        // The line and column so far, and where they are.
        let (mut at, mut offset) = (Position { line: 1, column: 1 }, 0);
        let place = |position: &Position| {
            let nearest = known.partition_point(|(line, _)| *line <= position.line).checked_sub(1);
            if let Some((line, start)) = nearest.map(|nearest| known[nearest]).filter(|(line, _)| *line > at.line) {
                (at, offset) = (Position { line, column: 1 }, start);
            }
            if let Some(ends) = position.line.checked_sub(at.line + 1) {
                let behind = memchr::memchr_iter(b'\n', &self.text.as_bytes()[offset..]).nth(ends);
                offset = behind.map_or(self.text.len(), |end| offset + end + 1);
                at = Position { line: position.line, column: 1 };
            }
            let line = self.text[offset..].split('\n').next().unwrap_or_default();
            let columns = position.column.saturating_sub(at.column);
            offset += line.char_indices().nth(columns).map_or(line.len(), |(offset, _)| offset);
            at.column = at.column.max(position.column);
            offset
        };
        positions.iter().map(place).collect()
    }
}

/// The descriptions of a run, in the order in which the user named them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    /// Those that are not UTF-8, up to the line at fault: only diagnostics look at them.
    broken: Vec<Source>,
}

/// Why a file was not read.
struct Unreadable {
    fault: Box<Diagnostic>,
    /// Its beginning and the place at fault, where it has one.
    shown: Option<(String, Position)>,
}

impl From<Diagnostic> for Unreadable {
    fn from(fault: Diagnostic) -> Self {
        Self { fault: Box::new(fault), shown: None }
    }
}

impl Sources {
    /// Reads every file of `inputs`, which may be patterns such as `specs/*.yaml`, and `-` for standard input; each that
    /// cannot be read is told in `found`, and the others are read all the same.
    pub fn read(inputs: &[PathBuf], found: &mut Diagnostics) -> Self {
        if inputs.is_empty() {
            let nowhere = Origin::spec(&Arc::from("input"), "");
            found.push(Diagnostic::error(nowhere, "no description was given").help("name at least one OpenAPI file"));
        }
        let mut sources = Self::default();
        for path in files(inputs, found) {
            let (name, text) = if path == Path::new(STANDARD_INPUT) {
                (Path::new("standard input"), read_standard_input())
            } else {
                (path.as_path(), read_text(&path))
            };
            match text {
                Ok(text) => sources.add(name, text),
                Err(Unreadable { fault, shown }) => {
                    found.push(*fault);
                    let broken = shown.map(|(text, place)| Source { broken: Some(place), ..Source::new(name, text) });
                    sources.broken.extend(broken);
                }
            }
        }
        sources
    }

    /// Descriptions that are not files: pairs of a name to show and a text.
    pub fn from_texts<N: AsRef<Path>, T: Into<String>>(texts: impl IntoIterator<Item = (N, T)>) -> Self {
        let mut sources = Self::default();
        for (name, text) in texts {
            sources.add(name.as_ref(), text.into());
        }
        sources
    }

    /// The descriptions in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.list.iter()
    }

    /// The description that diagnostics call `name`.
    pub fn find(&self, name: &str) -> Option<&Source> {
        self.list.iter().chain(&self.broken).find(|source| &*source.name == name)
    }

    fn add(&mut self, path: &Path, mut text: String) {
        // Some editors and .NET tools write a mark at the start; neither parser expects it.
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        self.list.push(Source::new(path, text));
    }
}

impl<'a> IntoIterator for &'a Sources {
    type Item = &'a Source;
    type IntoIter = std::slice::Iter<'a, Source>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn shown(path: &Path) -> Arc<str> {
    Arc::from(path.to_string_lossy())
}

/// The files that `inputs` name, each once. A file that is there is meant, whatever signs are in its name; otherwise a name
/// with `*`, `?` or `[` is a pattern.
fn files(inputs: &[PathBuf], found: &mut Diagnostics) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for input in inputs {
        let text = input.to_str().unwrap_or_default();
        let mut fault = |message: String, help: &str| {
            found.push(Diagnostic::error(Origin::spec(&shown(input), ""), message).help(help));
        };
        if is_url(text) {
            let help = "download it first, or pipe it in: `curl -L URL | graph-codegen inventory --spec -`";
            fault("this is a URL, and descriptions are read from files".to_owned(), help);
        } else if !text.contains(['*', '?', '[']) || input.exists() {
            files.push(input.clone());
        } else {
            match glob::glob(text) {
                Err(error) => fault(format!("the pattern is not understood: {error}"), "`*` stands for any text"),
                Ok(paths) => {
                    let (before, mut is_told) = (files.len(), false);
                    for path in paths {
                        match path {
                            Ok(path) => files.extend(path.is_file().then_some(path)),
                            Err(error) => {
                                fault(
                                    format!("`{}` cannot be read: {}", shown(error.path()), error.error()),
                                    "check who may read it",
                                );
                                is_told = true;
                            }
                        }
                    }
                    if files.len() == before && !is_told {
                        fault("no file matches this pattern".to_owned(), "check the path and the pattern");
                    }
                }
            }
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

/// Whether `text` begins with a scheme, as in `https://`.
pub(crate) fn is_url(text: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.len() > 1 && scheme.chars().all(|sign| sign.is_ascii_alphanumeric());
    text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// The text of standard input, or what is wrong with it.
fn read_standard_input() -> Result<String, Unreadable> {
    let fault = |message: &str, help: &str| {
        let fault = Diagnostic::error(Origin::spec(&"standard input".into(), ""), message.to_owned());
        Unreadable::from(fault.help(help))
    };
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Err(error) => Err(fault(&format!("it cannot be read: {error}"), "pipe the description in")),
        Ok(0) => Err(fault("it is empty", "pipe the description in: `graph-codegen inventory --spec - < beta.yaml`")),
        Ok(_) => text(Path::new("standard input"), bytes),
    }
}

/// The text of the file `path`, or what is wrong with it.
fn read_text(path: &Path) -> Result<String, Unreadable> {
    let fault = |message: String, help: &str| Diagnostic::error(Origin::spec(&shown(path), ""), message).help(help);
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let folder = std::env::current_dir().unwrap_or_default();
            let help = format!("check the path; one that is relative begins in the directory `{}`", folder.display());
            fault("the file does not exist".to_owned(), &help)
        }
        io::ErrorKind::IsADirectory => {
            fault("this is a directory, not a description".to_owned(), "name the OpenAPI file in it")
        }
        kind => fault(format!("the file cannot be read: {kind}"), "check that it can be opened for reading"),
    })?;
    text(path, bytes)
}

/// `bytes`, which are of `path`, as text, or what is wrong with them.
fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|error| {
        let (bytes, offset) = (error.as_bytes(), error.utf8_error().valid_up_to());
        let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |length| offset + length);
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let place = Position::of(&text, offset);
        let message = format!("the file is not UTF-8: the byte 0x{:02x} is not part of a character", bytes[offset]);
        let fault = Diagnostic::error(Origin::spec(&shown(path), ""), message);
        let fault = fault.help("save it as UTF-8; UTF-16 and Latin-1 are not read");
        Unreadable { shown: Some((text, place)), ..Unreadable::from(fault) }
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use graph_emit::diagnostic::Diagnostics;

    use super::{Position, Sources};

    #[test]
    fn a_byte_order_mark_is_not_text() {
        let sources = Sources::from_texts([("a.json", "\u{feff}{}")]);
        assert_eq!(sources.find("a.json").map(|source| source.text.as_str()), Some("{}"));
    }

    #[test]
    fn a_pattern_is_the_files_that_match_it_unless_a_file_has_that_name() {
        let folder = std::env::temp_dir().join(format!("graph-codegen-globs-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("d.yaml")).expect("a temporary folder");
        for name in ["a.yaml", "b.yaml", "c.json", "x[1].yaml"] {
            std::fs::write(folder.join(name), "").expect("a temporary file");
        }
        let names = |inputs: &[&str]| {
            let inputs: Vec<_> = inputs.iter().map(|input| folder.join(input)).collect();
            let mut found = Diagnostics::new();
            let sources = Sources::read(&inputs, &mut found);
            let read = sources.iter().map(|source| source.path.strip_prefix(&folder).expect("below").to_owned());
            let read: Vec<_> = read.map(|path| path.to_str().expect("plain").to_owned()).collect();
            (read.join(" "), found.iter().map(|fault| fault.message.clone()).collect::<Vec<_>>().join(" "))
        };
        let told = |message: &str| (String::new(), message.to_owned());
        assert_eq!(names(&["?.yaml"]), ("a.yaml b.yaml".into(), String::new()));
        assert_eq!(names(&["b.yaml", "*.yaml"]), ("b.yaml a.yaml x[1].yaml".into(), String::new()));
        assert_eq!(names(&["[bc].*", "x[1].yaml"]), ("b.yaml c.json x[1].yaml".into(), String::new()));
        assert_eq!(names(&["d.*"]), told("no file matches this pattern"));
        assert!(names(&["a***"]).1.starts_with("the pattern is not understood"));
        std::fs::remove_dir_all(&folder).expect("the temporary folder");
    }

    #[test]
    fn a_url_is_told_apart_from_a_file() {
        for url in ["https://a.example/b.yaml", "http://a/*.yaml", "file:///b.yaml", "s3://a"] {
            let mut found = Diagnostics::new();
            assert_eq!(Sources::read(&[PathBuf::from(url)], &mut found).iter().count(), 0);
            let messages: Vec<_> = found.iter().map(|fault| fault.message.as_str()).collect();
            assert_eq!(messages, ["this is a URL, and descriptions are read from files"], "{url}");
        }
        assert!(![r"c:\a.yaml", "c://a.yaml", "a/b:/c.yaml", "://", "a b://c"].into_iter().any(super::is_url));
    }

    #[test]
    fn every_file_that_cannot_be_read_is_told() {
        let latin = std::env::temp_dir().join(format!("graph-codegen-latin-{}.yaml", std::process::id()));
        std::fs::write(&latin, b"a: 1\nb: \xe9\n").expect("a temporary file");
        let inputs = [PathBuf::from("no/such/file.yaml"), std::env::temp_dir(), latin.clone()];
        let mut found = Diagnostics::new();
        let sources = Sources::read(&inputs, &mut found);
        assert_eq!(sources.iter().count(), 0);
        std::fs::remove_file(latin).expect("the temporary file");
        let messages: Vec<_> = found.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        let expected = [
            "the file does not exist",
            "this is a directory, not a description",
            "the file is not UTF-8: the byte 0xe9 is not part of a character",
        ];
        assert_eq!(messages, expected);
        let diagnostics = crate::Diagnostics::new(found, &sources);
        let place = &diagnostics.iter().find(|one| one.message.contains("0xe9")).expect("it is among them").place;
        assert_eq!(place.position, Some(Position { line: 2, column: 4 }));
        assert_eq!(place.excerpt.as_ref().map(|excerpt| excerpt.text.as_str()), Some("b: \u{fffd}"));
    }
}
