//! Notes: what is to be kept of a member beside the value in its field.
//!
//! A note is made where a value is read, deep inside lists, and kept in the additional data of the object that has the
//! member. On the way there it is in the [`Context`](super::Context) of the run.

use std::borrow::Cow;

use super::json::Json;

/// What is to be kept of a value, and where it stands below its member.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// The position in the list, in the list inside that, and so on. While the value is read, the innermost comes first.
    pub(super) position: Vec<usize>,
    pub(super) kept: Kept,
}

/// What is kept.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// An item of a list that is not in the list, because it is null or does not read as declared.
    Unread { json: Json, reason: Cow<'static, str> },
    /// How an enum value was spelled, where that is not how it is declared.
    Spelling {
        came: Box<str>,
        /// How many items the list had that the value is an item of; 0 outside of lists.
        items: usize,
    },
}

impl Note {
    /// An item that does not read as declared.
    pub(super) fn unread(json: Json, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { position: Vec::new(), kept: Kept::Unread { json, reason: reason.into() } }
    }

    /// A value that is declared in another case.
    pub(super) fn spelling(came: &str) -> Self {
        Self { position: Vec::new(), kept: Kept::Spelling { came: came.into(), items: 0 } }
    }
}

/// The notes about one member, in the order of their positions.
#[derive(Clone, Debug)]
pub struct MemberNotes {
    pub(super) member: Box<str>,
    pub(super) notes: Vec<Note>,
}

impl MemberNotes {
    /// Those of `member`, as they were made.
    pub(super) fn new(member: &str, mut notes: Vec<Note>) -> Self {
        for note in &mut notes {
            note.position.reverse();
        }
        Self { member: member.into(), notes }
    }

    /// The items that could not be read.
    pub(super) fn unread_items(&self) -> impl Iterator<Item = UnreadItem<'_>> {
        self.notes.iter().filter_map(|note| match &note.kept {
            Kept::Unread { json, reason } => {
                Some(UnreadItem { member: &self.member, position: &note.position, json, reason })
            }
            Kept::Spelling { .. } => None,
        })
    }
}

/// What counts where models are compared: the items that could not be read and their places, but not why, and no
/// spelling.
pub(super) fn items<'d>(notes: impl IntoIterator<Item = &'d MemberNotes>) -> Vec<(&'d str, &'d [usize], &'d Json)> {
    let items = notes.into_iter().flat_map(MemberNotes::unread_items);
    items.map(|item| (item.member, item.position, item.json)).collect()
}

/// An item of a list that is null or does not read as declared; see
/// [`AdditionalData::unread_items`](super::AdditionalData::unread_items).
#[derive(Clone, Copy, Debug)]
pub struct UnreadItem<'d> {
    pub(super) member: &'d str,
    pub(super) position: &'d [usize],
    pub(super) json: &'d Json,
    pub(super) reason: &'d str,
}

impl<'d> UnreadItem<'d> {
    /// The member whose list it stood in, by its name on the wire.
    pub fn member(&self) -> &'d str {
        self.member
    }

    /// Where it stood in the JSON, counted from 0: one number for a list, two for a list of lists, outermost first.
    pub fn position(&self) -> &'d [usize] {
        self.position
    }

    /// Its JSON text, as it came.
    pub fn raw(&self) -> &'d str {
        self.json.as_str()
    }

    /// Why it is not in the list, such as ``name: invalid type: integer `5`, expected a string``. It may hold any text
    /// of the JSON.
    pub fn reason(&self) -> &'d str {
        self.reason
    }

    /// Its path, as errors write it: `businessPhones[2]`.
    pub(crate) fn path(&self) -> String {
        self.position.iter().fold(self.member.to_owned(), |path, position| format!("{path}[{position}]"))
    }
}
