//! Inheritance: a model as one of the types it derives from, and back by its `@odata.type`.

use std::fmt;

use super::amended::Amended;
use super::context::Fault;
use super::json::Json;
use super::notes::MemberNotes;
use super::reader::OpenModel;
use super::writer::{Members, Writable, write_members_of};
use super::{JsonError, Model, Value, from_slice, to_vec};
use crate::error::{SHOWN, debug_as_report, one_line};

/// The member that names the type of an object (OData JSON 4.01, section 4.6.3).
const ODATA_TYPE: &str = "@odata.type";

/// A model that derives from others; see [`derived!`](crate::derived!).
pub trait Derived: Model + Value {
    /// Its `@odata.type`.
    const ODATA_TYPE: &'static str;
    /// The `@odata.type` of each type that derives from it.
    const DESCENDANTS: &'static [&'static str];
}

/// A model that derives from `B`, directly or through others.
#[diagnostic::on_unimplemented(message = "`{Self}` does not derive from `{B}`")]
pub trait DerivedFrom<B>: Derived {}

/// An object that is not of the requested type, or cannot be read as that.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DowncastError {
    /// It has no `@odata.type`.
    NoType,
    /// It is of another type.
    OtherType {
        /// Its `@odata.type`.
        found: String,
        /// The requested `@odata.type`.
        wanted: &'static str,
    },
    /// A member does not fit the requested type.
    Json(JsonError),
}

debug_as_report!(DowncastError);

impl fmt::Display for DowncastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoType => f.write_str("the object has no `@odata.type`"),
            Self::OtherType { found, wanted } => {
                write!(f, "the object is of type `{}`, not `{wanted}`", one_line(found, SHOWN))
            }
            Self::Json(_) => f.write_str("the object does not fit the requested type"),
        }
    }
}

impl std::error::Error for DowncastError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::NoType | Self::OtherType { .. } => None,
        }
    }
}

/// `derived` as one of its bases.
pub fn to_base<D: Derived, B: Model + Default>(derived: &D) -> B {
    let mut base = B::default();
    pour(derived, D::ODATA_TYPE, &mut base);
    base
}

/// Whether `base` says that it is a `D`.
pub fn is<D: Derived>(base: &dyn Model) -> bool {
    odata_type(base).is_some_and(|found| is_one_of(&found, D::ODATA_TYPE, D::DESCENDANTS))
}

/// `base` read as the type that it says it is.
pub fn downcast<D: Derived, B: Model + Value>(base: &B) -> Result<D, DowncastError> {
    let found = odata_type(base).ok_or(DowncastError::NoType)?;
    if !is_one_of(&found, D::ODATA_TYPE, D::DESCENDANTS) {
        return Err(DowncastError::OtherType { found, wanted: D::ODATA_TYPE });
    }
    to_vec(base).and_then(|text| from_slice(&text)).map_err(DowncastError::Json)
}

/// Whether `found` is one of these types; the `#` before a name is optional (OData JSON 4.01, section 4.6.3).
fn is_one_of(found: &str, this: &str, descendants: &[&str]) -> bool {
    let name = |text: &str| text.trim_start_matches('#').to_owned();
    let found = name(found);
    found == name(this) || descendants.iter().any(|descendant| found == name(descendant))
}

/// Gives `into` all that `from` has, and the type of `from` where it does not say one. What `into` does not declare, or
/// declares otherwise, goes to its additional data.
fn pour(from: &dyn Model, its_type: &str, into: &mut dyn Model) {
    let mut pour = Pour(OpenModel::of(into));
    write_members_of(from, &mut pour).expect("invariant: a member that is put cannot fail");
    if odata_type(from).is_none() {
        pour.0.put(ODATA_TYPE, &Json::from_writable(&its_type.to_owned()));
    }
    pour.0.settle();
}

/// An object whose members go to a model.
struct Pour<'m>(OpenModel<'m>);

impl<'v> Members<'v> for Pour<'_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.0.put(name, &Json::from_writable(value));
        Ok(())
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.0.put(name, &Json::from_writable(&Amended::new(value, notes)));
        Ok(())
    }
}

/// The `@odata.type` of an object, whether its model declares the member or not.
fn odata_type(model: &dyn Model) -> Option<String> {
    let mut found = FindType(None);
    write_members_of(model, &mut found).expect("invariant: looking for a member cannot fail");
    found.0
}

/// An object of which only the type is kept.
struct FindType(Option<String>);

impl<'v> Members<'v> for FindType {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        if name == ODATA_TYPE {
            self.0 = Json::from_writable(value).to_value().ok().and_then(|value| value.as_str().map(str::to_owned));
        }
        Ok(())
    }
}

/// Says what a model derives from: its `@odata.type`, those of the types that derive from it, and its bases.
///
/// Each base can then be made from it, and knows it (see [`base!`](crate::base!)).
#[macro_export]
macro_rules! derived {
    ($name:ident, $odata_type:literal, [$($descendant:literal),* $(,)?], $($base:ty),+ $(,)?) => {
        impl $crate::model::Derived for $name {
            const ODATA_TYPE: &'static str = $odata_type;
            const DESCENDANTS: &'static [&'static str] = &[$($descendant),*];
        }

        $(impl $crate::model::DerivedFrom<$base> for $name {})+
    };
}

/// Gives a model that others derive from the ways from them and back: `From` of each, without loss, `is` and `downcast`.
///
/// One `From` stands for all of them: the compiler compares the implementations of a trait for one type pair by pair, and
/// the root of Graph's types has more than a thousand descendants.
#[macro_export]
macro_rules! base {
    ($name:ident) => {
        // A type may be called `D`, but no name of a description begins with underscores.
        impl<__D: $crate::model::DerivedFrom<$name>> ::core::convert::From<__D> for $name {
            fn from(derived: __D) -> Self {
                $crate::model::to_base(&derived)
            }
        }

        impl $name {
            /// Whether `@odata.type` says that this is a `T`, or of a type that derives from it.
            pub fn is<T: $crate::model::DerivedFrom<Self>>(&self) -> bool {
                $crate::model::is::<T>(self)
            }

            /// This as the `T` that `@odata.type` says it is.
            ///
            /// # Errors
            /// It says nothing, or another type; or a member does not fit `T`.
            pub fn downcast<T: $crate::model::DerivedFrom<Self>>(
                &self,
            ) -> ::core::result::Result<T, $crate::model::DowncastError> {
                $crate::model::downcast(self)
            }
        }
    };
}
