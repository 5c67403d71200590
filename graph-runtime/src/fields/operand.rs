//! `Operand`: what a field may be compared with, and how OData writes it (OData 4.01 ABNF, `primitiveLiteral`).

use crate::model::number::not_finite;
use crate::model::{Binary, Date, DateTimeOffset, Decimal, Duration, Guid, OpenEnum, TimeOfDay};

/// A value that a field of type `T` can be compared with in `$filter`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be compared with `{Self}`",
    note = "texts compare with `&str` or `String`, numbers with numbers of the field's own type, enums with the enum"
)]
pub trait Operand<T>: Sized {
    /// The OData literal.
    fn literal(self) -> String;
}

/// A string literal: in apostrophes, with those inside doubled (ABNF `string`, `SQUOTE-in-string`).
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl Operand<String> for $text {
            fn literal(self) -> String {
                quoted(&self)
            }
        }
    )*};
}

texts!(&str, String, &String);

/// An enum value is quoted text; the name of its type, which OData 4.0 had before it, is not asked for.
impl<E: OpenEnum> Operand<E> for E {
    fn literal(self) -> String {
        quoted(&self.to_string())
    }
}

macro_rules! printed {
    ($($number:ty),*) => {$(
        impl Operand<$number> for $number {
            fn literal(self) -> String {
                self.to_string()
            }
        }
    )*};
}

printed!(bool, i8, u8, i16, i32, i64, Decimal);

macro_rules! floating {
    ($($number:ty),*) => {$(
        impl Operand<$number> for $number {
            fn literal(self) -> String {
                if self.is_finite() { self.to_string() } else { not_finite(f64::from(self)).to_owned() }
            }
        }
    )*};
}

floating!(f32, f64);

/// Implements [`Operand`] for a text-backed scalar and for text that stands for one.
macro_rules! scalars {
    ($($scalar:ident $literal:expr;)*) => {$(
        impl Operand<$scalar> for $scalar {
            fn literal(self) -> String {
                $literal(self.as_str())
            }
        }

        impl Operand<$scalar> for &$scalar {
            fn literal(self) -> String {
                $literal(self.as_str())
            }
        }

        impl Operand<$scalar> for &str {
            fn literal(self) -> String {
                $literal(self)
            }
        }
    )*};
}

scalars! {
    Guid guid;
    Date moment;
    DateTimeOffset moment;
    TimeOfDay moment;
    Duration |text| format!("duration{}", quoted(text));
    Binary |text: &str| format!("binary{}", quoted(&text.replace('+', "-").replace('/', "_")));
}

/// The text of a model's member is a `String` where the field key is a [`Guid`].
impl Operand<Guid> for &String {
    fn literal(self) -> String {
        guid(self)
    }
}

/// A GUID bare. Text that is not one is quoted: the service then refuses it, and cannot take it for an expression.
fn guid(text: &str) -> String {
    let is_guid = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if is_guid { text.to_owned() } else { quoted(text) }
}

/// A date or time bare; other text is quoted, as with a GUID.
fn moment(text: &str) -> String {
    let is_moment = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+TZtz".contains(&byte));
    if is_moment { text.to_owned() } else { quoted(text) }
}
