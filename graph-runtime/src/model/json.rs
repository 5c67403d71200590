//! `Json`: one untyped JSON value, kept as the text it came as.

use std::fmt;
use std::str::FromStr;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::context::Context;
use super::writer::Writable;
use super::{json_text, text_writer};

/// One untyped JSON value, kept as JSON text: read from the wire it is what the service sent, digit for digit.
///
/// Two are equal when their values are, whatever the order of members or the spaces between. Text that is no
/// [tree](Self::to_value) equals the same text alone.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value as a tree.
    ///
    /// # Errors
    /// Text that is kept but cannot become a tree: nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), with half a
    /// surrogate pair, or with a member whose name is reserved by `serde_json` (`$serde_json::private::..`).
    pub fn to_value(&self) -> Result<serde_json::Value, serde_json::Error> {
        json_text::read(self.as_str())
    }

    /// The JSON text of any serializable value.
    ///
    /// # Errors
    /// What the value's own `Serialize` reports, such as a map with keys that are not strings.
    pub fn from_serialize(value: impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(&value).map(Self)
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }

    /// The JSON text of a value. Only a hand-written [`Value`](super::Value) can refuse to give it.
    pub(crate) fn from_writable(value: &dyn Writable) -> Self {
        let text = text_writer::write(value, &Context::default()).ok().and_then(|text| String::from_utf8(text).ok());
        text.and_then(|text| text.parse().ok()).expect("invariant: a value writes itself as JSON")
    }

    pub(super) fn from_raw(raw: Box<RawValue>) -> Self {
        Self(raw)
    }
}

impl Default for Json {
    /// `null`.
    fn default() -> Self {
        Self(RawValue::NULL.to_owned())
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(json_text::shallow(&value.to_string()).expect("invariant: a JSON tree prints as JSON"))
    }
}

impl TryFrom<Json> for serde_json::Value {
    type Error = serde_json::Error;

    fn try_from(json: Json) -> Result<Self, Self::Error> {
        json.to_value()
    }
}

impl FromStr for Json {
    type Err = serde_json::Error;

    /// Takes JSON text after checking that it is. It may be nested as deep as it likes: it stays text.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        json_text::shallow(text).map(Self)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        json_text::is_same_value(self.as_str(), other.as_str())
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize::deserialize(deserializer)
    }
}
