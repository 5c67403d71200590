//! Reads the part of YAML in which descriptions are mostly written: block mappings and lists of scalars on one line.
//!
//! Graph has a million such lines, and a parser for all of YAML takes ten times as long for them. What is not plainly of
//! this kind, and every mistake, is left to that parser: here it is simply no answer. What is answered is the value that
//! the whole parser finds; tests compare the two.

use serde_json::{Map, Value};

use super::index::has_plain_breaks;
use super::line::{closing_quote, ends, unquote};
use super::read::MAX_DEPTH;

/// The longest key: the whole parser has a limit near this one, and words the complaint.
const MAX_KEY: usize = 1000;

/// The value of `text`, whose lines may all be indented, and which lies `depth` levels deep in its document.
pub fn parse(text: &str, depth: usize) -> Option<Value> {
    if !is_plain(text) {
        return None;
    }
    let mut block = Block { rest: text, line: "", column: 0, depth, members: Vec::new(), items: Vec::new() };
    block.next_line();
    let value = block.node()?;
    block.line.is_empty().then_some(value)
}

/// Whether `text` has no character that stands for more than itself, or that YAML forbids.
fn is_plain(text: &str) -> bool {
    let is_control = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f;
    let is_special = |sign: char| sign.is_control() || matches!(sign, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if text.bytes().any(is_control) {
        return false;
    }
    text.is_ascii() || (has_plain_breaks(text) && !text.chars().any(|sign| sign != '\n' && is_special(sign)))
}

/// The text from a place on.
struct Block<'t> {
    /// The lines below the current one.
    rest: &'t str,
    /// What is left of the current line; empty at the end of the text.
    line: &'t str,
    /// The column in which that begins.
    column: usize,
    /// How many collections this place is in.
    depth: usize,
    /// What was read of the mappings that this place is in, the outermost first: each is made when its size is known,
    /// because one that grows takes half as much memory again.
    members: Vec<(String, Value)>,
    /// The same of the lists.
    items: Vec<Value>,
}

impl Block<'_> {
    /// Goes on to the next line that holds more than a comment.
    fn next_line(&mut self) {
        while !self.rest.is_empty() {
            let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = rest;
            let content = line.trim_start_matches(' ');
            if !content.is_empty() && !content.starts_with('#') {
                (self.line, self.column) = (content, line.len() - content.len());
                return;
            }
        }
        (self.line, self.column) = ("", 0);
    }

    /// Drops the first `length` bytes of the line and the blanks behind them.
    fn skip(&mut self, length: usize) {
        let content = self.line[length..].trim_start_matches(' ');
        self.column += self.line.len() - content.len();
        self.line = content;
    }

    /// Whether a list entry starts here.
    fn is_entry(&self) -> bool {
        self.line == "-" || self.line.starts_with("- ")
    }

    /// The collection that starts here.
    fn node(&mut self) -> Option<Value> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let value = if self.is_entry() { self.list() } else { self.mapping() };
        self.depth -= 1;
        value
    }

    fn mapping(&mut self) -> Option<Value> {
        let (column, first) = (self.column, self.members.len());
        loop {
            let end = key_end(self.line)?;
            let key = unquote(self.line[..end].trim_end_matches(' '))?.into_owned();
            let colon = end + self.line[end..].find(':')?;
            self.skip(colon + 1);
            let value = self.value(column, true)?;
            self.members.push((key, value));
            if self.line.is_empty() || self.column < column {
                let members = self.members.drain(first..);
                let count = members.len();
                let map: Map<_, _> = members.collect();
                // A key that comes twice is a mistake.
                return (map.len() == count).then_some(Value::Object(map));
            }
            if self.column > column || self.is_entry() {
                return None;
            }
        }
    }

    fn list(&mut self) -> Option<Value> {
        let (column, first) = (self.column, self.items.len());
        while self.is_entry() && self.column == column {
            self.skip(1);
            let is_collection = self.is_entry() || key_end(self.line).is_some();
            let item = if is_collection { self.node()? } else { self.value(column, false)? };
            self.items.push(item);
        }
        let list = self.items.drain(first..).collect();
        (self.line.is_empty() || self.column <= column).then_some(Value::Array(list))
    }

    /// The value behind a key or dash in `column`, on its line or below it.
    fn value(&mut self, column: usize, is_member: bool) -> Option<Value> {
        if !ends(self.line.as_bytes(), 0) {
            let value = self.scalar()?;
            self.next_line();
            // A scalar may go on in lines that are deeper.
            return (self.line.is_empty() || self.column <= column).then_some(value);
        }
        self.next_line();
        // A list may stand at the indentation of its own key.
        let is_deeper = self.column > column || (is_member && self.column == column && self.is_entry());
        if is_deeper && !self.line.is_empty() { self.node() } else { Some(Value::Null) }
    }

    /// The value of a scalar, or of an empty collection, that the line holds.
    fn scalar(&self) -> Option<Value> {
        let line = self.line;
        let has_room = self.depth < MAX_DEPTH;
        match line.as_bytes()[0] {
            quote @ (b'\'' | b'"') => quoted(line, quote),
            b'[' => (has_room && is_empty(line, '[', ']')).then(|| Value::Array(Vec::new())),
            b'{' => (has_room && is_empty(line, '{', '}')).then(|| Value::Object(Map::new())),
            first if is_indicator(first) => None,
            _ => plain(line),
        }
    }
}

/// Where the key at the start of `line` ends; `None` where there is none, or one that takes more to read.
fn key_end(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let end = match bytes.first()? {
        quote @ (b'\'' | b'"') => {
            let end = closing_quote(bytes, *quote, 1)?;
            let colon = line[end..].trim_start_matches(' ').strip_prefix(':')?;
            (colon.is_empty() || colon.starts_with(' ')).then_some(end)?
        }
        first if is_indicator(*first) => return None,
        // The bounds of a document, and the key that merges mappings.
        _ if ["---", "...", "<<"].iter().any(|start| line.starts_with(start)) => return None,
        _ => {
            let is_end = |at: &usize| bytes.get(at + 1).is_none_or(|next| *next == b' ');
            let end = memchr::memchr_iter(b':', bytes).find(is_end)?;
            (!line[..end].contains(" #")).then_some(end)?
        }
    };
    (end <= MAX_KEY).then_some(end)
}

/// Whether a plain scalar that begins with `byte` is not one, or takes a second look.
fn is_indicator(byte: u8) -> bool {
    b"?:,[]{}#&*!|>'\"%@`".contains(&byte)
}

fn quoted(line: &str, quote: u8) -> Option<Value> {
    let end = closing_quote(line.as_bytes(), quote, 1)?;
    let text = &line[..end];
    // The escapes of JSON are those of YAML, but for the halves of a pair.
    let is_known = quote == b'\'' || !text.contains("\\u");
    let value = unquote(text).filter(|_| is_known && ends(line.as_bytes(), end))?;
    Some(Value::String(value.into_owned()))
}

/// Whether `line` is an empty collection.
fn is_empty(line: &str, open: char, close: char) -> bool {
    let inner = line.strip_prefix(open).map(|inner| inner.trim_start_matches(' '));
    inner.and_then(|inner| inner.strip_prefix(close)).is_some_and(|rest| rest.trim_end_matches(' ').is_empty())
}

/// The value of a scalar without quotes, by the core schema.
fn plain(line: &str) -> Option<Value> {
    let text = line.find(" #").map_or(line, |comment| &line[..comment]).trim_end_matches(' ');
    if text.ends_with(':') || text.contains(": ") || text == "-" || text.starts_with("- ") {
        return None;
    }
    match text.as_bytes()[0] {
        b'0'..=b'9' | b'-' | b'+' | b'.' => number(text),
        _ => Some(word(text)),
    }
}

fn word(text: &str) -> Value {
    match text {
        "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text => Value::from(text),
    }
}

/// The value of a text that begins like a number, if it is a short one in decimal, or plainly none.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    if is_decimal && (1..=18).contains(&digits.len()) {
        return text.parse::<i64>().ok().map(Value::from);
    }
    is_no_number(text).then(|| Value::from(text))
}

/// Whether `text`, such as a date or a version, is a number in no notation at all.
fn is_no_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |byte: &u8| matches!(byte, b'-' | b'+');
    let has_sign = bytes.windows(2).any(|pair| is_sign(&pair[1]) && !matches!(pair[0], b'e' | b'E'));
    let has_dots = memchr::memchr_iter(b'.', bytes).count() > 1;
    let is_foreign = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'.' && !is_sign(byte);
    has_sign || has_dots || bytes.iter().any(is_foreign)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::read::{self, Format};
    use super::parse;

    /// Texts that this parser reads.
    const READ: &[&str] = &[
        "a: 1\nb:\n  c: d e # comment\n  'e''s' : \"f\\n\\\"\"\n  \"g\\t\": 'h: #i'\n",
        "  a:\n  - b\n  - c: d\n    e:\n    - - f\n      - g\n  -\n    h: i\n  - # j\n  k:\n",
        "# comment\n\na: # comment\n\n    b: c#d\n    # comment\n    e: f:g\n",
        "a: []\nb: {}\nc: { }\nd: [ ] \n",
        "a: ~\nb: null\nc: Null\nd: true\ne: FALSE\nf: on\ng: Yes\nh: nULL\n",
        "a: 0\nb: -0\nc: 12\nd: -7\ne: 123456789012345678\nf: 1 2\ng: 2024 - 1\nh: -a b\n",
        "a: 2024-01-01\nb: 2024-01/a\nc: 3.0.1\nd: 1_000\ne: --1\nf: +-1\ng: 1.2.3\nh: 0x-1\ni: 12:30\n",
        "- a\n- - b\n- c: d\n",
        "é: ü\nz: \u{1f600}\n",
        "a: b\u{2028}c\n'\u{2029}': d\n",
    ];

    /// Texts that are left to the whole parser, which may or may not read them.
    const LEFT: &[&str] = &[
        "a: &b c\n",
        "a: *b\n",
        "a: !c d\n",
        "a: [1]\n",
        "a: {b: c}\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: b\n  c\n",
        "a: 'b\n  c'\n",
        "a: \"b\\\n  c\"\n",
        "a: \"\\ud83d\\ude00\"\n",
        "a: \"\\x41\"\n",
        "a: 'b' c\n",
        "a: 'b'#c\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: b:\n",
        "a: - b\n",
        "a:\n  b: c\n d: e\n",
        "a: 1\na: 2\n",
        "<<: a\n",
        "a\n",
        "--- a: b\n",
        "a: b\n...\n",
        "a:\tb\n",
        "a: b\r\n",
        "a: b\u{85}c\n",
        "a: b\u{feff}\n",
        "a: b\u{7}\n",
        "a: %b\n",
        "a: @b\n",
        "a: 0x1f\n",
        "a: 0o7\n",
        "a: 007\n",
        "a: 1.50\n",
        "a: 1e3\n",
        "a: 1e-3\n",
        "a: .inf\n",
        "a: +1\n",
        "a: 123456789012345678901\n",
        "a:\n- b\nc\n",
        "- a\n b: c\n",
        "- a\n  - b\n",
        "a:\n  - b\n - c\n",
        "'a' b: c\n",
        "a #b: c\n",
        "",
    ];

    fn whole(text: &str) -> Option<Value> {
        read::parse(text, Format::Yaml, 0).ok()
    }

    #[test]
    fn what_is_read_is_what_the_whole_parser_reads() {
        for text in READ {
            assert_eq!(parse(text, 0), whole(text), "{text}");
            assert!(parse(text, 0).is_some(), "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_whole_parser() {
        for text in LEFT {
            assert_eq!(parse(text, 0), None, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_alike_or_not_at_all() {
        // Every sequence of four of these pieces.
        let pieces = ["a", "- ", ": ", "\n", "\n  ", "'", "\"", "#", " ", "1", "~", "[]", "{", "|", "-", ":", "?", "."];
        let number = pieces.len().pow(5);
        for place in (0..number).step_by(61) {
            let text: String = (0..5).map(|digit| pieces[place / pieces.len().pow(digit) % pieces.len()]).collect();
            for text in [text.clone(), format!("a:\n  {text}"), format!("- b: {text}\n  c: d\n")] {
                if let Some(value) = parse(&text, 0) {
                    assert_eq!(Some(value), whole(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn depth_is_limited() {
        let nested =
            |levels: usize| (0..levels).flat_map(|level| [" ".repeat(level), "a:\n".to_owned()]).collect::<String>();
        assert!(parse(&nested(100), 0).is_some());
        assert_eq!(parse(&nested(101), 0), None);
        assert_eq!(parse(&nested(99), 2), None);
    }
}
