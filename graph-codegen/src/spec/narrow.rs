//! Narrows a part that does not fit the model down to the innermost part at fault.
//!
//! `openapiv3` tries alternatives and reports only that none fits. Here the parts of a failing item are tried one by one,
//! and a schema is held against the words that a schema may have.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::origin::escape_pointer_token;
use openapiv3::{Operation, Parameter, RequestBody, Response};
use serde::Deserialize;
use serde_json::Value;

use super::nearest::did_you_mean;
use super::output::Entry;
use super::pattern::METHODS;

/// What is wrong, and where inside its entry.
#[derive(Debug, PartialEq, Eq)]
pub struct Narrowed {
    /// The pointer from the entry on.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Narrowed {
    /// It as a diagnostic about `entry`.
    pub fn diagnostic(self, entry: &Entry) -> Diagnostic {
        let fault = Diagnostic::error(entry.origin_of(&self.pointer), self.message);
        fault.help(self.help.unwrap_or_else(|| "see the OpenAPI 3.0 specification for what may stand here".to_owned()))
    }
}

/// Why `entry` does not fit; `words` is what the model says, for want of anything better.
pub fn narrow(entry: &Entry, words: &str) -> Narrowed {
    let value = &entry.value;
    let narrowed = match entry.item.section.as_str() {
        "paths" => path_item(value),
        "components/schemas" => schema(value, ""),
        "components/parameters" => typed::<Parameter>(value, "", parameter),
        "components/responses" => typed::<Response>(value, "", content),
        "components/requestBodies" => typed::<RequestBody>(value, "", content),
        _ => None,
    };
    narrowed.unwrap_or_else(|| Narrowed { pointer: String::new(), message: words.to_owned(), help: None })
}

/// Looks into `value` with `inner` when it is no `T`; what the model says is kept for when that finds nothing.
fn typed<T: for<'de> Deserialize<'de>>(
    value: &Value,
    pointer: &str,
    inner: impl Fn(&Value, &str) -> Option<Narrowed>,
) -> Option<Narrowed> {
    if is_reference(value) {
        return None;
    }
    let error = T::deserialize(value).err()?;
    let outer = || Narrowed { pointer: pointer.to_owned(), message: error.to_string(), help: None };
    Some(inner(value, pointer).unwrap_or_else(outer))
}

fn is_reference(value: &Value) -> bool {
    value.get("$ref").is_some_and(Value::is_string)
}

/// The first fault that `look` finds among the members of `value`'s part `key`, by name or by position.
fn each(value: &Value, pointer: &str, key: &str, look: impl Fn(&Value, &str) -> Option<Narrowed>) -> Option<Narrowed> {
    let at = |token: &str| format!("{pointer}/{key}/{}", escape_pointer_token(token));
    match value.get(key)? {
        Value::Object(map) => map.iter().find_map(|(name, child)| look(child, &at(name))),
        Value::Array(list) => list.iter().enumerate().find_map(|(place, child)| look(child, &at(&place.to_string()))),
        _ => None,
    }
}

fn path_item(value: &Value) -> Option<Narrowed> {
    let methods =
        METHODS.into_iter().find_map(|method| typed::<Operation>(value.get(method)?, &format!("/{method}"), operation));
    methods.or_else(|| each(value, "", "parameters", |child, at| typed::<Parameter>(child, at, parameter)))
}

fn operation(value: &Value, pointer: &str) -> Option<Narrowed> {
    let body = || typed::<RequestBody>(value.get("requestBody")?, &format!("{pointer}/requestBody"), content);
    each(value, pointer, "parameters", |child, at| typed::<Parameter>(child, at, parameter))
        .or_else(body)
        .or_else(|| each(value, pointer, "responses", |child, at| typed::<Response>(child, at, content)))
}

fn parameter(value: &Value, pointer: &str) -> Option<Narrowed> {
    let fault = |message: String, key: &str, help: Option<String>| {
        let key = if value.get(key).is_some() { format!("/{key}") } else { String::new() };
        Some(Narrowed { pointer: format!("{pointer}{key}"), message, help })
    };
    let places = ["path", "query", "header", "cookie"];
    match value.get("in").and_then(Value::as_str) {
        Some(place) if places.contains(&place) => {}
        Some(place) => {
            let help = did_you_mean(place, places).or_else(|| Some("write `path`, `query` or `header`".to_owned()));
            return fault(format!("a parameter cannot be in `{place}`"), "in", help);
        }
        None => return fault("the parameter does not say what it is `in`".to_owned(), "in", None),
    }
    if !value.get("name").is_some_and(Value::is_string) {
        return fault("the parameter has no `name`".to_owned(), "name", None);
    }
    schema(value.get("schema")?, &format!("{pointer}/schema"))
}

fn content(value: &Value, pointer: &str) -> Option<Narrowed> {
    each(value, pointer, "content", |media, at| schema(media.get("schema")?, &format!("{at}/schema")))
}

/// The first fault of a schema or of those in it.
fn schema(value: &Value, pointer: &str) -> Option<Narrowed> {
    if is_reference(value) {
        return None;
    }
    let Some(map) = value.as_object() else {
        let message = format!("a schema must be a mapping, not {}", kind(value));
        return Some(Narrowed { pointer: pointer.to_owned(), message, help: None });
    };
    for (key, value) in map {
        if let Some(message) = word_fault(key, value) {
            return Some(Narrowed { pointer: format!("{pointer}/{key}"), message, help: None });
        }
    }
    let single = ["items", "not", "additionalProperties"]
        .into_iter()
        .find_map(|key| schema(map.get(key).filter(|inner| inner.is_object())?, &format!("{pointer}/{key}")));
    single.or_else(|| {
        ["properties", "allOf", "anyOf", "oneOf"].into_iter().find_map(|key| each(value, pointer, key, schema))
    })
}

/// What is wrong with the value of one word of a schema.
fn word_fault(key: &str, value: &Value) -> Option<String> {
    let (fits, expected) = match key {
        "type" | "format" | "pattern" | "title" | "description" => (value.is_string(), "text"),
        "properties" | "discriminator" | "externalDocs" => (value.is_object(), "a mapping"),
        "items" | "not" => (value.is_object(), "a schema"),
        "required" | "enum" | "allOf" | "anyOf" | "oneOf" => (value.is_array(), "a list"),
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => (value.is_boolean(), "true or false"),
        "minimum" | "maximum" | "multipleOf" => (value.is_number(), "a number"),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            (value.is_u64(), "a count")
        }
        _ => return None,
    };
    (!fits).then(|| format!("`{key}` must be {expected}, not {}", kind(value)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
