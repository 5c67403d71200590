//! `Undeclared`: a member that no field declares, in one allocation.

use std::any::Any;
use std::fmt;

use super::context::Fault;
use super::json_text;
use super::writer::{Writable, Writer};

/// A member that no field declares: its name, and its value as JSON text.
#[derive(Clone)]
pub(super) struct Undeclared {
    /// The name, and behind it the JSON text: a page has many such members, and each allocation takes time.
    text: Box<str>,
    name_length: usize,
}

impl Undeclared {
    /// A member `name` with the value that the JSON text `json` is.
    pub(super) fn new(name: &str, json: &str) -> Self {
        let mut text = String::with_capacity(name.len() + json.len());
        text.push_str(name);
        text.push_str(json);
        Self { text: text.into_boxed_str(), name_length: name.len() }
    }

    pub(super) fn name(&self) -> &str {
        &self.text[..self.name_length]
    }

    /// The value as JSON text.
    pub(super) fn json(&self) -> &str {
        &self.text[self.name_length..]
    }
}

impl Writable for Undeclared {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.json_text(self.json())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Writable) -> bool {
        let other = other.as_any().downcast_ref::<Self>();
        other.is_some_and(|other| json_text::is_same_value(self.json(), other.json()))
    }
}

impl fmt::Debug for Undeclared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json())
    }
}
