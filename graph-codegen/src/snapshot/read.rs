//! The lines of a snapshot, read again.

use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;

use super::SnapshotError;
use super::draw::MOST;
use super::facts::{Client, Item, Member, Method, Node, Step, Type, TypeKind};
use super::line::{Names, long, long_key};
use crate::output::lock::split;

/// How deep lines may stand; no path has so many segments.
const MAX_DEPTH: usize = 200;

/// What a snapshot says.
#[derive(Debug, Default)]
pub struct Read<'t> {
    /// The client.
    pub client: Client<'t>,
    /// The corrections of the description that were applied.
    pub fixups: Vec<&'t str>,
    /// The types of `models`, by what the description calls them.
    pub types: BTreeMap<String, Type<'t>>,
    /// The builders; the first is the root.
    pub nodes: Vec<Node<'t>>,
    /// The builders, by the modules that lead there.
    places: HashMap<String, usize>,
    /// What the description calls the types, by their paths below `models`.
    keys: HashMap<String, String>,
}

impl<'t> Read<'t> {
    /// What `text`, which begins with `format`, says.
    pub fn of(text: &'t str, format: &str) -> Result<Self, SnapshotError> {
        let mut lines = lines(text).peekable();
        let first = lines.next().map(|line| (line.number, line.text));
        if first.is_none_or(|(_, line)| line != format) {
            let message = format!("expected `{format}`; it is of another version, or is not an API snapshot");
            return Err(SnapshotError::Malformed(first.map_or(1, |(number, _)| number), message));
        }
        let mut reader = Reader { lines, read: Self::default() };
        reader.sections()?;
        let read = reader.read;
        if is_deeper_than(MAX_DEPTH, &read) {
            let message = "its builders are below themselves, or deeper than any path".to_owned();
            return Err(SnapshotError::Malformed(1, message));
        }
        Ok(read)
    }

    /// The builder at `node`, where it is written.
    pub fn written(&self, node: usize) -> usize {
        let place = self.nodes[node].written_at.as_ref().and_then(|place| self.places.get(place));
        place.copied().filter(|place| self.nodes[*place].written_at.is_none()).unwrap_or(node)
    }

    /// The type at `path` below `models`.
    pub fn find(&self, path: &str) -> Option<&Type<'t>> {
        self.types.get(self.keys.get(path)?)
    }

    /// The base of `ty`.
    pub fn base(&self, ty: &Type<'_>) -> Option<&Type<'t>> {
        self.find(ty.base?)
    }

    /// `ty` and what it derives from, nearest first. A line that is longer than any is cut, so that a circle has an end.
    pub fn lineage<'r>(&'r self, ty: &'r Type<'t>) -> Vec<&'r Type<'t>> {
        std::iter::successors(Some(ty), |ty| self.base(ty)).take(MAX_DEPTH).collect()
    }

    /// The members of `ty` with those that it inherits, by what the description calls them.
    pub fn members<'r>(&'r self, ty: &'r Type<'t>) -> BTreeMap<&'r str, &'r Member<'t>> {
        let mut members = BTreeMap::new();
        for ty in self.lineage(ty).into_iter().rev() {
            members.retain(|key, _| !ty.without.iter().any(|without| without == key));
            members.extend(ty.members.iter().map(|member| (member.item.key.as_str(), member)));
        }
        members
    }
}

/// Whether there are more than `limit` builders one below the other, those that are written elsewhere included.
fn is_deeper_than(limit: usize, read: &Read<'_>) -> bool {
    // The height of each builder that is known; one that is still at work is `None`.
    let mut heights: HashMap<usize, Option<usize>> = HashMap::new();
    let mut open = vec![0];
    while let Some(&node) = open.last() {
        let below = || read.nodes[read.written(node)].children.iter().copied();
        if heights.insert(node, None).is_none() {
            let new: Vec<_> = below().filter(|child| !matches!(heights.get(child), Some(Some(_)))).collect();
            if new.iter().any(|child| heights.contains_key(child)) {
                return true;
            }
            open.extend(new);
            continue;
        }
        let height =
            below().filter_map(|child| heights.get(&child).copied().flatten()).max().map_or(0, |height| height + 1);
        heights.insert(node, Some(height));
        open.pop();
        // What stands twice in the list is done.
        while open.last().is_some_and(|node| matches!(heights.get(node), Some(Some(_)))) {
            open.pop();
        }
        if height > limit {
            return true;
        }
    }
    false
}

/// A line.
struct Line<'t> {
    number: usize,
    depth: usize,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let text = line.trim_start_matches(' ');
        let is_fact = !text.is_empty() && !text.starts_with('#');
        is_fact.then_some(Line { number: at + 1, depth: line.len() - text.len(), text })
    })
}

struct Reader<'t, L: Iterator<Item = Line<'t>>> {
    lines: Peekable<L>,
    read: Read<'t>,
}

/// The key of a line, its words, and where it stands.
type Entry<'t> = (String, Vec<&'t str>, usize);

impl<'t, L: Iterator<Item = Line<'t>>> Reader<'t, L> {
    fn sections(&mut self) -> Result<(), SnapshotError> {
        self.read.nodes.push(Node::default());
        while let Some((key, words, number)) = self.next_at(0)? {
            match key.as_str() {
                "client" => self.read.client = client(&words),
                "fixup" => self.read.fixups.extend(words),
                "paths" => self.node(0, "", 1)?,
                "models" => {
                    let namespace = words.first().copied().filter(|modules| *modules != "-").unwrap_or_default();
                    for ty in self.types(namespace, 1)? {
                        let path = ty.path();
                        self.read.keys.insert(path, ty.item.key.clone());
                        self.read.types.insert(ty.item.key.clone(), ty);
                    }
                }
                _ => return Err(SnapshotError::Malformed(number, format!("`{key}` is not a section"))),
            }
        }
        Ok(())
    }

    /// The next line, if it is `depth` spaces in; one that is further in belongs to nothing.
    fn next_at(&mut self, depth: usize) -> Result<Option<Entry<'t>>, SnapshotError> {
        let Some(line) = self.lines.next_if(|line| line.depth >= depth) else { return Ok(None) };
        let fault = |message: &str| SnapshotError::Malformed(line.number, message.to_owned());
        if line.depth > depth || depth > MAX_DEPTH {
            return Err(fault("it is further in than what it could belong to"));
        }
        let (key, words) = split(line.text).ok_or_else(|| fault("the key has no end"))?;
        Ok(Some((key, words.split_whitespace().collect(), line.number)))
    }

    fn types(&mut self, namespace: &'t str, depth: usize) -> Result<Vec<Type<'t>>, SnapshotError> {
        let mut types = Vec::new();
        while let Some((key, words, number)) = self.next_at(depth)? {
            types.push(self.one_type(namespace, &key, (&words, number), depth)?);
        }
        Ok(types)
    }

    fn one_type(
        &mut self,
        namespace: &'t str,
        key: &str,
        (words, number): (&[&'t str], usize),
        depth: usize,
    ) -> Result<Type<'t>, SnapshotError> {
        let [name, kind, rest @ ..] = words else {
            return Err(SnapshotError::Malformed(number, "a type has a name and a kind".to_owned()));
        };
        let mut ty = Type { item: item(long_key(key), name, rest), namespace, ..Type::default() };
        ty.kind = match *kind {
            "struct" => TypeKind::Struct,
            "enum" => TypeKind::Enum,
            "alias" => TypeKind::Alias(rest.first().copied().unwrap_or_default()),
            kind => return Err(SnapshotError::Malformed(number, format!("`{kind}` is not a kind of type"))),
        };
        let value = |name: &str| rest.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        (ty.base, ty.discriminator, ty.page) = (value("base"), value("type"), value("page"));
        ty.order = behind(rest, "~");
        ty.is_keyed = ty.kind == TypeKind::Struct && !rest.contains(&"keyless");
        while let Some((key, words, _)) = self.next_at(depth + 1)? {
            if words == ["-"] {
                ty.without.push(key);
            } else {
                ty.members.push(member(key, &words, ty.kind == TypeKind::Struct));
            }
        }
        Ok(ty)
    }

    /// What stands below the builder `node`, to which `modules` lead.
    fn node(&mut self, node: usize, modules: &str, depth: usize) -> Result<(), SnapshotError> {
        while let Some((key, words, number)) = self.next_at(depth)? {
            match key.as_bytes().first() {
                Some(b'/') => {
                    let place = self.read.nodes.len();
                    let child = child(key, &words).ok_or_else(|| {
                        SnapshotError::Malformed(number, "a builder has a module, a name and a step".to_owned())
                    })?;
                    let way =
                        if modules.is_empty() { child.module.clone() } else { format!("{modules}::{}", child.module) };
                    self.read.places.insert(way.clone(), place);
                    self.read.nodes.push(child);
                    self.read.nodes[node].children.push(place);
                    self.node(place, &way, depth + 1)?;
                }
                Some(b'.') => {
                    let ty = self.one_type("", &key, (&words, number), depth)?;
                    self.read.nodes[node].types.push(ty);
                }
                Some(b'>') => self.read.nodes[node].shortcuts.push(shortcut(key, &words)),
                _ => self.read.nodes[node].methods.push(method(key, &words)),
            }
        }
        Ok(())
    }
}

/// What stands behind `sign` in the one of `words` that begins with it.
fn behind<'t>(words: &[&'t str], sign: &str) -> Option<&'t str> {
    words.iter().find_map(|word| word.strip_prefix(sign))
}

/// The key and the name of an item, and those of `words` that every item may have.
fn item<'t>(key: String, name: &str, words: &[&'t str]) -> Item<'t> {
    Item { name: long(name, &key), key, doc: behind(words, "#"), deprecated: behind(words, "!") }
}

fn client<'t>(words: &[&'t str]) -> Client<'t> {
    let name = words.first().copied().unwrap_or_default();
    let (base_url, version) = (behind(words, "base="), behind(words, "version="));
    Client { name, base_url, version, doc: behind(words, "#") }
}

fn member<'t>(key: String, words: &[&'t str], is_typed: bool) -> Member<'t> {
    let name = words.first().copied().filter(|word| !word.starts_with('#')).unwrap_or("^");
    let ty = words.get(1).copied().filter(|_| is_typed).unwrap_or_default();
    let rest = words.get(1 + usize::from(is_typed)..).unwrap_or_default();
    let is_constraint = |word: &&&str| ["starts=", "length=", "range="].iter().any(|sign| word.starts_with(sign));
    let constraints = rest.iter().filter(is_constraint).copied().collect();
    Member { item: item(key, name, rest), ty, field_key: behind(rest, "key="), constraints }
}

fn child<'t>(key: String, words: &[&'t str]) -> Option<Node<'t>> {
    let (names, rest) = match words {
        ["*", rest @ ..] => (Names::regular(&key)?, rest),
        [module, builder, step, rest @ ..] => {
            let (module, builder) = (long(module, &key), long(builder, &key));
            (Names { module, builder, step: (*step).to_owned() }, rest)
        }
        _ => return None,
    };
    let (name, arguments) = names.step.strip_suffix(')')?.split_once('(')?;
    let item = Item { key, name: name.to_owned(), doc: behind(rest, "#"), deprecated: None };
    let step = Step { item, arguments: arguments.to_owned(), short: behind(rest, "or="), target: None, wire: None };
    let module = names.module;
    let written_at = behind(rest, "=").map(|place| {
        if place.is_empty() || place.ends_with("::") { format!("{place}{module}") } else { place.to_owned() }
    });
    Some(Node { step, module, builder: names.builder, written_at, ..Node::default() })
}

fn shortcut<'t>(key: String, words: &[&'t str]) -> Step<'t> {
    let name = key[1..].to_owned();
    let item = Item { key, name, doc: behind(words, "#"), deprecated: None };
    let arguments = behind(words, "(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default().to_owned();
    let (short, target, wire) = (behind(words, "or="), behind(words, "->"), behind(words, "~"));
    Step { item, arguments, short, target, wire }
}

fn method<'t>(key: String, words: &[&'t str]) -> Method<'t> {
    let is_name = |word: &&&str| word.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !word.contains('=');
    let verb = key.split(' ').next().unwrap_or_default().to_ascii_lowercase();
    let name = words.first().filter(is_name).copied().unwrap_or(&verb).to_owned();
    Method {
        item: Item { name, key, doc: behind(words, "#"), deprecated: behind(words, "!") },
        arguments: behind(words, "(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default(),
        answer: behind(words, "->").unwrap_or_default(),
        options: behind(words, "?").map(self::options).unwrap_or_default(),
        setters: behind(words, "by="),
        wire: behind(words, "~"),
        headers: behind(words, "headers="),
    }
}

/// The options that are listed as `options`.
fn options(options: &str) -> Vec<&str> {
    options.split(',').flat_map(|option| if option == "*" { MOST } else { option }.split(',')).collect()
}
