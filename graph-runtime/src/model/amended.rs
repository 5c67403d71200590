//! `Amended`: a value that is written together with what was noted of it.

use std::any::Any;
use std::collections::HashSet;
use std::fmt;

use super::context::{Context, Fault};
use super::from_str;
use super::json::Json;
use super::notes::{Kept, MemberNotes, Note};
use super::writer::{Members, Writable, Writer};

/// A value and the notes about it and what is in it.
pub(super) struct Amended<'a> {
    value: &'a dyn Writable,
    /// In the order of their positions.
    notes: &'a [Note],
    /// How many lists this value is inside of: that many numbers of a position lead to it.
    depth: usize,
}

impl<'a> Amended<'a> {
    /// The value of a member.
    pub(super) fn new(value: &'a dyn Writable, notes: &'a MemberNotes) -> Self {
        Self { value, notes: &notes.notes, depth: 0 }
    }

    /// How this value, and not one inside it, was spelled, and how many items its list had.
    fn spelling(&self) -> Option<(&'a str, usize)> {
        self.notes.iter().find_map(|note| match &note.kept {
            Kept::Spelling { came, items } if note.position.len() == self.depth => Some((&**came, *items)),
            _ => None,
        })
    }

    /// Whether a list that has `count` items now may still be the one that this item came in. In a list that was changed,
    /// positions say nothing any more, and values are spelled as they are declared.
    fn is_spelled_as_it_came(&self, count: usize) -> bool {
        let Some((came, items)) = self.spelling() else { return true };
        let json = Json::from_writable(self.value);
        items == count && from_str::<String>(json.as_str()).is_ok_and(|value| spells(came, &value))
    }
}

impl Writable for Amended<'_> {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        if self.notes.is_empty() {
            return self.value.write_to(to);
        }
        self.value.write_to(&mut Amending { to, notes: self.notes, depth: self.depth })
    }

    fn as_any(&self) -> &dyn Any {
        self.value.as_any()
    }

    fn equals(&self, other: &dyn Writable) -> bool {
        self.value.equals(other)
    }
}

impl fmt::Debug for Amended<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// Passes a value on, and adds what is noted.
struct Amending<'a, 'w> {
    to: &'w mut dyn Writer,
    notes: &'a [Note],
    depth: usize,
}

impl<'a> Amending<'a, '_> {
    /// The items of a list with those that are noted in their places; behind the last, where the list has become shorter.
    fn items<'i>(&self, elements: impl Iterator<Item = &'i dyn Writable>) -> Vec<Amended<'i>>
    where
        'a: 'i,
    {
        let (mut items, mut notes, depth) = (Vec::new(), self.notes, self.depth + 1);
        let plain = |value| Amended { value, notes: &[], depth };
        let mut elements = elements.fuse();
        loop {
            let here = notes.iter().take_while(|note| note.position.get(self.depth) == Some(&items.len())).count();
            let (of_this, others) = notes.split_at(here);
            if let [note] = of_this
                && let Some(json) = item(note, depth)
            {
                items.push(plain(json));
            } else if let Some(value) = elements.next() {
                items.push(Amended { value, notes: of_this, depth });
            } else {
                break;
            }
            notes = others;
        }
        items.extend(notes.iter().filter_map(|note| item(note, depth)).map(|json| plain(json)));
        if !notes.is_empty() || !items.iter().all(|item| item.is_spelled_as_it_came(items.len())) {
            items.iter_mut().filter(|item| item.spelling().is_some()).for_each(|item| item.notes = &[]);
        }
        items
    }
}

/// The item that is noted, if it is one of the list at this depth.
fn item(note: &Note, depth: usize) -> Option<&Json> {
    match &note.kept {
        Kept::Unread { json, .. } if note.position.len() == depth => Some(json),
        Kept::Unread { .. } | Kept::Spelling { .. } => None,
    }
}

/// Whether `came` spells the value that is now `value`: one name, or several of a set of flags.
fn spells(came: &str, value: &str) -> bool {
    let mut seen = HashSet::new();
    let came = came.split(',').map(|name| name.trim().to_ascii_lowercase());
    let came = came.filter(|name| !name.is_empty() && seen.insert(name.clone()));
    came.eq(value.split(',').filter(|name| !name.is_empty()).map(str::to_ascii_lowercase))
}

impl Writer for Amending<'_, '_> {
    fn object<'v>(&mut self, members: &mut dyn FnMut(&mut dyn Members<'v>) -> Result<(), Fault>) -> Result<(), Fault> {
        self.to.object(members)
    }

    fn array(&mut self, elements: &mut dyn Iterator<Item = &dyn Writable>) -> Result<(), Fault> {
        let elements = elements.map(|element| -> &dyn Writable { element });
        let items = self.items(elements);
        self.to.array(&mut items.iter().map(|item| item as &dyn Writable))
    }

    fn string(&mut self, value: &str) -> Result<(), Fault> {
        let came = self.notes.iter().find_map(|note| match &note.kept {
            Kept::Spelling { came, .. } if note.position.len() == self.depth => Some(&**came),
            _ => None,
        });
        self.to.string(came.filter(|came| spells(came, value)).unwrap_or(value))
    }

    fn boolean(&mut self, value: bool) -> Result<(), Fault> {
        self.to.boolean(value)
    }

    fn integer(&mut self, value: i64) -> Result<(), Fault> {
        self.to.integer(value)
    }

    fn single(&mut self, value: f32) -> Result<(), Fault> {
        self.to.single(value)
    }

    fn double(&mut self, value: f64) -> Result<(), Fault> {
        self.to.double(value)
    }

    fn null(&mut self) -> Result<(), Fault> {
        self.to.null()
    }

    fn json_text(&mut self, text: &str) -> Result<(), Fault> {
        self.to.json_text(text)
    }

    fn context(&self) -> &Context {
        self.to.context()
    }
}
