//! Numbers as JSON may carry them, and their careful conversion to the declared Rust type.

/// A JSON number, or a string in its place.
///
/// Services send whole numbers as `5.0`, and 64-bit ones as `"5"` when the client asked for
/// `IEEE754Compatible=true` (OData JSON 4.01, section 4.1).
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A whole number that fits `i64`.
    Signed(i64),
    /// A whole number beyond `i64`.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// The text of a string.
    Text(String),
}

/// 2^53: up to here every whole `f64` stands for exactly one integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The whole number, if it is one and fits `i64`.
    pub fn to_integer(&self) -> Option<i64> {
        match self {
            Self::Signed(value) => Some(*value),
            Self::Unsigned(value) => i64::try_from(*value).ok(),
            Self::Float(value) => whole(*value),
            Self::Text(text) => text.parse().ok().or_else(|| whole(text.parse().ok()?)),
        }
    }

    /// The nearest `f64`; `INF`, `-INF` and `NaN` as strings stand for themselves (OData JSON 4.01, section 7.1).
    pub fn to_double(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            #[expect(clippy::cast_precision_loss, reason = "the nearest double is what a double member asks for")]
            Self::Signed(value) => Some(*value as f64),
            #[expect(clippy::cast_precision_loss, reason = "the nearest double is what a double member asks for")]
            Self::Unsigned(value) => Some(*value as f64),
            Self::Text(text) => match text.as_str() {
                "INF" => Some(f64::INFINITY),
                "-INF" => Some(f64::NEG_INFINITY),
                "NaN" => Some(f64::NAN),
                text => text.parse().ok().filter(|value: &f64| value.is_finite()),
            },
        }
    }
}

impl Number {
    /// The text to show in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Signed(value) => value.to_string(),
            Self::Unsigned(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(text) => format!("\"{text}\""),
        }
    }
}

/// `value` as an integer, if it is whole and within the range where that is exact.
fn whole(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53, so the cast is exact")]
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

/// The wire text of a double that JSON has no number for.
pub(crate) fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "INF"
    } else {
        "-INF"
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn whole_numbers_in_other_clothes() {
        assert_eq!(Number::Float(5.0).to_integer(), Some(5));
        assert_eq!(Number::Text("9223372036854775807".into()).to_integer(), Some(i64::MAX));
        assert_eq!(Number::Text("-3.0".into()).to_integer(), Some(-3));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        assert_eq!(Number::Float(5.5).to_integer(), None);
        assert_eq!(Number::Float(1e300).to_integer(), None);
        assert_eq!(Number::Unsigned(u64::MAX).to_integer(), None);
        assert_eq!(Number::Text("five".into()).to_integer(), None);
    }

    #[test]
    fn doubles_know_the_odata_words() {
        assert_eq!(Number::Text("-INF".into()).to_double(), Some(f64::NEG_INFINITY));
        assert!(Number::Text("NaN".into()).to_double().is_some_and(f64::is_nan));
        assert_eq!(Number::Text("inf".into()).to_double(), None, "a Rust word, not an OData one");
    }
}
