//! Members the description does not know, and nulls worth keeping: nothing a service sent is lost.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::json::Json;
use super::json_text;
use super::names::{Names, filter_bit};

/// The members of a JSON object that its model does not declare, in the order they came, each as JSON text.
///
/// It also notes which *declared* members came as an explicit null (or shall be sent as one, see
/// [`set_null`](Self::set_null)): written again, they are null in their place, unless their field has a value by then.
/// Two are equal when they hold equal JSON values under the same names, in any order; notes of null do not count.
#[derive(Clone, Default)]
pub struct AdditionalData {
    /// Most models have none, and every model carries this field: one pointer, no allocation.
    inner: Option<Box<Inner>>,
}

#[derive(Clone, Default)]
struct Inner {
    members: Vec<(Box<str>, Json)>,
    nulls: Names,
}

impl AdditionalData {
    /// Nothing; a literal goes on with [`with`](Self::with) and [`with_null`](Self::with_null).
    pub const fn new() -> Self {
        Self { inner: None }
    }

    /// The same with a member: `AdditionalData::new().with("petName", "Pascaline").with("legs", 4)`.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.put(name.into(), Json::from(value.into()));
        self
    }

    /// The same with an explicit null, as by [`set_null`](Self::set_null).
    pub fn with_null(mut self, name: &str) -> Self {
        self.set_null(name);
        self
    }

    /// The value of `name` as a tree; none if it is absent or [cannot be built](Json::to_value).
    pub fn get(&self, name: &str) -> Option<serde_json::Value> {
        self.json(name)?.to_value().ok()
    }

    /// The value of `name` read as `T`; `Ok(None)` if it is absent.
    ///
    /// # Errors
    /// The value is there but does not read as `T`, or cannot become a [tree](Json::to_value).
    pub fn get_as<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, serde_json::Error> {
        self.json(name).map(|json| json_text::read(json.as_str())).transpose()
    }

    /// The JSON text of `name`, as it came.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.json(name).map(Json::as_str)
    }

    /// Sets `name` to any serializable value, in its old place if it had one.
    ///
    /// # Errors
    /// What the value's own `Serialize` reports.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), serde_json::Error> {
        self.put(name.into(), Json::from_serialize(value)?);
        Ok(())
    }

    fn put(&mut self, name: String, json: Json) {
        let inner = self.inner();
        inner.nulls.remove(&name);
        match inner.members.iter_mut().find(|(known, _)| **known == *name) {
            Some((_, old)) => *old = json,
            None => inner.members.push((name.into_boxed_str(), json)),
        }
    }

    /// Takes `name` out, its note of null too; gives its JSON text if it had a value.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let inner = self.inner.as_deref_mut()?;
        inner.nulls.remove(name);
        let index = inner.members.iter().position(|(known, _)| **known == *name)?;
        Some(inner.members.remove(index).1.as_str().to_owned())
    }

    /// Whether `name` came, or shall be sent, as an explicit null.
    pub fn is_null(&self, name: &str) -> bool {
        self.inner.as_deref().is_some_and(|inner| inner.nulls.contains(name))
            || self.json(name).is_some_and(Json::is_null)
    }

    /// Sends `name` as an explicit null, which clears it in a `PATCH`. The name is the one on the wire; a declared
    /// member must be `None`, for a field with a value wins.
    pub fn set_null(&mut self, name: &str) {
        self.remove(name);
        self.note_null(name);
    }

    /// The undeclared members: name and JSON text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members().iter().map(|(name, json)| (&**name, json.as_str()))
    }

    /// How many undeclared members there are.
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Whether there is no undeclared member.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// Adds a member as it was read; `settle` later drops all but the last of one name.
    pub(super) fn push(&mut self, name: &str, json: Json) {
        self.inner().members.push((name.into(), json));
    }

    /// Notes that `name` is null.
    pub(super) fn note_null(&mut self, name: &str) {
        self.inner().nulls.push(name);
    }

    /// Drops the note that `name` is null.
    pub(super) fn forget_null(&mut self, name: &str) {
        if let Some(inner) = self.inner.as_deref_mut() {
            inner.nulls.remove(name);
        }
    }

    /// Drops every member `name`.
    pub(super) fn forget_member(&mut self, name: &str) {
        if let Some(inner) = self.inner.as_deref_mut() {
            inner.members.retain(|(known, _)| **known != *name);
        }
    }

    /// Leaves one entry for each name: its last value, in the place of that last value.
    pub(super) fn settle(&mut self) {
        if let Some(inner) = self.inner.as_deref_mut() {
            keep_last(&mut inner.members);
            inner.nulls.settle();
        }
    }

    /// Whether there is nothing at all to write.
    pub(super) fn is_blank(&self) -> bool {
        self.inner.is_none()
    }

    /// The noted nulls that no member of that name overrides.
    pub(super) fn rest_nulls(&self) -> impl Iterator<Item = &str> {
        let index = Index::of(self);
        self.nulls().filter(move |name| index.position(name).is_none())
    }

    fn nulls(&self) -> impl Iterator<Item = &str> {
        self.inner.as_deref().map(|inner| inner.nulls.iter()).into_iter().flatten()
    }

    fn inner(&mut self) -> &mut Inner {
        self.inner.get_or_insert_default()
    }

    fn members(&self) -> &[(Box<str>, Json)] {
        self.inner.as_deref().map_or(&[], |inner| &inner.members)
    }

    fn json(&self, name: &str) -> Option<&Json> {
        self.members().iter().find(|(known, _)| **known == *name).map(|(_, json)| json)
    }
}

/// Drops earlier members of a name that comes again. Few members are compared one by one; for many, a set keeps the
/// time in proportion.
fn keep_last(members: &mut Vec<(Box<str>, Json)>) {
    const FEW: usize = 16;
    let repeated = if members.len() <= FEW {
        members.iter().enumerate().any(|(index, (name, _))| members[..index].iter().any(|(known, _)| known == name))
    } else {
        true
    };
    if repeated {
        let mut seen = HashSet::new();
        let mut keep: Vec<bool> = members.iter().rev().map(|(name, _)| seen.insert(name.clone())).collect();
        members.retain(|_| keep.pop().unwrap_or(true));
    }
}

/// Where members are by their names: few are compared one by one; for many, a map keeps the time in proportion, for a
/// service may send as many as it likes.
enum Index<'d> {
    Few(&'d [(Box<str>, Json)]),
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
        Self::Many(members.iter().enumerate().map(|(at, (name, _))| (&**name, at)).collect())
    }

    fn position(&self, name: &str) -> Option<usize> {
        match self {
            Self::Few(members) => members.iter().position(|(known, _)| is_same(known, name)),
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

impl PartialEq for AdditionalData {
    fn eq(&self, other: &Self) -> bool {
        let index = Index::of(other);
        let in_other = |name: &str| index.position(name).map(|at| &other.members()[at].1);
        self.len() == other.len() && self.members().iter().all(|(name, json)| in_other(name) == Some(json))
    }
}

impl fmt::Debug for AdditionalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.members().iter().map(|(name, json)| (name, json))).finish()
    }
}

/// Which entries of an [`AdditionalData`] were answered for while its object is written.
#[derive(Default)]
pub(super) struct Handled<'d> {
    index: Index<'d>,
    /// The bits of all members' names, by which most names that are not there are told at once.
    filter: u64,
    members: HashSet<usize>,
    nulls: Vec<bool>,
    /// Where the last noted name was found: the next one most likely follows it.
    hint: usize,
}

impl<'d> Handled<'d> {
    /// Nothing of `data` yet.
    pub(super) fn none_of(data: &'d AdditionalData) -> Self {
        let filter = data.members().iter().fold(0, |filter, (name, _)| filter | filter_bit(name));
        Self { index: Index::of(data), filter, ..Self::default() }
    }

    /// A declared member of this name has a value, which wins over one in the additional data.
    pub(super) fn skip_member(&mut self, name: &str) {
        if self.filter & filter_bit(name) != 0 {
            self.members.extend(self.index.position(name));
        }
    }

    /// Whether every noted null is answered for.
    pub(super) fn all_nulls(&self, data: &AdditionalData) -> bool {
        let noted = data.inner.as_deref().map_or(0, |inner| inner.nulls.len());
        noted == self.nulls.iter().filter(|written| **written).count()
    }

    /// Whether a null is noted for this declared member; from now on it is answered for.
    pub(super) fn skip_null(&mut self, data: &AdditionalData, name: &str) -> bool {
        let Some(nulls) = data.inner.as_deref().map(|inner| &inner.nulls).filter(|nulls| nulls.len() > 0) else {
            return false;
        };
        let Some(index) = nulls.position(name, self.hint) else { return false };
        self.hint = index + 1;
        self.nulls.resize(nulls.len(), false);
        self.nulls[index] = true;
        true
    }

    /// The members nothing answered for.
    pub(super) fn rest(&self, data: &'d AdditionalData) -> impl Iterator<Item = (&'d str, &'d Json)> {
        let members = data.members().iter().enumerate().filter(|(index, _)| !self.members.contains(index));
        members.map(|(_, (name, json))| (&**name, json))
    }
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

    #[derive(Clone)]
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
