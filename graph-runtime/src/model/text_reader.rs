//! `Reader` over JSON text, without serde's generics: the way by which nearly every answer is read.
//!
//! It knows the parts that answers are made of: objects, arrays, plain strings, numbers and the three words. What is rare or
//! intricate (escapes, values that are only passed over) it leaves to `serde_json`. And it explains nothing: whoever calls
//! it reads what it refuses once more with `serde_json`, which tells what is wrong, or accepts it. So it may refuse more
//! than `serde_json` does, but may accept nothing else, nor read anything otherwise.

use std::borrow::Cow;
use std::cell::Cell;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::context::{Context, Fault};
use super::json::Json;
use super::number::Number;
use super::reader::{Look, Reader};

/// Reads the whole of `text` as one value.
pub(super) fn read(
    text: &str,
    context: &Context,
    read_value: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let cursor = Cursor { text, at: Cell::new(0), has_control: has_control(text), context };
    cursor.value(read_value)?;
    cursor.skip_whitespace();
    if cursor.at.get() == text.len() { Ok(()) } else { Err(cursor.refuse()) }
}

/// Whether there is a character that may not be in a string, such as a line end.
fn has_control(text: &str) -> bool {
    // Without a way out of the loop, so that many bytes are compared at once.
    text.bytes().fold(u8::MAX, u8::min) < b' '
}

/// How far the text is read.
struct Cursor<'t, 'c> {
    text: &'t str,
    /// The index of the next byte; always at the begin of a character.
    at: Cell<usize>,
    /// Whether there are line ends and the like anywhere; services send none, so no string has to be searched for them.
    has_control: bool,
    context: &'c Context,
}

impl<'t> Cursor<'t, '_> {
    /// Ends the run; why, the next reader tells.
    #[cold]
    fn refuse(&self) -> Fault {
        self.context.fail(&"not read")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at.get()).copied()
    }

    fn skip_whitespace(&self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at.set(self.at.get() + 1);
        }
    }

    /// Takes the next byte but for white space, if it is `byte`.
    fn take(&self, byte: u8) -> bool {
        self.skip_whitespace();
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.at.set(self.at.get() + 1);
        }
        is_next
    }

    fn expect(&self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) { Ok(()) } else { Err(self.refuse()) }
    }

    /// Takes `word` if it is next. What may follow a word, the caller of this looks for next.
    fn take_word(&self, word: &str) -> bool {
        let is_next = self.text.as_bytes()[self.at.get()..].starts_with(word.as_bytes());
        if is_next {
            self.at.set(self.at.get() + word.len());
        }
        is_next
    }

    /// Hands the next value to `read_value`, and passes over what that does not read.
    fn value(&self, read_value: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault> {
        self.skip_whitespace();
        let mut reader = TextReader { cursor: self, is_read: false };
        read_value(&mut reader)?;
        if reader.is_read { Ok(()) } else { self.raw().map(drop) }
    }

    /// The value that begins here as `serde_json` reads it.
    #[expect(clippy::disallowed_methods, reason = "a part of the text where models are read")]
    fn parse<T: Deserialize<'t>>(&self) -> Result<T, Fault> {
        let mut values = serde_json::Deserializer::from_str(&self.text[self.at.get()..]).into_iter();
        let value = values.next().and_then(Result::ok).ok_or_else(|| self.refuse())?;
        self.at.set(self.at.get() + values.byte_offset());
        Ok(value)
    }

    /// The value that begins here as text.
    fn raw(&self) -> Result<&'t str, Fault> {
        let begin = self.at.get();
        if self.plain_string().is_some() {
            return Ok(&self.text[begin..self.at.get()]);
        }
        self.parse::<&RawValue>().map(RawValue::get)
    }

    /// The string that begins here.
    fn string(&self) -> Result<Cow<'t, str>, Fault> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None if self.peek() == Some(b'"') => self.parse().map(Cow::Owned),
            None => Err(self.refuse()),
        }
    }

    /// The string that begins here, if it has neither escapes nor what has to be escaped.
    fn plain_string(&self) -> Option<&'t str> {
        let inside = self.text[self.at.get()..].strip_prefix('"')?;
        let length = memchr::memchr2(b'"', b'\\', inside.as_bytes())?;
        let text = &inside[..length];
        if inside.as_bytes()[length] == b'\\' || (self.has_control && has_control(text)) {
            return None;
        }
        self.at.set(self.at.get() + length + 2);
        Some(text)
    }

    /// The number that begins here.
    fn number(&self) -> Result<Number, Fault> {
        let rest = &self.text[self.at.get()..];
        let length =
            rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count();
        let number = number(&rest[..length]).ok_or_else(|| self.refuse())?;
        self.at.set(self.at.get() + length);
        Ok(number)
    }
}

/// A number by the grammar of RFC 8259 section 6, as `serde_json` understands it: whole ones that an integer holds are
/// integers, but `-0` is not.
fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || (whole > 1 && digits.starts_with('0')) {
        return None;
    }
    if whole == digits.len() && text != "-0" {
        let integer = text.parse().map(Number::Signed).or_else(|_| text.parse().map(Number::Unsigned));
        if let Ok(integer) = integer {
            return Some(integer);
        }
    }
    // Rust's grammar is wider only where a digit lacks before or behind the point, or after the exponent's sign.
    let has_digit_behind =
        digits[whole..].strip_prefix('.').is_none_or(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    text.parse().ok().filter(|value: &f64| has_digit_behind && value.is_finite()).map(Number::Float)
}

/// The value at the cursor, not yet read.
struct TextReader<'c, 't, 'x> {
    cursor: &'c Cursor<'t, 'x>,
    is_read: bool,
}

impl<'t, 'x> TextReader<'_, 't, 'x> {
    /// The cursor, for a value that is read now; a null is told to the context.
    fn begin(&mut self) -> Result<&Cursor<'t, 'x>, Fault> {
        let is_again = std::mem::replace(&mut self.is_read, true);
        if is_again {
            return Err(self.cursor.refuse());
        }
        if self.cursor.peek() == Some(b'n') && self.cursor.take_word("null") {
            return Err(self.cursor.context.null());
        }
        Ok(self.cursor)
    }
}

impl Reader for TextReader<'_, '_, '_> {
    fn object(&mut self, member: &mut dyn FnMut(&str, &mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault> {
        let cursor = self.begin()?;
        cursor.expect(b'{')?;
        let _level = cursor.context.enter()?;
        if cursor.take(b'}') {
            return Ok(());
        }
        loop {
            cursor.skip_whitespace();
            let name = cursor.string()?;
            cursor.expect(b':')?;
            cursor.value(&mut |reader| member(&name, reader))?;
            if !cursor.take(b',') {
                return cursor.expect(b'}');
            }
        }
    }

    fn array(&mut self, element: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault> {
        let cursor = self.begin()?;
        cursor.expect(b'[')?;
        let _level = cursor.context.enter()?;
        if cursor.take(b']') {
            return Ok(());
        }
        loop {
            cursor.value(element)?;
            if !cursor.take(b',') {
                return cursor.expect(b']');
            }
        }
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.begin()?.string().map(Cow::into_owned)
    }

    fn text(&mut self, look: &mut dyn FnMut(&str)) -> Result<(), Fault> {
        self.begin()?.string().map(|text| look(&text))
    }

    fn boolean(&mut self) -> Result<bool, Fault> {
        let cursor = self.begin()?;
        match cursor.peek() {
            Some(b't') if cursor.take_word("true") => Ok(true),
            Some(b'f') if cursor.take_word("false") => Ok(false),
            _ => Err(cursor.refuse()),
        }
    }

    fn number(&mut self) -> Result<Number, Fault> {
        let cursor = self.begin()?;
        match cursor.peek() {
            Some(b'"') => cursor.string().map(|text| Number::Text(text.into_owned())),
            _ => cursor.number(),
        }
    }

    fn json(&mut self) -> Result<Json, Fault> {
        self.is_read = true;
        self.cursor.parse().map(Json::from_raw)
    }

    fn borrowed(&mut self, look: Look<'_>) -> Result<(), Fault> {
        self.is_read = true;
        look(self.cursor.raw()?, self.cursor.context)
    }

    fn context(&self) -> &Context {
        self.cursor.context
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::Context;
    use super::super::{AdditionalData, Json, Value, to_string, wire};
    use super::read;

    struct Thing {
        text: Option<String>,
        whole: Option<i64>,
        double: Option<f64>,
        flag: Option<bool>,
        any: Option<Json>,
        things: Option<Vec<Thing>>,
        additional_data: AdditionalData,
    }

    crate::model! {
        Thing {
            "text" => text,
            "whole" => whole,
            "double" => double,
            "flag" => flag,
            "any" => any,
            "things" => things,
        }
    }

    /// `text` as this reader reads it, and as the other one does.
    fn both(text: &str) -> [Option<Thing>; 2] {
        let (ours, theirs) = (Context::exact(), Context::exact());
        let (mut mine, mut other) = (None, None);
        let is_mine = read(text, &ours, &mut |reader| Thing::read(reader).map(|thing| mine = Some(thing))).is_ok();
        let is_other =
            wire::read_text(text, &theirs, &mut |reader| Thing::read(reader).map(|thing| other = Some(thing)));
        [mine.filter(|_| is_mine), other.filter(|_| is_other.is_ok())]
    }

    const WHOLE: &str = r#"{ "text" : "a\u00e4\"b", "whole": -12, "double":1.5e3 ,"flag":true,
        "any":[null, {"x": "\ud800"}, -0.0], "things" : [ {"text":null,"whole":"77"}, null, {} ,{"double":"INF","flag":false}],
        "more": {"deep":[1,2,{"a":"b\\"}]}, "zero":-0, "\u0074ext":"twice", "big": 123456789012345678901234567890}"#;

    #[test]
    fn what_services_send_is_read_without_the_other_reader() {
        for text in
            [WHOLE, "{}", " {\t}\r\n", r#"{"things":[]}"#, r#"{"double":-0,"whole":5.0}"#, r#"{"a":{},"b":[ ]}"#]
        {
            let [mine, other] = both(text);
            let mine = mine.unwrap_or_else(|| panic!("{text} is refused"));
            assert_eq!(to_string(&mine).unwrap(), to_string(&other.unwrap()).unwrap());
        }
    }

    #[test]
    fn numbers_are_understood_alike() {
        let numbers = "0 -0 -1 00 01 -01 1. .5 -.5 1.0 1e5 1E+5 1e-5 1e 1e+ 1.e5 - + +1 -- 1-1 1.5.5 1e5e5 0x1 inf NaN 1_0 \
            9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775808 \
            -9223372036854775809 1e308 1e309 -1e999 2.2250738585072011e-308 5e-324 123456789.0123456789 0.1 1 1a";
        for number in numbers.split_whitespace() {
            for member in ["whole", "double", "other", "any"] {
                let [mine, other] = both(&format!(r#"{{"{member}":{number}}}"#));
                let [mine, other] = [mine, other].map(|thing| thing.map(|thing| to_string(&thing).unwrap()));
                assert_eq!(mine, other, "{number} as {member}");
            }
        }
    }

    /// Each text is a mutation of one that is read: bytes taken out, put in, changed, or moved.
    #[test]
    fn nothing_is_accepted_that_the_other_reader_refuses_or_reads_otherwise() {
        let mut random = fastrand::Rng::with_seed(5);
        let (mut accepted, mut refused) = (0, 0);
        for _ in 0..30_000 {
            let mut text = WHOLE.as_bytes().to_vec();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..text.len());
                match random.u8(..4) {
                    0 => drop(text.remove(at)),
                    1 => text.insert(at, *random.choice(b"\"\\{}[],:0-9.eE tfn\n\x01u").unwrap()),
                    2 => text[at] = random.u8(..128),
                    _ => text.truncate(random.usize(at..text.len()).max(1)),
                }
            }
            let text = String::from_utf8(text).unwrap();
            match both(&text) {
                [Some(mine), other] => {
                    let other = other.unwrap_or_else(|| panic!("only we accept {text}"));
                    assert_eq!(to_string(&mine).unwrap(), to_string(&other).unwrap(), "{text}");
                    accepted += 1;
                }
                [None, Some(_)] => panic!("refused without need: {text}"),
                [None, None] => refused += 1,
            }
        }
        assert!(accepted > 1000 && refused > 1000, "{accepted} accepted, {refused} refused");
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| r#"{"things":["#.repeat(levels) + &"]}".repeat(levels);
        let [mine, other] = both(&nested(60));
        assert!(mine.is_some() && other.is_some());
        let [mine, other] = both(&nested(100_000));
        assert!(mine.is_none() && other.is_none());
        let text = format!(r#"{{"undeclared":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(both(&text)[0].is_some(), "what no field declares stays text");
    }
}
