//! Pieces of the values of header fields: tokens and quoted strings (RFC 9110 section 5.6).

/// Reads a value from left to right.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'a> {
    value: &'a str,
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(value: &'a str) -> Self {
        Self { value, rest: value }
    }

    /// What is not read yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) fn is_at_start(&self) -> bool {
        self.rest.len() == self.value.len()
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Passes over spaces and tabs.
    pub(crate) fn blanks(&mut self) {
        self.take(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// Passes over `sign`, if it is next.
    pub(crate) fn eat(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A token (RFC 9110 section 5.6.2), if one is next.
    pub(crate) fn token(&mut self) -> Option<&'a str> {
        Some(self.take(is_token)).filter(|token| !token.is_empty())
    }

    /// The text of a quoted string without quotes and backslashes (RFC 9110 section 5.6.4), if a closed one is next.
    pub(crate) fn quoted(&mut self) -> Option<String> {
        let text = self.rest.strip_prefix('"')?;
        let mut value = String::new();
        let mut characters = text.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &text[at + 1..];
                    return Some(value);
                }
                '\\' => value.push(characters.next()?.1),
                _ => value.push(character),
            }
        }
        None
    }

    /// What is before the next `sign`, which is passed over as well, if there is one.
    pub(crate) fn up_to(&mut self, sign: char) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_once(sign)?;
        self.rest = rest;
        Some(taken)
    }

    /// All up to the next blank, comma or semicolon.
    pub(crate) fn word(&mut self) -> &'a str {
        let end = self.rest.find([' ', '\t', ',', ';']).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// The bytes from here on that are `wanted`, all of them ASCII.
    pub(crate) fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

/// Whether a token may have this byte (RFC 9110 section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `text` as a quoted string.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
