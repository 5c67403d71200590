//! `Handled`: which entries of the additional data a declared member answered for while an object is written.

use std::collections::{HashMap, HashSet};

use super::AdditionalData;
use super::names::{Names, filter_bit};
use super::undeclared::Undeclared;

/// Where members are by their names: few are compared one by one; for many, a map keeps the time in proportion, for a
/// service may send as many as it likes.
enum Index<'d> {
    Few(&'d [Undeclared]),
    Many(HashMap<&'d str, usize>),
}

impl Default for Index<'_> {
    fn default() -> Self {
        Self::Few(&[])
    }
}

impl<'d> Index<'d> {
    fn of(data: &'d AdditionalData) -> Self {
        const FEW: usize = 64;
        let members = data.members();
        if members.len() <= FEW {
            return Self::Few(members);
        }
        Self::Many(members.iter().enumerate().map(|(at, member)| (member.name(), at)).collect())
    }

    fn position(&self, name: &str) -> Option<usize> {
        match self {
            Self::Few(members) => members.iter().position(|known| is_same(known.name(), name)),
            Self::Many(places) => places.get(name).copied(),
        }
    }
}

/// Whether two names are the same. Tests count how often that is asked.
fn is_same(known: &str, name: &str) -> bool {
    #[cfg(test)]
    tests::COMPARISONS.set(tests::COMPARISONS.get() + 1);
    known == name
}

/// Which entries of an [`AdditionalData`] were answered for while its object is written.
#[derive(Default)]
pub(super) struct Handled<'d> {
    index: Index<'d>,
    /// The bits of all members' names, by which most names that are not there are told at once.
    filter: u64,
    members: Places,
    nulls: Vec<bool>,
    /// Where the last noted name was found: the next one most likely follows it.
    hint: usize,
    annotations: Annotations<'d>,
}

impl<'d> Handled<'d> {
    /// Nothing of `data` yet.
    pub(super) fn none_of(data: &'d AdditionalData) -> Self {
        let filter = data.members().iter().fold(0, |filter, member| filter | filter_bit(member.name()));
        Self { index: Index::of(data), filter, annotations: Annotations::of(data), ..Self::default() }
    }

    /// A declared member of this name has a value, which wins over one in the additional data.
    pub(super) fn skip_member(&mut self, name: &str) {
        if self.filter & filter_bit(name) != 0 {
            self.index.position(name).map(|index| self.members.insert(index));
        }
    }

    /// Whether every noted null is answered for.
    pub(super) fn all_nulls(&self, data: &AdditionalData) -> bool {
        data.nulls().map_or(0, Names::len) == self.nulls.iter().filter(|written| **written).count()
    }

    /// Whether a null is noted for this declared member; from now on it is answered for.
    pub(super) fn skip_null(&mut self, data: &AdditionalData, name: &str) -> bool {
        let Some(nulls) = data.nulls() else { return false };
        let Some(index) = nulls.position(name, self.hint) else { return false };
        self.hint = index + 1;
        self.nulls.resize(nulls.len(), false);
        self.nulls[index] = true;
        true
    }

    /// Whether there are annotations, which have their places before what they are about.
    pub(super) fn has_annotations(&self) -> bool {
        !self.annotations.is_empty()
    }

    /// Begins with the annotations of the object, unless that was done; says whether there are any.
    pub(super) fn begin_object(&mut self) -> bool {
        std::mem::take(&mut self.annotations.of_object)
    }

    /// The annotations of the member `name`, once.
    pub(super) fn annotations_of(&mut self, name: &str) -> Vec<usize> {
        self.annotations.of_members.remove(name).unwrap_or_default()
    }

    /// Whether the entry at `index` waits for the member that it is about.
    pub(super) fn waits(&self, data: &AdditionalData, index: usize) -> bool {
        let member = annotated(data.members()[index].name()).filter(|member| !member.is_empty());
        let place = member.and_then(|member| self.index.position(member));
        place.is_some_and(|place| !self.members.contains(place))
    }

    /// Answers for the entry at `index`; says whether nothing did before.
    pub(super) fn take(&mut self, index: usize) -> bool {
        self.members.insert(index)
    }

    /// The members nothing answered for.
    pub(super) fn rest(&self, data: &'d AdditionalData) -> impl Iterator<Item = &'d Undeclared> {
        let members = data.members().iter().enumerate().filter(|(index, _)| !self.members.contains(*index));
        members.map(|(_, member)| member)
    }

    /// The noted nulls that no member of that name overrides.
    pub(super) fn rest_nulls(&self, data: &'d AdditionalData) -> impl Iterator<Item = &'d str> {
        data.nulls().into_iter().flat_map(Names::iter).filter(|name| self.index.position(name).is_none())
    }
}

/// A set of places: of the first ones, a bit each.
#[derive(Default)]
struct Places {
    first: u64,
    others: HashSet<usize>,
}

impl Places {
    fn contains(&self, place: usize) -> bool {
        if place < 64 { self.first & (1 << place) != 0 } else { self.others.contains(&place) }
    }

    /// Adds `place`; says whether it was new.
    fn insert(&mut self, place: usize) -> bool {
        if place >= 64 {
            return self.others.insert(place);
        }
        let is_new = !self.contains(place);
        self.first |= 1 << place;
        is_new
    }
}

/// Annotations and control information (OData JSON 4.01, section 4.5: they come before what they are about).
#[derive(Default)]
struct Annotations<'d> {
    /// Whether there are any of the object itself.
    of_object: bool,
    /// Those of its members, by the names of these.
    of_members: HashMap<&'d str, Vec<usize>>,
}

impl<'d> Annotations<'d> {
    fn of(data: &'d AdditionalData) -> Self {
        let mut annotations = Self::default();
        for (index, member) in data.members().iter().enumerate() {
            match annotated(member.name()) {
                None => {}
                Some("") => annotations.of_object = true,
                Some(member) => annotations.of_members.entry(member).or_default().push(index),
            }
        }
        annotations
    }

    fn is_empty(&self) -> bool {
        !self.of_object && self.of_members.is_empty()
    }
}

/// What an annotation is about: a member, or the object if the name is empty; none if `name` is not an annotation.
fn annotated(name: &str) -> Option<&str> {
    name.split_once('@').map(|(member, _)| member)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::{AdditionalData, from_str, to_string};

    thread_local! {
        /// How often this thread compared two names.
        pub(super) static COMPARISONS: Cell<usize> = const { Cell::new(0) };
    }

    /// How many names `work` compares.
    fn comparisons(work: impl FnOnce()) -> usize {
        let before = COMPARISONS.get();
        work();
        COMPARISONS.get() - before
    }

    struct Thing {
        first: Option<i32>,
        second: Option<i32>,
        third: Option<i32>,
        additional_data: AdditionalData,
    }

    crate::model! {
        Thing {
            "first" => first,
            "second" => second,
            "third" => third,
        }
    }

    /// A thing with `count` members that are not declared, and one that is null twice, which no empty field answers for.
    fn thing(count: usize, is_reversed: bool) -> Thing {
        let declared = [r#""first":1,"second":2,"third":null,"third":null"#.to_owned()];
        let others = (0..count).map(|number| if is_reversed { count - 1 - number } else { number });
        let members: Vec<_> =
            declared.into_iter().chain(others.map(|number| format!(r#""m{number}":{number}"#))).collect();
        from_str(&format!("{{{}}}", members.join(","))).unwrap()
    }

    #[test]
    fn many_members_are_not_compared_with_each_other() {
        let (this, that, mut other) = (thing(3000, false), thing(3000, true), thing(3000, true));
        other.additional_data.insert("m0", "changed").unwrap();
        let asked = comparisons(|| {
            assert!(this == that && this != other);
            assert!(format!("{this:?}").contains("m2999"));
            assert_eq!(to_string(&this).unwrap().matches("third").count(), 1);
        });
        assert_eq!(asked, 0);
        let few = comparisons(|| assert!(thing(10, false) == thing(10, true)));
        assert!(few > 0, "the comparisons are counted");
    }
}
