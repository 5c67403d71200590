//! JSON models: how generated types are read, written, kept whole and checked.
//!
//! A model has a handful of functions over trait objects and nothing generic, so that thousands of them compile in
//! seconds. The generic half, serde, is met in two files: `deserialize` and `serialize`. The wire path
//! ([`from_slice`], [`to_vec`]) keeps undeclared members digit for digit. With the feature `serde`, every model has
//! `Serialize` and `Deserialize`, for all self-describing formats; there, undeclared members pass through
//! [`serde_json::Value`].
//!
//! Text from outside may be nested as deep as whoever sends it likes. A model or a tree is made of it only down to
//! [`MAX_DEPTH`] levels; what is deeper is an error, or is kept as text where no field declares it.

mod additional_data;
mod amended;
mod binary;
mod context;
mod copy;
mod decimal;
mod declared;
mod delta;
mod deserialize;
mod equal;
pub(crate) mod excerpt;
mod flags;
mod handled;
mod inherit;
mod json;
pub(crate) mod json_text;
mod list;
mod member;
mod names;
mod notes;
pub(crate) mod number;
mod open_enum;
mod reader;
mod rest;
mod scalar;
mod serialize;
mod shown;
mod text_reader;
mod text_writer;
mod tree;
mod undeclared;
mod value;
mod violations;
mod wire;
mod writer;

use std::fmt::Debug;

pub use additional_data::AdditionalData;
pub use binary::{Binary, NotBase64};
pub use context::{Context, Fault};
#[doc(hidden)]
pub use copy::copy;
pub use decimal::{Decimal, NotANumber};
#[doc(hidden)]
pub use declared::{Declared, Holds};
pub use delta::{DeltaItem, RemovalReason, Removed};
#[doc(hidden)]
pub use deserialize::deserialize;
#[doc(hidden)]
pub use equal::equal;
pub use flags::Flags;
pub use inherit::{Derived, DerivedFrom, DowncastError};
#[doc(hidden)]
pub use inherit::{downcast, is, to_base};
pub use json::Json;
pub use json_text::MAX_DEPTH;
pub use member::{Member, MemberList};
pub use notes::UnreadItem;
pub use number::Number;
pub use open_enum::{OpenEnum, UnknownValue};
#[doc(hidden)]
pub use open_enum::{debug_open_enum, from_wire, read_open_enum};
pub(crate) use reader::OpenModel;
pub use reader::Reader;
pub use scalar::{Date, DateTimeOffset, Duration, Guid, TimeOfDay};
#[doc(hidden)]
pub use serialize::serialize;
pub(crate) use shown::member;
#[doc(hidden)]
pub use shown::{debug, is_null};
pub use value::Value;
pub use violations::{Bounded, Violation, Violations};
pub use wire::{JsonError, from_slice, from_str, to_string, to_vec};
#[cfg(feature = "notifications")]
pub(crate) use wire::{from_member_str, look_into};
pub(crate) use writer::additional_data;
pub use writer::{Members, ObjectWriter, Writable, Writer};

/// A JSON object with declared members; see [`model!`](crate::model!).
///
/// Both lists have the same members under the same names.
pub trait Model: Debug {
    /// Lists the declared members to be read into, and gives the place for all others.
    fn members_mut<'m>(&'m mut self, members: &mut MemberList<'m>) -> &'m mut AdditionalData;

    /// Says what the additional data is, then lists the declared members in the order in which they are written.
    fn members<'v>(&'v self, object: &mut ObjectWriter<'v, '_>);

    /// Reports what the description forbids.
    fn check(&self, found: &mut Violations<'_>) {
        let _ = found;
    }
}

/// A member that holds an object is boxed.
impl<T: Model> Model for Box<T> {
    fn members_mut<'m>(&'m mut self, members: &mut MemberList<'m>) -> &'m mut AdditionalData {
        (**self).members_mut(members)
    }

    fn members<'v>(&'v self, object: &mut ObjectWriter<'v, '_>) {
        (**self).members(object);
    }

    fn check(&self, found: &mut Violations<'_>) {
        Model::check(&**self, found);
    }
}

/// Every model is a value. One implementation for all of them keeps four functions per model out of generated crates.
// Of a type that is not a value, one error says so, and not one for each of these bounds.
#[diagnostic::do_not_recommend]
impl<T: Model + Clone + Default + PartialEq + 'static> Value for T {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let mut model = Self::default();
        reader::read_model(&mut model, from)?;
        Ok(model)
    }

    /// Reads in place: models of hundreds of members would take up much of the stack on their way.
    fn read_element(from: &mut dyn Reader, elements: &mut Vec<Self>) -> Result<(), Fault> {
        elements.resize_with(elements.len() + 1, Self::default);
        let model = elements.last_mut().expect("invariant: an element was added");
        reader::read_model(model, from)
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        writer::write_model(self, to)
    }

    fn check(&self, found: &mut Violations<'_>) {
        Model::check(self, found);
    }

    fn from_empty() -> Option<Self> {
        Some(Self::default())
    }
}

/// Makes a [`Model`](crate::model::Model) of a type with members that are options, and `additional_data`: adds `Clone`,
/// `Default`, `Debug`, `PartialEq`, a constant for each member that names its key, and serde's two traits with the feature `serde`.
///
/// Members are written in the order of the list, so annotations are listed before what they are about (OData JSON 4.01,
/// section 4.5), `@odata.type` first; those in the additional data get their places by themselves.
///
/// Each member is listed as its name on the wire and its field, behind it the [`Field`](crate::Field) that stands for
/// it in queries and patches, with the type that it is compared with. What must hold before a value is sent is a call
/// on [`Violations`](crate::model::Violations). A field of a type that only a declaration names has that behind `as`, for a list that of its items:
/// if it is not a value, that is one error, at its token. Attributes before the name go to the implementations that touch
/// members: of a deprecated one, `#[allow(deprecated)]`.
///
/// `Debug` shows the members that have a value or are null, by their names on the wire, and the additional data. Two are
/// equal when these are: a member that came as null does not equal one that did not come. `is_null` tells which it was:
///
/// ```
/// # use graph_runtime::model::{AdditionalData, from_str};
/// # struct Message { subject: Option<String>, additional_data: AdditionalData }
/// # graph_runtime::model! { Message { "subject" => subject: SUBJECT as String } }
/// let cleared: Message = from_str(r#"{"subject":null}"#)?;
/// let unchanged: Message = from_str("{}")?;
/// assert!(cleared.is_null(Message::SUBJECT) && !unchanged.is_null(Message::SUBJECT) && cleared != unchanged);
/// # Ok::<(), graph_runtime::model::JsonError>(())
/// ```
///
/// ```
/// use graph_runtime::model::AdditionalData;
///
/// pub struct Hook {
///     pub callback_uri: Option<String>,
///     pub retries: Option<i32>,
///     pub additional_data: AdditionalData,
/// }
///
/// graph_runtime::model! {
///     Hook {
///         "callbackUri" => callback_uri: CALLBACK_URI as String,
///         "retries" => retries,
///     }
///     check {
///         "callbackUri" => callback_uri.starts_with("https://"),
///     }
/// }
///
/// let hook = Hook { retries: Some(3), ..Default::default() };
/// assert_eq!(graph_runtime::model::to_string(&hook).unwrap(), r#"{"retries":3}"#);
/// assert_eq!(Hook::CALLBACK_URI.name(), "callbackUri");
/// ```
#[macro_export]
macro_rules! model {
    (
        $(#[$attribute:meta])*
        $name:ident { $($wire:literal => $field:ident $(as $declared:ty)? $(: $key:ident as $ty:ty)?),* $(,)? }
        $(check { $($checked_wire:literal => $checked:ident.$check:ident($($argument:expr),*)),* $(,)? })?
    ) => {
        $(#[$attribute])*
        impl $crate::model::Model for $name {
            fn members_mut<'m>(
                &'m mut self,
                members: &mut $crate::model::MemberList<'m>,
            ) -> &'m mut $crate::model::AdditionalData {
                $(members.member($wire, $(<$declared as $crate::model::Declared>::member_mut)? (&mut self.$field));)*
                &mut self.additional_data
            }

            fn members<'v>(&'v self, object: &mut $crate::model::ObjectWriter<'v, '_>) {
                object.additional_data(&self.additional_data);
                $(object.member($wire, $(<$declared as $crate::model::Declared>::member)? (&self.$field));)*
            }

            $(fn check(&self, found: &mut $crate::model::Violations<'_>) {
                $(found.$check($checked_wire, &self.$checked $(, $argument)*);)*
            })?
        }

        impl $name {
            /// Whether this member came, or shall be sent, as an explicit null. It is not, once its field has a value.
            #[allow(dead_code)]
            pub fn is_null<T>(&self, field: $crate::Field<Self, T>) -> bool {
                $crate::model::is_null(self, field)
            }

            $($(
                #[doc = "The key of this member in queries and patches."]
                pub const $key: $crate::Field<Self, $ty> = $crate::fields::key($wire);
            )?)*
        }

        // A derive would call a function per member; so would its `PartialEq`.
        $(#[$attribute])*
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self {
                    $($field: ::core::option::Option::None,)*
                    additional_data: $crate::model::AdditionalData::new(),
                }
            }
        }

        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::model::copy(self)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::model::equal(self, other)
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::model::debug(self, f)
            }
        }

        $crate::__serde_bridge!($name);
    };
}

/// `Serialize` and `Deserialize` of a type in a user's crate, where they are asked for.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_bridge {
    ($name:ident) => {
        $crate::__serde_impls!($name);
    };
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_bridge {
    ($name:ident) => {};
}

/// `Serialize` and `Deserialize` of a [`Value`], each one call.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_impls {
    ($name:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model::serialize(self, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model::deserialize(deserializer)
            }
        }
    };
}
