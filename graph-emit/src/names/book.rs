//! Names that were given, so that they can be given again: a tree that follows the description, not the order of things.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Name, keyword};

/// The names of earlier runs and of this one. Those who check parts of one API write into it side by side: what one of them
/// does below an entry of its own, no other sees.
#[derive(Debug)]
pub struct Book(Mutex<Vec<Entry>>);

/// The place of an entry in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(usize);

/// What one thing of a description is called; a path segment has three names or four, most things have one.
#[derive(Clone, Debug, Default)]
struct Entry {
    names: Vec<Name>,
    /// Whether an earlier run wrote it down.
    is_recorded: bool,
    /// Whether this run came upon it.
    is_given: bool,
    below: BTreeMap<String, Key>,
}

/// What an entry is about; the names of one kind below one entry are distinct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A segment of a path: its module, its builder, its step, and perhaps a second, shorter step.
    Segment,
    /// A type, a member, a value: one name.
    Single,
}

impl EntryKind {
    /// The kind of an entry with so many names; `None` where they belong to no scope: the order of arguments, and the types
    /// of an operation's own options.
    pub fn of(key: &str, names: usize) -> Option<Self> {
        match names {
            // A function's own key ends like that, too: `/delta()`.
            _ if !key.starts_with('/') && key.ends_with(ARGUMENTS) => None,
            1 => Some(Self::Single),
            3.. if key.starts_with('/') => Some(Self::Segment),
            _ => None,
        }
    }
}

/// How the key of an entry ends that has the names of arguments, in their order.
pub(crate) const ARGUMENTS: &str = "()";

/// An entry as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<'b> {
    /// What the description calls it.
    pub key: Cow<'b, str>,
    /// The names, as Rust spells them.
    pub names: Vec<Cow<'b, str>>,
    /// The entries below it, by key.
    pub below: Vec<Self>,
}

/// Keys below one entry that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strangers<'b> {
    /// The keys of the entry and those around it, the outermost first.
    pub at: Vec<&'b str>,
    /// Recorded, and not in this run.
    pub gone: Vec<&'b str>,
    /// In this run, and not recorded.
    pub new: Vec<&'b str>,
}

impl Default for Book {
    fn default() -> Self {
        Self(Mutex::new(vec![Entry::default()]))
    }
}

impl Book {
    /// The entry that all others are below.
    pub const ROOT: Key = Key(0);

    /// A book with the names of `recorded`, each of which [`parse`](super::parse) takes.
    pub fn of(recorded: &[Recorded<'_>]) -> Self {
        let mut book = Self::default();
        book.record(Self::ROOT, recorded);
        book
    }

    fn record(&mut self, parent: Key, recorded: &[Recorded<'_>]) {
        for Recorded { key, names, below } in recorded {
            let key = self.entry(parent, key);
            let entry = &mut self.entries_mut()[key.0];
            entry.is_recorded = true;
            entry.names = names.iter().filter_map(|name| keyword::parse(name)).collect();
            self.record(key, below);
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entries_mut(&mut self) -> &mut Vec<Entry> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entry `key` below `parent`, made where it is missing.
    pub fn entry(&self, parent: Key, key: &str) -> Key {
        let mut entries = self.entries();
        if let Some(known) = entries[parent.0].below.get(key) {
            return *known;
        }
        let new = Key(entries.len());
        entries.push(Entry::default());
        entries[parent.0].below.insert(key.to_owned(), new);
        new
    }

    /// The entry `key` below `parent`.
    pub fn find(&self, parent: Key, key: &str) -> Option<Key> {
        self.entries()[parent.0].below.get(key).copied()
    }

    /// The name `at` of an entry.
    pub fn name(&self, key: Key, at: usize) -> Option<Name> {
        self.entries()[key.0].names.get(at).cloned()
    }

    /// The entry below `parent` whose key is one of those meant by `is_meant`, the first of them by key.
    pub fn find_by(&self, parent: Key, is_meant: impl Fn(&str) -> bool) -> Option<Key> {
        let entries = self.entries();
        let mut below = entries[parent.0].below.iter();
        below.find(|(text, _)| is_meant(text)).map(|(_, key)| *key)
    }

    /// The names `at` of the entries of `kind` below `key`.
    pub fn names_below(&self, key: Key, kind: EntryKind, at: usize) -> HashSet<Name> {
        let entries = self.entries();
        let below = entries[key.0].below.iter().map(|(text, key)| (text, &entries[key.0].names));
        let of_kind = below.filter(|(text, names)| EntryKind::of(text, names.len()) == Some(kind));
        of_kind.filter_map(|(_, names)| names.get(at).cloned()).collect()
    }

    /// The names of an entry, in their order.
    pub fn names(&self, key: Key) -> Vec<Name> {
        self.entries()[key.0].names.clone()
    }

    /// Writes down the name `at` of an entry; the names before it are known already.
    pub fn give(&self, key: Key, at: usize, name: &Name) {
        let entry = &mut self.entries()[key.0];
        entry.is_given = true;
        match entry.names.get_mut(at) {
            Some(known) => known.clone_from(name),
            None => entry.names.push(name.clone()),
        }
    }

    /// The name `at` of an entry, which is `wanted` if it had none.
    pub fn keep(&self, key: Key, at: usize, wanted: Name) -> Name {
        let name = self.name(key, at).unwrap_or(wanted);
        self.give(key, at, &name);
        name
    }

    /// What was recorded and this run did not come upon, beside what it came upon that was not recorded: the keys below each
    /// entry that has both.
    pub fn strangers(&mut self) -> Vec<Strangers<'_>> {
        let mut found = Vec::new();
        strangers(self.entries_mut(), Self::ROOT, &mut Vec::new(), &mut found);
        found
    }

    /// All entries with names, or only those that this run came upon.
    pub fn recorded(&mut self, only_given: bool) -> Vec<Recorded<'_>> {
        below(self.entries_mut(), Self::ROOT, only_given)
    }
}

/// Whether this run came upon the entry `key` or any below it; what is below is noted in `found`.
fn strangers<'b>(entries: &'b [Entry], key: Key, at: &mut Vec<&'b str>, found: &mut Vec<Strangers<'b>>) -> bool {
    let (mut gone, mut new, mut is_given) = (Vec::new(), Vec::new(), entries[key.0].is_given);
    for (text, key) in &entries[key.0].below {
        at.push(text);
        let is_met = strangers(entries, *key, at, found);
        at.pop();
        is_given |= is_met;
        match (entries[key.0].is_recorded, is_met) {
            (true, false) => gone.push(text.as_str()),
            (false, true) => new.push(text.as_str()),
            (true, true) | (false, false) => {}
        }
    }
    if !gone.is_empty() && !new.is_empty() {
        found.push(Strangers { at: at.clone(), gone, new });
    }
    is_given
}

fn below(entries: &[Entry], key: Key, only_given: bool) -> Vec<Recorded<'_>> {
    let recorded = entries[key.0].below.iter().map(|(text, key)| {
        let entry = &entries[key.0];
        let names = if only_given && !entry.is_given { &[] } else { entry.names.as_slice() };
        let names = names.iter().map(|name| Cow::Borrowed(name.as_str())).collect();
        Recorded { key: Cow::Borrowed(text.as_str()), names, below: below(entries, *key, only_given) }
    });
    recorded.filter(|entry| !entry.names.is_empty() || !entry.below.is_empty()).collect()
}
