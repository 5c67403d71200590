//! What is wrong with the inputs of a run, with file, line and column: the error type of the library.

use std::fmt;
use std::ops::Range;

use graph_emit::diagnostic::{self, Severity};
use graph_emit::origin::Origin;
use serde_json::{Value, json};

use crate::render;
use crate::spec::{Position, Sources};

/// Everything that was found in one run, sorted by file and place.
///
/// [`Display`](fmt::Display) shows it all as a compiler would, without colors; [`render`](Self::render) can add them.
#[derive(Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the run could go on.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The place at fault.
    pub place: Place,
    /// Other places that explain it, each with what it shows.
    pub labels: Vec<(Place, String)>,
}

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// Line and column, from 1; `None` when the file could not be read, or the place is in no file.
    pub position: Option<Position>,
    /// The RFC 6901 pointer to it; empty for the whole file.
    pub pointer: String,
    /// The line of text at the place, cut around it when it is long.
    pub excerpt: Option<Excerpt>,
}

/// Part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// The bytes of `text` that are at fault.
    pub marked: Range<usize>,
    /// Whether the line begins before `text` does.
    pub cut: bool,
}

impl Diagnostics {
    /// Finds the places of `found` in `sources`.
    pub fn new(found: diagnostic::Diagnostics, sources: &Sources) -> Self {
        let mut list: Vec<_> = found.into_iter().map(|diagnostic| located(diagnostic, sources)).collect();
        // Files in the order in which they were given: a stable sort keeps what has no place where it was found.
        let order = |file: &str| sources.iter().position(|source| &*source.name == file);
        list.sort_by_key(|diagnostic| (order(&diagnostic.place.file), diagnostic.place.position));
        Self(list)
    }

    /// These, and `others` that were found outside the descriptions.
    pub(crate) fn and(mut self, others: Vec<Diagnostic>) -> Self {
        self.0.extend(others);
        self
    }

    /// That `input` cannot be read.
    #[cfg(feature = "cli")]
    pub fn unreadable(input: &str, error: &std::io::Error) -> Self {
        let message = format!("the request cannot be read: {error}");
        let place = Place::in_text(input, None);
        let help = Some("give a request in UTF-8".to_owned());
        Self(vec![Diagnostic { severity: Severity::Error, message, help, place, labels: Vec::new() }])
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The diagnostics, sorted by file and place.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All of it for a terminal, with ANSI colors when `color` says so. No control character of an input gets through.
    pub fn render(&self, color: bool) -> String {
        self.0.iter().map(|diagnostic| render::diagnostic(diagnostic, color)).collect::<Vec<_>>().join("\n")
    }

    /// All of it for a program: a list of objects with `severity`, `message`, `help`, `place` and `labels`.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(Diagnostic::to_json).collect()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The same as [`Display`](fmt::Display), because this is what a build script that returns an error prints.
impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Diagnostics {}

impl Diagnostic {
    fn to_json(&self) -> Value {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let labels = self.labels.iter().map(|(place, text)| json!({ "place": place.to_json(), "text": text }));
        json!({
            "severity": severity,
            "message": self.message,
            "help": self.help,
            "place": self.place.to_json(),
            "labels": labels.collect::<Vec<_>>(),
        })
    }
}

/// For what is found outside the descriptions.
impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(list: Vec<Diagnostic>) -> Self {
        Self(list)
    }
}

impl Place {
    /// A place in the file `file`, whose text and position are known unless it could not be read.
    pub(crate) fn in_text(file: &str, at: Option<(&str, Position)>) -> Self {
        Self {
            file: file.to_owned(),
            position: at.map(|(_, position)| position),
            pointer: String::new(),
            excerpt: at.and_then(|(text, position)| Excerpt::new(text, position)),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "file": self.file,
            "line": self.position.map(|position| position.line),
            "column": self.position.map(|position| position.column),
            "pointer": self.pointer,
        })
    }
}

fn located(diagnostic: diagnostic::Diagnostic, sources: &Sources) -> Diagnostic {
    let diagnostic::Diagnostic { severity, message, origin, related, help, is_loss: _ } = diagnostic;
    let mut places = places(&origin, sources);
    let place = places.pop().unwrap_or_else(|| nowhere(&origin));
    // A key that comes twice is shown where it comes last; the first tells what it repeats.
    let mut labels: Vec<_> = places.into_iter().map(|first| (first, "it stands here already".to_owned())).collect();
    for (origin, label) in related {
        let place = self::places(&origin, sources).pop().unwrap_or_else(|| nowhere(&origin));
        labels.push((place, label));
    }
    Diagnostic { severity, message, help, place, labels }
}

/// Where `origin` is, as far as it is in one of `sources`.
fn places(origin: &Origin, sources: &Sources) -> Vec<Place> {
    let Origin::Spec(spec) = origin else { return Vec::new() };
    let Some(source) = sources.find(&spec.file) else { return Vec::new() };
    let place = |position: Position| {
        let (text, above) = source.near(position.line);
        Place {
            file: spec.file.to_string(),
            position: Some(position),
            pointer: spec.pointer.clone(),
            excerpt: Excerpt::new(text, Position { line: position.line - above, ..position }),
        }
    };
    source.locate(&spec.pointer).into_iter().map(place).collect()
}

fn nowhere(origin: &Origin) -> Place {
    let (file, pointer) = match origin {
        Origin::Spec(spec) => (spec.file.to_string(), spec.pointer.clone()),
        Origin::Source(_) => ("declaration".to_owned(), String::new()),
    };
    Place { file, position: None, pointer, excerpt: None }
}

/// Characters of a line that are kept before and behind the place: more than a terminal shows, so that only the one line
/// of a minified file is cut here, and other long lines are cut when they are drawn.
const CONTEXT: usize = 1000;

impl Excerpt {
    /// The part of the line at `position` that fits a terminal.
    fn new(text: &str, position: Position) -> Option<Self> {
        let line = text[line_start(text, position.line)?..].lines().next()?;
        let offset = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset);
        let at = offset(position.column - 1);
        let start = offset((position.column - 1).saturating_sub(CONTEXT));
        let end = at + line[at..].char_indices().nth(CONTEXT).map_or(line.len() - at, |(offset, _)| offset);
        let width = marked_width(&line[at..end]);
        let cut_start = if start > 0 { "…" } else { "" };
        let cut_end = if end < line.len() { "…" } else { "" };
        let marked_start = at - start + cut_start.len();
        let excerpt = format!("{cut_start}{}{cut_end}", &line[start..end]);
        Some(Self { text: excerpt, marked: marked_start..marked_start + width, cut: start > 0 })
    }
}

/// Where `line`, counted from 1, starts in `text`. Most of the text is counted by blocks: a description has a million line
/// ends, and to stop at each takes many times as long.
fn line_start(text: &str, line: usize) -> Option<usize> {
    const BLOCK: usize = 1 << 16;
    let mut ends = line.saturating_sub(1);
    let mut start = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        let here = memchr::memchr_iter(b'\n', block).count();
        if ends <= here {
            break;
        }
        ends -= here;
        start += block.len();
    }
    match ends.checked_sub(1) {
        None => Some(start),
        Some(before) => Some(start + memchr::memchr_iter(b'\n', &text.as_bytes()[start..]).nth(before)? + 1),
    }
}

/// The bytes of the key or word that `text` begins with.
fn marked_width(text: &str) -> usize {
    let quoted = text.starts_with(['\'', '"']).then(|| text[1..].find(&text[..1]).map(|end| end + 2)).flatten();
    quoted.unwrap_or_else(|| text.find([':', ',', ' ']).unwrap_or(text.len()))
}
