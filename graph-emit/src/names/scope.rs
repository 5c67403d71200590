//! Names taken in one module, type or argument list.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{Book, Key, Name, suffixed};

/// The names of one scope, each with what holds it.
#[derive(Debug)]
pub struct Scope<T> {
    taken: HashMap<Name, T>,
    reserved: HashSet<Name>,
    /// The last number given to names that begin alike, for many may.
    numbers: HashMap<Name, u32>,
}

/// How a name came to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed<T> {
    /// It is the one that was wanted, or nobody else has that.
    Free,
    /// Another has the one that was wanted; who, unless that is still to come.
    Other(Option<T>),
    /// It is the one that the book has, and yet another has it: that cannot be.
    Twice(T),
}

impl<T> Default for Scope<T> {
    fn default() -> Self {
        Self::reserving(HashSet::new())
    }
}

impl<T> Scope<T> {
    /// A scope whose names `reserved` belong to things that are still to come, or that may come back.
    pub fn reserving(reserved: HashSet<Name>) -> Self {
        Self { taken: HashMap::new(), reserved, numbers: HashMap::new() }
    }

    /// Takes `name` for `holder`, or gives back who has it already.
    pub fn claim(&mut self, name: &Name, holder: T) -> Result<(), &T> {
        match self.taken.entry(name.clone()) {
            Entry::Vacant(free) => {
                free.insert(holder);
                Ok(())
            }
            Entry::Occupied(taken) => Err(taken.into_mut()),
        }
    }

    /// Takes `name` for `holder` if nobody has it or is to have it; says whether that was so.
    pub fn claim_if_free(&mut self, name: &Name, holder: T) -> bool {
        let is_free = !self.is_taken(name);
        is_free && self.claim(name, holder).is_ok()
    }

    /// Takes the first free name of `name`, `alternative`, `name2`, `name3` and so on.
    pub fn claim_first_free(&mut self, name: &Name, alternative: impl FnOnce() -> Option<Name>, holder: T) -> Name {
        let free = if self.is_taken(name) { self.free_alternative(name, alternative()) } else { name.clone() };
        self.taken.insert(free.clone(), holder);
        free
    }

    fn free_alternative(&mut self, name: &Name, alternative: Option<Name>) -> Name {
        if let Some(alternative) = alternative.filter(|alternative| !self.is_taken(alternative)) {
            return alternative;
        }
        // A name that is taken is never given back.
        let first = self.numbers.get(name).map_or(2, |last| last + 1);
        let mut candidates = (first..).map(|number| (number, suffixed(name, &number.to_string())));
        let free = candidates.find(|(_, candidate)| !self.is_taken(candidate));
        let (number, free) = free.expect("the numbered names never end");
        self.numbers.insert(name.clone(), number);
        free
    }

    fn is_taken(&self, name: &Name) -> bool {
        self.taken.contains_key(name) || self.reserved.contains(name)
    }
}

impl<T: Clone> Scope<T> {
    /// Takes the name `at` that `book` has for `key`, or else the first free one as
    /// [`claim_first_free`](Self::claim_first_free) does, which `book` has from then on.
    pub fn claim_kept(
        &mut self,
        (book, key, at): (&Book, Key, usize),
        wanted: &Name,
        alternative: impl FnOnce() -> Option<Name>,
        holder: T,
    ) -> (Name, Claimed<T>) {
        let first = self.taken.get(wanted).cloned();
        let Some(kept) = book.name(key, at) else {
            let name = self.claim_first_free(wanted, alternative, holder);
            book.give(key, at, &name);
            let claimed = if name == *wanted { Claimed::Free } else { Claimed::Other(first) };
            return (name, claimed);
        };
        book.give(key, at, &kept);
        let is_other = kept != *wanted && self.is_taken(wanted);
        match self.claim(&kept, holder) {
            Err(first) => (kept, Claimed::Twice(first.clone())),
            Ok(()) if is_other => (kept, Claimed::Other(first)),
            Ok(()) => (kept, Claimed::Free),
        }
    }
}
