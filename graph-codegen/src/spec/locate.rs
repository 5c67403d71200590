//! JSON pointer to line and column: done only for what is shown to a user.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

use saphyr_parser::{Event, Parser, Span, StrInput};

use super::document::{Item, unescape_pointer_token};
use super::index::Entry;
use super::read;
use super::sources::Source;

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// The same for `offsets` that never fall, so that the text is read once for all of them.
    pub(crate) fn of_each(text: &str, offsets: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let (mut read, mut at) = (0, Self { line: 1, column: 1 });
        let mut next = |offset: usize| {
            for sign in text.get(read..offset).unwrap_or_default().chars() {
                at = if sign == '\n' {
                    Self { line: at.line + 1, column: 1 }
                } else {
                    Self { column: at.column + 1, ..at }
                };
            }
            read = read.max(offset);
            at
        };
        offsets.into_iter().map(&mut next).collect()
    }
}

impl Source {
    /// Where each of the RFC 6901 `pointers` leads: to keys, or to items of a list. Several places mean that a key
    /// comes more than once. Where the text ends before the pointer does, the nearest place around it is told. The
    /// empty pointer leads to the start of the text, or to where it stops being readable.
    ///
    /// The text is read once for all of them, and no more of it than they ask for.
    pub fn locate(&self, pointers: &[&str]) -> Vec<Vec<Position>> {
        let start = Position { line: 1, column: 1 };
        let mut found: Vec<Vec<Position>> = vec![Vec::new(); pointers.len()];
        let indexed = Entries::of(self);
        let (mut whole, mut entries) = (Wanted::default(), HashMap::new());
        for (at, pointer) in pointers.iter().enumerate() {
            if pointer.is_empty() {
                continue;
            }
            let tokens = || pointer.split('/').skip(1).map(unescape_pointer_token);
            match indexed.find(pointer) {
                Some((entry, depth)) => {
                    let (_, wanted) = entries.entry(entry.span.start).or_insert_with(|| (entry, Wanted::default()));
                    wanted.add(tokens().skip(depth), at);
                }
                None => whole.add(tokens(), at),
            }
        }
        for (entry, mut wanted) in entries.into_values() {
            wanted.find_in(&self.text[entry.span.clone()], entry.line - 1);
            wanted.tell(&[], &mut found);
        }
        if !whole.below.is_empty() {
            whole.find_in(&self.text, 0);
            whole.tell(&[], &mut found);
        }
        let end = |pointer: &str| match pointer {
            "" => self.broken.or_else(|| read::parse_document(&self.text).err().and_then(|fault| fault.position)),
            _ => None,
        };
        for (places, pointer) in found.iter_mut().zip(pointers).filter(|(places, _)| places.is_empty()) {
            places.push(end(pointer).unwrap_or(start));
        }
        found
    }
}

/// The entries of the index by section and name, so that a large description need not be read from its start. One
/// whose name comes twice is a mistake, which is told by its places in the whole.
struct Entries<'s>(HashMap<(&'s str, &'s str), Option<&'s Entry>>);

impl<'s> Entries<'s> {
    fn of(source: &'s Source) -> Self {
        let index = source.index();
        let mut entries = HashMap::with_capacity(index.map_or(0, |index| index.entries().count()));
        let paths = index.and_then(|index| index.paths.as_ref()).map(|paths| ("", paths));
        let components = index.into_iter().flat_map(|index| index.components.iter().flatten());
        for (kind, list) in components.map(|(kind, list)| (kind.as_str(), list)).chain(paths) {
            for entry in list {
                let known = entries.entry((kind, entry.key.as_str()));
                known.and_modify(|known| *known = None).or_insert(Some(entry));
            }
        }
        Self(entries)
    }

    /// The one that `pointer` leads to or into, and how many tokens lead to the mapping that it is in.
    fn find(&self, pointer: &str) -> Option<(&'s Entry, usize)> {
        let item = Item::at(pointer)?;
        let (kind, depth) = item.section.strip_prefix("components/").map_or(("", 1), |kind| (kind, 2));
        Some(((*self.0.get(&(kind, item.name.as_str()))?)?, depth))
    }
}

/// The ways that are looked for, as a tree: those that go on with the same token share a branch.
#[derive(Default)]
struct Wanted {
    below: HashMap<String, Self>,
    /// The pointers that end here.
    ends: Vec<usize>,
    /// Where it was found.
    places: Vec<Position>,
}

impl Wanted {
    fn add(&mut self, tokens: impl Iterator<Item = String>, pointer: usize) {
        let end = tokens.fold(self, |wanted, token| wanted.below.entry(token).or_default());
        end.ends.push(pointer);
    }

    /// Looks for all of it in `text`, which stands `lines` lines below the start of its file.
    fn find_in(&mut self, text: &str, lines: usize) {
        let mut events = Events { parser: Parser::new_from_str(text), lines };
        if let Some((_, node)) = events.next_node() {
            let _ = events.follow(&node, self, true);
        }
    }

    /// Hands the places to the pointers: where one leads to nothing, the place around it, the last of `around`.
    fn tell(&self, around: &[Position], found: &mut [Vec<Position>]) {
        let here = if self.places.is_empty() { around } else { &self.places };
        for pointer in &self.ends {
            found[*pointer] = here.to_vec();
        }
        for below in self.below.values() {
            below.tell(&here[..here.len().min(1)], found);
        }
    }

    /// Whether there is nothing more to find in the mapping or list that this is about. A key at the end of a pointer
    /// may come once more.
    fn is_complete(&self) -> bool {
        self.below.values().all(|below| !below.places.is_empty() && below.ends.is_empty())
    }
}

/// The first event of a node.
enum Node<'t> {
    Mapping,
    Sequence,
    Scalar(Cow<'t, str>),
    Other,
}

/// The events of one document.
struct Events<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// The lines above it.
    lines: usize,
}

impl<'t> Events<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser.next_event()?.ok()
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

    /// Looks for what is `wanted` in `node`, which was just entered. Breaks off where all is found and `is_last` says
    /// that nothing is looked for behind the node.
    fn follow(&mut self, node: &Node<'_>, wanted: &mut Wanted, is_last: bool) -> ControlFlow<()> {
        let mut place = 0_usize;
        if !matches!(node, Node::Mapping | Node::Sequence) {
            return ControlFlow::Continue(());
        }
        loop {
            if wanted.is_complete() {
                if is_last {
                    return ControlFlow::Break(());
                }
                self.skip(node);
                return ControlFlow::Continue(());
            }
            let Some((span, first)) = self.next_node() else { break };
            let (name, value) = match (node, first) {
                (Node::Mapping, key) => {
                    self.skip(&key);
                    let Some((_, value)) = self.next_node() else { break };
                    (if let Node::Scalar(text) = key { text } else { Cow::Borrowed("") }, value)
                }
                (_, item) => (Cow::Owned(place.to_string()), item),
            };
            place += 1;
            let Some(below) = wanted.below.get_mut(&*name) else {
                self.skip(&value);
                continue;
            };
            let is_first = below.places.is_empty();
            below.places.push(Position { line: span.start.line() + self.lines, column: span.start.col() + 1 });
            if is_first && !below.below.is_empty() {
                let mut below = std::mem::take(below);
                let has_more = !wanted
                    .below
                    .iter()
                    .all(|(other, it)| *other == *name || (!it.places.is_empty() && it.ends.is_empty()))
                    || !below.ends.is_empty();
                let flow = self.follow(&value, &mut below, is_last && !has_more);
                wanted.below.insert(name.into_owned(), below);
                flow?;
            } else {
                self.skip(&value);
            }
        }
        ControlFlow::Continue(())
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
    use super::Position;

    #[test]
    fn many_offsets_are_found_in_one_pass() {
        for text in ["", "a", "\n\né\r\nü: {b}\n", "é\n\u{85}\u{2028}x\n\n", BLOCK] {
            let offsets: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len(), text.len()]).collect();
            let alone: Vec<_> = offsets.iter().map(|at| Position::of(text, *at)).collect();
            assert_eq!(Position::of_each(text, offsets), alone, "{text:?}");
        }
    }

    fn places(text: &str, pointer: &str) -> Vec<(usize, usize)> {
        let sources = Sources::from_texts([("a.yaml", text)]);
        let places = sources.iter().flat_map(|source| source.locate(&[pointer]).remove(0));
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
    fn many_pointers_are_found_at_once() {
        let text = "{\"a\": [{\"b\": 1}, 2, {\"b\": {\"c\": 3}}],\n\"d\": {\"e\": 4, \"e\": 5}, \"a\": 6}";
        let pointers = ["/d/e", "/a/2/b/c", "/a/0/b", "/a", "/a/2/b", "/a/7", "/x", "", "/a/0/b"];
        let sources = Sources::from_texts([("a.json", text)]);
        let source = sources.iter().next().expect("a source");
        let alone: Vec<_> = pointers.iter().flat_map(|pointer| source.locate(&[*pointer])).collect();
        assert_eq!(source.locate(&pointers), alone);
        let text = "{\"a\": [{\"b\": {\"c\": 1}}], \"d\": {\"e\": {\"f\": 2}}}";
        assert_eq!(places(text, "/d/e/f"), [(1, 38)]);
        let sources = Sources::from_texts([("a.json", text)]);
        let found = sources.iter().flat_map(|source| source.locate(&["/a/0/b/c", "/d/e/f"])).flatten();
        assert_eq!(found.map(|position| position.column).collect::<Vec<_>>(), [15, 38]);
        assert_eq!(alone[0].len(), 2);
        assert_eq!(alone[3].len(), 2);
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
