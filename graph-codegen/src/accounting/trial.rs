//! Small descriptions around one entry of a large one, and whether anybody notices what is done to them.

use std::collections::HashSet;

use graph_emit::diagnostic::{Diagnostics, Severity};
use graph_emit::origin::escape_pointer_token;
use serde_json::{Value, json};

use super::walk::{Book, Deed, Witness};
use crate::lower::lower;
use crate::spec::grammar::{Kind, Rule};
use crate::spec::refs::{self, Name};
use crate::spec::{self, Item, Selection, Sources};

/// A schema that every small description has, for references that are changed to lead elsewhere.
const ELSEWHERE: &str = "#/components/schemas/own.elsewhere";

/// What became of something that was done to a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The IR is another.
    Reached,
    /// A diagnostic tells it.
    Told,
    /// Nobody noticed.
    Silent,
}

/// What a description lowers to.
#[derive(PartialEq, Eq)]
struct Outcome {
    /// The IR without its origins; `None` where nothing can be generated.
    api: Option<String>,
    /// What is said of things that are lost, sorted.
    told: Vec<String>,
}

/// A small description, and what it lowers to.
pub struct Trial {
    document: Value,
    outcome: Outcome,
    without_fixups: Vec<String>,
}

impl Trial {
    /// A description of the entry `via` of `book` and what it refers to.
    pub fn of(book: &Book, via: Option<&Item>) -> Self {
        let document = document(book, via);
        let outcome = outcome(&document, &book.without_fixups);
        Self { document, outcome, without_fixups: book.without_fixups.clone() }
    }

    /// What the lowering itself makes of it: `None`, or why there is nothing.
    pub fn failure(&self) -> Option<String> {
        self.outcome.api.is_none().then(|| self.outcome.told.join("; "))
    }

    /// What becomes of it when that is done to `witness` which it says.
    pub fn verdict(&self, witness: &Witness) -> Verdict {
        if witness.deed == Deed::Clear {
            return Verdict::Silent;
        }
        let mut document = self.document.clone();
        act(&mut document, &witness.pointer, witness.deed);
        let outcome = outcome(&document, &self.without_fixups);
        match outcome.api {
            Some(api) if self.outcome.api.as_ref() != Some(&api) => Verdict::Reached,
            _ if outcome.told != self.outcome.told || self.is_told(&witness.pointer) => Verdict::Told,
            _ => Verdict::Silent,
        }
    }

    /// Whether a loss is told at `pointer` or around it.
    fn is_told(&self, pointer: &str) -> bool {
        let around =
            |place: &str| pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.outcome.told.iter().filter_map(|one| one.strip_prefix("in.json#")?.split(' ').next()).any(around)
    }
}

/// Does `deed` to what is at `pointer` in `document`.
fn act(document: &mut Value, pointer: &str, deed: Deed) {
    let (parent, token) = pointer.rsplit_once('/').expect("a pointer to a part");
    let name = token.replace("~1", "/").replace("~0", "~");
    let parent_name = parent.rsplit('/').next();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer}"));
    match (parent, deed) {
        (Value::Object(map), Deed::Drop) => drop(map.shift_remove(&name)),
        (Value::Array(list), Deed::Drop) => drop(list.remove(name.parse().expect("a position"))),
        (Value::Object(map), Deed::Rename) => {
            let is_code = parent_name == Some("responses");
            let renamed = match name.contains('/') {
                true => "application/x-other".to_owned(),
                false if is_code => "418".to_owned(),
                false => format!("{name}Other"),
            };
            let entries = std::mem::take(map).into_iter();
            *map = entries.map(|(key, value)| (if key == name { renamed.clone() } else { key }, value)).collect();
        }
        (parent, Deed::Change(rule)) => {
            let value = match parent {
                Value::Object(map) => map.get_mut(&name),
                Value::Array(list) => list.get_mut(name.parse::<usize>().expect("a position")),
                _ => None,
            };
            let value = value.unwrap_or_else(|| panic!("no {pointer}"));
            *value = changed(value, &name, rule);
        }
        _ => panic!("{pointer} has no such parent"),
    }
}

/// Another value of the same kind.
fn changed(value: &Value, key: &str, rule: Rule) -> Value {
    match value {
        Value::Null => json!("other"),
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => {
            if number.as_f64() == Some(1.0) {
                json!(2)
            } else {
                json!(1)
            }
        }
        Value::String(text) => json!(match (key, rule) {
            (_, Rule::Word(words)) => words.iter().find(|word| *word != text).expect("several words").to_string(),
            ("format", _) if ["double", "float", "decimal", "int64"].contains(&text.as_str()) => "int32".to_owned(),
            ("format", _) if text == "int32" => "int64".to_owned(),
            ("type", _) if text == "string" => "integer".to_owned(),
            ("type", _) => "string".to_owned(),
            _ if text.starts_with("#/components/schemas/") => ELSEWHERE.to_owned(),
            _ => format!("other {text}"),
        }),
        Value::Array(_) | Value::Object(_) => Value::Null,
    }
}

/// What `document` lowers to.
fn outcome(document: &Value, without_fixups: &[String]) -> Outcome {
    let sources = Sources::from_texts([("in.json", document.to_string())]);
    let mut found = Diagnostics::new();
    // What the description itself says is counted.
    let selection = Selection { without_fixups: without_fixups.to_vec(), ..Selection::default() };
    let description = spec::load(&sources, &selection, &mut found);
    let api = description.and_then(|description| lower(description, &mut found));
    let told = found.iter().filter(|one| one.is_loss || one.severity == Severity::Error);
    let mut told: Vec<_> = told.map(|one| format!("{} {}", one.origin, one.message)).collect();
    told.sort_unstable();
    Outcome { api: api.map(|api| without_origins(&format!("{api:?}"))), told }
}

/// `debug` without the places, which move when something before them is taken away.
fn without_origins(debug: &str) -> String {
    let mut kept = String::with_capacity(debug.len());
    let mut parts = debug.split("SpecOrigin { file: \"in.json\", pointer: \"");
    kept.extend(parts.next());
    for part in parts {
        let mut is_escaped = false;
        let end = part.find(|sign| {
            let is_end = sign == '"' && !is_escaped;
            is_escaped = sign == '\\' && !is_escaped;
            is_end
        });
        kept.push_str(&part[end.expect("a quote behind the pointer")..]);
    }
    kept
}

/// A description of the entry `via` of `book`, and of what it refers to, without the members of that which lead further.
fn document(book: &Book, via: Option<&Item>) -> Value {
    let mut document = Value::Object(book.head.clone());
    for section in ["paths", "components"] {
        document[section] = json!({});
    }
    let mut known = HashSet::new();
    let mut open: Vec<(&Item, Value)> = Vec::new();
    if let Some((item, value)) = via.and_then(|via| book.entries.get_key_value(via)) {
        if item.section == "components/schemas" {
            let content = json!({ "application/json": { "schema": { "$ref": reference(item) } } });
            let answer = json!({ "200": { "description": "", "content": content } });
            document["paths"]["/driver"] =
                json!({ "post": { "requestBody": { "content": content }, "responses": answer } });
        }
        known.insert(item);
        open.push((item, value.clone()));
        for (target, value) in mapped(book, value) {
            if known.insert(target) {
                open.push((target, value));
            }
        }
    }
    while let Some((item, value)) = open.pop() {
        let kind = Kind::of_section(&item.section).expect("a section of OpenAPI");
        refs::each(&value, kind, &mut |found| {
            let target = match found.name {
                Name::Ref(reference) => book.target(reference),
                Name::Security(name) => book.target(&format!("#/components/securitySchemes/{name}")),
                Name::Type(_) => None,
            };
            if let Some((target, value)) = target.filter(|(target, _)| known.insert(*target)) {
                let mut value = value.clone();
                if target.section == "components/schemas" {
                    shorten(&mut value);
                }
                open.push((target, value));
            }
        });
        insert(&mut document, item, value);
    }
    document["components"]["schemas"]["own.elsewhere"] =
        json!({ "type": "object", "properties": { "elsewhere": { "type": "string" } } });
    document
}

/// What the discriminators of `schema` map to.
fn mapped<'b>(book: &'b Book, schema: &Value) -> Vec<(&'b Item, Value)> {
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().chain([schema]);
    let mappings = parts.filter_map(|part| part.pointer("/discriminator/mapping")?.as_object());
    let targets = mappings.flat_map(|mapping| mapping.values()).filter_map(|target| book.target(target.as_str()?));
    let shortened = targets.map(|(item, value)| {
        let mut value = value.clone();
        shorten(&mut value);
        (item, value)
    });
    shortened.collect()
}

fn reference(item: &Item) -> String {
    format!("#/{}/{}", item.section, escape_pointer_token(&item.name))
}

/// Puts `value` into the place of `item`.
fn insert(document: &mut Value, item: &Item, value: Value) {
    let section = item.section.split('/').fold(document, |place, key| &mut place[key]);
    section[&item.name] = value;
}

/// Takes the members that lead to other schemas from all parts of `schema`, and what its discriminator knows.
fn shorten(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.retain(|_, property| !leads_on(property));
    }
    if let Some(Value::Object(discriminator)) = map.get_mut("discriminator") {
        discriminator.shift_remove("mapping");
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            shorten(part);
        }
    }
}

fn leads_on(schema: &Value) -> bool {
    let mut leads = false;
    refs::each(schema, Kind::Schema, &mut |found| leads |= matches!(found.name, Name::Ref(_)));
    leads
}
