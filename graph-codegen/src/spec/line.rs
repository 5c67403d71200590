//! What one line of a block-style YAML text is, seen without the lines around it.

use std::borrow::Cow;

/// What a line says about the lines below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Nothing stands behind the key or dash: deeper lines are the value.
    Nested,
    /// The value ends on this line.
    Closed,
    /// A plain or block scalar: lines deeper than this column go on with it.
    Scalar(usize),
    /// A scalar in quotes that does not end on this line; its lines are deeper than the column.
    Quoted(u8, usize),
}

/// The shape of a line that is neither blank nor a comment.
#[derive(Debug)]
pub struct Line<'a> {
    /// The key as it is written, quotes included, when the line begins with one at its indentation.
    pub key: Option<&'a str>,
    /// What follows.
    pub below: Below,
}

impl<'a> Line<'a> {
    /// Reads `text`, a line whose first sign stands at `indent`; `None` for what is not plain block style.
    pub fn read(text: &'a str, indent: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut column = indent;
        let mut at = indent;
        while bytes.get(at) == Some(&b'-') && is_gap(bytes, at + 1) {
            column = at;
            at = skip_blanks(bytes, at + 1);
            if ends(bytes, at) {
                return Some(Self { key: None, below: Below::Nested });
            }
        }
        let key_end = match key_end(bytes, at) {
            KeyEnd::At(end) => end,
            KeyEnd::NoKey => return Some(Self { key: None, below: value(bytes, at, column)? }),
            KeyEnd::Unclear => return None,
        };
        let key = (at == indent).then(|| text[at..key_end].trim_end());
        let colon = skip_blanks(bytes, key_end);
        let start = skip_blanks(bytes, colon + 1);
        let below = if ends(bytes, start) { Below::Nested } else { value(bytes, start, at)? };
        Some(Self { key, below })
    }
}

/// The position behind the quote that closes a scalar of `quote`'s kind, of which `at` is inside.
pub fn closing_quote(bytes: &[u8], quote: u8, mut at: usize) -> Option<usize> {
    // In single quotes a doubled quote stands for one; in double quotes a backslash protects what follows it.
    let escape = if quote == b'"' { b'\\' } else { quote };
    loop {
        at += memchr::memchr2(quote, escape, bytes.get(at..)?)?;
        let escaped = bytes[at] == escape && (escape == b'\\' || bytes.get(at + 1) == Some(&quote));
        if !escaped {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Whether nothing but blanks and a comment follows from `at`.
pub fn ends(bytes: &[u8], at: usize) -> bool {
    let next = skip_blanks(bytes, at);
    next >= bytes.len() || (bytes[next] == b'#' && (next > at || at == 0 || is_blank(bytes[at - 1])))
}

/// The text of a key that is written as `written`; `None` for an escape that JSON does not know either.
pub fn unquote(written: &str) -> Option<Cow<'_, str>> {
    match written.as_bytes().first()? {
        b'\'' => {
            let inner = &written[1..written.len() - 1];
            Some(if inner.contains('\'') { Cow::Owned(inner.replace("''", "'")) } else { Cow::Borrowed(inner) })
        }
        b'"' if written.contains('\\') => serde_json::from_str(written).ok().map(Cow::Owned),
        b'"' => Some(Cow::Borrowed(&written[1..written.len() - 1])),
        _ => Some(Cow::Borrowed(written)),
    }
}

/// Where a key ends.
enum KeyEnd {
    /// Here; a colon follows.
    At(usize),
    /// There is no key.
    NoKey,
    /// One line does not tell.
    Unclear,
}

/// Where the key that starts at `at` ends.
fn key_end(bytes: &[u8], at: usize) -> KeyEnd {
    match bytes[at] {
        quote @ (b'\'' | b'"') => match closing_quote(bytes, quote, at + 1) {
            Some(end) => {
                let colon = skip_blanks(bytes, end);
                let is_key = bytes.get(colon) == Some(&b':') && is_gap(bytes, colon + 1);
                if is_key { KeyEnd::At(end) } else { KeyEnd::NoKey }
            }
            None => KeyEnd::NoKey,
        },
        b'|' | b'>' | b'{' | b'[' => KeyEnd::NoKey,
        b'?' | b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b'}' | b']' | b',' => KeyEnd::Unclear,
        _ => plain_key_end(bytes, at),
    }
}

/// The same for a key without quotes. Keys are short: a loop is faster than a search that must be set up first.
fn plain_key_end(bytes: &[u8], at: usize) -> KeyEnd {
    for (end, byte) in bytes.iter().enumerate().skip(at) {
        match byte {
            b'#' if is_blank(bytes[end - 1]) => return KeyEnd::Unclear,
            b':' if is_gap(bytes, end + 1) => return KeyEnd::At(end),
            _ => {}
        }
    }
    KeyEnd::NoKey
}

/// What the value that starts at `at` leaves open for the lines below its `column`.
fn value(bytes: &[u8], at: usize, column: usize) -> Option<Below> {
    match bytes[at] {
        quote @ (b'\'' | b'"') => match closing_quote(bytes, quote, at + 1) {
            Some(end) => ends(bytes, end).then_some(Below::Closed),
            None => Some(Below::Quoted(quote, column)),
        },
        b'{' | b'[' => closed_flow(bytes, at).then_some(Below::Closed),
        b'&' | b'*' | b'!' | b'%' | b'@' | b'`' => None,
        _ => Some(Below::Scalar(column)),
    }
}

/// Whether the flow collection that opens at `at` also ends on this line, and the line with it.
fn closed_flow(bytes: &[u8], mut at: usize) -> bool {
    let mut open = 0_usize;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => {
                open -= 1;
                if open == 0 {
                    return ends(bytes, at);
                }
            }
            quote @ (b'\'' | b'"') => match closing_quote(bytes, *quote, at) {
                Some(end) => at = end,
                None => return false,
            },
            // A comment, an anchor or an alias inside: left to the parser.
            b'#' | b'&' | b'*' => return false,
            _ => {}
        }
    }
    false
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

fn is_gap(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| is_blank(*byte))
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| is_blank(**byte)).count()
}
