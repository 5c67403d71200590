//! `Decimal`: an exact number, kept as its digits.

use std::fmt;
use std::str::FromStr;

use super::{Fault, Json, Reader, Value, Writer};
use crate::error::debug_as_report;

/// A decimal number, `Edm.Decimal`, as the digits it came with: no rounding, whatever their count.
///
/// Two are equal when their texts are. Parse it with the decimal crate of your choice.
#[derive(Clone, PartialEq)]
pub struct Decimal(Json);

impl Decimal {
    /// The text as on the wire, without the quotes of a service that sends decimals as strings.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_matches('"')
    }
}

impl FromStr for Decimal {
    type Err = NotANumber;

    /// Takes the digits of a JSON number (RFC 8259, section 6).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| NotANumber).and_then(Self::from_json)
    }
}

impl Decimal {
    fn from_json(json: Json) -> Result<Self, NotANumber> {
        let decimal = Self(json);
        if is_number(decimal.as_str()) { Ok(decimal) } else { Err(NotANumber) }
    }
}

/// Whether `text` is a JSON number and nothing beside it, of any size: `serde_json::Number` would refuse `1e309`.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && text.parse::<Json>().is_ok()
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self(serde_json::Value::from(value).into())
    }
}

impl From<Decimal> for crate::Parameter {
    fn from(value: Decimal) -> Self {
        Self::from(value.as_str())
    }
}

impl From<&Decimal> for crate::Parameter {
    fn from(value: &Decimal) -> Self {
        Self::from(value.as_str())
    }
}

impl Value for Decimal {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let json = from.json()?;
        if json.is_null() {
            return Err(from.context().null());
        }
        Self::from_json(json).map_err(|error| from.fail(error))
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.json(&self.0)
    }
}

crate::__serde_impls!(Decimal);

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that is not a decimal number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

debug_as_report!(NotANumber);

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number")
    }
}

impl std::error::Error for NotANumber {}

#[cfg(test)]
mod tests {
    use super::{Decimal, NotANumber};
    use crate::model::{from_str, to_string};

    #[test]
    fn digits_survive() {
        for text in ["0.10000000000000000000000000000000000001", "-12345678901234567890.5", "\"1.50\"", "1e3", "1E309"]
        {
            let decimal: Decimal = from_str(text).expect(text);
            assert_eq!(to_string(&decimal).as_deref().ok(), Some(text));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["\"x\"", "\"1 \"", "\"01\"", "\"-\"", "true", "{}", "null", "[1]"] {
            assert!(from_str::<Decimal>(text).is_err(), "{text}");
        }
        assert_eq!("1,5".parse::<Decimal>(), Err(NotANumber));
    }
}
