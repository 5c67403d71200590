//! `models.lock` and `paths.lock`: the names that were given, as text that is read again, compared line by line, and edited
//! by people.
//!
//! An entry is a line: what the description calls a thing, and behind it what Rust calls it. What belongs to a thing is
//! below it, one space further in. `~` is short for the key in snake case, `^` for the key with a capital, where the key
//! is dotted for its last part, and `*` for `~ ^RequestBuilder ~`, which most path segments have. They are part of this
//! format and no matter of how names are chosen.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, iter};

use graph_emit::checked::Gate;
use graph_emit::diagnostic::Severity;
use graph_emit::names::{self, Book, EntryKind, Recorded};

use super::files::{Comment, File};
use super::misspelt::{self, Misspelt};
use crate::diagnostics::{Diagnostic, Place};
use crate::spec::{Position, Sources};

/// The files below the output: for the types, and for the path segments and what stands beside their builders.
pub const NAMES: [&str; 2] = ["models.lock", "paths.lock"];
/// The section of the second.
const PATHS: &str = "paths";
/// The section of the types without a namespace; those of others have it behind a dot.
const MODELS: &str = "models";

const EXPLANATION: &str = "\
and kept by it: names once given stay. Each line has what the description says, and behind it what Rust says; ~ is the
# former in snake case, ^ the former with a capital, * is ~ ^RequestBuilder ~. To rename a thing, write its new name. Behind
# `()` are arguments in their order, which cannot be renamed there. What is gone keeps its name in case it comes back, until
# `graph-codegen generate --forget`.
";

/// The module, the builder and the step of a segment that all follow its text.
const REGULAR: &str = "~ ^RequestBuilder ~";

/// The names in the files below `folder`, none where there are no such files; and what is wrong with them.
pub fn read(folder: &Path) -> (Book, Vec<Diagnostic>) {
    let (mut recorded, mut faults) = (Vec::new(), Vec::new());
    for path in NAMES.map(|name| folder.join(name)) {
        // A file that cannot be read, or that is somebody else's, is in the way, which is told when files are compared.
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.starts_with(Comment::Hash.mark()) {
            let mut reader = Reader { path: &path, text: &text, lines: lines(&text).peekable(), faults: Vec::new() };
            recorded.extend(reader.block(0));
            faults.extend(reader.faults);
        }
    }
    (Book::of(&recorded), faults)
}

/// The files below `folder` for the names of `book`: all, or only those that this run came upon.
pub fn files(folder: &Path, book: &mut Book, only_given: bool) -> Vec<File> {
    let (paths, models): (Vec<_>, Vec<_>) = book.recorded(only_given).into_iter().partition(|entry| entry.key == PATHS);
    let file = |(name, entries): (&str, Vec<Recorded<'_>>)| {
        let mut text = format!("{}{EXPLANATION}", Comment::Hash.mark());
        write(&mut text, &entries, 0);
        File::new(folder.join(name), text, Comment::Hash, Gate::default())
    };
    NAMES.into_iter().zip([models, paths]).map(file).collect()
}

/// What is wrong with the files below `folder` that only shows when `book` has the names of a run, which read `sources`.
pub fn misspelt(folder: &Path, book: &mut Book, sources: &Sources) -> Vec<Diagnostic> {
    let misspelt = misspelt::all(book, sources);
    if misspelt.is_empty() {
        return Vec::new();
    }
    let files = NAMES.map(|name| folder.join(name)).map(|path| (fs::read_to_string(&path).unwrap_or_default(), path));
    let fault = |misspelt: &Misspelt| {
        let found = files.iter().find_map(|(text, path)| Some((text, path, line_of(text, &misspelt.path)?)));
        let (text, path, line) = found?;
        let key = misspelt.path.last()?;
        let message =
            format!("`{key}` is not in the descriptions, which have `{}` without a recorded name", misspelt.meant);
        let help = format!("write `{}`; if this is another thing, which is gone, take its line out", misspelt.meant);
        Some(fault_at(path, text, &line, &message, &help))
    };
    misspelt.iter().filter_map(fault).collect()
}

/// The line of the entry that the keys of `path` lead to.
fn line_of<'t>(text: &'t str, path: &[String]) -> Option<Line<'t>> {
    let mut matched = 0;
    for line in lines(text) {
        matched = matched.min(line.depth);
        let is_next = line.depth == matched && split(line.text).is_some_and(|(key, _)| key == path[matched]);
        if is_next && matched + 1 == path.len() {
            return Some(line);
        }
        matched += usize::from(is_next);
    }
    None
}

fn fault_at(path: &Path, text: &str, line: &Line<'_>, message: &str, help: &str) -> Diagnostic {
    let position = Position { line: line.number, column: line.depth + 1 };
    let place = Place::in_text(&path.to_string_lossy(), Some((text, position)));
    let (message, help) = (message.to_owned(), Some(help.to_owned()));
    Diagnostic { severity: Severity::Error, message, help, place, labels: Vec::new() }
}

fn write(text: &mut String, entries: &[Recorded<'_>], depth: usize) {
    for Recorded { key, names, below } in entries {
        text.extend(iter::repeat_n(' ', depth));
        write_entry(text, key, names);
        text.push('\n');
        write(text, below, depth + 1);
    }
}

fn write_entry(text: &mut String, key: &str, names: &[impl AsRef<str>]) {
    text.push_str(&quoted(key));
    let start = text.len();
    for name in names {
        text.push(' ');
        let (sign, rest) = shortened(name.as_ref(), key);
        text.push_str(sign);
        text.push_str(rest);
    }
    if text[start..].trim_start() == REGULAR {
        text.replace_range(start.., " *");
    }
}

/// The line of an entry, without the spaces before it.
#[cfg(feature = "cli")]
pub(crate) fn entry(key: &str, names: &[&str]) -> String {
    let mut text = String::new();
    write_entry(&mut text, key, names);
    text
}

/// `key` as one word: as it is, or as a string of JSON where a space, a quote or the like is in it.
pub(crate) fn quoted(key: &str) -> Cow<'_, str> {
    let is_odd = |sign: char| sign.is_whitespace() || sign.is_control() || matches!(sign, '"' | '#' | '\u{feff}');
    let is_plain = !key.is_empty() && !key.contains(is_odd);
    if is_plain { Cow::Borrowed(key) } else { Cow::Owned(serde_json::Value::from(key).to_string()) }
}

/// `name` in terms of `key` where that is shorter: a sign, and what stands behind it.
pub(crate) fn shortened<'n>(name: &'n str, key: &str) -> (&'static str, &'n str) {
    let part = last_part(key);
    let behind = || name.strip_prefix(part.chars().next()?.to_ascii_uppercase())?.strip_prefix(&part[1..]);
    match behind() {
        Some(suffix) => ("^", suffix),
        None if snake(part).eq(name.chars()) => ("~", ""),
        None => ("", name),
    }
}

/// What `word` stands for behind `key`.
pub(crate) fn expanded(word: &str, key: &str) -> String {
    let part = last_part(key);
    match word.strip_prefix('^') {
        Some(suffix) => {
            let first = part.chars().take(1).map(|sign| sign.to_ascii_uppercase());
            first.chain(part.chars().skip(1)).chain(suffix.chars()).collect()
        }
        None if word == "~" => snake(part).collect(),
        None => word.to_owned(),
    }
}

/// The last dotted part of a key, where that is a plain word; paths begin with a slash that is not part of it.
fn last_part(key: &str) -> &str {
    let part = key.rsplit('.').next().unwrap_or(key);
    let part = part.strip_prefix('/').unwrap_or(part);
    if part.chars().all(|sign| sign.is_ascii_alphanumeric()) { part } else { "" }
}

/// The signs of a plain word in snake case.
fn snake(word: &str) -> impl Iterator<Item = char> {
    word.chars().enumerate().flat_map(|(at, sign)| {
        let gap = (at > 0 && sign.is_ascii_uppercase()).then_some('_');
        gap.into_iter().chain([sign.to_ascii_lowercase()])
    })
}

/// A line with an entry.
struct Line<'a> {
    number: usize,
    depth: usize,
    text: &'a str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let text = line.trim_start_matches(' ');
        let depth = line.len() - text.len();
        (!text.is_empty() && !text.starts_with('#')).then_some(Line { number: at + 1, depth, text })
    })
}

/// A file while it is read.
struct Reader<'a, L: Iterator<Item = Line<'a>>> {
    path: &'a Path,
    text: &'a str,
    lines: iter::Peekable<L>,
    faults: Vec<Diagnostic>,
}

impl<'a, L: Iterator<Item = Line<'a>>> Reader<'a, L> {
    /// The entries from here on that are `depth` spaces in, with all below them.
    fn block(&mut self, depth: usize) -> Vec<Recorded<'static>> {
        let mut entries = Vec::new();
        let mut keys = BTreeMap::new();
        let mut taken = BTreeMap::new();
        while let Some(line) = self.lines.next_if(|line| line.depth >= depth) {
            if line.depth > depth {
                self.fault(&line, "this is further in than what it could belong to", "indent by one space per level");
            }
            let Some((key, words)) = split(line.text) else {
                self.fault(&line, "the key has no end", "close its quote");
                continue;
            };
            if depth == 0 && key != PATHS && key != MODELS && !key.starts_with("models.") {
                let help = "write `models`, with a namespace behind a dot, or `paths`; a merge may be unfinished";
                self.fault(&line, &format!("`{key}` is not a section"), help);
            }
            let words = if words.trim() == "*" { REGULAR } else { words };
            let names: Vec<_> = words.split_whitespace().map(|word| expanded(word, &key)).collect();
            if let Some(first) = keys.insert(key.clone(), line.number) {
                self.fault(&line, &format!("`{key}` stands in line {first} already"), "take one of the lines out");
            }
            self.check(&line, (&key, &names), depth, &mut taken);
            let below = self.block(depth + 1);
            let names = names.into_iter().map(Cow::Owned).collect();
            entries.push(Recorded { key: Cow::Owned(key), names, below });
        }
        entries
    }

    /// Checks that the names are identifiers, and that none of the entries beside it has them.
    fn check(
        &mut self,
        line: &Line<'_>,
        (key, names): (&str, &[String]),
        depth: usize,
        taken: &mut BTreeMap<(EntryKind, usize, String), usize>,
    ) {
        for (at, name) in names.iter().enumerate() {
            if names::parse(name).is_none() {
                let help = "a name has letters of ASCII, digits and `_`; one that Rust reserves is written `r#name`";
                self.fault(line, &format!("`{name}` is not an identifier"), help);
            }
            // Sections hold scopes of their own, and the builders of path segments stand in modules of their own.
            let kind = EntryKind::of(key, names.len());
            let is_builder = kind == Some(EntryKind::Segment) && at == 1;
            let Some(kind) = kind.filter(|_| depth > 0 && !is_builder) else { continue };
            // The second step of a segment is a method beside the first.
            let at = if at == 3 { 2 } else { at };
            if let Some(first) = taken.insert((kind, at, name.clone()), line.number) {
                let message = format!("the name `{name}` is given in line {first} already");
                self.fault(line, &message, "give one of the two another name");
            }
        }
    }

    fn fault(&mut self, line: &Line<'_>, message: &str, help: &str) {
        self.faults.push(fault_at(self.path, self.text, line, message, help));
    }
}

/// The key of a line and what stands behind it.
pub(crate) fn split(line: &str) -> Option<(String, &str)> {
    if !line.starts_with('"') {
        let end = line.find(' ').unwrap_or(line.len());
        return Some((line[..end].to_owned(), &line[end..]));
    }
    let mut values = serde_json::Deserializer::from_str(line).into_iter::<String>();
    let key = values.next()?.ok()?;
    Some((key, &line[values.byte_offset()..]))
}

#[cfg(test)]
mod tests {
    use graph_emit::names::{Book, Recorded};

    use super::{expanded, files, quoted, shortened, split};

    #[test]
    fn short_words_stand_for_what_they_were_made_of() {
        let table = [
            ("callbackUri", "callback_uri", "~"),
            ("/calls", "calls", "~"),
            ("/calls", "CallsRequestBuilder", "^RequestBuilder"),
            ("microsoft.graph.user", "User", "^"),
            ("type", "r#type", "r#type"),
            ("{call-id}", "CallItemRequestBuilder", "CallItemRequestBuilder"),
            ("oauth2PermissionGrants", "o_auth2", "o_auth2"),
            ("", "unnamed", "unnamed"),
        ];
        for (key, name, word) in table {
            let (sign, rest) = shortened(name, key);
            assert_eq!((sign.to_owned() + rest, expanded(word, key)), (word.to_owned(), name.to_owned()), "{key}");
        }
    }

    #[test]
    fn every_key_is_one_word() {
        for key in ["a", "", "a b", "\"", "#a", "a\nb", "POST body/x y", "\u{feff}"] {
            let line = format!("{} x y", quoted(key));
            assert_eq!(split(&line), Some((key.to_owned(), " x y")), "{line}");
        }
    }

    #[test]
    fn what_is_below_is_further_in() {
        let entry = |key: &str, names: &[&str], below| Recorded {
            key: key.to_owned().into(),
            names: names.iter().map(|name| (*name).to_owned().into()).collect(),
            below,
        };
        let user = entry("a.user", &["User"], vec![entry("displayName", &["display_name"], Vec::new())]);
        let calls = entry("/calls", &["calls", "CallsRequestBuilder", "calls"], Vec::new());
        let mut book = Book::of(&[entry("models", &[], vec![user]), entry("paths", &[], vec![calls])]);
        let [models, paths] = &files("out".as_ref(), &mut book, false)[..] else { panic!("two files") };
        assert!(models.text.ends_with("\nmodels\n a.user ^\n  displayName ~\n"), "{}", models.text);
        assert!(paths.text.ends_with("\npaths\n /calls *\n"), "{}", paths.text);
    }
}
