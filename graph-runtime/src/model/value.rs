//! `Value`: what can be one JSON value, and that for Rust's own types.

use std::fmt::Debug;

use super::context::Fault;
use super::json::Json;
use super::list::ListReader;
use super::number::not_finite;
use super::reader::Reader;
use super::violations::Violations;
use super::writer::{Writable, Writer};

/// A type that is one JSON value: a scalar, an enum, a model, or a list of such.
///
/// Every [`Model`](super::Model) is one; enums get it from [`open_enum!`](crate::open_enum!).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a JSON value",
    label = "not what a member, a body or an item can be",
    note = "values are `String`, `bool`, `i8` to `i64`, `u8`, `f32`, `f64`, those of `graph_runtime::model` such as `Date`, models, \
            enums, and a `Vec` of these",
    note = "put `#[graph_model]` on a struct of your own and `#[graph_enum]` on an enum; JSON of any other shape is `Json`"
)]
pub trait Value: Clone + Debug + PartialEq + 'static {
    /// Reads the value. A null is a fault that the owner of the value understands.
    fn read(from: &mut dyn Reader) -> Result<Self, Fault>;

    /// Reads the value as one more element of a list.
    #[doc(hidden)]
    fn read_element(from: &mut dyn Reader, elements: &mut Vec<Self>) -> Result<(), Fault> {
        elements.push(Self::read(from)?);
        Ok(())
    }

    /// Writes the value.
    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault>;

    /// Reports what the description forbids, before the value is sent.
    fn check(&self, found: &mut Violations<'_>) {
        let _ = found;
    }

    /// The value an answer without a body stands for, if there is one. Only models have one: their default.
    fn from_empty() -> Option<Self> {
        None
    }
}

impl Value for String {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        from.string()
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.string(self)
    }
}

impl Value for bool {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        from.boolean()
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.boolean(*self)
    }
}

/// Reads a whole number that `T` can hold.
fn read_integer<T: TryFrom<i64>>(from: &mut dyn Reader, name: &str) -> Result<T, Fault> {
    let number = from.number()?;
    number
        .to_integer()
        .and_then(|value| T::try_from(value).ok())
        .ok_or_else(|| from.fail(format_args!("`{}` is not a valid `{name}`", number.shown())))
}

fn read_double(from: &mut dyn Reader, name: &str) -> Result<f64, Fault> {
    let number = from.number()?;
    number.to_double().ok_or_else(|| from.fail(format_args!("`{}` is not a valid `{name}`", number.shown())))
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Value for $integer {

            fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
                read_integer(from, stringify!($integer))
            }

            fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
                to.integer(i64::from(*self))
            }
        }
    )*};
}

integers!(i8 u8 i16 i32 i64);

impl Value for f64 {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        read_double(from, "f64")
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        if self.is_finite() { to.double(*self) } else { to.string(not_finite(*self)) }
    }
}

impl Value for f32 {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        #[expect(clippy::cast_possible_truncation, reason = "the nearest single is what a single member asks for")]
        read_double(from, "f32").map(|value| value as f32)
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        if self.is_finite() { to.single(*self) } else { to.string(not_finite(f64::from(*self))) }
    }
}

impl<T: Value> Value for Vec<T> {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let (mut elements, mut list) = (Self::new(), ListReader::new(from.context()));
        from.array(&mut |item| {
            let read = elements.len();
            list.item(item, &mut |item| T::read_element(item, &mut elements).inspect_err(|_| elements.truncate(read)))
        })?;
        list.end(from.context());
        Ok(elements)
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.array(&mut self.iter().map(|element| element as &dyn Writable))
    }

    fn check(&self, found: &mut Violations<'_>) {
        for (index, element) in self.iter().enumerate() {
            element.check(&mut found.element("", index));
        }
    }
}

impl Value for Json {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        from.json()
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.json(self)
    }
}
