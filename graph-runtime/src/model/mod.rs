//! JSON models: how generated types are read, written, kept whole and checked.
//!
//! A model has a handful of functions over trait objects and nothing generic, so that thousands of them compile in
//! seconds. The generic half, serde, is met in two files: `deserialize` and `serialize`. The wire path
//! ([`from_slice`], [`to_vec`]) keeps undeclared members digit for digit; the `Serialize` and `Deserialize` of a
//! model work with every self-describing serde format, where such members pass through [`serde_json::Value`].

mod additional_data;
mod binary;
mod context;
mod decimal;
mod deserialize;
mod flags;
mod json;
mod names;
pub(crate) mod number;
mod open_enum;
mod reader;
mod scalar;
mod serialize;
mod text_writer;
mod value;
mod violations;
mod wire;
mod writer;

pub use additional_data::AdditionalData;
pub use binary::{Binary, NotBase64};
pub use context::{Context, Fault};
pub use decimal::{Decimal, NotANumber};
#[doc(hidden)]
pub use deserialize::deserialize;
pub use flags::Flags;
pub use json::Json;
pub use number::Number;
#[doc(hidden)]
pub use open_enum::read_open_enum;
pub use open_enum::{OpenEnum, UnknownValue};
pub use reader::{MemberReader, Reader};
pub use scalar::{Date, DateTimeOffset, Duration, TimeOfDay};
#[doc(hidden)]
pub use serialize::serialize;
pub use value::Value;
pub use violations::{Violation, Violations};
pub use wire::{JsonError, from_slice, from_str, to_string, to_vec};
pub use writer::{Members, ObjectWriter, Writable, Writer};

/// A JSON object with declared members; see [`model!`](crate::model!).
pub trait Model {
    /// Reads the member `name` into its field, or says that no field declares it.
    fn read_member(&mut self, name: &str, value: &mut MemberReader<'_>) -> Result<(), Fault>;

    /// Writes the declared members in their order.
    fn write_members(&self, object: &mut ObjectWriter<'_>) -> Result<(), Fault>;

    /// The members no field declares.
    fn additional_data(&self) -> &AdditionalData;

    /// The members no field declares, to change them.
    fn additional_data_mut(&mut self) -> &mut AdditionalData;

    /// Reports what the description forbids.
    fn check(&self, found: &mut Violations<'_>) {
        let _ = found;
    }
}

/// A member that holds an object is boxed.
impl<T: Model> Model for Box<T> {
    fn read_member(&mut self, name: &str, value: &mut MemberReader<'_>) -> Result<(), Fault> {
        (**self).read_member(name, value)
    }

    fn write_members(&self, object: &mut ObjectWriter<'_>) -> Result<(), Fault> {
        (**self).write_members(object)
    }

    fn additional_data(&self) -> &AdditionalData {
        (**self).additional_data()
    }

    fn additional_data_mut(&mut self) -> &mut AdditionalData {
        (**self).additional_data_mut()
    }

    fn check(&self, found: &mut Violations<'_>) {
        Model::check(&**self, found);
    }
}

/// Every model is a value. One implementation for all of them keeps four functions per model out of generated crates.
impl<T: Model + Default> Value for T {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let mut model = Self::default();
        reader::read_model(&mut model, from)?;
        Ok(model)
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

/// Implements `Serialize` and `Deserialize` for a [`Model`](crate::model::Model) that has a `Default`.
#[macro_export]
macro_rules! model {
    ($name:ident) => {
        $crate::__serde_bridge!($name);
    };
}

/// `Serialize` and `Deserialize` of a [`Value`], each one call.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_bridge {
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
