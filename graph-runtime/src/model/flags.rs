//! `Flags`: an enum whose wire form is several names in one string.

use std::collections::HashSet;

use super::Value;
use super::context::Fault;
use super::notes::Note;
use super::open_enum::OpenEnum;
use super::reader::Reader;
use super::writer::Writer;

/// A set of enum values that is one comma-joined string on the wire. The order is kept, and so is the spelling of the whole as
/// long as the set is not changed: it goes back as it came.
#[derive(Clone, Debug)]
pub struct Flags<E> {
    values: Vec<E>,
}

impl<E: PartialEq> Flags<E> {
    /// The empty set.
    pub const fn new() -> Self {
        Self { values: Vec::new() }
    }

    /// Whether `value` is in the set.
    pub fn contains(&self, value: &E) -> bool {
        self.values.contains(value)
    }

    /// Adds `value` at the end; says whether it was new.
    pub fn insert(&mut self, value: E) -> bool {
        let new = !self.contains(&value);
        if new {
            self.values.push(value);
        }
        new
    }

    /// Takes `value` out; says whether it was there.
    pub fn remove(&mut self, value: &E) -> bool {
        let before = self.values.len();
        self.values.retain(|known| known != value);
        self.values.len() < before
    }
}

impl<E> Flags<E> {
    /// The values in wire order.
    pub fn iter(&self) -> std::slice::Iter<'_, E> {
        self.values.iter()
    }

    /// How many values are set.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<E: OpenEnum> Flags<E> {
    /// The wire text: the names as they are declared, comma-joined.
    fn to_wire(&self) -> String {
        let names: Vec<&str> = self.values.iter().map(E::wire).collect();
        names.join(",")
    }

    /// Each value once. They are told apart by their text: a service may send any number of them, and values can only be
    /// compared one by one.
    fn from_wire(text: &str) -> Self {
        let (mut seen, mut values) = (HashSet::new(), Vec::new());
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let value = E::from(name);
            if seen.insert(value.wire().to_owned()) {
                values.push(value);
            }
        }
        Self { values }
    }

    /// Whether `text` is how these values are written.
    fn is_written(&self, text: &str) -> bool {
        if self.is_empty() { text.is_empty() } else { text.split(',').eq(self.values.iter().map(E::wire)) }
    }

    /// The names in the order of the alphabet.
    fn sorted(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.values.iter().map(E::wire).collect();
        names.sort_unstable();
        names
    }
}

impl<E> Default for Flags<E> {
    fn default() -> Self {
        Self { values: Vec::new() }
    }
}

/// Sets are equal when they hold the same values, in any order.
impl<E: OpenEnum> PartialEq for Flags<E> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl<E: PartialEq> FromIterator<E> for Flags<E> {
    fn from_iter<I: IntoIterator<Item = E>>(values: I) -> Self {
        let mut flags = Self::new();
        flags.extend(values);
        flags
    }
}

impl<E: PartialEq> Extend<E> for Flags<E> {
    fn extend<I: IntoIterator<Item = E>>(&mut self, values: I) {
        for value in values {
            self.insert(value);
        }
    }
}

impl<'a, E> IntoIterator for &'a Flags<E> {
    type Item = &'a E;
    type IntoIter = std::slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<E: OpenEnum> Value for Flags<E> {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let (mut flags, mut other_spelling) = (Self::new(), None);
        from.text(&mut |text| {
            flags = Self::from_wire(text);
            other_spelling = (!flags.is_written(text)).then(|| Note::spelling(text));
        })?;
        if let Some(note) = other_spelling {
            from.context().note(note);
        }
        Ok(flags)
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.string(&self.to_wire())
    }
}

impl<E: OpenEnum> From<Flags<E>> for crate::Parameter {
    fn from(flags: Flags<E>) -> Self {
        Self::from(flags.to_wire())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::Flags;
    use crate::model::{UnknownValue, from_str};

    thread_local! {
        static COMPARISONS: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Clone)]
    enum Color {
        Red,
        UnknownValue(UnknownValue),
    }

    crate::open_enum! {
        Color {
            "red" => Red,
        }
    }

    impl PartialEq for Color {
        fn eq(&self, other: &Self) -> bool {
            COMPARISONS.set(COMPARISONS.get() + 1);
            self.as_str() == other.as_str()
        }
    }

    #[test]
    fn many_values_are_not_compared_with_each_other() {
        let names: Vec<String> = (0..3000).map(|number| format!("c{number}")).collect();
        let read =
            |names: Vec<String>| from_str::<Flags<Color>>(&format!(r#""red,{},red""#, names.join(", "))).unwrap();
        let (this, that) = (read(names.clone()), read(names.iter().rev().cloned().collect()));
        assert_eq!((this.len(), this.iter().next().unwrap().as_str()), (3001, "red"));
        assert!(this == that && this != read(vec!["red".to_owned(); 3000]) && this != read(names[1..].to_vec()));
        assert_eq!(COMPARISONS.get(), 0);
        assert!(this.contains(&Color::Red) && COMPARISONS.get() > 0, "the comparisons are counted");
    }
}
