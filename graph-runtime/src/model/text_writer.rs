//! `Writer` to JSON text: the wire path. It does what `serde_json` would, without the detour through serde's generics.

use std::io::Write as _;

use super::amended::Amended;
use super::context::{Context, Fault};
use super::notes::MemberNotes;
use super::writer::{Members, Writable, Writer};

/// Compact JSON text in the making.
pub(super) struct TextWriter<'c> {
    text: Vec<u8>,
    /// Whether a value is due here and not yet written.
    due: bool,
    context: &'c Context,
}

/// Writes `value` as JSON text within a run.
pub(super) fn write(value: &dyn Writable, context: &Context) -> Result<Vec<u8>, Fault> {
    let mut writer = TextWriter { text: Vec::with_capacity(256), due: true, context };
    writer.value(value)?;
    Ok(writer.text)
}

impl TextWriter<'_> {
    /// Writes one value; one that writes nothing is null, for the text must stay well-formed.
    fn value(&mut self, value: &dyn Writable) -> Result<(), Fault> {
        self.due = true;
        value.write_to(self)?;
        if self.due { self.null() } else { Ok(()) }
    }

    fn begin(&mut self) -> Result<(), Fault> {
        if !std::mem::take(&mut self.due) {
            return Err(self.context.fail(&"a value was written twice"));
        }
        Ok(())
    }

    fn put(&mut self, literal: &[u8]) -> Result<(), Fault> {
        self.begin()?;
        self.text.extend_from_slice(literal);
        Ok(())
    }

    /// Writes a number in the shortest form that reads back as the same one.
    fn number(&mut self, number: &impl serde::Serialize) -> Result<(), Fault> {
        self.begin()?;
        serde_json::to_writer(&mut self.text, number).map_err(|error| self.context.fail(&error))
    }
}

impl Writer for TextWriter<'_> {
    fn object<'v>(&mut self, members: &mut dyn FnMut(&mut dyn Members<'v>) -> Result<(), Fault>) -> Result<(), Fault> {
        self.put(b"{")?;
        members(&mut OpenObject { writer: self, empty: true })?;
        self.text.push(b'}');
        Ok(())
    }

    fn array(&mut self, elements: &mut dyn Iterator<Item = &dyn Writable>) -> Result<(), Fault> {
        self.put(b"[")?;
        for (index, element) in elements.enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            self.value(element).inspect_err(|_| self.context.passed_element(index))?;
        }
        self.text.push(b']');
        Ok(())
    }

    fn string(&mut self, value: &str) -> Result<(), Fault> {
        self.begin()?;
        push_string(&mut self.text, value);
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> Result<(), Fault> {
        self.put(if value { b"true" } else { b"false" })
    }

    fn integer(&mut self, value: i64) -> Result<(), Fault> {
        self.number(&value)
    }

    fn single(&mut self, value: f32) -> Result<(), Fault> {
        self.number(&value)
    }

    fn double(&mut self, value: f64) -> Result<(), Fault> {
        self.number(&value)
    }

    fn null(&mut self) -> Result<(), Fault> {
        self.put(b"null")
    }

    fn json_text(&mut self, text: &str) -> Result<(), Fault> {
        self.put(text.as_bytes())
    }

    fn context(&self) -> &Context {
        self.context
    }
}

/// An object whose brace is open.
struct OpenObject<'w, 'c> {
    writer: &'w mut TextWriter<'c>,
    /// Whether no member is written yet.
    empty: bool,
}

impl OpenObject<'_, '_> {
    fn put(&mut self, name: &str, value: &dyn Writable) -> Result<(), Fault> {
        let text = &mut self.writer.text;
        if !std::mem::take(&mut self.empty) {
            text.push(b',');
        }
        push_string(text, name);
        text.push(b':');
        self.writer.value(value).inspect_err(|_| self.writer.context.passed_member(name))
    }
}

impl<'v> Members<'v> for OpenObject<'_, '_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.put(name, value)
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.put(name, &Amended::new(value, notes))
    }
}

/// Appends a JSON string (RFC 8259 section 7).
fn push_string(text: &mut Vec<u8>, string: &str) {
    // Quotes, and room for the last word to overlap.
    text.reserve(string.len() + 10);
    text.push(b'"');
    let mut rest = string.as_bytes();
    while let Some((byte, tail)) = push_plain(text, rest).split_first() {
        push_escape(text, *byte);
        rest = tail;
    }
    text.push(b'"');
}

/// Appends bytes up to the first that needs an escape, and gives the rest from there on.
///
/// Eight are looked at and copied together: most strings are short and need no escape at all, and for them a call of
/// the general copy would cost more than the copying.
fn push_plain<'b>(text: &mut Vec<u8>, bytes: &'b [u8]) -> &'b [u8] {
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let marks = escape_marks(u64::from_le_bytes(*word));
        if marks != 0 {
            let (plain, rest) = bytes[index * 8..].split_at(first(marks));
            text.extend_from_slice(plain);
            return rest;
        }
        text.extend_from_slice(word);
    }
    match bytes.last_chunk::<8>() {
        // The tail is appended together with the plain bytes before it, which are taken back first.
        Some(last) if escape_marks(u64::from_le_bytes(*last)) == 0 => {
            text.truncate(text.len() - (8 - tail.len()));
            text.extend_from_slice(last);
            &[]
        }
        _ => {
            let (plain, rest) = tail.split_at(tail.iter().position(|byte| needs_escape(*byte)).unwrap_or(tail.len()));
            text.extend_from_slice(plain);
            rest
        }
    }
}

/// The byte that the lowest mark stands in.
fn first(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Marks, by its top bit, the first byte of `word` that needs an escape; marks above it mean nothing.
fn escape_marks(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = ONES << 7;
    // A byte below `limit` borrows when that is taken away, which sets its top bit; bytes with a top bit of their own
    // are no ASCII and are left out.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & TOPS;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    below(word, 0x20) | equal(b'"') | equal(b'\\')
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn push_escape(text: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        // Writing to a `Vec` cannot fail.
        _ => return drop(write!(text, "\\u{byte:04x}")),
    };
    text.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::push_string;

    fn written(string: &str) -> String {
        let mut text = Vec::new();
        push_string(&mut text, string);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn every_character_at_every_place_is_written_as_by_serde_json() {
        let characters = (0..0x180).filter_map(char::from_u32).chain(['\u{2028}', '\u{ffff}', '\u{1f600}']);
        for character in characters {
            for place in 0..18 {
                let string = format!("{}{character}{}\"x", "a".repeat(place), "é".repeat(place % 5));
                assert_eq!(written(&string), serde_json::to_string(&string).unwrap());
            }
        }
    }
}
