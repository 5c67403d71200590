//! Named corrections of what Microsoft's description says wrongly or leaves out.
//!
//! Each names its reason and the page that proves it. Most tell whether they are still needed, so that one that Microsoft has
//! caught up with is noticed and removed: that is a warning, and with `--strict` an error. A correction that removes a mark
//! cannot tell: without the mark, its place is like any other. A user can switch each off by its name. To add one, write a
//! function in a file of its own that changes a [`Slice`] and returns an [`Outcome`], and enter it in [`ALL`].

mod application;
mod calls;
mod deprecation;
mod drives;
mod events;
mod mail;
mod synchronization;

pub use drives::{StandIn, stand_ins};
use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use serde_json::Value;

use super::document::Item;
use super::nearest::{nearest, question};
use super::output::Slice;
use super::select::Selection;

/// What became of one correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It changed the description.
    Applied,
    /// The description says it already.
    NotNeeded,
    /// What it corrects is not in this slice.
    NoTarget,
    /// It was not to be applied.
    SwitchedOff,
}

/// One correction and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixup {
    /// Its name, by which it can be switched off.
    pub name: &'static str,
    /// Why it is right.
    pub reason: &'static str,
    /// The page that says so.
    pub link: &'static str,
    /// What it did.
    pub outcome: Outcome,
}

/// A correction.
struct Correction {
    name: &'static str,
    reason: &'static str,
    link: &'static str,
    apply: fn(&mut Slice, &Selection) -> Outcome,
}

/// All corrections, in the order in which they are applied.
const ALL: [Correction; 9] = [
    Correction {
        name: "call_reject_callback_is_https",
        reason: "the callback URI of a rejected call must be https; the description only says that it is text",
        link: "https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta",
        apply: calls::reject_callback_is_https,
    },
    Correction {
        name: "copilot_export_deprecates_nothing_else",
        reason: "the mark of one private preview was put on thousands of operations that stay, all below /users among them",
        link: "https://github.com/microsoftgraph/msgraph-metadata/issues/680",
        apply: deprecation::copilot_export_deprecates_nothing_else,
    },
    Correction {
        name: "drives_go_on",
        reason: "the drive of a user, a group or a site has all that a drive has; the description only says so below /drives",
        link: "https://learn.microsoft.com/graph/api/drive-get?view=graph-rest-beta",
        apply: drives::drives_go_on,
    },
    Correction {
        name: "drive_items_have_paths",
        reason: "an item of a drive can be found by its path; no description has the colons around it",
        link: "https://learn.microsoft.com/graph/onedrive-addressing-driveitems",
        apply: drives::items_have_paths,
    },
    Correction {
        name: "events_delta_needs_no_range",
        reason: "the delta of all events of a calendar takes no start and end; only that of a calendar view needs them",
        link: "https://learn.microsoft.com/graph/api/event-delta?view=graph-rest-beta",
        apply: events::delta_needs_no_range,
    },
    Correction {
        name: "messages_can_be_mime",
        reason: "a message can be written in MIME format, as base64 text; the description only has JSON",
        link: "https://learn.microsoft.com/graph/outlook-send-mime-message",
        apply: mail::messages_can_be_mime,
    },
    Correction {
        name: "sites_have_paths",
        reason: "a site can be found by its host and path; no description has the colons around the path",
        link: "https://learn.microsoft.com/graph/api/site-getbypath?view=graph-rest-beta",
        apply: drives::sites_have_paths,
    },
    Correction {
        name: "synchronization_secrets_can_be_read",
        reason: "the description calls the secrets a property of a synchronization, and has only PUT to write them",
        link: "https://learn.microsoft.com/graph/api/synchronization-serviceprincipal-put-synchronization?view=graph-rest-beta",
        apply: synchronization::secrets_can_be_read,
    },
    Correction {
        name: "application_has_the_members_of_v1",
        reason: "the description of v1.0 has six members of the application that the description of beta lacks",
        link: "https://learn.microsoft.com/graph/api/resources/application?view=graph-rest-beta",
        apply: application::has_the_members_of_v1,
    },
];

/// Applies every correction to `slice` but those called `off`, and tells in `found` of those that are no longer needed.
pub fn apply(slice: &mut Slice, selection: &Selection, found: &mut Diagnostics) -> Vec<Fixup> {
    let mut applied = Vec::with_capacity(ALL.len());
    for Correction { name, reason, link, apply } in ALL {
        let outcome = if selection.without_fixups.iter().any(|off| off == name) {
            Outcome::SwitchedOff
        } else {
            apply(slice, selection)
        };
        if outcome == Outcome::NotNeeded {
            let origin = Origin::spec(&slice.file, "");
            let message = format!("the correction `{name}` is not needed: the description says it already");
            let help = format!("switch it off with `--without-fixup {name}`, and report it to this project");
            found.push(Diagnostic::warning(origin, message).help(help).loss());
        }
        applied.push(Fixup { name, reason, link, outcome });
    }
    applied
}

/// All corrections, none of which was tried.
#[cfg(feature = "cli")]
pub fn all() -> Vec<Fixup> {
    let fixup = |Correction { name, reason, link, .. }| Fixup { name, reason, link, outcome: Outcome::NoTarget };
    ALL.into_iter().map(fixup).collect()
}

/// The names of all corrections.
#[cfg(test)]
pub fn names() -> Vec<String> {
    ALL.iter().map(|known| known.name.to_owned()).collect()
}

/// The correction `name` with this `outcome`; `None` where there is no such correction.
pub fn known(name: &str, outcome: Outcome) -> Option<Fixup> {
    let Correction { name, reason, link, .. } = ALL.into_iter().find(|known| known.name == name)?;
    Some(Fixup { name, reason, link, outcome })
}

/// Tells in `found` of each of `off` that is not the name of a correction.
pub fn check_names(off: &[String], found: &mut Diagnostics) {
    for unknown in off.iter().filter(|off| ALL.iter().all(|known| known.name != **off)) {
        let names = ALL.map(|known| known.name);
        let help = question(&nearest(unknown, names, 1))
            .unwrap_or_else(|| format!("the corrections are `{}`", names.join("`, `")));
        let message = format!("`{unknown}` is not the name of a correction");
        found.push(Diagnostic::error(Origin::spec(&"without-fixup".into(), ""), message).help(help));
    }
}

impl Outcome {
    /// The outcome of two steps: one that applied is enough.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Applied, _) | (_, Self::Applied) => Self::Applied,
            (Self::NotNeeded, _) | (_, Self::NotNeeded) => Self::NotNeeded,
            (one, _) => one,
        }
    }
}

/// The entry `item` of `slice`.
fn value_of<'s>(slice: &'s mut Slice, item: &Item) -> Option<&'s mut Value> {
    slice.entries.iter_mut().find(|entry| entry.item == *item).map(|entry| &mut entry.value)
}

/// The paths of `slice` with their items.
fn paths(slice: &mut Slice) -> impl Iterator<Item = (&str, &mut Value)> {
    slice.entries.iter_mut().filter_map(|entry| Some((entry.item.as_path()?, &mut entry.value)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use graph_emit::diagnostic::Diagnostics;
    use serde_json::{Map, Value};

    use super::{ALL, Outcome, apply, check_names};
    use crate::spec::document::Item;
    use crate::spec::output::{Entry, Slice};
    use crate::spec::select::Selection;

    /// A slice of these entries.
    pub fn slice(entries: Vec<(Item, Value)>) -> Slice {
        let file: Arc<str> = Arc::from("in.yaml");
        let entry = |(item, value)| Entry { item, value, file: Arc::clone(&file) };
        let entries = entries.into_iter().map(entry).collect();
        Slice { head: Map::new(), entries, file: Arc::clone(&file), left_out: Vec::new(), stand_ins: Vec::new() }
    }

    /// What became of the correction `name` of `slice`.
    pub fn outcome(name: &str, slice: &mut Slice) -> Outcome {
        let fixups = apply(slice, &Selection::default(), &mut Diagnostics::new());
        fixups.into_iter().find(|fixup| fixup.name == name).expect("a correction").outcome
    }

    #[test]
    fn each_can_be_switched_off_by_its_name() {
        for name in ALL.map(|known| known.name) {
            let selection = Selection { without_fixups: vec![name.to_owned()], ..Selection::default() };
            let fixups = apply(&mut slice(Vec::new()), &selection, &mut Diagnostics::new());
            let off: Vec<_> = fixups.iter().filter(|fixup| fixup.outcome == Outcome::SwitchedOff).collect();
            assert!(matches!(off[..], [only] if only.name == name));
        }
    }

    #[test]
    fn a_name_that_no_correction_has_is_an_error() {
        let mut found = Diagnostics::new();
        check_names(&["event_delta_needs_no_range".to_owned(), ALL[0].name.to_owned(), "x".to_owned()], &mut found);
        let [near, far] = &found.iter().collect::<Vec<_>>()[..] else { panic!("{found:?}") };
        assert_eq!(near.help.as_deref(), Some("did you mean `events_delta_needs_no_range`?"));
        assert!(far.help.as_ref().is_some_and(|help| ALL.iter().all(|known| help.contains(known.name))), "{far:?}");
    }
}
