//! `Recent`: the calls of late, so that one is not rejected twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The last few ids, and no more than that.
#[derive(Debug)]
pub struct Recent {
    capacity: usize,
    known: Mutex<Known>,
}

/// Each id in both.
#[derive(Debug, Default)]
struct Known {
    ids: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl Recent {
    /// Room for this many ids.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, known: Mutex::default() }
    }

    /// Remembers `id`. `false`: it was known.
    pub fn insert(&self, id: &str) -> bool {
        let mut known = self.known();
        if !known.ids.insert(id.to_owned()) {
            return false;
        }
        known.oldest_first.push_back(id.to_owned());
        if known.oldest_first.len() > self.capacity
            && let Some(oldest) = known.oldest_first.pop_front()
        {
            known.ids.remove(&oldest);
        }
        true
    }

    /// Forgets `id`, because nothing came of it.
    pub fn remove(&self, id: &str) {
        let mut known = self.known();
        if known.ids.remove(id) {
            known.oldest_first.retain(|known| known != id);
        }
    }

    /// A panic while it is held does not spoil it: the worst is that a call is rejected twice.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_oldest_gives_way() {
        let recent = Recent::new(2);
        let new = ["a", "a", "b", "c", "b", "a"].map(|id| recent.insert(id));
        assert_eq!(new, [true, false, true, true, false, true]);
        let known = recent.known();
        assert_eq!((known.ids.len(), known.oldest_first.len()), (2, 2));
    }

    #[test]
    fn what_is_removed_is_new_again() {
        let recent = Recent::new(2);
        recent.insert("a");
        recent.remove("a");
        recent.remove("unknown");
        assert!(recent.insert("a"));
        let known = recent.known();
        assert_eq!((known.ids.len(), known.oldest_first.len()), (1, 1));
    }
}
