//! What a slice leaves out: properties and table entries that only lead to what was not selected.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::document::Item;
use super::grammar::{self, Kind};
use super::pattern::METHODS;
use super::refs::{self, Name};
use super::slice::Members;

/// Takes out of `members` what leads nowhere within them: navigation properties (their data is still reachable by name
/// at run time) and the discriminator entries of types that were not selected.
pub fn trim(members: &mut Members) {
    let known: HashSet<Item> = members.keys().cloned().collect();
    for (item, member) in members {
        let Some(kind) = Kind::of_section(&item.section) else { continue };
        grammar::each_schema_mut(&mut member.value, kind, &mut |schema| {
            trim_properties(schema, &known);
            trim_mapping(schema, &known);
        });
    }
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
