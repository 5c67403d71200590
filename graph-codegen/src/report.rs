//! What a run did.

use std::fmt;
use std::path::PathBuf;

use graph_emit::count::counted;
use serde_json::{Value, json};

use crate::diagnostics::Diagnostics;
use crate::output::Change;
use crate::spec::{Fixup, LeftOut, Outcome};

/// What a run did, or would do. It prints as one line, and one for each pattern that leaves its own root out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The operations generated.
    pub operations: usize,
    /// The types generated.
    pub types: usize,
    /// The files of the output, changed or not.
    pub files: usize,
    /// Their lines.
    pub lines: usize,
    /// Their bytes.
    pub bytes: usize,
    /// The files that differ from what was there, and those that are gone.
    pub changes: Vec<Change>,
    /// The corrections of Microsoft's description, and what became of each.
    pub fixups: Vec<Fixup>,
    /// The descriptions that were read.
    pub sources: Vec<PathBuf>,
    /// What include patterns may have been meant to include, and do not.
    pub left_out: Vec<LeftOut>,
    /// What each feature of a crate costs, the largest first; empty for the other layouts.
    pub features: Vec<FeatureCost>,
    /// What was generated otherwise than the description says.
    pub warnings: Diagnostics,
}

/// What a Cargo feature of a generated crate costs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeatureCost {
    /// The feature.
    pub name: String,
    /// The operations below its path segments.
    pub operations: usize,
    /// What is compiled with no other feature.
    pub own: Size,
    /// All that is compiled with it.
    pub all: Size,
    /// The components of which it brings all that derive from them.
    pub bases: Vec<String>,
}

/// The size of generated code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// The types of bodies and answers.
    pub types: usize,
    /// The lines of Rust.
    pub lines: usize,
    /// The bytes of Rust.
    pub bytes: usize,
}

impl Report {
    /// What a build script prints so that Cargo runs it again when a description changes: a `cargo::rerun-if-changed`
    /// line per file that was read, and for each warning a `cargo::warning` line that ends with what to do.
    pub fn cargo_instructions(&self) -> String {
        let sources = self.sources.iter().map(|path| format!("cargo::rerun-if-changed={}\n", path.display()));
        let warnings = self.warnings.iter().map(|warning| {
            let help = warning.help.iter().map(|help| format!("; {help}"));
            let line = format!("{}: {}{}", warning.place.file, warning.message, help.collect::<String>());
            format!("cargo::warning={}\n", line.replace(char::is_control, " "))
        });
        sources.chain(warnings).collect()
    }

    /// The report for programs.
    pub fn to_json(&self) -> Value {
        let changes = self.changes.iter().map(|change| json!({ "path": change.path(), "change": change.word() }));
        let fixups = self.fixups.iter().map(|fixup| {
            let Fixup { name, reason, link, outcome } = fixup;
            json!({ "name": name, "reason": reason, "link": link, "outcome": word(*outcome) })
        });
        let left_out = self.left_out.iter().map(|left| json!({ "pattern": left.pattern, "path": left.path }));
        json!({
            "operations": self.operations,
            "types": self.types,
            "files": self.files,
            "lines": self.lines,
            "bytes": self.bytes,
            "changes": changes.collect::<Vec<_>>(),
            "fixups": fixups.collect::<Vec<_>>(),
            "sources": self.sources,
            "left_out": left_out.collect::<Vec<_>>(),
            "features": self.features.iter().map(FeatureCost::to_json).collect::<Vec<_>>(),
            "warnings": self.warnings.to_json(),
        })
    }
}

impl FeatureCost {
    fn to_json(&self) -> Value {
        let size = |size: Size| json!({ "types": size.types, "lines": size.lines, "bytes": size.bytes });
        let Self { name, operations, own, all, bases } = self;
        json!({ "name": name, "operations": operations, "own": size(*own), "all": size(*all), "bases": bases })
    }
}

/// The cost as a line for people.
impl fmt::Display for FeatureCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, operations, own, all, .. } = self;
        let (operations, types, lines) =
            (counted(*operations, "operation"), counted(all.types, "type"), counted(all.lines, "line"));
        write!(f, "`{name}`: {operations}, {types}, {lines} ({} of them its own)", own.lines)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [operations, types, files, lines] = [
            counted(self.operations, "operation"),
            counted(self.types, "type"),
            counted(self.files, "file"),
            counted(self.lines, "line"),
        ];
        write!(f, "{operations} and {types} in {files} ({lines}); ")?;
        match self.changes.len() {
            0 => f.write_str("all up to date")?,
            changed => write!(f, "{} changed", counted(changed, "file"))?,
        }
        let applied = self.fixups.iter().filter(|fixup| fixup.outcome == Outcome::Applied);
        let applied: Vec<_> = applied.map(|fixup| fixup.name).collect();
        if !applied.is_empty() {
            write!(f, "; corrected: {}", applied.join(", "))?;
        }
        self.left_out.iter().try_for_each(|left| write!(f, "\n{left}"))
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::NotNeeded => "not needed",
        Outcome::NoTarget => "no target",
        Outcome::SwitchedOff => "switched off",
    }
}
