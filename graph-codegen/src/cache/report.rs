//! A report as tuples, which JSON holds as lists, and back.

use std::path::PathBuf;

use graph_emit::diagnostic::Severity;

use crate::diagnostics::{self, Diagnostics};
use crate::report::{self, Report};
use crate::spec::{self, Fixup, LeftOut, Outcome};

/// Operations, types, files, lines, bytes; corrections; descriptions; what patterns leave out; features; warnings.
pub type Kept = ([usize; 5], Vec<(String, u8)>, Vec<PathBuf>, Vec<(String, String)>, Vec<FeatureCost>, Vec<Diagnostic>);
/// The name, operations, what is its own, all that it compiles, bases.
type FeatureCost = (String, usize, Size, Size, Vec<String>);
/// Types, lines, bytes.
type Size = (usize, usize, usize);
/// Whether it is an error, the message, help, the place, and others.
pub type Diagnostic = (bool, String, Option<String>, Place, Vec<(Place, String)>);
/// The file, line and column, the pointer, and the line of text.
type Place = (String, Option<(usize, usize)>, String, Option<Excerpt>);
/// The text, the range that is marked, and whether its beginning is cut off.
type Excerpt = (String, (usize, usize), bool);

/// How outcomes are numbered.
const OUTCOMES: [Outcome; 4] = [Outcome::Applied, Outcome::NotNeeded, Outcome::NoTarget, Outcome::SwitchedOff];

/// `report` but for its changes, which the next run does not make.
pub fn keep(report: &Report) -> Kept {
    let outcome = |fixup: &Fixup| OUTCOMES.iter().zip(0..).find(|(one, _)| **one == fixup.outcome);
    let fixups = report.fixups.iter().filter_map(|fixup| Some((fixup.name.to_owned(), outcome(fixup)?.1)));
    let size = |size: report::Size| (size.types, size.lines, size.bytes);
    let features = report.features.iter().map(|cost| {
        let report::FeatureCost { name, operations, own, all, bases } = cost;
        (name.clone(), *operations, size(*own), size(*all), bases.clone())
    });
    (
        [report.operations, report.types, report.files, report.lines, report.bytes],
        fixups.collect(),
        report.sources.clone(),
        report.left_out.iter().map(|left| (left.pattern.clone(), left.path.clone())).collect(),
        features.collect(),
        report.warnings.iter().map(keep_diagnostic).collect(),
    )
}

/// The report of `kept`, without changes; `None` where it is not one of this program.
pub fn restore(kept: Kept) -> Option<Report> {
    let ([operations, types, files, lines, bytes], fixups, sources, left_out, features, warnings) = kept;
    let fixup = |(name, outcome): (String, u8)| {
        let outcome = *OUTCOMES.get(usize::from(outcome))?;
        spec::fixups::known(&name, outcome)
    };
    let size = |(types, lines, bytes)| report::Size { types, lines, bytes };
    let feature = |(name, operations, own, all, bases)| {
        let (own, all) = (size(own), size(all));
        report::FeatureCost { name, operations, own, all, bases }
    };
    Some(Report {
        operations,
        types,
        files,
        lines,
        bytes,
        changes: Vec::new(),
        fixups: fixups.into_iter().map(fixup).collect::<Option<_>>()?,
        sources,
        left_out: left_out.into_iter().map(|(pattern, path)| LeftOut { pattern, path }).collect(),
        features: features.into_iter().map(feature).collect(),
        warnings: Diagnostics::from(warnings.into_iter().map(restore_diagnostic).collect::<Vec<_>>()),
    })
}

/// `diagnostics` as tuples.
#[cfg(feature = "cli")]
pub fn keep_all(diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    diagnostics.iter().map(keep_diagnostic).collect()
}

/// The diagnostics of `kept`.
#[cfg(feature = "cli")]
pub fn restore_all(kept: Vec<Diagnostic>) -> Diagnostics {
    Diagnostics::from(kept.into_iter().map(restore_diagnostic).collect::<Vec<_>>())
}

fn keep_diagnostic(diagnostic: &diagnostics::Diagnostic) -> Diagnostic {
    let diagnostics::Diagnostic { severity, message, help, place, labels } = diagnostic;
    let labels = labels.iter().map(|(place, text)| (keep_place(place), text.clone()));
    (*severity == Severity::Error, message.clone(), help.clone(), keep_place(place), labels.collect())
}

fn restore_diagnostic((is_error, message, help, place, labels): Diagnostic) -> diagnostics::Diagnostic {
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    let labels = labels.into_iter().map(|(place, text)| (restore_place(place), text)).collect();
    diagnostics::Diagnostic { severity, message, help, place: restore_place(place), labels }
}

fn keep_place(place: &diagnostics::Place) -> Place {
    let diagnostics::Place { file, position, pointer, excerpt } = place;
    let excerpt = excerpt.as_ref().map(|excerpt| {
        let diagnostics::Excerpt { text, marked, cut } = excerpt;
        (text.clone(), (marked.start, marked.end), *cut)
    });
    (file.clone(), position.map(|position| (position.line, position.column)), pointer.clone(), excerpt)
}

fn restore_place((file, position, pointer, excerpt): Place) -> diagnostics::Place {
    let position = position.map(|(line, column)| spec::Position { line, column });
    let excerpt = excerpt.map(|(text, (start, end), cut)| diagnostics::Excerpt { text, marked: start..end, cut });
    diagnostics::Place { file, position, pointer, excerpt }
}

#[cfg(test)]
mod tests {
    use graph_emit::diagnostic::Severity;

    use super::{keep, restore};
    use crate::diagnostics::{Diagnostic, Diagnostics, Excerpt, Place};
    use crate::report::{FeatureCost, Report, Size};
    use crate::spec::{LeftOut, Position, fixups};

    #[test]
    fn a_report_comes_back_as_it_was() {
        let text = Excerpt { text: "ä: b".to_owned(), marked: 0..2, cut: true };
        let place = Place {
            file: "a.yaml".to_owned(),
            position: Some(Position { line: 3, column: 1 }),
            pointer: "/ä".to_owned(),
            excerpt: Some(text),
        };
        let nowhere = Place { file: "output".to_owned(), position: None, pointer: String::new(), excerpt: None };
        let (message, help) = ("it is so".to_owned(), Some("change it".to_owned()));
        let labels = vec![(nowhere.clone(), "here".to_owned())];
        let warning = Diagnostic { severity: Severity::Warning, message, help, place, labels };
        let plain = Diagnostic {
            severity: Severity::Warning,
            message: String::new(),
            help: None,
            place: nowhere,
            labels: Vec::new(),
        };
        let size = |types| Size { types, lines: 10 * types, bytes: 100 * types };
        let report = Report {
            operations: 1,
            types: 2,
            files: 3,
            lines: 4,
            bytes: 5,
            changes: Vec::new(),
            fixups: fixups::names()
                .iter()
                .zip(super::OUTCOMES)
                .filter_map(|(name, outcome)| fixups::known(name, outcome))
                .collect(),
            sources: vec!["a.yaml".into()],
            left_out: vec![LeftOut { pattern: "/a/**".to_owned(), path: "/a".to_owned() }],
            features: vec![FeatureCost {
                name: "a".to_owned(),
                operations: 6,
                own: size(7),
                all: size(8),
                bases: vec!["b".to_owned()],
            }],
            warnings: Diagnostics::from(vec![warning, plain]),
        };
        let json = serde_json::to_string(&keep(&report)).expect("it is text");
        let back = restore(serde_json::from_str(&json).expect("it was written here")).expect("all is known");
        assert_eq!(format!("{back:#?}"), format!("{report:#?}"));
        assert_eq!((back.to_json(), back.warnings.render(true)), (report.to_json(), report.warnings.render(true)));
    }
}
