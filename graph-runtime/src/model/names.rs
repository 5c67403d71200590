//! `Names`: many short names in two allocations, because half the members of a page may be null.

use std::collections::HashSet;

/// A list of names in one text.
#[derive(Clone, Default)]
pub(super) struct Names {
    text: String,
    entries: Vec<Entry>,
    /// A bit for each key, by which most names that are not here are told at once.
    filter: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    key: u32,
    /// Where the name ends in the text.
    end: usize,
}

/// A number that tells most names apart without looking at their text: length, first, middle and last byte.
fn key(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "a key may lose what it likes")]
    let length = bytes.len() as u8;
    u32::from_le_bytes([length, at(0), at(bytes.len() / 2), at(bytes.len().wrapping_sub(1))])
}

/// A bit for `name`: a set of names is told from most others by its bits together.
pub(super) fn filter_bit(name: &str) -> u64 {
    bit(key(name))
}

/// The filter bit of a key: the top six bits of a multiplicative hash.
fn bit(key: u32) -> u64 {
    1 << (key.wrapping_mul(0x9e37_79b1) >> 26)
}

impl Names {
    pub(super) fn push(&mut self, name: &str) {
        if self.entries.capacity() == 0 {
            // Where one member is null, more follow: some room spares the first steps of growing.
            self.entries.reserve(4);
            self.text.reserve(64);
        }
        self.text.push_str(name);
        let key = key(name);
        self.entries.push(Entry { key, end: self.text.len() });
        self.filter |= bit(key);
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.position(name, 0).is_some()
    }

    /// Where `name` is; at `hint`, if it is there.
    pub(super) fn position(&self, name: &str, hint: usize) -> Option<usize> {
        let key = key(name);
        let is_it = |index: usize| self.entries[index].key == key && self.get(index) == name;
        if hint < self.len() && is_it(hint) {
            return Some(hint);
        }
        if self.filter & bit(key) == 0 {
            return None;
        }
        let first = self.entries.iter().position(|known| known.key == key)?;
        (first..self.len()).find(|index| is_it(*index))
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.contains(name) {
            self.retain(&mut |known| known != name);
        }
    }

    /// Drops names that come again. Few are left as they are: a repeated note does no harm, only a flood of them.
    pub(super) fn settle(&mut self) {
        const FEW: usize = 256;
        if self.len() > FEW {
            let mut seen = HashSet::new();
            self.retain(&mut |name| seen.insert(name.to_owned()));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    fn retain(&mut self, keep: &mut dyn FnMut(&str) -> bool) {
        let mut kept = Self::default();
        for name in self.iter().filter(|name| keep(name)) {
            kept.push(name);
        }
        *self = kept;
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.entries[before].end);
        &self.text[start..self.entries[index].end]
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    fn names(list: &[&str]) -> Names {
        let mut names = Names::default();
        for name in list {
            names.push(name);
        }
        names
    }

    #[test]
    fn names_are_found_from_any_hint() {
        let names = names(&["ab", "c", "", "abc"]);
        for hint in 0..6 {
            assert_eq!(names.position("abc", hint), Some(3));
            assert_eq!(names.position("", hint), Some(2));
            assert_eq!(names.position("bc", hint), None);
        }
    }

    #[test]
    fn names_of_one_key_are_told_apart() {
        let (this, that) = ("aQQcQe", "aRRcRe");
        assert_eq!(super::key(this), super::key(that));
        assert_eq!(names(&[this, that]).position(that, 5), Some(1));
        assert_eq!(names(&[this]).position(that, 0), None);
    }

    #[test]
    fn a_removed_name_leaves_the_others() {
        let mut names = names(&["ab", "c", "ab", "d"]);
        names.remove("ab");
        assert_eq!(names.iter().collect::<Vec<_>>(), ["c", "d"]);
    }

    #[test]
    fn a_flood_of_one_name_is_settled() {
        let mut names = names(&["same"; 1000]);
        names.settle();
        assert_eq!(names.len(), 1);
    }
}
