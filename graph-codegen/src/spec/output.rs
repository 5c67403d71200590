//! The slice: a smaller description as the inputs have it, to be written, hashed or modelled.

use std::sync::Arc;

use graph_emit::origin::Origin;
use graph_emit::parallel;
use serde_json::{Map, Value};

use super::document::{Document, Item};
use super::fixups::StandIn;
use super::left_out::LeftOut;
use super::read;
use super::slice::{Member, Members};
use crate::digest;

/// One path or component of a slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub item: Item,
    /// What it says.
    pub value: Value,
    /// The file it came from.
    pub file: Arc<str>,
}

impl Entry {
    /// Where it came from.
    pub fn origin(&self) -> Origin {
        self.origin_of("")
    }

    /// Where the part at `pointer`, counted from this entry, came from.
    pub fn origin_of(&self, pointer: &str) -> Origin {
        Origin::spec(&self.file, self.item.pointer() + pointer)
    }
}

/// A smaller description: what is selected and what that needs, merged, in the words of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Everything but `paths` and `components`.
    pub head: Map<String, Value>,
    /// Paths and components, in document order.
    pub entries: Vec<Entry>,
    /// The first input, to which the head belongs.
    pub file: Arc<str>,
    /// What the selection leaves out, perhaps without meaning to.
    pub left_out: Vec<LeftOut>,
    /// Other paths of what is described, which corrections know of.
    pub stand_ins: Vec<StandIn>,
}

impl Slice {
    /// The slice of `members`, which come from `documents`, of which there is at least one.
    pub fn new(documents: &[Document<'_>], head: Map<String, Value>, members: Members) -> Self {
        let place = |item: &Item, document: usize| (document, documents[document].position(item));
        let mut members: Vec<_> = members.into_iter().collect();
        members.sort_by_cached_key(|(item, member)| place(item, member.document));
        let file = |document: usize| Arc::clone(&documents[document].source.name);
        let entry = |(item, member): (_, Member)| Entry { item, value: member.value, file: file(member.document) };
        Self {
            head,
            entries: members.into_iter().map(entry).collect(),
            file: file(0),
            left_out: Vec::new(),
            stand_ins: Vec::new(),
        }
    }

    /// The SHA-256 of what can shape the bindings: servers, paths and components, whatever the order of the inputs and
    /// whether they are the whole description or a slice that was written before. In lower-case hexadecimal.
    pub fn digest(&self) -> String {
        let hashed = |entry: &Entry| (entry.item.pointer(), hash(&entry.value));
        let mut parts = parallel::map(self.entries.iter().collect(), hashed);
        parts.extend(
            ["servers", "security"].into_iter().filter_map(|key| Some((format!("/{key}"), hash(self.head.get(key)?)))),
        );
        digest::hex(&digest::of_all(parts))
    }

    /// The slice as a description of its own, in YAML.
    pub fn to_yaml(&self) -> String {
        read::to_yaml(&self.to_json())
    }

    /// The slice as a description of its own.
    pub fn to_json(&self) -> Value {
        let mut paths = Map::new();
        let mut components = Map::new();
        for Entry { item, value, .. } in &self.entries {
            match item.section.strip_prefix("components/") {
                None => paths.insert(item.name.clone(), value.clone()),
                Some(kind) => {
                    let kind = components.entry(kind).or_insert_with(|| Value::Object(Map::new()));
                    kind.as_object_mut().and_then(|kind| kind.insert(item.name.clone(), value.clone()))
                }
            };
        }
        let mut document = self.head.clone();
        document.insert("paths".to_owned(), Value::Object(paths));
        if !components.is_empty() {
            document.insert("components".to_owned(), Value::Object(components));
        }
        Value::Object(document)
    }
}

/// The SHA-256 of `value` as JSON.
fn hash(value: &Value) -> [u8; 32] {
    let json = serde_json::to_vec(value).expect("invariant: a JSON value has only text keys and finite numbers");
    digest::of(json)
}
