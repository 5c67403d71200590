//! A JSON value as it stands in the request: its text, its place, and what it holds.

use std::fmt;

use graph_emit::origin::escape_pointer_token;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::request::Part;

/// A JSON value.
#[derive(Clone, Debug)]
pub struct Node<'t> {
    /// Its text.
    pub raw: &'t str,
    /// The byte of the request it starts at.
    pub at: usize,
    /// The way to it from the body.
    pub pointer: String,
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// A member of an object.
#[derive(Debug)]
pub struct Member<'t> {
    /// Its name.
    pub name: String,
    /// The byte of the request its name starts at.
    pub at: usize,
    /// Its value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// The value that `body` is; or what is wrong, with the byte of the request it is wrong at.
    pub fn parse(body: Part<'t>) -> Result<Self, (usize, String)> {
        // The tree is not kept: it shows that all parts are JSON, and not nested without end.
        if let Err(error) = serde_json::from_str::<Value>(body.text) {
            return Err((body.at + offset(body.text, error.line(), error.column()), words(&error)));
        }
        let raw = body.text.trim();
        let at = body.at + (body.text.len() - body.text.trim_start().len());
        Ok(Self { raw, at, pointer: String::new() })
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self.raw.as_bytes().first() {
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'"') => Kind::Text,
            Some(b'[') => Kind::List,
            Some(b'{') => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<String> {
        if self.kind() == Kind::Text { serde_json::from_str(self.raw).ok() } else { None }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> Vec<Self> {
        let items: Vec<&RawValue> = serde_json::from_str(self.raw).unwrap_or_default();
        items.into_iter().enumerate().map(|(place, item)| self.child(item, &place.to_string())).collect()
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> Vec<Member<'t>> {
        let Ok(Pairs(pairs)) = serde_json::from_str(self.raw) else { return Vec::new() };
        let member = |(key, value): (&'t RawValue, &'t RawValue)| {
            let name: String = serde_json::from_str(key.get()).ok()?;
            let value = self.child(value, &name);
            Some(Member { name, at: self.at_of(key.get()), value })
        };
        pairs.into_iter().filter_map(member).collect()
    }

    fn child(&self, raw: &'t RawValue, token: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, escape_pointer_token(token));
        Self { raw: raw.get(), at: self.at_of(raw.get()), pointer }
    }

    /// Where `part`, which is a slice of this value's text, stands in the request.
    fn at_of(&self, part: &str) -> usize {
        self.at + (part.as_ptr().addr() - self.raw.as_ptr().addr())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::List => "a list",
            Self::Object => "an object",
        })
    }
}

/// The members of an object as slices of its text, repeated names included.
struct Pairs<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// The byte at `line` and `column`, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// What `error` says, without the place, which is told in the request's own lines.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    format!("the body is not JSON: {}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::super::request::Part;
    use super::{Kind, Node};

    #[test]
    fn members_and_items_know_their_places() {
        let text = "x {\n \"a~b\": [1.50, {\"\\u0063\": null}], \"a~b\": \"d\"}";
        let node = Node::parse(Part { text: &text[1..], at: 1 }).expect("JSON");
        let members = node.members();
        assert_eq!(members.len(), 2);
        assert_eq!((members[0].name.as_str(), members[0].value.pointer.as_str()), ("a~b", "/a~0b"));
        assert!(text[members[1].at..].starts_with("\"a~b\": \"d\""));
        let items = members[0].value.items();
        assert_eq!((items[0].raw, items[0].kind()), ("1.50", Kind::Number));
        let inner = items[1].members();
        assert_eq!((inner[0].name.as_str(), inner[0].value.pointer.as_str()), ("c", "/a~0b/1/c"));
        assert!(text[inner[0].value.at..].starts_with("null"));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let (at, message) = Node::parse(Part { text: "{\n\"a\": tru}", at: 10 }).expect_err("no JSON");
        assert_eq!((at, message.as_str()), (10 + 10, "the body is not JSON: expected ident"));
        assert!(Node::parse(Part { text: &"[".repeat(100_000), at: 0 }).is_err());
    }
}
