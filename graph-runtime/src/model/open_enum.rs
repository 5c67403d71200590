//! Enums that stay open: a value the description does not know is kept and goes back as it came.

use super::context::Fault;
use super::reader::Reader;

/// An enum whose wire form is a string and which may grow; see [`open_enum!`](crate::open_enum!).
pub trait OpenEnum: Sized {
    /// The variant of a wire text; a text nobody declared gives the variant that keeps it.
    fn from_wire(text: &str) -> Self;

    /// The wire text.
    fn as_str(&self) -> &str;
}

/// A wire text that no variant declares.
///
/// It can be printed and sent back, but neither made nor matched by its text: code doing so would silently stop
/// working on the day the value is declared.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For generated code only.
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// For generated code only; the enum itself prints.
    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}

/// Reads an enum; the `Value::read` of each of them.
pub fn read_open_enum<E: OpenEnum>(from: &mut dyn Reader) -> Result<E, Fault> {
    let mut value = None;
    from.text(&mut |text| value = Some(E::from_wire(text)))?;
    value.ok_or_else(|| from.fail("expected a string"))
}

/// Implements what an [`OpenEnum`] needs to be used: [`Value`](crate::model::Value), `Display`, `AsRef<str>`, `FromStr`
/// and `From` texts, [`Parameter`](crate::Parameter) from it, and serde's two traits.
#[macro_export]
macro_rules! open_enum {
    ($name:ident) => {
        impl $crate::model::Value for $name {
            fn read(from: &mut dyn $crate::model::Reader) -> ::core::result::Result<Self, $crate::model::Fault> {
                $crate::model::read_open_enum(from)
            }

            fn write(&self, to: &mut dyn $crate::model::Writer) -> ::core::result::Result<(), $crate::model::Fault> {
                to.string($crate::model::OpenEnum::as_str(self))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad($crate::model::OpenEnum::as_str(self))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                $crate::model::OpenEnum::as_str(self)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::model::OpenEnum::from_wire(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::model::OpenEnum::from_wire(&text)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok($crate::model::OpenEnum::from_wire(text))
            }
        }

        impl ::core::convert::From<$name> for $crate::Parameter {
            fn from(value: $name) -> Self {
                Self::from($crate::model::OpenEnum::as_str(&value))
            }
        }

        $crate::__serde_bridge!($name);
    };
}
