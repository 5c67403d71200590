//! Small slips that the meaning of a description does not depend on: they are put right, and told.
//!
//! Nothing here looks at a part that fits the model as it is.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::origin::{Origin, escape_pointer_token};
use serde_json::{Map, Value};

use super::grammar::{Kind, Rule};
use super::narrow::{described, fits};

/// Something that was put right.
#[derive(Debug, PartialEq, Eq)]
pub struct Mended {
    pointer: String,
    message: String,
    help: &'static str,
    /// Whether something that is described was left out.
    is_loss: bool,
}

impl Mended {
    /// It as a warning; `origin` gives the place of its pointer.
    pub fn warning(self, origin: impl Fn(&str) -> Origin) -> Diagnostic {
        let warning = Diagnostic::warning(origin(&self.pointer), self.message).help(self.help);
        if self.is_loss { warning.loss() } else { warning }
    }
}

/// Puts `value` right, the value of `key`, which should be what `rule` says; says what there was to do.
pub fn mend(value: &mut Value, key: &str, rule: Rule) -> Vec<Mended> {
    let mut mending = Mending { pointer: String::new(), found: Vec::new() };
    mending.part(value, key, rule);
    mending.found
}

struct Mending {
    pointer: String,
    found: Vec<Mended>,
}

impl Mending {
    fn part(&mut self, value: &mut Value, key: &str, rule: Rule) {
        match (rule, value) {
            (Rule::One(kind), value) => self.object(value, kind),
            (Rule::SchemaOrFlag, value) => self.object(value, Kind::Schema),
            (Rule::Many(kind), Value::Array(list)) => {
                self.each(list.iter_mut(), |this, item| this.object(item, kind));
            }
            (Rule::Named(kind), Value::Object(map)) => {
                self.entries(map, |this, _, item| this.object(item, kind));
            }
            (Rule::Texts, Value::Array(list)) => self.each(list.iter_mut(), |this, item| this.text(item, key)),
            (Rule::TextMap, Value::Object(map)) => self.entries(map, Self::text_or_nothing),
            (Rule::Text, value) => self.text(value, key),
            _ => {}
        }
    }

    fn object(&mut self, value: &mut Value, kind: Kind) {
        if kind.reference(value).is_some() {
            return;
        }
        let Value::Object(map) = value else { return };
        if !kind.keys().is_empty() {
            // A key with nothing behind it says nothing.
            map.retain(|key, value| !value.is_null() || kind.rule(key) == Rule::Data);
        }
        if kind == Kind::Callback {
            map.retain(|key, _| !key.starts_with("x-"));
        }
        self.complete(map, kind);
        self.entries(map, |this, key, value| this.part(value, key, kind.rule(key)));
        self.drop_asides(map, kind);
    }

    /// Adds what is missing and nothing depends on.
    fn complete(&mut self, map: &mut Map<String, Value>, kind: Kind) {
        if !matches!(kind, Kind::Response | Kind::Info) {
            return;
        }
        for key in kind.required().iter().filter(|key| !map.contains_key(**key)).collect::<Vec<_>>() {
            self.note(
                format!("{} has no `{key}`", kind.name()),
                "OpenAPI asks for one; the code does not need it",
                false,
            );
            map.insert((*key).to_owned(), Value::from(""));
        }
    }

    /// Leaves out what does not fit and does not reach the code anyway. Callbacks are told of as such, so they stay,
    /// empty.
    fn drop_asides(&mut self, map: &mut Map<String, Value>, kind: Kind) {
        if let (Kind::Operation, Some(Value::Object(callbacks))) = (kind, map.get_mut("callbacks")) {
            callbacks.values_mut().for_each(|callback| *callback = Value::Object(Map::new()));
        }
        let is_aside = |key: &str| match kind {
            Kind::Operation | Kind::Schema | Kind::Tag => key == "externalDocs",
            Kind::Response => matches!(key, "links" | "headers"),
            Kind::MediaType | Kind::Parameter | Kind::Header => key == "examples",
            Kind::Info => matches!(key, "contact" | "license" | "termsOfService"),
            _ => false,
        };
        let unfit = |(key, value): &(&String, &Value)| is_aside(key) && !fits(value, key, kind.rule(key));
        for key in map.iter().filter(unfit).map(|(key, _)| key.clone()).collect::<Vec<_>>() {
            map.shift_remove(&key);
            let message = format!("`{key}` is not as OpenAPI 3.0 has it, so it is passed over");
            self.at(&key, |this| this.note(message, "correct it, or take it out", true));
        }
    }

    /// A value that should be text, and that YAML took for something else because it has no quotes.
    fn text(&mut self, value: &mut Value, key: &str) {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return,
        };
        let message = format!("`{key}` is text, and this is {}; it is read as `{text}`", described(value));
        self.note(message, "put it in quotes", false);
        *value = Value::String(text);
    }

    /// The same in a mapping of texts, where nothing is an empty text.
    fn text_or_nothing(&mut self, key: &str, value: &mut Value) {
        if value.is_null() {
            *value = Value::from("");
        }
        self.text(value, key);
    }

    fn each<'v>(&mut self, items: impl Iterator<Item = &'v mut Value>, work: impl Fn(&mut Self, &mut Value)) {
        for (place, item) in items.enumerate() {
            self.at(&place.to_string(), |this| work(this, item));
        }
    }

    fn entries(&mut self, map: &mut Map<String, Value>, work: impl Fn(&mut Self, &str, &mut Value)) {
        for (key, value) in map {
            self.at(key, |this| work(this, key, value));
        }
    }

    /// Does `work` one step further in.
    fn at(&mut self, token: &str, work: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape_pointer_token(token));
        work(self);
        self.pointer.truncate(length);
    }

    fn note(&mut self, message: String, help: &'static str, is_loss: bool) {
        self.found.push(Mended { pointer: self.pointer.clone(), message, help, is_loss });
    }
}
