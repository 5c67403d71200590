//! What is wrong with the inputs of a run, with file, line and column: the error type of the library.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

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
        let found: Vec<_> = found.into_iter().collect();
        let places = Places::of(&found, sources);
        let mut list: Vec<_> = found.into_iter().map(|diagnostic| located(diagnostic, &places)).collect();
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

    /// That the `argument` of a command leads nowhere.
    #[cfg(feature = "cli")]
    pub fn of_argument(argument: &str, message: String, help: String) -> Self {
        let place = Place::in_text(argument, None);
        Self(vec![Diagnostic { severity: Severity::Error, message, help: Some(help), place, labels: Vec::new() }])
    }

    /// That `input` cannot be read.
    #[cfg(feature = "cli")]
    pub fn unreadable(input: &str, error: &std::io::Error) -> Self {
        let message = format!("the request cannot be read: {error}");
        let place = Place::in_text(input, None);
        let help = Some("give a request in UTF-8".to_owned());
        Self(vec![Diagnostic { severity: Severity::Error, message, help, place, labels: Vec::new() }])
    }

    /// What is wrong with the declarations in `text`, the file `name`.
    #[cfg(feature = "cli")]
    pub(crate) fn of_source(name: &str, text: &str, faults: &[graph_declare::Fault]) -> Self {
        let one = |fault: &graph_declare::Fault| {
            let (message, help) = fault.message.split_once("\nhelp: ").unwrap_or((&fault.message, ""));
            let at = fault.place.map(|(line, column)| (text, Position { line, column }));
            Diagnostic {
                severity: Severity::Error,
                message: message.to_owned(),
                help: Some(help.to_owned()).filter(|help| !help.is_empty()),
                place: Place::in_text(name, at),
                labels: Vec::new(),
            }
        };
        Self(faults.iter().map(one).collect())
    }

    /// That the file `name` cannot be read.
    #[cfg(feature = "cli")]
    pub fn unreadable_source(name: &str, error: &std::io::Error) -> Self {
        let message = format!("the declarations cannot be read: {error}");
        let help = Some("name a file of Rust in UTF-8".to_owned());
        let place = Place::in_text(name, None);
        Self(vec![Diagnostic { severity: Severity::Error, message, help, place, labels: Vec::new() }])
    }

    /// That a description for snippets comes from standard input, which is read once, and by the program for the request.
    pub(crate) fn misplaced_input() -> Self {
        let message = "a snippet's description cannot come from standard input, where the request is".to_owned();
        let place = Place::in_text("standard input", None);
        let help = Some("write the description to a file, and name that".to_owned());
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

    /// The same for a terminal, of which a person reads `limit` problems: errors before warnings where there are more, each
    /// once, with how many more places have it, and a last line with how many are not shown.
    pub fn render_some(&self, color: bool, limit: usize) -> String {
        let mut groups: Vec<(&Diagnostic, Vec<&Place>)> = Vec::new();
        let mut known: HashMap<_, usize> = HashMap::new();
        for one in &self.0 {
            let key = (one.severity == Severity::Error, &one.message, &one.help);
            if let Some(at) = known.get(&key) {
                groups[*at].1.push(&one.place);
            } else {
                known.insert(key, groups.len());
                groups.push((one, Vec::new()));
            }
        }
        let hidden = groups.len().saturating_sub(limit);
        if hidden > 0 {
            groups.sort_by_key(|(one, _)| one.severity != Severity::Error);
            groups.truncate(limit);
        }
        let texts = groups.iter().map(|(one, others)| render::diagnostic_with(one, others, color));
        let more = (hidden > 0).then(|| format!("and {hidden} more: see them with `--all`\n"));
        texts.chain(more).collect::<Vec<_>>().join("\n")
    }

    /// All of it for a program: a list of objects with `severity`, `message`, `help`, `place` and `labels`.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(Diagnostic::to_json).collect()
    }
}

/// That something is wrong with `name`, which is not a place in a description.
#[cfg(feature = "cli")]
pub(crate) fn fault(name: &str, message: String, help: &str) -> Diagnostics {
    let (severity, help) = (Severity::Error, Some(help.to_owned()));
    Diagnostics(vec![Diagnostic { severity, message, help, place: Place::in_text(name, None), labels: Vec::new() }])
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
            excerpt: at.map(|(text, position)| Excerpt::new(text, position)),
        }
    }

    /// The byte `offset` of `text`, which is at `position`.
    pub(crate) fn at(file: &str, text: &str, offset: usize, position: Position) -> Self {
        let excerpt = Some(Excerpt::at(text, offset));
        Self { file: file.to_owned(), position: Some(position), pointer: String::new(), excerpt }
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

fn located(diagnostic: diagnostic::Diagnostic, places: &Places<'_>) -> Diagnostic {
    let diagnostic::Diagnostic { severity, message, origin, related, help, is_loss: _ } = diagnostic;
    let mut own = places.at(&origin);
    let place = own.pop().unwrap_or_else(|| nowhere(&origin));
    // A key that comes twice is shown where it comes last; the first tells what it repeats.
    let mut labels: Vec<_> = own.into_iter().map(|first| (first, "it stands here already".to_owned())).collect();
    for (origin, label) in related {
        let place = places.at(&origin).pop().unwrap_or_else(|| nowhere(&origin));
        labels.push((place, label));
    }
    Diagnostic { severity, message, help, place, labels }
}

/// A position, and the byte of the text at which it is.
type Spot = (Position, usize);

/// Where the pointers of a list of diagnostics lead, looked up all at once: a file is read once, not once for each.
struct Places<'s> {
    sources: &'s Sources,
    /// By file and pointer.
    found: HashMap<(Arc<str>, String), Vec<Spot>>,
}

impl<'s> Places<'s> {
    fn of(found: &[diagnostic::Diagnostic], sources: &'s Sources) -> Self {
        let mut places = HashMap::new();
        let related = found.iter().flat_map(|one| one.related.iter().map(|(origin, _)| origin));
        let specs = found.iter().map(|one| &one.origin).chain(related).filter_map(|origin| match origin {
            Origin::Spec(spec) => Some(spec),
            Origin::Source(_) => None,
        });
        let mut pointers: BTreeMap<&Arc<str>, BTreeSet<&str>> = BTreeMap::new();
        for spec in specs {
            pointers.entry(&spec.file).or_default().insert(&spec.pointer);
        }
        for (file, pointers) in pointers {
            let Some(source) = sources.find(file) else { continue };
            let pointers: Vec<_> = pointers.into_iter().collect();
            let positions = source.locate(&pointers);
            let sorted: BTreeSet<_> = positions.iter().flatten().copied().collect();
            let sorted: Vec<_> = sorted.into_iter().collect();
            let offsets: HashMap<_, _> = sorted.iter().copied().zip(source.offsets(&sorted)).collect();
            for (pointer, positions) in pointers.into_iter().zip(positions) {
                let positions = positions.into_iter().map(|position| (position, offsets[&position])).collect();
                places.insert((Arc::clone(file), pointer.to_owned()), positions);
            }
        }
        Self { sources, found: places }
    }

    /// Where `origin` is, as far as it is in one of the descriptions.
    fn at(&self, origin: &Origin) -> Vec<Place> {
        let Origin::Spec(spec) = origin else { return Vec::new() };
        let Some(source) = self.sources.find(&spec.file) else { return Vec::new() };
        let places = self.found.get(&(Arc::clone(&spec.file), spec.pointer.clone()));
        let place = |(position, offset): &Spot| Place {
            file: spec.file.to_string(),
            position: Some(*position),
            pointer: spec.pointer.clone(),
            excerpt: Some(Excerpt::at(&source.text, *offset)),
        };
        places.into_iter().flatten().map(place).collect()
    }
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
const CONTEXT: usize = 300;

impl Excerpt {
    /// The part of the line at `position` that fits a terminal.
    fn new(text: &str, position: Position) -> Self {
        let before = text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(str::len).sum::<usize>();
        let line = text[before..].lines().next().unwrap_or_default();
        let column = position.column.saturating_sub(1);
        Self::at(text, before + line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset))
    }

    /// The part of the line at the byte `offset` that fits a terminal.
    fn at(text: &str, offset: usize) -> Self {
        let (before, behind) = text.split_at(offset);
        let mut signs = before.char_indices().rev().take_while(|(_, sign)| *sign != '\n');
        let start = signs.by_ref().take(CONTEXT).last().map_or(offset, |(at, _)| at);
        let is_cut = signs.next().is_some();
        let mut signs = behind.char_indices().take_while(|(_, sign)| *sign != '\n');
        let end = offset + signs.by_ref().take(CONTEXT).last().map_or(0, |(at, sign)| at + sign.len_utf8());
        let cut_end = if signs.next().is_some() { "…" } else { "" };
        let line = text[start..end].trim_end_matches('\r');
        let cut_start = if is_cut { "…" } else { "" };
        // The place may be among the carriage returns that end the line.
        let marked = (offset - start).min(line.len());
        let width = marked_width(line.get(marked..).unwrap_or_default());
        let marked = marked + cut_start.len();
        Self { text: format!("{cut_start}{line}{cut_end}"), marked: marked..marked + width, cut: is_cut }
    }
}

/// The bytes of the key or word that `text` begins with.
fn marked_width(text: &str) -> usize {
    let quoted = text.starts_with(['\'', '"']).then(|| text[1..].find(&text[..1]).map(|end| end + 2)).flatten();
    quoted.unwrap_or_else(|| text.find([':', ',', ' ']).unwrap_or(text.len()))
}
