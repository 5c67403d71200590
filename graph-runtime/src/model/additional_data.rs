//! Members the description does not know, and nulls worth keeping: nothing a service sent is lost.

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::json::Json;
use super::json_text;
use super::names::Names;
use super::notes::{MemberNotes, Note, UnreadItem, items};
use super::rest::Rest;
use super::undeclared::Undeclared;

/// The members of a JSON object that its model does not declare, in the order they came, each as JSON text.
///
/// It also notes which *declared* members came as an explicit null (or shall be sent as one, see
/// [`set_null`](Self::set_null)): written again, they are null in their place, unless their field has a value by then.
/// And it keeps the items of declared lists that could not be read, see [`unread_items`](Self::unread_items).
///
/// Two are equal when they hold equal JSON values under the same names, in any order. An explicit null is such a value:
/// it does not equal a member that is not there.
#[derive(Clone, Default)]
pub struct AdditionalData {
    /// Most models have none, and every model carries this field: one pointer, no allocation.
    inner: Option<Box<Inner>>,
}

#[derive(Clone, Default)]
struct Inner {
    members: Vec<Undeclared>,
    nulls: Names,
    notes: Vec<MemberNotes>,
}

impl AdditionalData {
    /// Nothing; a literal goes on with [`with`](Self::with) and [`with_null`](Self::with_null).
    pub const fn new() -> Self {
        Self { inner: None }
    }

    /// The same with a member: `AdditionalData::new().with("petName", "Pascaline").with("legs", 4)`.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.put(&name.into(), &Json::from(value.into()));
        self
    }

    /// The same with an explicit null, as by [`set_null`](Self::set_null).
    pub fn with_null(mut self, name: &str) -> Self {
        self.set_null(name);
        self
    }

    /// The value of `name` as a tree; none if it is absent or [cannot be built](Json::to_value).
    pub fn get(&self, name: &str) -> Option<serde_json::Value> {
        json_text::read(self.raw(name)?).ok()
    }

    /// The value of `name` read as `T`; `Ok(None)` if it is absent.
    ///
    /// # Errors
    /// The value is there but does not read as `T`, or cannot become a [tree](Json::to_value).
    pub fn get_as<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, serde_json::Error> {
        self.raw(name).map(json_text::read).transpose()
    }

    /// The JSON text of `name`, as it came.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.members().iter().find(|known| known.name() == name).map(Undeclared::json)
    }

    /// Sets `name` to any serializable value, in its old place if it had one.
    ///
    /// # Errors
    /// What the value's own `Serialize` reports.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), serde_json::Error> {
        self.put(&name.into(), &Json::from_serialize(value)?);
        Ok(())
    }

    pub(crate) fn put(&mut self, name: &str, json: &Json) {
        let inner = self.inner();
        inner.nulls.remove(name);
        let member = Undeclared::new(name, json.as_str());
        match inner.members.iter_mut().find(|known| known.name() == name) {
            Some(old) => *old = member,
            None => inner.members.push(member),
        }
    }

    /// Takes `name` out, its note of null and the [unread items](Self::unread_items) of its list too; gives its JSON text
    /// if it had a value.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        self.forget_notes(name);
        let inner = self.inner.as_deref_mut()?;
        inner.nulls.remove(name);
        let index = inner.members.iter().position(|known| known.name() == name)?;
        Some(inner.members.remove(index).json().to_owned())
    }

    /// Whether `name` came, or shall be sent, as an explicit null. For a declared member, the `is_null` of its model
    /// knows as well whether its field has a value by now.
    pub fn is_null(&self, name: &str) -> bool {
        self.inner.as_deref().is_some_and(|inner| inner.nulls.contains(name)) || self.raw(name) == Some("null")
    }

    /// Sends `name` as an explicit null, which clears it in a `PATCH`. The name is the one on the wire; a declared
    /// member must be `None`, for a field with a value wins.
    pub fn set_null(&mut self, name: &str) {
        self.remove(name);
        self.note_null(name);
    }

    /// The items of declared lists that are null or do not read as declared. They are not in the list; when it is
    /// written, each is in its place again, or behind the last item if the list has become shorter. To write a list of
    /// your own without them, [`remove`](Self::remove) the member's name first.
    ///
    /// ```
    /// # use graph_runtime::model::{AdditionalData, from_str, to_string};
    /// # struct User { business_phones: Option<Vec<String>>, additional_data: AdditionalData }
    /// # graph_runtime::model! { User { "businessPhones" => business_phones } }
    /// let text = r#"{"businessPhones":["112",null,110]}"#;
    /// let user: User = from_str(text)?;
    /// assert_eq!(user.business_phones, Some(vec!["112".to_owned()]));
    /// let items: Vec<_> = user.additional_data.unread_items().map(|item| (item.position()[0], item.raw())).collect();
    /// assert_eq!(items, [(1, "null"), (2, "110")]);
    /// assert_eq!(to_string(&user)?, text);
    /// # Ok::<(), graph_runtime::model::JsonError>(())
    /// ```
    pub fn unread_items(&self) -> impl Iterator<Item = UnreadItem<'_>> {
        self.notes().iter().flat_map(MemberNotes::unread_items)
    }

    /// The undeclared members: name and JSON text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members().iter().map(|member| (member.name(), member.json()))
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
    pub(super) fn push(&mut self, name: &str, json: &str) {
        self.inner().members.push(Undeclared::new(name, json));
    }

    /// Notes that `name` is null.
    pub(super) fn note_null(&mut self, name: &str) {
        self.inner().nulls.push(name);
    }

    /// Keeps what was noted while the member `name` was read.
    pub(super) fn note(&mut self, name: &str, notes: Vec<Note>) {
        self.inner().notes.push(MemberNotes::new(name, notes));
    }

    /// Drops what was noted of `name`.
    pub(super) fn forget_notes(&mut self, name: &str) {
        if let Some(inner) = self.inner.as_deref_mut().filter(|inner| !inner.notes.is_empty()) {
            inner.notes.retain(|known| *known.member != *name);
        }
    }

    /// What was noted of `name`.
    pub(super) fn notes_of(&self, name: &str) -> Option<&MemberNotes> {
        self.notes().iter().find(|known| *known.member == *name)
    }

    fn notes(&self) -> &[MemberNotes] {
        self.inner.as_deref().map_or(&[], |inner| &inner.notes)
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

    /// The names that are noted as null.
    pub(super) fn nulls(&self) -> Option<&Names> {
        self.inner.as_deref().map(|inner| &inner.nulls).filter(|nulls| nulls.len() > 0)
    }

    fn inner(&mut self) -> &mut Inner {
        self.inner.get_or_insert_default()
    }

    /// The undeclared members.
    pub(super) fn members(&self) -> &[Undeclared] {
        self.inner.as_deref().map_or(&[], |inner| &inner.members)
    }
}

/// Drops earlier members of a name that comes again. Few members are compared one by one; for many, a set keeps the
/// time in proportion.
fn keep_last(members: &mut Vec<Undeclared>) {
    const FEW: usize = 16;
    let repeated = if members.len() <= FEW {
        members.iter().enumerate().any(|(at, one)| members[..at].iter().any(|known| known.name() == one.name()))
    } else {
        true
    };
    if repeated {
        let mut seen = HashSet::new();
        let mut keep: Vec<bool> = members.iter().rev().map(|member| seen.insert(member.name().to_owned())).collect();
        members.retain(|_| keep.pop().unwrap_or(true));
    }
}

impl PartialEq for AdditionalData {
    fn eq(&self, other: &Self) -> bool {
        // Lists come in any order.
        let (mut own, mut others) = (items(self.notes()), items(other.notes()));
        own.sort_by_key(|(member, ..)| *member);
        others.sort_by_key(|(member, ..)| *member);
        own == others && Rest::all_of(self) == Rest::all_of(other)
    }
}

impl fmt::Debug for AdditionalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_map();
        Rest::all_of(self).show(&mut shown);
        for item in self.unread_items() {
            shown.entry(&item.path(), item.json);
        }
        shown.finish()
    }
}
