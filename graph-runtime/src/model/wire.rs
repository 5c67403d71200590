//! The wire path: models from and to JSON text, exact to the digit, with the JSON path in every error.

use std::fmt;

use super::context::{Context, Fault};
use super::excerpt::printable;
use super::reader::Reader;
use super::{UnreadItem, Value, deserialize, json_text, text_reader, text_writer};
use crate::error::debug_as_report;

/// Reads one value and keeps it.
type ReadValue<'f> = &'f mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>;

/// JSON that does not fit its declared type, or a value that cannot be written.
///
/// Prints, by `Debug` as well, as `path: reason`, such as ``value[3].callRoutes[0].final: invalid type: integer `5`, expected a string ..``.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonError(String);

debug_as_report!(JsonError);

impl JsonError {
    /// An error for this reason.
    pub(crate) fn because(reason: String) -> Self {
        Self(reason)
    }

    /// What is wrong with an item that was kept beside its list.
    pub(crate) fn of_item(item: &UnreadItem<'_>) -> Self {
        Self(format!("{}: {}", item.path(), item.reason()))
    }

    /// The whole text, as it is: it may hold any text of the JSON.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.0))
    }
}

impl std::error::Error for JsonError {}

/// Reads a value from UTF-8 JSON text; see [`from_str`].
pub fn from_slice<T: Value>(text: &[u8]) -> Result<T, JsonError> {
    // Checking the whole text at once is faster than checking each string on its own.
    let text = std::str::from_utf8(text).map_err(|error| JsonError(format!("the text is not UTF-8: {error}")))?;
    from_str(text)
}

/// Reads a value from JSON text.
///
/// An item of a list that is null or does not read as declared costs no other item: it is kept, with its position, in
/// the additional data of the object that has the list, and
/// [`unread_items`](super::AdditionalData::unread_items) tells of it. Of more than 16 lists inside each other, the item of
/// the 16th is kept in this way, with all that is in it. A byte order mark before the text is passed over.
///
/// # Errors
/// The text is not JSON, does not fit `T`, or has declared members nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
/// So is an item of a list that is in no object, since nothing could keep it.
pub fn from_str<T: Value>(text: &str) -> Result<T, JsonError> {
    read_placed(text, &|_| {})
}

/// Reads a value from JSON text that stood in `member` of a longer one, as its element `index` if it is an array: the
/// path of an error begins there.
#[cfg(feature = "notifications")]
pub(crate) fn from_member_str<T: Value>(text: &str, member: &str, index: Option<usize>) -> Result<T, JsonError> {
    read_placed(text, &|context| {
        if let Some(index) = index {
            context.passed_element(index);
        }
        context.passed_member(member);
    })
}

/// Reads a value by looking at it; what is not looked at is skipped.
#[cfg(feature = "notifications")]
pub(crate) fn look_into(text: &str, look: ReadValue<'_>) -> Result<(), JsonError> {
    read_root(text, &|_| {}, look)
}

/// Reads a value; `place` tells the context of a failure what is above the root of `text`.
fn read_placed<T: Value>(text: &str, place: &dyn Fn(&Context)) -> Result<T, JsonError> {
    let mut value = None;
    read_root(text, place, &mut |reader| {
        value = Some(T::read(reader)?);
        Ok(())
    })?;
    value.ok_or_else(|| JsonError("the value was not read".to_owned()))
}

/// Reads the root value. What the first reader refuses is read once more by one that tells why; after the failure of an
/// item, in the careful way.
fn read_root(text: &str, place: &dyn Fn(&Context), read: ReadValue<'_>) -> Result<(), JsonError> {
    let text = json_text::without_mark(text);
    if text_reader::read(text, &Context::exact(), read).is_ok() {
        return Ok(());
    }
    let mut context = Context::exact();
    let mut outcome = read_text(text, &context, read);
    if outcome.is_err() && context.failed_in_item() {
        context = Context::careful();
        outcome = read_text(text, &context, read);
    }
    outcome.map_err(|_| {
        place(&context);
        JsonError(context.message())
    })
}

/// Writes a value as compact JSON text.
pub fn to_vec(value: &impl Value) -> Result<Vec<u8>, JsonError> {
    let context = Context::default();
    text_writer::write(value, &context).map_err(|_| JsonError(context.message()))
}

/// Writes a value as compact JSON text.
pub fn to_string(value: &impl Value) -> Result<String, JsonError> {
    String::from_utf8(to_vec(value)?).map_err(|error| JsonError(error.to_string()))
}

/// Reads the whole of a JSON text within a run.
#[expect(clippy::disallowed_methods, reason = "the one place where models are read")]
pub(super) fn read_text(text: &str, context: &Context, read: ReadValue<'_>) -> Result<(), Fault> {
    let mut engine = serde_json::Deserializer::from_str(text);
    deserialize::read(&mut engine, context, read)?;
    engine.end().map_err(|error| context.fail(&error))
}
