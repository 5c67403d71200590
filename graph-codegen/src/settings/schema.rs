//! What editors and the guide say of the settings, made of the list of keys.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::keys::{Key, Kind, top};

/// The JSON schema (draft 7, which editors of TOML read) of `graph-codegen.toml`.
pub fn schema() -> Value {
    let mut schema = table(top());
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("graph-codegen.toml");
    schema
}

fn table<'k>(keys: impl Iterator<Item = &'k Key>) -> Value {
    let properties: Map<_, _> = keys.map(|key| (key.name.to_owned(), property(key))).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn property(key: &Key) -> Value {
    let mut property = of_kind(key.kind);
    property["description"] = json!(key.doc);
    property
}

fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::OneOf(names) => json!({ "enum": names }),
        Kind::Table(keys) => table(keys.iter()),
        Kind::TextByName => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Kind::TableByName(keys) => json!({ "type": "object", "additionalProperties": table(keys.iter()) }),
    }
}

/// The reference of all settings as Markdown: a table of the keys at the top, and one of each table below.
pub fn reference() -> String {
    let mut text = String::new();
    section(&mut text, top());
    for key in top().filter(|key| !key.kind.keys().is_empty() && key.name != super::keys::OUTPUTS.name) {
        let name = if matches!(key.kind, Kind::Table(_)) { "" } else { ".NAME" };
        let _ = write!(text, "\n### `[{}{name}]`\n\n{}\n\n", key.name, key.doc);
        section(&mut text, key.kind.keys().iter());
    }
    text
}

fn section<'k>(text: &mut String, keys: impl Iterator<Item = &'k Key>) {
    text.push_str("| key | takes | what it does |\n|---|---|---|\n");
    for Key { name, kind, doc, .. } in keys {
        let _ = writeln!(text, "| `{name}` | {} | {doc} |", kind.words());
    }
}
