//! Names taken in one module, type or argument list.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use super::suffixed;

/// The names of one scope, each with what holds it.
#[derive(Debug)]
pub struct Scope<T> {
    taken: BTreeMap<String, T>,
}

impl<T> Default for Scope<T> {
    fn default() -> Self {
        Self { taken: BTreeMap::new() }
    }
}

impl<T> Scope<T> {
    /// Takes `name` for `holder`, or gives back who has it already.
    pub fn claim(&mut self, name: &Ident, holder: T) -> Result<(), &T> {
        match self.taken.entry(name.to_string()) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(holder);
                Ok(())
            }
            std::collections::btree_map::Entry::Occupied(taken) => Err(taken.into_mut()),
        }
    }

    /// Takes the first free name of `name`, `alternative`, `name2`, `name3` and so on.
    pub fn claim_first_free(&mut self, name: &Ident, alternative: Option<Ident>, holder: T) -> Ident {
        let numbered = (2_u32..).map(|number| suffixed(name, &number.to_string()));
        let free = std::iter::once(name.clone())
            .chain(alternative)
            .chain(numbered)
            .find(|candidate| !self.taken.contains_key(&candidate.to_string()))
            .expect("the numbered names never end");
        self.taken.insert(free.to_string(), holder);
        free
    }
}
