//! Bodies that nobody can fill in: they mention a base without members, and nothing that derives from it is in the slice.
//!
//! `microsoft.graph.mediaConfig` is such a base: it has no members but `@odata.type`, and calls are answered with one
//! of the types that derive from it.

use std::collections::{BTreeSet, HashSet};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use serde_json::Value;

use super::derived::{Heritage, Lines};
use super::document::{Document, Item};
use super::grammar::Kind;
use super::pattern::METHODS;
use super::refs::{self, Name};
use super::slice::Members;
use super::types;
use crate::config::Layout;

/// Members that every entity has: what it is, and a name that the service gives.
const COMMON: [&str; 2] = ["@odata.type", "id"];

/// Warns of every base that a body in `members` mentions, which has no members, and of which `documents` have derived
/// types and `members` none. All schemas are read only where something looks like one.
pub fn report(documents: &mut [Document<'_>], members: &Members, layout: Layout, found: &mut Diagnostics) {
    let mut selected = Lines::default();
    for (item, member) in members.iter().filter(|(item, _)| item.section == types::SCHEMAS) {
        selected.add(&item.name, Heritage::of(&member.value));
    }
    let sent = sent(members);
    let is_unfilled = |name: &&str| is_bare(name, members) && selected.below(name).is_empty();
    let bare: Vec<_> = sent.into_iter().filter(is_unfilled).collect();
    if bare.is_empty() {
        return;
    }
    // A description with a mistake elsewhere can be sliced all the same.
    let Ok(lines) = types::lines(documents, selected) else { return };
    for base in bare {
        let message = match lines.below(base).len() {
            0 => continue,
            1 => format!("`{base}` has no members to send, and the type that derives from it is not selected"),
            count => format!(
                "`{base}` has no members to send, and none of the {count} types that derive from it is selected"
            ),
        };
        found.push(Diagnostic::warning(types::origin(documents, base), message).help(advice(base, layout)));
    }
}

/// How to get what derives from `base` into bindings of this layout.
fn advice(base: &str, layout: Layout) -> String {
    match layout {
        Layout::Modules => format!(
            "`--include-derived {base}` (in settings `include_derived`) brings all that derive from it, and \
             `--include-type` a single type"
        ),
        Layout::File => format!(
            "`.include_derived(\"{base}\")` in the build script (on the command line `--include-derived`) brings all \
             that derive from it, and `.include_type(..)` a single type"
        ),
        Layout::Crate => format!(
            "`include_derived = [\"{base}\"]` in the settings brings all that derive from it, with each feature that \
             mentions it, and `include_type` a single type"
        ),
    }
}

/// The schema components that the bodies of operations mention, directly or through members, but for other names of them.
fn sent(members: &Members) -> BTreeSet<&str> {
    let operations = members.values().flat_map(|member| METHODS.iter().filter_map(|method| member.value.get(*method)));
    let bodies = operations.filter_map(|operation| operation.get("requestBody"));
    let mut open: Vec<_> = bodies.map(|body| (body, Kind::RequestBody)).collect();
    let mut seen = HashSet::new();
    while let Some((value, kind)) = open.pop() {
        refs::each(value, kind, &mut |found| {
            let reference = match found.name {
                Name::Ref(reference) if !found.navigation => reference,
                _ => return,
            };
            let item = refs::component(reference)
                .map(|(section, name)| Item { section: section.to_owned(), name: name.into_owned() });
            if let Some((item, member)) = item.and_then(|item| members.get_key_value(&item))
                && seen.insert(item)
            {
                open.extend(Kind::of_section(&item.section).map(|kind| (&member.value, kind)));
            }
        });
    }
    let is_type = |item: &Item| item.section == types::SCHEMAS && !Heritage::of(&members[item].value).is_alias();
    let schemas = seen.into_iter().filter(|item| is_type(item));
    schemas.map(|item| item.name.as_str()).collect()
}

/// Whether the component `name` is an object without members, those that it inherits included.
fn is_bare(name: &str, members: &Members) -> bool {
    let mut open = vec![name.to_owned()];
    let mut seen = HashSet::new();
    while let Some(name) = open.pop() {
        let item = Item::component("schemas", name);
        let Some(member) = members.get(&item) else { return false };
        if seen.insert(item) {
            if !is_bare_itself(&member.value) {
                return false;
            }
            open.extend(Heritage::of(&member.value).bases);
        }
    }
    true
}

/// The same of a schema alone, and of the parts of its `allOf` that stand in place.
fn is_bare_itself(schema: &Value) -> bool {
    let is_object = |schema: &Value| {
        schema.get("type").is_none_or(|ty| ty == "object") && schema.get("oneOf").or(schema.get("anyOf")).is_none()
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    is_object(schema)
        && properties.is_none_or(|own| own.keys().all(|name| COMMON.contains(&name.as_str())))
        && parts.into_iter().all(is_bare_itself)
}
