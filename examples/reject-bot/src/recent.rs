//! `Recent`: the calls of late, so that one is not rejected twice.

use std::collections::{HashSet, VecDeque};

/// The last few ids, and no more than that.
#[derive(Debug)]
pub struct Recent {
    capacity: usize,
    ids: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl Recent {
    /// Room for this many ids.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, ids: HashSet::new(), oldest_first: VecDeque::new() }
    }

    /// Remembers `id`. `false`: it was known.
    pub fn insert(&mut self, id: &str) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.oldest_first.push_back(id.to_owned());
        if self.oldest_first.len() > self.capacity
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }

    /// Forgets `id`, because nothing came of it.
    pub fn remove(&mut self, id: &str) {
        if self.ids.remove(id) {
            self.oldest_first.retain(|known| known != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_oldest_gives_way() {
        let mut recent = Recent::new(2);
        let new = ["a", "a", "b", "c", "b", "a"].map(|id| recent.insert(id));
        assert_eq!(new, [true, false, true, true, false, true]);
        assert_eq!((recent.ids.len(), recent.oldest_first.len()), (2, 2));
    }

    #[test]
    fn what_is_removed_is_new_again() {
        let mut recent = Recent::new(2);
        recent.insert("a");
        recent.remove("a");
        recent.remove("unknown");
        assert!(recent.insert("a"));
        assert_eq!((recent.ids.len(), recent.oldest_first.len()), (1, 1));
    }
}
