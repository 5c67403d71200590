//! `DeltaItem`: an item of a delta function, which is present or removed.

use std::borrow::Cow;
use std::fmt::Debug;

use super::context::Fault;
use super::json::Json;
use super::reader::{OpenModel, Reader, read_marked};
use super::shown::member;
use super::violations::Violations;
use super::writer::{self, Members, Writable, Writer, additional_data, write_members_of};
use super::{AdditionalData, Model, UnknownValue, Value, from_str};

/// The member that marks an object as removed (OData JSON 4.01, section 15.3; Microsoft Learn, "Use delta query to track
/// changes in Microsoft Graph data").
const REMOVED: &str = "@removed";

/// An item of what a delta function tells: an object that is there, new or changed, or one that is not there any more.
///
/// Which it is says the member `@removed` of the object, wherever it stands in it: it is removed if that is an object (OData
/// JSON 4.01, section 15.3). Read and written again, nothing of the object is lost.
///
/// ```
/// # use graph_runtime::model::{AdditionalData, DeltaItem, RemovalReason, from_str, to_string};
/// # struct Message { id: Option<String>, subject: Option<String>, additional_data: AdditionalData }
/// # graph_runtime::model! { Message { "id" => id, "subject" => subject } }
/// # use std::collections::BTreeMap;
/// let mut mailbox = BTreeMap::from([("1".to_owned(), Message::default())]);
/// for text in [r#"{"id":"2","subject":"new"}"#, r#"{"id":"1","@removed":{"reason":"deleted"}}"#] {
///     match from_str::<DeltaItem<Message>>(text)? {
///         DeltaItem::Present(message) => drop(mailbox.insert(message.id.clone().unwrap_or_default(), message)),
///         DeltaItem::Removed(removed) => {
///             assert_eq!(removed.reason(), Some(RemovalReason::Deleted));
///             mailbox.remove(&*removed.id().unwrap_or_default());
///         }
///     }
/// }
/// assert_eq!(mailbox.into_keys().collect::<Vec<_>>(), ["2"]);
/// # Ok::<(), graph_runtime::model::JsonError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum DeltaItem<T> {
    /// It is there. A member that did not come has not changed; one that came as null was
    /// [cleared](crate::model!).
    Present(T),
    /// It is not there any more.
    Removed(Removed<T>),
}

/// An object that a delta function tells as removed; most often only its id came.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed<T>(T);

/// Why an object is removed.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RemovalReason {
    /// It is deleted and may be restored, or it is no longer among what the delta function tells of.
    Changed,
    /// It is deleted for good.
    Deleted,
    /// A reason that is not known yet; `as_str` gives it.
    UnknownValue(UnknownValue),
}

crate::open_enum! {
    RemovalReason {
        "changed" => Changed,
        "deleted" => Deleted,
    }
}

/// The value of `@removed`.
struct Removal {
    reason: Option<RemovalReason>,
    additional_data: AdditionalData,
}

crate::model! {
    Removal {
        "reason" => reason,
    }
}

impl<T> DeltaItem<T> {
    /// The object, if it is there.
    pub fn present(&self) -> Option<&T> {
        match self {
            Self::Present(object) => Some(object),
            Self::Removed(_) => None,
        }
    }

    /// The object, if it is there.
    pub fn into_present(self) -> Option<T> {
        match self {
            Self::Present(object) => Some(object),
            Self::Removed(_) => None,
        }
    }

    /// What is known of the object, if it is removed.
    pub fn removed(&self) -> Option<&Removed<T>> {
        match self {
            Self::Present(_) => None,
            Self::Removed(removed) => Some(removed),
        }
    }

    /// Whether it is removed.
    pub fn is_removed(&self) -> bool {
        self.removed().is_some()
    }

    /// The object, whether it is there or removed.
    pub fn object(&self) -> &T {
        match self {
            Self::Present(object) | Self::Removed(Removed(object)) => object,
        }
    }

    /// The object, whether it is there or removed.
    pub fn into_object(self) -> T {
        match self {
            Self::Present(object) | Self::Removed(Removed(object)) => object,
        }
    }
}

impl<T: Model> DeltaItem<T> {
    /// The `id` of the object, whether it is there or removed.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        text(self.object(), "id")
    }
}

impl<T> Removed<T> {
    /// What came of the object.
    pub fn object(&self) -> &T {
        &self.0
    }

    /// What came of the object; its additional data still has the member `@removed`.
    pub fn into_object(self) -> T {
        self.0
    }
}

impl<T: Model> Removed<T> {
    /// An object that is removed, as tests need it.
    pub fn new(mut object: T, reason: RemovalReason) -> Self {
        let removal = Removal { reason: Some(reason), ..Removal::default() };
        OpenModel::of(&mut object).put(REMOVED, &Json::from_writable(&removal));
        Self(object)
    }

    /// The `id` of the object.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        text(&self.0, "id")
    }

    /// Why it is removed, if the service says so.
    pub fn reason(&self) -> Option<RemovalReason> {
        let removal = additional_data(&self.0)?.raw(REMOVED)?;
        from_str::<Removal>(removal).ok()?.reason
    }
}

/// An object that is there.
impl<T> From<T> for DeltaItem<T> {
    fn from(object: T) -> Self {
        Self::Present(object)
    }
}

impl<T: Model + Clone + Default + PartialEq + 'static> Value for DeltaItem<T> {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let mut object = T::default();
        let is_removed = read_item(&mut object, from)?;
        Ok(if is_removed { Self::Removed(Removed(object)) } else { Self::Present(object) })
    }

    /// Reads in place, as models do.
    fn read_element(from: &mut dyn Reader, elements: &mut Vec<Self>) -> Result<(), Fault> {
        elements.push(Self::Present(T::default()));
        let Some(Self::Present(object)) = elements.last_mut() else { unreachable!("invariant: an element was added") };
        if read_item(object, from)? {
            let removed = elements.pop().map(|item| Self::Removed(Removed(item.into_object())));
            elements.extend(removed);
        }
        Ok(())
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        writer::write_model(self.object(), to)
    }

    fn check(&self, found: &mut Violations<'_>) {
        Model::check(self.object(), found);
    }
}

/// Reads the object of an item; says whether it is removed.
fn read_item(object: &mut dyn Model, from: &mut dyn Reader) -> Result<bool, Fault> {
    let is_object = |json: &Json| json.as_str().starts_with('{');
    Ok(read_marked(object, from, REMOVED)? && member(object, REMOVED).as_ref().is_some_and(is_object))
}

/// The member `name` of any model, if it is text.
fn text<'v>(model: &'v dyn Model, name: &'static str) -> Option<Cow<'v, str>> {
    let mut found = FindText { name, text: None };
    write_members_of(model, &mut found).ok()?;
    found.text
}

/// An object of which only one member counts.
struct FindText<'v> {
    name: &'static str,
    text: Option<Cow<'v, str>>,
}

impl<'v> Members<'v> for FindText<'v> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        if name == self.name {
            self.text = match value.as_any().downcast_ref::<String>() {
                Some(text) => Some(Cow::Borrowed(&**text)),
                None => from_str(Json::from_writable(value).as_str()).ok().map(Cow::Owned),
            };
        }
        Ok(())
    }
}

impl<T: Model + Clone + Default + PartialEq + 'static> serde::Serialize for DeltaItem<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, serializer)
    }
}

impl<'de, T: Model + Clone + Default + PartialEq + 'static> serde::Deserialize<'de> for DeltaItem<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}
