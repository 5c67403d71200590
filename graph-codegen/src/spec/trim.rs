//! What a slice leaves out: properties and table entries that only lead to what was not selected.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::document::Item;
use super::grammar::{self, Kind};
use super::pattern::METHODS;
use super::refs::{self, Name};
use super::slice::Members;

/// What a schema says of the types that a discriminator of the whole description names and the slice does not have: an object
/// with their number `count`, and the first [`MOST_NAMED`] of them as `names`.
pub const UNSELECTED: &str = "x-unselected-derived-types";
/// The most types that [`UNSELECTED`] names.
const MOST_NAMED: usize = 30;
/// More types than this derive only from what nearly everything derives from, as from `entity`, which nobody wants to hear of.
const MOST_DERIVED: usize = 500;

/// Takes out of `members` what leads nowhere within them: navigation properties (their data is still reachable by name
/// at run time) and the discriminator entries of types that were not selected. Of these [`UNSELECTED`] tells.
pub fn trim(members: &mut Members) {
    let known: HashSet<Item> = members.keys().cloned().collect();
    for (item, member) in members {
        let Some(kind) = Kind::of_section(&item.section) else { continue };
        let unselected = unselected(&member.value, &known);
        grammar::each_schema_mut(&mut member.value, kind, &mut |schema| {
            trim_properties(schema, &known);
            trim_mapping(schema, &known);
        });
        if let (Value::Object(schema), 1..=MOST_DERIVED) = (&mut member.value, unselected.len()) {
            let (count, names) = (unselected.len(), unselected.into_iter().take(MOST_NAMED).collect::<Vec<_>>());
            schema.insert(UNSELECTED.to_owned(), json!({ "count": count, "names": names }));
        }
    }
}

/// The types that the discriminators of `schema` name, those in its `allOf` included, and that are not known.
fn unselected(schema: &Value, known: &HashSet<Item>) -> BTreeSet<String> {
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping")).and_then(Value::as_object);
    let targets = mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str);
    let name = |target: &str| refs::component(target).map_or_else(|| target.to_owned(), |(_, name)| name.into_owned());
    let mut names: BTreeSet<_> = targets.filter(|target| !is_known(target, known)).map(name).collect();
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    names.extend(parts.flat_map(|part| unselected(part, known)));
    names
}

/// Leaves of the head's `tags` those that an operation of `members` bears.
pub fn trim_tags(head: &mut Map<String, Value>, members: &Members) {
    let operations = members.values().flat_map(|member| METHODS.iter().filter_map(|method| member.value.get(*method)));
    let used: HashSet<&str> = operations
        .filter_map(|operation| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if let Some(tags) = head.get_mut("tags").and_then(Value::as_array_mut) {
        tags.retain(|tag| tag.get("name").and_then(Value::as_str).is_some_and(|name| used.contains(name)));
    }
}

fn trim_properties(schema: &mut Map<String, Value>, known: &HashSet<Item>) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    let mut removed = HashSet::new();
    properties.retain(|name, property| {
        let keep = !refs::is_navigation(property) || leads_into(property, known);
        if !keep {
            removed.insert(name.clone());
        }
        keep
    });
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !name.as_str().is_some_and(|name| removed.contains(name)));
    }
}

/// Whether everything that `property` refers to is known.
fn leads_into(property: &Value, known: &HashSet<Item>) -> bool {
    let mut all = true;
    refs::each(property, Kind::Schema, &mut |found| {
        if let Name::Ref(reference) = found.name {
            all &= is_known(reference, known);
        }
    });
    all
}

fn trim_mapping(schema: &mut Map<String, Value>, known: &HashSet<Item>) {
    let mapping = schema.get_mut("discriminator").and_then(|discriminator| discriminator.get_mut("mapping"));
    if let Some(Value::Object(mapping)) = mapping {
        mapping.retain(|_, target| target.as_str().is_some_and(|target| is_known(target, known)));
    }
}

/// Whether `target`, a reference or (in a mapping) the bare name of a schema, is known.
fn is_known(target: &str, known: &HashSet<Item>) -> bool {
    match refs::component(target) {
        Some((section, name)) => known.contains(&Item { section: section.to_owned(), name: name.into_owned() }),
        None => known.contains(&Item::component("schemas", target)),
    }
}
