//! Draws a diagnostic as a compiler would.

use std::borrow::Cow;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use graph_emit::count::counted;
use graph_emit::diagnostic::Severity;

use crate::diagnostics::{Diagnostic, Place};

/// `diagnostic` as text that ends with a line feed.
pub fn diagnostic(diagnostic: &Diagnostic, color: bool) -> String {
    diagnostic_with(diagnostic, &[], color)
}

/// The same, which was found in `others`, too.
pub fn diagnostic_with(diagnostic: &Diagnostic, others: &[&Place], color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut elements = place(&diagnostic.place, None);
    for (other, label) in &diagnostic.labels {
        elements.extend(place(other, Some(label)));
    }
    if !diagnostic.place.pointer.is_empty() {
        elements.push(Level::NOTE.message(harmless(&format!("at `{}`", diagnostic.place.pointer)).into_owned()).into());
    }
    if !others.is_empty() {
        elements.push(Level::NOTE.message(harmless(&elsewhere(others)).into_owned()).into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(harmless(help)).into());
    }
    let title = level.primary_title(harmless(&diagnostic.message));
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[title.elements(elements)]) + "\n"
}

/// How many places are named that have the same problem.
const NAMED: usize = 4;

/// Where else there is the same.
fn elsewhere(others: &[&Place]) -> String {
    let named = others.iter().take(NAMED).map(|place| match place.position {
        Some(at) => format!("{}:{}:{}", place.file, at.line, at.column),
        None => place.file.clone(),
    });
    let rest = others.len().saturating_sub(NAMED);
    let more = (rest > 0).then(|| counted(rest, "more place"));
    format!("the same at {}", named.chain(more).collect::<Vec<_>>().join(", "))
}

/// A place with its line, if it has one; `label` is for a place that explains another.
fn place<'a>(place: &'a Place, label: Option<&'a str>) -> Vec<Element<'a>> {
    let file = harmless(&place.file);
    let Some(position) = place.position else { return vec![Origin::path(file).into()] };
    let origin = Origin::path(file.clone()).line(position.line).char_column(position.column);
    let Some(excerpt) = &place.excerpt else { return vec![origin.into()] };
    // Marked before it is made harmless, since that may change lengths.
    let (before, marked) = (&excerpt.text[..excerpt.marked.start], &excerpt.text[excerpt.marked.clone()]);
    let (before, marked, after) = (harmless(before), harmless(marked), harmless(&excerpt.text[excerpt.marked.end..]));
    let span = before.len()..before.len() + marked.len();
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let annotation = kind.span(span).label(label.map(harmless));
    let snippet = Snippet::source(format!("{before}{marked}{after}")).line_start(position.line).annotation(annotation);
    if excerpt.cut {
        // The drawer counts columns in what it sees.
        return vec![origin.into(), snippet.into()];
    }
    vec![snippet.path(file).into()]
}

/// `text` without anything that a terminal obeys: control characters and marks that turn the direction of writing.
fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = |sign: char| {
        (sign.is_control() && sign != '\t')
            || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::with_capacity(text.len()), |mut shown, sign| {
        if obeyed(sign) {
            let _ = write!(shown, "{}", sign.escape_unicode());
        } else {
            shown.push(sign);
        }
        shown
    }))
}
