//! The difference of two Rust APIs: what became of each thing that a caller may name, and what that means for the caller.
//!
//! The verdicts are about callers who do as the documentation does: they end literals of models with `..Default::default()`,
//! have an arm for all other values where they match an enum, and leave the second argument of `Request`, which marks the
//! options, to the compiler. Everything else that is public is an API: builders and their modules, steps, arguments in their
//! order, answers, options, types, members with their types and keys, values, and what derives from what.

mod change;
mod members;
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
    /// let new = Snapshot::parse(text.replace("~ str", "~ i32"))?;
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

#[cfg(test)]
mod tests {
    use super::{Diff, Impact};
    use crate::snapshot::Snapshot;

    const TEXT: &str = "\
api 1
client GraphClient base=https://graph.microsoft.com/beta
models -
 entity ^ struct
  id ~ str
 user ^ struct base=Entity
  displayName ~ str #abc
paths
 /me * =users::item
 /users *
  /{user-id} *
   GET (day:date,count:i32) ->User ?select,top:i32 by=SetTop
   /messages *
    GET ->[User]
";

    /// What becomes of `TEXT` with `old` replaced by `new`: the gravest impact, and what is said of each.
    fn edited(old: &str, new: &str) -> (Option<Impact>, Vec<String>) {
        assert!(TEXT.contains(old), "{old}");
        let [before, after] =
            [TEXT.to_owned(), TEXT.replace(old, new)].map(|text| Snapshot::parse(text).expect("it can be read"));
        let diff = Diff::between(&before, &after);
        (
            diff.impact(),
            diff.changes
                .iter()
                .map(|change| format!("{}: {} (+{})", change.rust, change.reason, change.elsewhere))
                .collect(),
        )
    }

    #[test]
    fn each_change_is_told_once_with_the_number_of_its_places() {
        let (impact, said) = edited("    GET ->[User]\n", "");
        assert_eq!(impact, Some(Impact::Breaking));
        assert_eq!(said, ["me().messages().get(): the operation is gone; code that calls it does not compile (+1)"]);
        let (_, said) = edited("  id ~ str\n", "  id ~ i32\n");
        assert_eq!(said, ["models::Entity::id: its type is `i32`, not `str` (+1)"]);
    }

    #[test]
    fn an_order_of_arguments_that_the_compiler_cannot_see_is_breaking() {
        let (impact, said) = edited("(day:date,count:i32)", "(count:i32,day:date)");
        assert!(
            impact == Some(Impact::Breaking) && said[0].contains("in the order `count`, `day`, not `day`, `count`"),
            "{said:?}"
        );
        let (impact, said) = edited("(day:date,count:i32)", "(day:date,number:i32)");
        assert_eq!(impact, Some(Impact::Documentation), "{said:?}");
    }

    #[test]
    fn an_option_that_becomes_an_argument_is_required() {
        let (impact, said) = edited("count:i32) ->User ?select,top:i32 by=SetTop", "count:i32,top:i32) ->User ?select");
        assert_eq!(impact, Some(Impact::Breaking));
        assert!(said.iter().any(|line| line.contains("the option is required now")), "{said:?}");
    }

    #[test]
    fn a_member_that_moves_to_the_base_is_new_there() {
        let (impact, said) = edited(
            "  id ~ str\n user ^ struct base=Entity\n  displayName ~ str #abc\n",
            "  displayName ~ str #abc\n  id ~ str\n user ^ struct base=Entity\n",
        );
        assert_eq!(impact, Some(Impact::Additive), "{said:?}");
        assert_eq!(said.len(), 1, "{said:?}");
    }

    /// A snapshot may come from anywhere: with lines left out, doubled or changed it is read, or refused with its line.
    #[test]
    fn odd_snapshots_are_refused_or_compared() {
        let mut random = fastrand::Rng::with_seed(19);
        let original = Snapshot::parse(TEXT).expect("it can be read");
        let mut counts = [0, 0];
        for _ in 0..1000 {
            let mut lines: Vec<_> = TEXT.lines().map(str::to_owned).collect();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(0..lines.len());
                match random.u8(0..5) {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, lines[random.usize(0..lines.len())].clone()),
                    2 => lines[at] = format!("{}{}", " ".repeat(random.usize(0..4)), lines[at].trim_start()),
                    3 => {
                        let length = random.usize(0..=lines[at].len());
                        lines[at].truncate(length);
                    }
                    _ => {
                        let place = ["me", "users", "users::item::messages", ""][random.usize(0..4)];
                        lines[at] = lines[at].replace("users::item", place);
                    }
                }
            }
            match Snapshot::parse(lines.join("\n")) {
                Ok(snapshot) => {
                    counts[0] += 1;
                    let diff = [Diff::between(&original, &snapshot), Diff::between(&snapshot, &original)];
                    assert!(diff.iter().all(|diff| !diff.render(true).is_empty()));
                }
                Err(error) => {
                    counts[1] += 1;
                    assert!(error.to_string().starts_with("line "), "{error}");
                }
            }
        }
        assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
    }

    #[test]
    fn builders_that_are_below_themselves_are_refused() {
        let circle = "api 1\nclient C\npaths\n /a *\n  /b * =a\n";
        assert!(Snapshot::parse(circle).is_err());
        // Each is at two places of the one before: a million places of twenty.
        let below = |number: usize| format!(" /a{number} *\n  /x * =a{next}\n  /y * =a{next}\n", next = number + 1);
        let text = format!("api 1\nclient C\npaths\n{} /a20 *\n  GET\n", (0..20).map(below).collect::<String>());
        let snapshot = Snapshot::parse(&text).expect("it is deep, not a circle");
        let other = Snapshot::parse(text.replace("  GET\n", "  PUT\n")).expect("it is deep, not a circle");
        assert_eq!(Diff::between(&snapshot, &other).changes.len(), 2);
    }
}
