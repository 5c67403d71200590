//! The first fault of a part that does not fit the model, in the words of a description's author.
//!
//! `openapiv3` tries alternatives, and says in the words of its own types that none fits. So the part is held against the
//! [grammar](super::grammar) once more.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::origin::{Origin, escape_pointer_token};
use serde_json::{Map, Value};

use super::grammar::{Kind, Rule};
use super::nearest::did_you_mean;

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Narrowed {
    /// The pointer from the part on.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Narrowed {
    /// It in a part to which `pointer` leads.
    pub fn below(self, pointer: &str) -> Self {
        Self { pointer: format!("{pointer}{}", self.pointer), ..self }
    }

    /// It as an error; `origin` gives the place of its pointer.
    pub fn error(self, origin: impl Fn(&str) -> Origin) -> Diagnostic {
        let fault = Diagnostic::error(origin(&self.pointer), self.message);
        fault.help(self.help.unwrap_or_else(|| "see the OpenAPI 3.0 specification for what may stand here".to_owned()))
    }
}

/// Why `value`, the value of `key`, is not what `rule` says.
pub fn narrow(value: &Value, key: &str, rule: Rule) -> Narrowed {
    let unknown = || fault("", format!("this does not fit what OpenAPI 3.0 says of `{key}`"));
    part(value, key, rule, "").unwrap_or_else(unknown)
}

/// Whether `value`, the value of `key`, is what `rule` says, as far as the grammar tells.
pub fn fits(value: &Value, key: &str, rule: Rule) -> bool {
    part(value, key, rule, "").is_none()
}

/// The first fault of `value`, the value of `key`.
fn part(value: &Value, key: &str, rule: Rule, pointer: &str) -> Option<Narrowed> {
    match rule {
        Rule::Data => None,
        Rule::One(kind) => object(value, kind, pointer),
        Rule::SchemaOrFlag if value.is_boolean() => None,
        Rule::SchemaOrFlag => object(value, Kind::Schema, pointer),
        Rule::Many(kind) => match value {
            Value::Array(list) => at_each(list.iter(), pointer, |item, pointer| object(item, kind, pointer)),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::Named(kind) => match value {
            Value::Object(map) => named(map, pointer, |item, pointer| object(item, kind, pointer)),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::TextMap => match value {
            Value::Object(map) => named(map, pointer, |item, pointer| part(item, key, Rule::Text, pointer)),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::Texts => match value {
            Value::Array(list) => at_each(list.iter(), pointer, |item, pointer| text_item(item, key, pointer)),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::Requirements => match value {
            Value::Array(list) => at_each(list.iter(), pointer, requirement),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::Word(words) => match value {
            Value::String(word) if words.contains(&word.as_str()) => None,
            Value::String(word) => Some(unknown_word(word, key, words, pointer)),
            _ => mistyped(value, key, rule, pointer),
        },
        Rule::Text | Rule::Flag | Rule::Number | Rule::Count | Rule::List => mistyped(value, key, rule, pointer),
    }
}

/// What is wrong with a `value` that is not of the type that `rule` asks for.
fn mistyped(value: &Value, key: &str, rule: Rule, pointer: &str) -> Option<Narrowed> {
    let (fits, expected) = match rule {
        Rule::Text | Rule::Word(_) => (value.is_string(), "text"),
        Rule::Flag => (value.is_boolean(), "true or false"),
        Rule::Number => (value.is_number(), "a number"),
        Rule::Count => (value.is_u64(), "a count"),
        Rule::List | Rule::Texts | Rule::Many(_) | Rule::Requirements => (value.is_array(), "a list"),
        Rule::Named(_) | Rule::TextMap | Rule::One(_) | Rule::SchemaOrFlag => (value.is_object(), "a mapping"),
        Rule::Data => (true, ""),
    };
    let help = match (rule, value) {
        (Rule::Flag, Value::String(word)) if is_old_flag(word) => {
            Some("YAML 1.2 knows `true` and `false` alone; `yes`, `on` and the like are text".to_owned())
        }
        (Rule::Number | Rule::Count, Value::String(text)) if text.parse::<f64>().is_ok() => {
            Some("take the quotes away".to_owned())
        }
        _ => None,
    };
    let message = || format!("`{key}` must be {expected}, not {}", described(value));
    (!fits).then(|| Narrowed { help, ..fault(pointer, message()) })
}

/// Whether YAML 1.1 took `word` for true or false.
fn is_old_flag(word: &str) -> bool {
    ["y", "yes", "n", "no", "on", "off", "true", "false"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn text_item(value: &Value, key: &str, pointer: &str) -> Option<Narrowed> {
    let message = || format!("the entries of `{key}` must be text, not {}", described(value));
    (!value.is_string()).then(|| fault(pointer, message()))
}

fn requirement(value: &Value, pointer: &str) -> Option<Narrowed> {
    let is_list = |scopes: &Value| scopes.as_array().is_some_and(|scopes| scopes.iter().all(Value::is_string));
    let fits = value.as_object().is_some_and(|schemes| schemes.values().all(is_list));
    let message = "a security requirement is a mapping from names of schemes to lists of scopes, which may be empty";
    (!fits).then(|| fault(pointer, message.to_owned()))
}

fn unknown_word(word: &str, key: &str, words: &[&str], pointer: &str) -> Narrowed {
    let help = did_you_mean(word, words.iter().copied());
    let help = help.unwrap_or_else(|| format!("write one of {}", words.join(", ")));
    Narrowed { help: Some(help), ..fault(pointer, format!("`{key}` cannot be `{word}`")) }
}

/// The first fault of `value`, which should be a `kind`.
fn object(value: &Value, kind: Kind, pointer: &str) -> Option<Narrowed> {
    if kind.reference(value).is_some() {
        return None;
    }
    let Some(map) = value.as_object() else {
        return Some(fault(pointer, format!("{} must be a mapping, not {}", kind.name(), described(value))));
    };
    let inner = || {
        map.iter().find_map(|(key, child)| {
            part(child, key, kind.rule(key), &format!("{pointer}/{}", escape_pointer_token(key)))
        })
    };
    incomplete(map, kind, pointer).or_else(inner)
}

/// What `map`, a `kind`, should have and has not.
fn incomplete(map: &Map<String, Value>, kind: Kind, pointer: &str) -> Option<Narrowed> {
    if let Some(key) = kind.required().iter().find(|key| !map.contains_key(**key)) {
        return Some(fault(pointer, format!("{} has no `{key}`", named_as(map, kind))));
    }
    let by_type = match (kind, map.get("type").and_then(Value::as_str)) {
        (Kind::SecurityScheme, Some("apiKey")) => &["name", "in"][..],
        (Kind::SecurityScheme, Some("http")) => &["scheme"],
        (Kind::SecurityScheme, Some("oauth2")) => &["flows"],
        (Kind::SecurityScheme, Some("openIdConnect")) => &["openIdConnectUrl"],
        (Kind::Flow, _) => &["scopes"],
        _ => &[],
    };
    if let Some(key) = by_type.iter().find(|key| !map.contains_key(**key)) {
        return Some(fault(pointer, format!("{} has no `{key}`", named_as(map, kind))));
    }
    let (either, help) = match kind {
        Kind::Parameter | Kind::Header => (["schema", "content"], "give it a schema, such as `schema: {type: string}`"),
        Kind::Link => (["operationId", "operationRef"], "say which operation it leads to"),
        _ => return None,
    };
    let has_one = either.iter().any(|key| map.contains_key(*key));
    let message = || format!("{} has neither `{}` nor `{}`", named_as(map, kind), either[0], either[1]);
    (!has_one).then(|| Narrowed { help: Some(help.to_owned()), ..fault(pointer, message()) })
}

/// A `kind` with its name, where it has one.
fn named_as(map: &Map<String, Value>, kind: Kind) -> String {
    match (kind, map.get("name").and_then(Value::as_str)) {
        (Kind::Parameter, Some(name)) => format!("the parameter `{name}`"),
        _ => kind.name().to_owned(),
    }
}

/// The first fault that `look` finds in `items`.
fn at_each<'v>(
    items: impl Iterator<Item = &'v Value>,
    pointer: &str,
    look: impl Fn(&Value, &str) -> Option<Narrowed>,
) -> Option<Narrowed> {
    items.enumerate().find_map(|(place, item)| look(item, &format!("{pointer}/{place}")))
}

/// The first fault that `look` finds in the entries of `map`.
fn named(map: &Map<String, Value>, pointer: &str, look: impl Fn(&Value, &str) -> Option<Narrowed>) -> Option<Narrowed> {
    map.iter().find_map(|(name, item)| look(item, &format!("{pointer}/{}", escape_pointer_token(name))))
}

fn fault(pointer: &str, message: String) -> Narrowed {
    Narrowed { pointer: pointer.to_owned(), message, help: None }
}

/// What `value` is, in words.
pub fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
