//! One description as a set of entries that are parsed when they are asked for, however it is written.

use std::borrow::Cow;
use std::sync::Arc;

use graph_emit::origin::escape_pointer_token;
use graph_emit::parallel;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::block;
use super::index::{Entry, Index};
use super::read::{self, Fault, FaultKind, Format};
use super::sources::Source;

/// The name of one entry: of `paths`, or of one kind of `components`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// `paths`, or `components/` and the kind.
    pub section: String,
    /// The key in that section.
    pub name: String,
}

impl Item {
    /// The path `name`.
    pub fn path(name: impl Into<String>) -> Self {
        Self { section: "paths".to_owned(), name: name.into() }
    }

    /// The component `name` of `kind`.
    pub fn component(kind: &str, name: impl Into<String>) -> Self {
        Self { section: format!("components/{kind}"), name: name.into() }
    }

    /// The path that it is; `None` for a component.
    pub fn as_path(&self) -> Option<&str> {
        (self.section == "paths").then_some(self.name.as_str())
    }

    /// Whether it is an extension among the paths, which may hold anything.
    pub fn is_extension(&self) -> bool {
        self.as_path().is_some_and(|path| path.starts_with("x-"))
    }

    /// The item that `pointer` leads to or into.
    pub fn at(pointer: &str) -> Option<Self> {
        let mut tokens = pointer.strip_prefix('/')?.split('/').map(unescape_pointer_token);
        match &*tokens.next()? {
            "paths" => Some(Self::path(tokens.next()?)),
            "components" => Some(Self::component(&tokens.next()?, tokens.next()?)),
            _ => None,
        }
    }

    /// Its place in the description, as a JSON pointer.
    pub fn pointer(&self) -> String {
        format!("/{}/{}", self.section, escape_pointer_token(&self.name))
    }

    /// How deep its value lies in the document.
    fn depth(&self) -> usize {
        self.section.split('/').count()
    }
}

/// The text that an RFC 6901 reference token stands for.
pub fn unescape_pointer_token(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// What a document holds of one entry.
#[derive(Debug)]
enum Content<'a> {
    Text(&'a str),
    Parsed(Value),
}

/// One description.
#[derive(Debug)]
pub struct Document<'a> {
    /// Where it came from.
    pub source: &'a Source,
    /// Everything but `paths` and `components`.
    pub head: Map<String, Value>,
    sections: IndexMap<String, IndexMap<Cow<'a, str>, Content<'a>>>,
    /// Whether the document has a key `paths` at all.
    pub has_paths: bool,
}

impl<'a> Document<'a> {
    /// Reads `source` in the cheapest way that its text allows.
    pub fn open(source: &'a Source) -> Result<Self, Fault> {
        match source.index().and_then(|index| Self::indexed(source, index)) {
            Some(indexed) => Ok(indexed),
            None => Self::whole(source),
        }
    }

    /// Reads `source` by parsing all of it.
    pub fn whole(source: &'a Source) -> Result<Self, Fault> {
        let kind = match read::parse_document(&source.text)? {
            Value::Object(head) => return Self::parsed(source, head),
            _ if source.text.trim_start().starts_with('<') => FaultKind::Markup,
            Value::Null => FaultKind::Empty,
            _ => FaultKind::NoMapping,
        };
        Err(Fault { kind, pointer: String::new(), position: None })
    }

    fn parsed(source: &'a Source, mut head: Map<String, Value>) -> Result<Self, Fault> {
        let mut sections = IndexMap::new();
        let paths = head.shift_remove("paths");
        let has_paths = paths.is_some();
        if let Some(paths) = paths {
            sections.insert("paths".to_owned(), members("/paths", paths)?);
        }
        if let Some(components) = head.shift_remove("components") {
            for (kind, entries) in mapping("/components", components)?.into_iter().filter(|(kind, _)| is_kind(kind)) {
                let section = format!("components/{kind}");
                let entries = members(&format!("/components/{}", escape_pointer_token(&kind)), entries)?;
                sections.insert(section, entries);
            }
        }
        Ok(Self { source, head, sections, has_paths })
    }

    /// The document of an index; `None` when a key comes twice or the head does not parse, which the whole way explains.
    fn indexed(source: &'a Source, index: &'a Index) -> Option<Self> {
        let Ok(Value::Object(head)) = parse_plain(&index.head, 0) else { return None };
        let mut sections = IndexMap::new();
        let has_paths = index.paths.is_some();
        if let Some(paths) = &index.paths {
            sections.insert("paths".to_owned(), texts(source, paths)?);
        }
        for (kind, entries) in index.components.iter().flatten().filter(|(kind, _)| is_kind(kind)) {
            sections.insert(format!("components/{kind}"), texts(source, entries)?);
        }
        Some(Self { source, head, sections, has_paths })
    }

    /// The names of the paths, in document order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sections.get("paths").into_iter().flat_map(IndexMap::keys).map(|path| &**path)
    }

    /// Every entry, in document order.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        let item = |section: &String, name: &Cow<'_, str>| Item { section: section.clone(), name: name.to_string() };
        self.sections.iter().flat_map(move |(section, entries)| entries.keys().map(move |name| item(section, name)))
    }

    /// Where `item` stands in the document: the place of its section, then its own.
    pub fn position(&self, item: &Item) -> Option<(usize, usize)> {
        let (section, _, entries) = self.sections.get_full(&item.section)?;
        Some((section, entries.get_index_of(item.name.as_str())?))
    }

    /// The names in `section`.
    pub fn names(&self, section: &str) -> impl Iterator<Item = &str> {
        self.sections.get(section).into_iter().flat_map(IndexMap::keys).map(|name| &**name)
    }

    /// The entries of `section` that are still text, with their lines.
    #[cfg(feature = "cli")]
    pub fn texts(&self, section: &str) -> impl Iterator<Item = (&str, &'a str)> {
        self.sections.get(section).into_iter().flatten().filter_map(|(name, content)| match content {
            Content::Text(text) => Some((&**name, *text)),
            Content::Parsed(_) => None,
        })
    }

    /// The entries of `section` that were parsed with all of the document.
    #[cfg(feature = "cli")]
    pub fn values(&self, section: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.sections.get(section).into_iter().flatten().filter_map(|(name, content)| match content {
            Content::Text(_) => None,
            Content::Parsed(value) => Some((&**name, value)),
        })
    }

    /// Whether `section` has an entry `name`.
    pub fn contains(&self, section: &str, name: &str) -> bool {
        self.sections.get(section).is_some_and(|entries| entries.contains_key(name))
    }

    /// Hands out the values of `items`, which must be in the document, each at most once in its life.
    pub fn take(&mut self, items: &[&Item]) -> Result<Vec<Value>, Fault> {
        let work: Vec<_> = items.iter().map(|item| (*item, self.content(item))).collect();
        let read = parallel::map_deep(work, |(item, content)| match content {
            Content::Text(text) => parse_entry(text, item.depth()),
            Content::Parsed(value) => Ok(value),
        });
        match read.into_iter().collect() {
            // The whole way gives the exact place, or reads what only looked wrong in a fragment.
            Err(_) if self.is_indexed() => {
                *self = Self::whole(self.source)?;
                self.take(items)
            }
            values => values,
        }
    }

    /// What `read` finds in each schema component, by name. No value is handed out; one that was [taken](Self::take)
    /// before may read as `null`.
    pub fn scan<R: Send>(&mut self, read: impl Fn(&Value) -> R + Sync) -> Result<Vec<(String, R)>, Fault> {
        let schemas = Item::component("schemas", "");
        let (section, depth) = (&schemas.section, schemas.depth());
        let found =
            parallel::map_deep(self.sections.get(section).into_iter().flatten().collect(), |(name, content)| {
                let found = match content {
                    Content::Text(text) => read(&parse_entry(text, depth)?),
                    Content::Parsed(value) => read(value),
                };
                Ok((name.to_string(), found))
            });
        match found.into_iter().collect() {
            // As for what is taken.
            Err(_) if self.is_indexed() => {
                *self = Self::whole(self.source)?;
                self.scan(read)
            }
            found => found,
        }
    }

    /// Whether it has `item`.
    pub fn has(&self, item: &Item) -> bool {
        self.contains(&item.section, &item.name)
    }

    fn content(&mut self, item: &Item) -> Content<'a> {
        let content = self.sections.get_mut(&item.section).and_then(|entries| entries.get_mut(item.name.as_str()));
        match content.expect("items come from the document or were looked up in it") {
            Content::Text(text) => Content::Text(text),
            Content::Parsed(value) => Content::Parsed(value.take()),
        }
    }

    fn is_indexed(&self) -> bool {
        self.sections.values().flat_map(IndexMap::values).any(|content| matches!(content, Content::Text(_)))
    }
}

/// The name of the first of `documents`, for what concerns them all.
pub fn first_name(documents: &[Document<'_>]) -> Arc<str> {
    documents.first().map_or_else(|| Arc::from("input"), |first| Arc::clone(&first.source.name))
}

/// Whether `key` of `components` is not an extension, which may hold anything and is referred to by nothing.
fn is_kind(key: &str) -> bool {
    !key.starts_with("x-")
}

/// The value of indexed lines, which are seldom more than the quick parser reads.
pub fn parse_plain(text: &str, depth: usize) -> Result<Value, Fault> {
    block::parse(text, depth).map_or_else(|| read::parse(text, Format::Yaml, depth), Ok)
}

/// The value in `text`, the lines of one entry, whose mapping lies `depth` levels deep.
pub fn parse_entry(text: &str, depth: usize) -> Result<Value, Fault> {
    let odd = Fault { kind: FaultKind::NoMapping, pointer: String::new(), position: None };
    match parse_plain(text, depth)? {
        Value::Object(entry) if entry.len() == 1 => entry.into_iter().next().map(|(_, value)| value).ok_or(odd),
        _ => Err(odd),
    }
}

fn texts<'a>(source: &'a Source, entries: &'a [Entry]) -> Option<IndexMap<Cow<'a, str>, Content<'a>>> {
    let mut map = IndexMap::with_capacity(entries.len());
    for Entry { key, span, .. } in entries {
        let text = Content::Text(&source.text[span.clone()]);
        if map.insert(Cow::Borrowed(key.as_str()), text).is_some() {
            return None;
        }
    }
    Some(map)
}

fn members<'a>(pointer: &str, value: Value) -> Result<IndexMap<Cow<'a, str>, Content<'a>>, Fault> {
    let entries = mapping(pointer, value)?;
    Ok(entries.into_iter().map(|(name, value)| (Cow::Owned(name), Content::Parsed(value))).collect())
}

/// The entries of `value`; a key with nothing behind it is an empty mapping.
fn mapping(pointer: &str, value: Value) -> Result<Map<String, Value>, Fault> {
    match value {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(Fault { kind: FaultKind::NoMapping, pointer: pointer.to_owned(), position: None }),
    }
}
