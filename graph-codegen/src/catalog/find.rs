//! Operations and types by words, the best first.
//!
//! Each word has to be found somewhere in an operation: in its path, its method, or what the description says of it. Where
//! it is found decides what that is worth: most in the last segment that is a name, since that is what an operation is
//! about. Of operations that are worth the same, the one with the shorter path comes first.

use std::collections::BTreeSet;
use std::fmt;

use graph_emit::parallel;
use serde_json::{Value, json};

use super::words::words;
use super::{Catalog, line};
use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::spec::{Outline, did_you_mean};

/// What was found, the best first.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Findings {
    /// The best.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
}

/// An operation or a type that was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// What the description says it is for, in one line; empty where it says nothing.
    pub summary: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Whether the settings select it; a type is selected by the operations that mention it, so always `true`.
    pub is_selected: bool,
    /// How well it fits.
    score: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HitKind {
    /// An operation.
    Operation {
        /// Its HTTP method.
        method: String,
        /// Its path as the description writes it.
        path: String,
    },
    /// A type, by the name of its component.
    Type(String),
}

/// What a word is worth where it is found.
const IN_LAST_SEGMENT: u32 = 12;
const IN_METHOD: u32 = 6;
const IN_SUMMARY: u32 = 5;
const IN_PATH: u32 = 4;
const IN_OPERATION_ID: u32 = 3;
const IN_DESCRIPTION: u32 = 1;
/// What each word of the last segment costs that was not asked for, and each segment.
const PER_SURPLUS: u32 = 2;
/// What all scores begin with, so that costs never take them below zero.
const BASE: u32 = 1000;

impl Config {
    /// Up to `limit` operations and types that fit all of `wanted`, the best first, of all that the descriptions have,
    /// whether or not they are selected.
    ///
    /// # Errors
    /// The descriptions cannot be read, no word is given, or nothing fits: with the words that come near.
    pub fn find(&self, wanted: &[String], limit: usize) -> Result<Findings, Diagnostics> {
        let wanted: Vec<_> = wanted.iter().flat_map(|word| words(word)).collect();
        if wanted.is_empty() {
            let help = "name one or more, such as `reject call`".to_owned();
            return Err(Diagnostics::of_argument("WORDS", "there is no word to look for".to_owned(), help));
        }
        let catalog = Catalog::read(self)?;
        let mut hits = catalog.hits(&wanted);
        hits.sort_by_cached_key(|hit| (std::cmp::Reverse(hit.score), hit.name().len(), hit.name()));
        let total = hits.len();
        hits.truncate(limit);
        if hits.is_empty() && total == 0 {
            return Err(catalog.nothing(&wanted));
        }
        Ok(Findings { hits, total })
    }
}

impl Catalog {
    fn hits(&self, wanted: &[String]) -> Vec<Hit> {
        let operations = parallel::map(self.operations.iter().collect(), |operation| self.operation(operation, wanted));
        let types = parallel::map(self.types.iter().collect(), |name| ty(name, wanted));
        operations.into_iter().chain(types).flatten().collect()
    }

    fn operation(&self, operation: &Outline, wanted: &[String]) -> Option<Hit> {
        let score = score_of_operation(operation, wanted)?;
        let said = [&operation.summary, &operation.description].into_iter().find(|text| !text.is_empty());
        Some(Hit {
            kind: HitKind::Operation { method: operation.method.to_ascii_uppercase(), path: operation.path.clone() },
            summary: said.map(|text| line(text)).unwrap_or_default(),
            is_deprecated: operation.is_deprecated,
            is_selected: self.selects(operation),
            score,
        })
    }

    /// That nothing has all of `wanted`, with what comes near to those that nothing has at all.
    fn nothing(&self, wanted: &[String]) -> Diagnostics {
        let texts = self.operations.iter().flat_map(|one| [one.path.as_str(), &one.summary, &one.operation_id]);
        let known: BTreeSet<_> = texts.chain(self.types.iter().map(String::as_str)).flat_map(words).collect();
        let unknown: Vec<_> =
            wanted.iter().filter(|word| !known.iter().any(|one| one.starts_with(word.as_str()))).collect();
        let help = unknown.iter().find_map(|word| did_you_mean(word, known.iter().map(String::as_str)));
        let message = match unknown.as_slice() {
            [] => format!("no operation and no type has all of `{}`", wanted.join(" ")),
            [word, ..] => format!("no operation and no type has the word `{word}`"),
        };
        Diagnostics::of_argument(
            "WORDS",
            message,
            help.unwrap_or_else(|| "name fewer words, or look at `graph-codegen tree`".to_owned()),
        )
    }
}

/// How well `operation` fits all of `wanted`; `None` where one of them is not in it.
fn score_of_operation(operation: &Outline, wanted: &[String]) -> Option<u32> {
    let segments: Vec<_> = operation.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_name = |segment: &&str| !segment.starts_with('{') && !segment.starts_with('$');
    let last = segments.iter().rposition(is_name).unwrap_or_default();
    let last_words = segments.get(last).map(|last| words(short(last))).unwrap_or_default();
    let places = [
        (IN_LAST_SEGMENT, last_words.clone()),
        (IN_METHOD, words(operation.method)),
        (IN_SUMMARY, words(&operation.summary)),
        (IN_PATH, segments.iter().flat_map(|segment| words(short(segment))).collect()),
        (IN_OPERATION_ID, words(&operation.operation_id)),
    ];
    let mut score = score(wanted, &places, || words(&operation.description))?;
    let surplus = last_words.iter().filter(|word| !wanted.contains(word)).count() + segments.len();
    score = score.saturating_sub(PER_SURPLUS * u32::try_from(surplus).unwrap_or(u32::MAX / PER_SURPLUS));
    Some(if operation.is_deprecated { score.saturating_sub(IN_LAST_SEGMENT) } else { score })
}

/// The component `name`, where it has all of `wanted`.
fn ty(name: &str, wanted: &[String]) -> Option<Hit> {
    let own = words(name.rsplit('.').next().unwrap_or(name));
    let surplus = own.iter().filter(|word| !wanted.contains(word)).count() + 1;
    let places = [(IN_LAST_SEGMENT, own), (IN_PATH, words(name))];
    let score = score(wanted, &places, Vec::new)?;
    Some(Hit {
        kind: HitKind::Type(name.to_owned()),
        summary: String::new(),
        is_deprecated: false,
        is_selected: true,
        score: score.saturating_sub(2 * PER_SURPLUS * u32::try_from(surplus).unwrap_or(u32::MAX / 8)),
    })
}

/// The sum of what each of `wanted` is worth at the best of `places`, or in `rest`; `None` where one is in none of them.
/// A word that only begins so is worth half.
fn score(wanted: &[String], places: &[(u32, Vec<String>)], rest: impl Fn() -> Vec<String>) -> Option<u32> {
    let mut rest_words: Option<Vec<String>> = None;
    let worth = |word: &String, weight: u32, words: &[String]| {
        if words.contains(word) {
            2 * weight
        } else if words.iter().any(|one| one.starts_with(word.as_str())) {
            weight
        } else {
            0
        }
    };
    wanted.iter().try_fold(BASE, |sum, word| {
        let best = places.iter().map(|(weight, words)| worth(word, *weight, words)).max().unwrap_or_default();
        let best = if best > 0 { best } else { worth(word, IN_DESCRIPTION, rest_words.get_or_insert_with(&rest)) };
        (best > 0).then_some(sum + best)
    })
}

/// A segment without Graph's own namespace, which says nothing.
fn short(segment: &str) -> &str {
    segment.strip_prefix("microsoft.graph.").unwrap_or(segment)
}

impl Hit {
    /// What other commands call it: `POST /communications/calls`, or the name of a type.
    pub fn name(&self) -> String {
        match &self.kind {
            HitKind::Operation { method, path } => format!("{method} {path}"),
            HitKind::Type(name) => name.clone(),
        }
    }

    fn to_json(&self) -> Value {
        let mut hit = match &self.kind {
            HitKind::Operation { method, path } => json!({ "kind": "operation", "method": method, "path": path }),
            HitKind::Type(name) => json!({ "kind": "type", "name": name }),
        };
        hit["summary"] = json!(self.summary);
        hit["deprecated"] = json!(self.is_deprecated);
        hit["selected"] = json!(self.is_selected);
        hit
    }
}

impl Findings {
    /// What was found, for programs: an object with `total` and the list `hits`.
    pub fn to_json(&self) -> Value {
        json!({ "total": self.total, "hits": self.hits.iter().map(Hit::to_json).collect::<Vec<_>>() })
    }

    /// How many there are, for people.
    pub fn summary(&self) -> String {
        match self.total - self.hits.len() {
            0 => format!("{} found\n", self.total),
            more => format!("{} found; {more} more with `--limit {}`\n", self.total, self.total),
        }
    }
}

/// A line for each, with a second one for what it is for.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hits.iter().try_for_each(|hit| {
            let kind = if matches!(hit.kind, HitKind::Type(_)) { "type " } else { "" };
            let marks = [(hit.is_deprecated, " (deprecated)"), (!hit.is_selected, " (not selected)")];
            let marks: String = marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| *mark).collect();
            writeln!(f, "{kind}{}{marks}", line(&hit.name()))?;
            if hit.summary.is_empty() { Ok(()) } else { writeln!(f, "    {}", hit.summary) }
        })
    }
}
