//! Every key and value of a description, by its place in OpenAPI's grammar.

use std::collections::{HashMap, HashSet};

use graph_emit::origin::escape_pointer_token;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::silent::{self, Silent};
use crate::spec::grammar::{Kind, Rule};
use crate::spec::{Item, Slice, fixups, refs};

/// A description, entry by entry.
pub struct Book {
    /// Everything but paths and components.
    pub head: Map<String, Value>,
    /// Paths and components.
    pub entries: IndexMap<Item, Value>,
    /// The names of all corrections, none of which is applied: what the description itself says is counted.
    pub without_fixups: Vec<String>,
}

impl Book {
    /// The description that `slice` is.
    pub fn of(slice: Slice) -> Self {
        let entries = slice.entries.into_iter().map(|entry| (entry.item, entry.value)).collect();
        Self { head: slice.head, entries, without_fixups: fixups::names() }
    }

    /// What `reference` leads to, with its name.
    pub fn target(&self, reference: &str) -> Option<(&Item, &Value)> {
        let (section, name) = refs::component(reference)?;
        self.entries.get_key_value(&Item { section: section.to_owned(), name: name.into_owned() })
    }
}

/// What is done to a place to see whether anybody notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// What is empty is taken away.
    Drop,
    /// A value says something else.
    Change(Rule),
    /// What has a name has another.
    Rename,
    /// Nothing of what is in it says anything.
    Clear,
}

/// One place among all that are alike: same way through the grammar, beside the same keys.
#[derive(Debug)]
pub struct Witness {
    /// The way to it, with `*` for names.
    pub trail: String,
    /// Where it stands in the description.
    pub pointer: String,
    /// The path or schema that brings it into the description; `None` for the head.
    pub via: Option<Item>,
    /// What to do to it.
    pub deed: Deed,
    /// Why it may say nothing.
    pub silent: Option<&'static Silent>,
    /// How many places are like it.
    pub alike: usize,
    size: usize,
}

/// All kinds of places, each with the witness in the smallest entry.
pub type Witnesses = HashMap<String, Witness>;

/// Walks all of `book`.
pub fn walk(book: &Book) -> Witnesses {
    let mut walker = Walker {
        book,
        witnesses: Witnesses::new(),
        via: None,
        size: 0,
        trail: String::new(),
        pointer: String::new(),
        variables: HashSet::new(),
        used: HashSet::new(),
    };
    walker.trail.push_str("root");
    for (key, value) in &book.head {
        walker.within(key, &escape_pointer_token(key), |walker| walker.key(value, root_rule(key), "root", None));
    }
    for (item, value) in &book.entries {
        let Some(kind) = Kind::of_section(&item.section).filter(|_| !item.is_extension()) else { continue };
        // Other components are walked where they are used.
        if matches!(kind, Kind::PathItem | Kind::Schema | Kind::SecurityScheme) {
            walker.variables.clear();
            (walker.via, walker.size) = (Some(item.clone()), weight(value));
            walker.trail = format!("{}/{}", item.section, shown(item));
            walker.pointer = item.pointer();
            walker.used.insert(item);
            walker.object(value, kind);
        }
    }
    let used = std::mem::take(&mut walker.used);
    for item in book.entries.keys().filter(|item| !used.contains(item) && Kind::of_section(&item.section).is_some()) {
        walker.via = None;
        walker.trail = format!("{}/[unused]", item.section);
        walker.pointer = item.pointer();
        walker.note(Deed::Clear, "", None);
    }
    walker.witnesses
}

/// What the value of `key` at the root of a description is (OpenAPI 3.0.4 section 4.7.1).
fn root_rule(key: &str) -> Rule {
    match key {
        "openapi" => Rule::Text,
        "info" => Rule::One(Kind::Info),
        "servers" => Rule::Many(Kind::Server),
        "security" => Rule::Requirements,
        "tags" => Rule::Many(Kind::Tag),
        "externalDocs" => Rule::One(Kind::ExternalDocs),
        _ => Rule::Data,
    }
}

/// The step that stands for the name of `item`: whether a path ends in a name with the namespace of Graph decides what else
/// counts.
fn shown(item: &Item) -> &'static str {
    match item.as_path().map(|path| path.rsplit('/').next().unwrap_or_default()) {
        None if item.name == "microsoft.graph.Json" => "[any JSON]",
        None => "*",
        Some(last) => match last.split(['(', '{']).next().and_then(|name| name.strip_prefix("microsoft.graph.")) {
            Some(name) if !name.contains('.') => "[qualified]",
            Some(_) | None => "[plain]",
        },
    }
}

fn weight(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(weight).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(weight).sum::<usize>(),
        _ => 1,
    }
}

struct Walker<'b> {
    book: &'b Book,
    witnesses: Witnesses,
    via: Option<Item>,
    size: usize,
    trail: String,
    pointer: String,
    /// The path parameters that an operation of the path has declared.
    variables: HashSet<String>,
    /// What was walked.
    used: HashSet<&'b Item>,
}

impl<'b> Walker<'b> {
    /// Does `work` one step further in: `shown` in the trail, `token` in the pointer.
    fn within(&mut self, shown: &str, token: &str, work: impl FnOnce(&mut Self)) {
        let (trail, pointer) = (self.trail.len(), self.pointer.len());
        self.trail.extend(["/", shown]);
        self.pointer.extend(["/", token]);
        work(self);
        self.trail.truncate(trail);
        self.pointer.truncate(pointer);
    }

    /// Notes the place at which the walk is, which stands beside what `beside` tells. Whether to go on within.
    fn note(&mut self, deed: Deed, beside: &str, kind: Option<Kind>) -> bool {
        let silent = silent::find(&self.trail, kind, beside);
        let class = format!("{} {beside} {deed:?}", self.trail);
        let witness = self.witnesses.entry(class).or_insert_with(|| Witness {
            trail: self.trail.clone(),
            pointer: self.pointer.clone(),
            via: self.via.clone(),
            deed,
            silent,
            alike: 0,
            size: self.size,
        });
        witness.alike += 1;
        if self.size < witness.size {
            (witness.size, witness.via) = (self.size, self.via.clone());
            witness.pointer.clone_from(&self.pointer);
        }
        silent.is_none()
    }

    /// The object `value`, which is a `kind`, or what stands in its place.
    fn object(&mut self, value: &Value, kind: Kind) {
        if let Some(reference) = kind.reference(value).filter(|_| kind != Kind::Schema) {
            let book: &'b Book = self.book;
            if let Some((item, target)) = book.target(reference) {
                self.used.insert(item);
                let pointer = std::mem::replace(&mut self.pointer, item.pointer());
                self.object(target, kind);
                self.pointer = pointer;
            }
            return;
        }
        let Value::Object(map) = value else { return };
        let beside = beside(map);
        // What is declared twice in a path counts where it comes first in the order of the grammar.
        let mut entries: Vec<_> = map.iter().collect();
        if kind == Kind::PathItem {
            entries.sort_by_key(|(key, _)| kind.keys().iter().position(|(known, _)| known == key));
        }
        for (key, child) in entries {
            let rule = if key == "$ref" { Rule::Text } else { kind.rule(key) };
            self.within(key, &escape_pointer_token(key), |walker| {
                // The status codes of responses are names as well.
                let is_name = kind == Kind::Responses && !key.starts_with("x-");
                if !is_name || walker.note(Deed::Rename, &walker.beside_code(child), Some(kind)) {
                    walker.key(child, rule, &beside, Some(kind));
                }
            });
        }
    }

    /// The value of a key that stands beside what `beside` tells, in an object that is a `kind`.
    fn key(&mut self, value: &Value, rule: Rule, beside: &str, kind: Option<Kind>) {
        let (deed, is_leaf) = match value {
            Value::Object(map) => (Deed::Drop, map.is_empty()),
            Value::Array(list) => (Deed::Drop, list.is_empty()),
            _ => (Deed::Change(rule), true),
        };
        // An empty schema says nothing, and an empty list of parts has none.
        if deed == Deed::Drop && is_leaf && !matches!(rule, Rule::Data | Rule::Requirements) {
            return;
        }
        // What holds something is accounted for by what it holds.
        if is_leaf {
            self.note(deed, beside, kind);
        } else if silent::find(&self.trail, kind, beside).is_none() {
            self.inner(value, rule);
        } else {
            self.note(Deed::Clear, beside, kind);
        }
    }

    /// What is in the mapping or list `value`.
    fn inner(&mut self, value: &Value, rule: Rule) {
        match (value, rule) {
            (_, Rule::One(kind)) => self.object(value, kind),
            (_, Rule::SchemaOrFlag) => self.object(value, Kind::Schema),
            (Value::Array(list), _) => {
                for (position, item) in list.iter().enumerate() {
                    let shown = match rule {
                        Rule::Many(Kind::Parameter) => format!("[{}]", self.parameter(item)),
                        _ => "[]".to_owned(),
                    };
                    self.within(&shown, &position.to_string(), |walker| walker.item(item, rule));
                }
            }
            (Value::Object(map), Rule::Named(_) | Rule::TextMap) => {
                for (name, item) in map {
                    let is_telling = name.starts_with('@') || rule == Rule::Named(Kind::MediaType);
                    let shown = if is_telling { escape_pointer_token(name) } else { "*".to_owned() };
                    self.within(&shown, &escape_pointer_token(name), |walker| {
                        if walker.note(Deed::Rename, "", None) {
                            walker.item(item, rule);
                        }
                    });
                }
            }
            (Value::Object(map), _) => {
                let beside = beside(map);
                for (key, child) in map {
                    let token = escape_pointer_token(key);
                    self.within(key, &token, |walker| walker.key(child, Rule::Data, &beside, None));
                }
            }
            _ => {}
        }
    }

    /// One of several things alike.
    fn item(&mut self, item: &Value, rule: Rule) {
        match (item, rule) {
            (Value::Object(map), Rule::Many(kind) | Rule::Named(kind)) if !map.is_empty() => {
                if silent::find(&self.trail, Some(kind), &beside(map)).is_some() {
                    self.note(Deed::Clear, &beside(map), Some(kind));
                } else {
                    self.object(item, kind);
                }
            }
            _ => self.key(item, Rule::Data, "", None),
        }
    }

    /// What the response `value` has.
    fn beside_code(&self, value: &Value) -> String {
        let target = Kind::Response.reference(value).and_then(|reference| self.book.target(reference));
        target.map_or(value, |(_, target)| target).as_object().map(beside).unwrap_or_default()
    }

    /// What of the parameter `value` decides what becomes of it: where it is, and whether OData gives it its meaning.
    fn parameter(&mut self, value: &Value) -> String {
        let target = Kind::Parameter.reference(value).and_then(|reference| self.book.target(reference));
        let value = target.map_or(value, |(_, target)| target);
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let system = if text("name").starts_with('$') { " $" } else { "" };
        let types = ["/schema/type", "/content/application~1json/schema/type"];
        let is_list = types.iter().filter_map(|ty| value.pointer(ty)).any(|ty| ty == "array");
        // Operations of one path share what they declare of its variables.
        let is_new = text("in") != "path" || self.variables.insert(text("name").to_owned());
        let (list, again) = (if is_list { " list" } else { "" }, if is_new { "" } else { " again" });
        format!("{}{system}{list}{again}", text("in"))
    }
}

/// The keys whose words decide what others mean.
const WORDS: [&str; 5] = ["type", "format", "in", "style", "x-ms-docs-operation-type"];

/// The keys of `map`, with the words that decide what the others mean; a space on both sides of each.
fn beside(map: &Map<String, Value>) -> String {
    let mut text = " ".to_owned();
    for (key, value) in map {
        text.push_str(key);
        if let Some(word) = value.as_str().filter(|_| WORDS.contains(&key.as_str())) {
            text.extend(["=", word]);
        }
        text.push(' ');
    }
    text
}
