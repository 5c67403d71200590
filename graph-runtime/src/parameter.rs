//! `Parameter`: what fills one variable of a URL template.

use std::borrow::Cow;

use crate::model::OpenEnum;

/// The value of a path key or query option, as text before any encoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// One value.
    Text(String),
    /// A list; its entries are joined by a comma that is not encoded, or repeated where the template says so.
    List(Vec<String>),
}

impl Parameter {
    /// All of it, before any encoding.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::List(entries) => entries.join(",").into(),
        }
    }
}

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
    /// Infinities and not-a-number are spelt as OData does (ABNF `doubleValue`).
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
        let entries = values.into_iter().map(Into::into).flat_map(|value: Self| match value {
            Self::Text(text) => vec![text],
            Self::List(texts) => texts,
        });
        Self::List(entries.collect())
    }
}
