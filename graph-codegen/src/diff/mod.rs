//! The difference of two Rust APIs: what became of each thing that a caller may name, and what that means for the caller.
//!
//! The verdicts are about callers who do as the documentation does: they end literals of models with `..Default::default()`,
//! have an arm for all other values where they match an enum, and leave the second argument of `Request`, which marks the
//! options, to the compiler. Everything else that is public is an API: builders and their modules, steps, arguments in their
//! order, answers, options, types, members with their types and keys, values, and what derives from what.

mod change;
mod methods;
mod pair;
mod show;
mod side;
mod steps;
mod types;
mod walk;

use std::fmt;

pub use self::change::{Change, ChangeKind, Impact, LockEdit, SemverStep, Subject};
pub use self::side::{NotASide, Side};
use crate::snapshot::Snapshot;

/// What differs between two Rust APIs.
///
/// It prints as a text for people; [`to_markdown`](Self::to_markdown) and [`to_json`](Self::to_json) are for pull requests and
/// for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, those of a group together, the gravest first.
    pub changes: Vec<Change>,
}

impl Diff {
    /// What became of `old` in `new`.
    ///
    /// ```
    /// use graph_codegen::diff::Impact;
    /// use graph_codegen::{Diff, Snapshot};
    ///
    /// let text = "api 1\nclient GraphClient\nmodels -\n call ^ struct\n  subject ~ str\n";
    /// let old = Snapshot::parse(text)?;
    /// let new = Snapshot::parse(text.replace("str", "i32"))?;
    /// let diff = Diff::between(&old, &new);
    /// assert_eq!(diff.changes[0].rust, "models::Call::subject");
    /// assert_eq!(diff.impact(), Some(Impact::Breaking));
    /// # Ok::<(), graph_codegen::SnapshotError>(())
    /// ```
    ///
    /// # Panics
    /// Never: whoever has a snapshot has one that can be read.
    pub fn between(old: &Snapshot, new: &Snapshot) -> Self {
        if old == new {
            return Self::default();
        }
        let [old, new] = [old, new].map(|one| one.read().expect("invariant: it was read when it was made"));
        let mut changes = walk::changes(&old, &new);
        changes.sort_by(|one, other| {
            let key = |change: &Change| (change.group.clone(), change.impact, change.kind);
            key(one).cmp(&key(other)).then_with(|| one.rust.cmp(&other.rust))
        });
        Self { changes }
    }

    /// The gravest impact; `None` where nothing differs.
    pub fn impact(&self) -> Option<Impact> {
        self.changes.iter().map(|change| change.impact).min()
    }

    /// The part of the version that has to be raised.
    pub fn semver_step(&self) -> SemverStep {
        match self.impact() {
            None => SemverStep::None,
            Some(Impact::Breaking) => SemverStep::Major,
            Some(Impact::Additive) => SemverStep::Minor,
            Some(Impact::Behavior | Impact::Documentation) => SemverStep::Patch,
        }
    }

    /// Whether callers of the old API may have to change their code.
    pub fn is_breaking(&self) -> bool {
        self.impact() == Some(Impact::Breaking)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}
