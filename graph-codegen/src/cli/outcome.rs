//! What a command has to say, and how `generate` and `check` say it.

use graph_codegen::spec::Outcome as FixupOutcome;
use graph_codegen::{Change, Diagnostics, FeatureCost, Report};

use super::FAULT;

/// How many stale files `check` names.
const NAMED: usize = 20;
/// How many features `generate` names.
const COSTLIEST: usize = 5;

/// What a command has to say.
pub struct Outcome {
    /// For standard output.
    pub output: String,
    /// For people, on standard error.
    pub summary: String,
    /// For people who want to know more.
    pub details: String,
    /// What was found that is not an error.
    pub warnings: Diagnostics,
    /// The exit code: not 0 where `check` found files that differ, or a difference is as grave as was asked for.
    pub code: u8,
}

impl Outcome {
    /// The outcome of a command that writes nothing.
    pub fn of(output: String, summary: String, warnings: Diagnostics) -> Self {
        Self { output, summary, details: String::new(), warnings, code: 0 }
    }
}

/// What `generate` or `check` has to say.
pub fn reported(report: &Report, json: bool, is_check: bool) -> Outcome {
    let is_stale = is_check && !report.changes.is_empty();
    let summary = if is_stale { stale(&report.changes) } else { format!("{report}\n{}", costliest(&report.features)) };
    Outcome {
        output: if json { format!("{}\n", report.to_json()) } else { String::new() },
        summary,
        details: details(report),
        warnings: report.warnings.clone(),
        code: if is_stale { FAULT } else { 0 },
    }
}

/// The corrections with their reasons, and the files that change.
fn details(report: &Report) -> String {
    let fixups = report.fixups.iter().map(|fixup| {
        let outcome = match fixup.outcome {
            FixupOutcome::Applied => "applied",
            FixupOutcome::NotNeeded => "not needed",
            FixupOutcome::NoTarget => "nothing to correct",
            _ => "switched off",
        };
        format!("correction {} ({outcome}): {}\n", fixup.name, fixup.reason)
    });
    let changes = report.changes.iter().map(|change| match change {
        Change::Added(path) => format!("added {}\n", path.display()),
        Change::Changed(path) => format!("changed {}\n", path.display()),
        Change::Removed(path) => format!("removed {}\n", path.display()),
    });
    fixups.chain(changes).collect()
}

/// The features of a crate that cost most; its README has them all.
fn costliest(features: &[FeatureCost]) -> String {
    let named = features.iter().take(COSTLIEST).map(|cost| format!("  {cost}\n"));
    let rest = features.len().saturating_sub(COSTLIEST);
    let more = if rest > 0 { format!("  and {rest} more, see README.md\n") } else { String::new() };
    named.chain([more]).collect()
}

/// The short list of `check`, and the command that mends it.
fn stale(changes: &[Change]) -> String {
    let named = changes.iter().take(NAMED).map(|change| match change {
        Change::Added(path) => format!("  missing      {}\n", path.display()),
        Change::Changed(path) => format!("  out of date  {}\n", path.display()),
        Change::Removed(path) => format!("  left over    {}\n", path.display()),
    });
    let rest = changes.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!("  and {rest} more\n") } else { String::new() };
    let list: String = named.collect();
    format!("error: the output is stale\n{list}{more}help: run `graph-codegen generate` with the same settings\n")
}
