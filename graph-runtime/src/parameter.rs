//! `Parameter`: what fills one variable of a URL template.

use std::borrow::Cow;

use crate::model::{Binary, Date, DateTimeOffset, Decimal, Duration, OpenEnum, TimeOfDay};

/// The value of a path key or query option, as text before any encoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// One value.
    Text(String),
    /// A list; its entries are joined by a comma that is not encoded, or repeated where the template says so.
    List(Vec<String>),
}

impl Parameter {
    /// The values as one array literal, as a function takes a collection inline: `["a","b"]` (OData URL Conventions 4.01,
    /// section 5.1.1.14.4).
    ///
    /// ```
    /// use graph_runtime::Parameter;
    ///
    /// assert_eq!(Parameter::array(&["a", "b\"c"]), Parameter::from(r#"["a","b\"c"]"#));
    /// assert_eq!(Parameter::array(&[1, 2]), Parameter::from("[1,2]"));
    /// ```
    pub fn array<T: ArrayElement>(values: &[T]) -> Self {
        let elements: Vec<_> = values.iter().map(ArrayElement::literal).collect();
        Self::Text(format!("[{}]", elements.join(",")))
    }

    fn into_texts(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(texts) => texts,
        }
    }

    /// All of it, before any encoding.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::List(entries) => entries.join(",").into(),
        }
    }
}

/// A value that an [array](Parameter::array) may hold.
pub trait ArrayElement {
    /// The value as JSON.
    fn literal(&self) -> String;
}

macro_rules! element {
    (text $($scalar:ty)*) => {$(
        impl ArrayElement for $scalar {
            fn literal(&self) -> String {
                let text: &str = self.as_ref();
                serde_json::Value::from(text).to_string()
            }
        }
    )*};
    (bare $($scalar:ty)*) => {$(
        impl ArrayElement for $scalar {
            fn literal(&self) -> String {
                Parameter::from(self.clone()).text().into_owned()
            }
        }
    )*};
}

element!(text &str DateTimeOffset Date TimeOfDay Duration Binary);
element!(bare bool i8 u8 i16 i32 i64 f32 f64 Decimal);

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Parameter {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

/// The values of a list.
macro_rules! from_slice {
    ($($scalar:ty)*) => {$(
        impl From<&[$scalar]> for Parameter {
            fn from(values: &[$scalar]) -> Self {
                Self::from(values.to_vec())
            }
        }
    )*};
}

from_slice!(&str String bool i8 u8 i16 i32 i64 f32 f64 DateTimeOffset Date TimeOfDay Duration Binary Decimal);

macro_rules! from_printed {
    ($($scalar:ident)*) => {$(
        impl From<$scalar> for Parameter {
            fn from(value: $scalar) -> Self {
                Self::Text(value.to_string())
            }
        }
    )*};
}

from_printed!(bool i8 u8 i16 i32 i64);

impl<E: OpenEnum> From<E> for Parameter {
    fn from(value: E) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<f64> for Parameter {
    /// Infinities and not-a-number are spelled as OData does (ABNF `doubleValue`).
    fn from(value: f64) -> Self {
        if value.is_finite() {
            Self::Text(value.to_string())
        } else {
            Self::from(crate::model::number::not_finite(value))
        }
    }
}

impl From<f32> for Parameter {
    fn from(value: f32) -> Self {
        // Through its own shortest text: `0.1`, not `0.10000000149011612`.
        if value.is_finite() { Self::Text(value.to_string()) } else { Self::from(f64::from(value)) }
    }
}

impl<T: Into<Parameter>> From<Vec<T>> for Parameter {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().flat_map(|value| value.into().into_texts()).collect())
    }
}
