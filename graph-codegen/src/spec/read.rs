//! Text to untyped values and back: the only file that names the YAML library.
//!
//! Keys are always text, as in JSON: the response code `200:`, which YAML reads as a number, becomes `"200"`. Scalars
//! follow the core schema of YAML 1.2, in which `on`, `Yes` and `n` are words and not booleans.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use graph_emit::origin::escape_pointer_token;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::depth;
use super::locate::Position;

/// Levels of nesting a description may have; Graph's own have about 20. Both parsers recurse once per level.
pub const MAX_DEPTH: usize = 100;

/// Steps of the way to a part that is too deep that are told.
const SHOWN_DEPTH: usize = 6;

/// Text that aliases may repeat, as a multiple of the length of the text they stand in.
const MAX_EXPANSION: usize = 16;

/// The key that merges other mappings into its own.
const MERGE: &str = "<<";

/// Why a text is not a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The place as a JSON pointer, as far as it was understood; empty when only `position` is known.
    pub pointer: String,
    /// Where the parser stopped, when it says.
    pub position: Option<Position>,
}

/// The kinds of [`Fault`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The text breaks the grammar; the parser's words.
    Syntax(String),
    /// One mapping has this key twice.
    Duplicate(String),
    /// More than [`MAX_DEPTH`] levels.
    Deep,
    /// Aliases repeat more text than they should.
    Expansion,
    /// A YAML tag such as `!include`.
    Tag,
    /// The key `<<` with something else than mappings.
    Merge,
    /// Something else where there must be a mapping.
    NoMapping,
    /// Nothing at all.
    Empty,
    /// XML or HTML, as Graph's CSDL and many error pages are.
    Markup,
}

/// The grammar a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2.
    Yaml,
}

impl Format {
    /// The grammar of `text` by its first sign. A YAML flow mapping starts as JSON does, and then its first key tells.
    pub fn of(text: &str) -> Self {
        let mut signs = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
        match (signs.next(), signs.next()) {
            (Some(b'{'), None | Some(b'"' | b'}')) | (Some(b'['), _) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// The value of a whole document; `Null` for one without any.
pub fn parse_document(text: &str) -> Result<Value, Fault> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    parse(text, Format::of(text), 0)
}

/// The value of `text`, which lies `depth` levels deep in its document.
pub fn parse(text: &str, format: Format, depth: usize) -> Result<Value, Fault> {
    let reading = Reading {
        budget: Cell::new(text.len().saturating_mul(MAX_EXPANSION).saturating_add(4096)),
        merges: format == Format::Yaml,
        breaks: Breaks::default(),
        problem: RefCell::default(),
        trail: RefCell::default(),
    };
    match format {
        Format::Json => {
            let node = Node { reading: &reading, depth };
            let mut json = serde_json::Deserializer::from_str(text);
            let read = node.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
            read.map_err(|error| reading.fault(words(&error), position(error.line(), error.column())))
        }
        Format::Yaml => {
            if let Some(position) = depth::exceeding(text, MAX_DEPTH - depth) {
                return Err(Fault { kind: FaultKind::Deep, pointer: String::new(), position: Some(position) });
            }
            let (breaks, text) = Breaks::hide(text);
            let reading = Reading { breaks, ..reading };
            let node = Node { reading: &reading, depth };
            node.deserialize(serde_yaml::Deserializer::from_str(&text)).map_err(|error| {
                let place = error.location().and_then(|place| position(place.line(), place.column()));
                reading.fault(words(&error), place)
            })
        }
    }
}

/// `value` as YAML; reading it gives `value` again.
pub fn to_yaml(value: &Value) -> String {
    serde_yaml::to_string(value).expect("a JSON value has only text keys and finite numbers, which YAML can hold")
}

/// The place that a parser tells; line 0 is its way of saying that it knows none.
fn position(line: usize, column: usize) -> Option<Position> {
    (line > 0).then_some(Position { line, column: column.max(1) })
}

/// A parser's message without the place, which diagnostics show in their own way.
fn words(error: &impl fmt::Display) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    // What the libraries say in the words of Rust.
    match text.rsplit_once(", expected ") {
        Some((_, PLAIN_KEY)) => "a key must be text, not a mapping or a list".to_owned(),
        Some((found, expected)) if found.contains("invalid value: ") => {
            format!("the tag asks for {expected}, and the value is another")
        }
        _ => text.to_owned(),
    }
}

/// What is known while one text is read.
struct Reading {
    /// Bytes that values may still take.
    budget: Cell<usize>,
    /// Whether the key `<<` merges mappings, as it does in YAML.
    merges: bool,
    breaks: Breaks,
    /// Our own reason for stopping, which would lose its type on its way through the parser's error.
    problem: RefCell<Option<FaultKind>>,
    /// The keys from the place of an error outwards, noted only on the way back.
    trail: RefCell<Vec<String>>,
}

impl Reading {
    fn stop<E: serde::de::Error>(&self, kind: FaultKind) -> E {
        self.problem.replace(Some(kind));
        E::custom("stopped")
    }

    fn spend<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        let Some(left) = self.budget.get().checked_sub(bytes) else {
            return Err(self.stop(FaultKind::Expansion));
        };
        self.budget.set(left);
        Ok(())
    }

    fn fault(&self, message: String, position: Option<Position>) -> Fault {
        let kind = self.problem.take().unwrap_or(FaultKind::Syntax(message));
        let pointer = match kind {
            FaultKind::Syntax(_) => String::new(),
            // The whole way down to what is too deep would be longer than anyone reads.
            FaultKind::Deep => self.pointer(SHOWN_DEPTH),
            _ => self.pointer(MAX_DEPTH),
        };
        Fault { kind, pointer, position }
    }

    /// The first `length` steps of the way to the error.
    fn pointer(&self, length: usize) -> String {
        let trail = self.trail.borrow();
        trail.iter().rev().take(length).fold(String::new(), |pointer, token| pointer + "/" + token)
    }
}

/// Line ends of YAML 1.1 that are ordinary characters in YAML 1.2 (section 5.4): the parser, which breaks lines at
/// them, is given others in their place.
#[derive(Default)]
struct Breaks(Vec<(char, char)>);

impl Breaks {
    const ORDINARY: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

    /// What stands in for those in `text`, and `text` with it.
    fn hide(text: &str) -> (Self, Cow<'_, str>) {
        if text.is_ascii() || !text.contains(Self::ORDINARY) {
            return (Self::default(), Cow::Borrowed(text));
        }
        // For private use: a text that has one of them has not all six thousand.
        let free = ('\u{e000}'..='\u{f8ff}').filter(|sign| !text.contains(*sign));
        let breaks = Self(Self::ORDINARY.into_iter().zip(free).collect());
        let hidden =
            text.chars().map(|sign| breaks.0.iter().find(|(real, _)| *real == sign).map_or(sign, |pair| pair.1));
        let hidden = hidden.collect();
        (breaks, Cow::Owned(hidden))
    }

    /// `text`, a part of what was hidden, as it was.
    fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.0.is_empty() || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        text.chars().map(|sign| self.0.iter().find(|(_, hidden)| *hidden == sign).map_or(sign, |pair| pair.0)).collect()
    }
}

/// One node, `depth` levels down.
#[derive(Clone, Copy)]
struct Node<'r> {
    reading: &'r Reading,
    depth: usize,
}

impl Node<'_> {
    fn child<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.reading.stop(FaultKind::Deep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    /// Notes the way to a child that failed.
    fn note(self, token: impl FnOnce() -> String) {
        self.reading.trail.borrow_mut().push(token());
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// JSON's integers beyond 64 bits are read as the nearest number, and so are YAML's.
    #[allow(clippy::cast_precision_loss, reason = "what is not exact in JSON is not exact here")]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(clippy::cast_precision_loss, reason = "as above")]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(|| Value::from(odata_number(value)), Value::Number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.reading.spend(value.len())?;
        Ok(Value::from(self.reading.breaks.restored(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let node = self.child()?;
        let mut list = Vec::new();
        loop {
            self.reading.spend(1)?;
            match items.next_element_seed(node) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(Value::Array(list)),
                Err(error) => {
                    self.note(|| list.len().to_string());
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let node = self.child()?;
        let (mut map, mut merged) = (Map::new(), Vec::new());
        while let Some(key) = entries.next_key_seed(Key)? {
            let key = self.reading.breaks.restored(&key).into_owned();
            self.reading.spend(key.len() + 1)?;
            if map.contains_key(&key) {
                self.note(|| escape_pointer_token(&key));
                return Err(self.reading.stop(FaultKind::Duplicate(key)));
            }
            match entries.next_value_seed(node) {
                Ok(value) if self.reading.merges && key == MERGE => {
                    merged.push(mappings(value).ok_or_else(|| self.reading.stop(FaultKind::Merge))?);
                }
                Ok(value) => {
                    map.insert(key, value);
                }
                Err(error) => {
                    self.note(|| escape_pointer_token(&key));
                    return Err(error);
                }
            }
        }
        Ok(Value::Object(if merged.is_empty() { map } else { merge(merged.into_iter().flatten(), map) }))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, _tagged: A) -> Result<Value, A::Error> {
        Err(self.reading.stop(FaultKind::Tag))
    }
}

/// The mappings that `value`, behind the key `<<`, names: one, or a list of them.
fn mappings(value: Value) -> Option<Vec<Map<String, Value>>> {
    match value {
        Value::Object(map) => Some(vec![map]),
        Value::Array(list) => list.into_iter().map(|item| mappings(item)?.pop()).collect(),
        _ => None,
    }
}

/// The entries of `merged` that `own` does not have, the first of each key, and those of `own`
/// (<https://yaml.org/type/merge.html>).
fn merge(merged: impl Iterator<Item = Map<String, Value>>, own: Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    for (key, value) in merged.flatten() {
        all.entry(key).or_insert(value);
    }
    all.extend(own);
    all
}

/// A number that JSON cannot write, in the spelling that OData gives it.
fn odata_number(value: f64) -> &'static str {
    match (value.is_nan(), value.is_sign_negative()) {
        (true, _) => "NaN",
        (false, true) => "-INF",
        (false, false) => "INF",
    }
}

/// What a reader expects for a key.
const PLAIN_KEY: &str = "a plain key";

/// The key of an entry, as it is written.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLAIN_KEY)
    }

    fn visit_str<E>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{FaultKind, Format, parse, parse_document, to_yaml};

    #[test]
    fn the_first_signs_tell_the_format() {
        assert_eq!(Format::of(" {\n\"a\": 1}"), Format::Json);
        assert_eq!(Format::of("{a: 1}"), Format::Yaml);
        assert_eq!(Format::of("a: 1"), Format::Yaml);
    }

    #[test]
    fn what_is_written_reads_as_the_same() {
        let value = json!({ "200": ["on", "1", "~", "null", "2024-01-01", " x", "a: b", "#", "é\n"], "n": [null, true, 1, -2, 0.5, {}] });
        assert_eq!(parse_document(&to_yaml(&value)), Ok(value));
    }

    #[test]
    fn faults_say_where() {
        let fault = parse_document("a:\n  b: 1\n  b: 2\n").expect_err("a key twice");
        assert_eq!((fault.kind, fault.pointer.as_str()), (FaultKind::Duplicate("b".to_owned()), "/a/b"));
        let fault = parse_document("{\"a/b\": [1, {\"c\": 1, \"c\": 2}]}").expect_err("a key twice");
        assert_eq!((fault.kind, fault.pointer.as_str()), (FaultKind::Duplicate("c".to_owned()), "/a~1b/1/c"));
    }

    #[test]
    fn breaks_of_yaml_1_1_are_ordinary_characters() {
        for sign in ['\u{85}', '\u{2028}', '\u{2029}'] {
            for text in [
                format!("a: |\n  b {sign}c\n  d\n"),
                format!("a: b {sign}c\n   d\n"),
                format!("a: \"b {sign}c\\nd\"\n"),
                format!("{{\"a\": \"b {sign}c\\nd\"}}"),
            ] {
                let value = parse_document(&text).expect("a mapping")["a"].clone();
                assert_eq!(
                    value.as_str().map(|value| value.trim().replace("c d", "c\nd")),
                    Some(format!("b {sign}c\nd")),
                    "{text}"
                );
            }
        }
        assert_eq!(
            parse_document("? \"a\\Lb\"\n: '\u{e000}\u{2028}'\n"),
            Ok(json!({ "a\u{2028}b": "\u{e000}\u{2028}" }))
        );
    }

    #[test]
    fn integers_of_any_size_are_numbers() {
        for number in ["18446744073709551616", "-9223372036854775809", "1234567890123456789012345678901234567890123"] {
            let value = parse_document(&format!("a: {number}\n")).expect("a number");
            assert_eq!(value["a"].as_f64(), number.parse().ok(), "{number}");
            // The two parsers round in their own ways.
            let json = parse_document(&format!("{{\"a\": {number}}}")).expect("a number");
            assert!((json["a"].as_f64().expect("a number") / value["a"].as_f64().expect("one") - 1.0).abs() < 1e-15);
            assert_eq!(parse_document(&format!("{number}: 1")), Ok(json!({ number: 1 })));
        }
    }

    #[test]
    fn merge_keys_merge() {
        let text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  c: 3\n  <<: [*x, *y]\n  d: 3\nv:\n  <<: *x\n  b: 4\n";
        let value = parse_document(text).expect("mappings");
        assert_eq!(value["z"], json!({ "a": 1, "b": 1, "c": 3, "d": 3 }));
        assert_eq!(value["v"], json!({ "a": 1, "b": 4 }));
        assert_eq!(parse_document("a:\n  <<: 1\n").map_err(|fault| fault.kind), Err(FaultKind::Merge));
        assert_eq!(parse_document("{\"<<\": {\"a\": 1}}"), Ok(json!({ "<<": { "a": 1 } })));
    }

    #[test]
    fn depth_counts_from_the_document() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(100), Format::Yaml, 0).is_ok());
        assert_eq!(parse(&nested(101), Format::Yaml, 0).map_err(|fault| fault.kind), Err(FaultKind::Deep));
        assert_eq!(parse(&nested(99), Format::Json, 2).map_err(|fault| fault.kind), Err(FaultKind::Deep));
    }
}
