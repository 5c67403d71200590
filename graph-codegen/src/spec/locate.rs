//! JSON pointer to line and column: done only for what is shown to a user.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, Span, StrInput};

use super::document::{Item, unescape_pointer_token};
use super::index::Entry;
use super::read;
use super::sources::Source;

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// Where the byte `offset` of `text` is.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

impl Source {
    /// Where the RFC 6901 `pointer` leads: to keys, or to items of a list. Several places mean that a key comes more than
    /// once. Where the text ends before the pointer does, the nearest place around it is told. The empty pointer leads to
    /// the start of the text, or to where it stops being readable.
    pub fn locate(&self, pointer: &str) -> Vec<Position> {
        let start = Position { line: 1, column: 1 };
        if pointer.is_empty() {
            let fault = read::parse_document(&self.text).err();
            return vec![fault.map_or(start, |fault| fault.position.unwrap_or(start))];
        }
        let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape_pointer_token).collect();
        self.in_entry(pointer, &tokens).or_else(|| places(&self.text, &tokens, 0)).unwrap_or_else(|| vec![start])
    }

    /// The places within one entry that the index finds, so that a large description need not be read from its start.
    fn in_entry(&self, pointer: &str, tokens: &[String]) -> Option<Vec<Position>> {
        let item = Item::at(pointer)?;
        let index = self.index()?;
        let (entries, depth) = match item.section.strip_prefix("components/") {
            None => (index.paths.as_ref()?, 1),
            Some(kind) => (&index.components.as_ref()?.iter().find(|(name, _)| *name == kind)?.1, 2),
        };
        let found = entries.iter().filter(|entry| entry.key == item.name);
        let places = |entry: &Entry| places(&self.text[entry.span.clone()], &tokens[depth..], entry.line - 1);
        let places: Vec<_> = found.filter_map(places).flatten().collect();
        (!places.is_empty()).then_some(places)
    }
}

/// The places of `tokens` in `text`, which stands `lines` lines below the start of its file.
fn places(text: &str, tokens: &[String], lines: usize) -> Option<Vec<Position>> {
    let mut events = Events(Parser::new_from_str(text));
    let mut found = Vec::new();
    events.next_node()?.1.follow(&mut events, tokens, &mut found);
    let position = |span: &Span| Position { line: span.start.line() + lines, column: span.start.col() + 1 };
    (!found.is_empty()).then(|| found.iter().map(position).collect())
}

/// The first event of a node.
enum Node<'t> {
    Mapping,
    Sequence,
    Scalar(Cow<'t, str>),
    Other,
}

impl Node<'_> {
    /// Goes from this node along `tokens`; `found` becomes the places of the last token that exists.
    fn follow(self, events: &mut Events<'_>, tokens: &[String], found: &mut Vec<Span>) -> Option<()> {
        let mut node = self;
        for (depth, token) in tokens.iter().enumerate() {
            let is_last = depth + 1 == tokens.len();
            node = match node {
                Node::Mapping => events.key(token, is_last, found)?,
                Node::Sequence => events.item(token, found)?,
                Node::Scalar(_) | Node::Other => return None,
            };
        }
        Some(())
    }
}

/// The events of one document.
struct Events<'t>(Parser<'t, StrInput<'t>>);

impl<'t> Events<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.0.next_event()?.ok()
    }

    /// The next node and where it starts; `None` at the end of what it would be part of.
    fn next_node(&mut self) -> Option<(Span, Node<'t>)> {
        loop {
            let (event, span) = self.next()?;
            let node = match event {
                Event::MappingStart(..) => Node::Mapping,
                Event::SequenceStart(..) => Node::Sequence,
                Event::Scalar(text, ..) => Node::Scalar(text),
                Event::Alias(_) => Node::Other,
                Event::MappingEnd | Event::SequenceEnd | Event::DocumentEnd | Event::StreamEnd => return None,
                // Starts of streams and documents, comments.
                _ => continue,
            };
            return Some((span, node));
        }
    }

    /// The value of the key `wanted` of the mapping that was just entered; with `all`, every place of the key.
    fn key(&mut self, wanted: &str, all: bool, found: &mut Vec<Span>) -> Option<Node<'t>> {
        let mut seen = false;
        while let Some((span, key)) = self.next_node() {
            let is_wanted = matches!(&key, Node::Scalar(text) if text == wanted);
            self.skip(&key);
            if is_wanted {
                if !std::mem::replace(&mut seen, true) {
                    found.clear();
                }
                found.push(span);
            }
            let (_, value) = self.next_node()?;
            if is_wanted && !all {
                return Some(value);
            }
            self.skip(&value);
        }
        seen.then_some(Node::Other)
    }

    /// The item at the place `wanted` of the sequence that was just entered.
    fn item(&mut self, wanted: &str, found: &mut Vec<Span>) -> Option<Node<'t>> {
        let wanted: usize = wanted.parse().ok()?;
        for _ in 0..wanted {
            let (_, item) = self.next_node()?;
            self.skip(&item);
        }
        let (span, item) = self.next_node()?;
        *found = vec![span];
        Some(item)
    }

    /// Passes over the rest of `node`.
    fn skip(&mut self, node: &Node<'_>) {
        let mut open = usize::from(matches!(node, Node::Mapping | Node::Sequence));
        while open > 0 {
            match self.next() {
                Some((Event::MappingStart(..) | Event::SequenceStart(..), _)) => open += 1,
                Some((Event::MappingEnd | Event::SequenceEnd, _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sources::Sources;

    fn places(text: &str, pointer: &str) -> Vec<(usize, usize)> {
        let sources = Sources::from_texts([("a.yaml", text)]);
        let places = sources.iter().flat_map(|source| source.locate(pointer));
        places.map(|position| (position.line, position.column)).collect()
    }

    const BLOCK: &str =
        "openapi: 3\npaths:\n  '/a/{b}':\n    get:\n      tags:\n        - one\n        - é: 1\n          two: 2\n";

    #[test]
    fn pointers_lead_to_keys_and_items() {
        assert_eq!(places(BLOCK, ""), [(1, 1)]);
        assert_eq!(places(BLOCK, "/paths"), [(2, 1)]);
        assert_eq!(places(BLOCK, "/paths/~1a~1{b}"), [(3, 3)]);
        assert_eq!(places(BLOCK, "/paths/~1a~1{b}/get/tags/0"), [(6, 11)]);
        assert_eq!(places(BLOCK, "/paths/~1a~1{b}/get/tags/1/two"), [(8, 11)]);
    }

    #[test]
    fn a_pointer_to_nothing_leads_to_what_is_nearest() {
        assert_eq!(places(BLOCK, "/paths/~1a~1{b}/get/tags/7"), [(5, 7)]);
        assert_eq!(places(BLOCK, "/paths/~1a~1{b}/put/x"), [(3, 3)]);
        assert_eq!(places(BLOCK, "/components/schemas/x"), [(1, 1)]);
    }

    #[test]
    fn json_and_unreadable_texts_have_places_too() {
        let json = "{\n \"paths\": {\"/a\": {\"get\": {}}}}";
        assert_eq!(places(json, "/paths/~1a/get"), [(2, 19)]);
        assert_eq!(places("a: 1\nb: [\n", ""), [(3, 1)]);
        assert_eq!(places("a: 1\nb: 2\na: 3\n", "/a"), [(1, 1), (3, 1)]);
    }
}
