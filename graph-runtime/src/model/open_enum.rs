//! Enums that stay open: a value the description does not know is kept and goes back as it came.

use std::fmt::{Debug, Display, Formatter};

use super::Value;
use super::context::Fault;
use super::notes::Note;
use super::reader::Reader;

/// An enum whose wire form is a string and which may grow; see [`open_enum!`](crate::open_enum!).
///
/// It is made from its wire text, where a text nobody declared gives the variant that keeps it, and prints as that.
pub trait OpenEnum: Value + PartialEq + Display + for<'a> From<&'a str> {
    /// The text on the wire, as it is declared.
    #[doc(hidden)]
    fn wire(&self) -> &str;
}

/// A wire text that no variant declares.
///
/// It can be printed and sent back, but neither made nor matched by its text: code doing so would silently stop
/// working on the day the value is declared.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For generated code only; the enum itself prints.
    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Debug for UnknownValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

/// Reads an enum; the `Value::read` of each of them. A spelling in another case is noted, so that it goes back as it came.
pub fn read_open_enum<E: OpenEnum>(from: &mut dyn Reader) -> Result<E, Fault> {
    let (mut value, mut other_spelling) = (None, None);
    from.text(&mut |text| {
        let read = E::from(text);
        if read.wire() != text {
            other_spelling = Some(Note::spelling(text));
        }
        value = Some(read);
    })?;
    if let Some(note) = other_spelling {
        from.context().note(note);
    }
    value.ok_or_else(|| from.fail("expected a string"))
}

/// The value that is declared as `text`, else the one that it is in another case, else an unknown one; the `From` of each
/// of them. A table is cheaper for the compiler than a match on texts.
pub fn from_wire<E: Clone>(text: &str, declared: &[(&str, E)], unknown: fn(UnknownValue) -> E) -> E {
    let same = declared.iter().find(|(wire, _)| *wire == text);
    let known = same.or_else(|| in_another_case(text, declared));
    known.map_or_else(|| unknown(UnknownValue(text.into())), |(_, value)| value.clone())
}

/// The declared value that `text` is in another case, if it is exactly one.
#[cold]
fn in_another_case<'d, E>(text: &str, declared: &'d [(&'d str, E)]) -> Option<&'d (&'d str, E)> {
    let mut same = declared.iter().filter(|(wire, _)| wire.eq_ignore_ascii_case(text));
    same.next().filter(|_| same.next().is_none())
}

/// Shows an enum by its text on the wire, so that `None` is not taken for no value; the `Debug` of each of them.
pub fn debug_open_enum(name: &str, wire: &str, is_known: bool, f: &mut Formatter<'_>) -> std::fmt::Result {
    let unknown = if is_known { "" } else { "unknown " };
    write!(f, "{name}({unknown}{wire:?})")
}

/// Makes an [`OpenEnum`](crate::model::OpenEnum) of an enum with a variant `UnknownValue`, given the text of every other:
/// adds `as_str`, `From<&str>`, [`Value`](crate::model::Value), `Display`, `Debug`, and serde's two traits with the feature
/// `serde`. A [`Parameter`](crate::Parameter) can then be made from it.
///
/// A text is the value that is declared so; else the one that is declared in another ASCII case, if it is the only one.
/// Services send both `member` and `Member`. A model that is read and written again sends the spelling that came, until
/// its field has another value; everything else has the declared one.
///
/// ```
/// use graph_runtime::model::UnknownValue;
///
/// #[derive(Clone, PartialEq, Eq, Hash)]
/// #[non_exhaustive]
/// pub enum Reason {
///     Busy,
///     UnknownValue(UnknownValue),
/// }
///
/// graph_runtime::open_enum! {
///     Reason {
///         "busy" => Busy,
///     }
/// }
///
/// assert_eq!(Reason::from("busy"), Reason::Busy);
/// assert_eq!(Reason::from("Busy"), Reason::Busy);
/// assert_eq!(Reason::from("new").as_str(), "new");
/// assert_eq!(format!("{:?} {:?}", Reason::Busy, Reason::from("new")), r#"Reason("busy") Reason(unknown "new")"#);
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        #[allow(deprecated, reason = "a deprecated value is still read and written")]
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::UnknownValue(unknown) => unknown.as_str(),
                }
            }
        }

        #[allow(deprecated, reason = "a deprecated value is still read and written")]
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::model::from_wire(text, &[$(($wire, Self::$variant)),*], Self::UnknownValue)
            }
        }

        impl $crate::model::OpenEnum for $name {
            fn wire(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::model::Value for $name {
            fn read(from: &mut dyn $crate::model::Reader) -> ::core::result::Result<Self, $crate::model::Fault> {
                $crate::model::read_open_enum(from)
            }

            fn write(&self, to: &mut dyn $crate::model::Writer) -> ::core::result::Result<(), $crate::model::Fault> {
                to.string(self.as_str())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let is_known = !::core::matches!(self, Self::UnknownValue(_));
                $crate::model::debug_open_enum(::core::stringify!($name), self.as_str(), is_known, f)
            }
        }

        $crate::__serde_bridge!($name);
    };
}
