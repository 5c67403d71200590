//! A slice in the words of Microsoft's official descriptions, with the paths that the bindings call.
//!
//! What the lowering makes of a path on its way to a URL is done to the description here: names without their namespace,
//! no empty segments, one name for the variables of one place, and arguments that are aliases as variables. Schemas
//! stay as they are described: they mean the same in either dialect.

use std::cell::RefCell;
use std::collections::HashMap;

use graph_emit::ir::{ArgumentValue, Segment};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::document::Item;
use super::output::{Entry, Slice};
use super::pattern::METHODS;
use super::refs;
use crate::lower::path;

impl Slice {
    /// The same with the paths that the bindings call. Of operations that become the same, the first is kept, as it is in
    /// the bindings.
    pub fn into_official(self) -> Self {
        let Self { head, entries, file, left_out, stand_ins } = self;
        let (paths, components): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| entry.item.as_path().is_some());
        let parameters = components.iter().filter(|entry| entry.item.section == "components/parameters");
        let parameters = parameters.map(|entry| (entry.item.name.as_str(), &entry.value)).collect();
        let mut known = Place::default();
        let mut places = IndexMap::<String, Path>::new();
        for entry in paths {
            if let Some(path) = Path::of(entry, &mut known, &parameters) {
                match places.get_mut(&path.shape) {
                    Some(first) => first.merge(path),
                    None => drop(places.insert(path.shape.clone(), path)),
                }
            }
        }
        let entries = places.into_values().map(Path::finish).chain(components.iter().cloned()).collect();
        Self { head, entries, file, left_out, stand_ins }
    }
}

/// A place in the tree of paths, with the segment that was there first.
#[derive(Default)]
struct Place {
    segment: Option<Segment<String>>,
    below: HashMap<String, Self>,
}

/// A path while those that are the same are looked for.
struct Path {
    /// The path without the names of its variables.
    shape: String,
    /// The path as it is called, without a slash behind it.
    called: String,
    is_slashed: bool,
    entry: Entry,
}

impl Path {
    /// The path of `entry`; `None` where its item is elsewhere, which is left out of the bindings, too.
    fn of(mut entry: Entry, known: &mut Place, parameters: &HashMap<&str, &Value>) -> Option<Self> {
        if entry.item.name.starts_with("x-") {
            let called = entry.item.name.clone();
            return Some(Self { shape: called.clone(), called, is_slashed: false, entry });
        }
        let item = entry.value.as_object_mut().filter(|item| !item.contains_key("$ref"))?;
        let is_slashed = path::has_trailing_slash(&entry.item.name);
        let (mut shape, mut called, mut place) = (String::new(), String::new(), known);
        let mut names = Names::default();
        for text in path::segments(&entry.item.name, is_bound(item)) {
            let segment = parse(&text);
            let key = segment.shape();
            place = place.below.entry(key.clone()).or_default();
            let first = place.segment.get_or_insert_with(|| segment.clone());
            shape.extend(["/", &key]);
            called.extend(["/", &names.called(&segment, first, item, parameters)]);
        }
        names.rename(item, parameters);
        Some(Self { shape, called, is_slashed, entry })
    }

    /// Takes over the operations of `other`, which is the same path, that are not here yet.
    fn merge(&mut self, other: Self) {
        self.is_slashed &= other.is_slashed;
        let mut other = other.entry.value;
        for item in [&mut self.entry.value, &mut other] {
            spread_parameters(item);
        }
        let (Value::Object(item), Value::Object(other)) = (&mut self.entry.value, other) else { return };
        for (key, value) in other {
            item.entry(key).or_insert(value);
        }
    }

    fn finish(self) -> Entry {
        let slash = if self.is_slashed || self.called.is_empty() { "/" } else { "" };
        let is_extension = self.entry.item.name.starts_with("x-");
        let name = if is_extension { self.called } else { self.called + slash };
        Entry { item: Item::path(name), ..self.entry }
    }
}

/// What the variables of a path are called: in the description, and here.
#[derive(Default)]
struct Names {
    variables: Vec<(String, String)>,
    /// Those that are given by query parameters.
    aliases: Vec<(String, String)>,
}

impl Names {
    /// The text of `segment`, whose variables are called as those of `first`, the first at its place.
    fn called(
        &mut self,
        segment: &Segment<String>,
        first: &Segment<String>,
        item: &Map<String, Value>,
        parameters: &HashMap<&str, &Value>,
    ) -> String {
        let mut called = first.clone();
        if let Segment::Call { arguments, .. } = &mut called {
            let is_given = |alias: &str| is_given(item, alias, parameters);
            arguments.retain(|argument| argument.alias().is_none_or(is_given));
            for argument in arguments {
                if let ArgumentValue::Alias(alias) = &argument.value {
                    let name = self.free(alias);
                    self.aliases.push((alias.clone(), name.clone()));
                    // A sign that no name in braces has, so that the pass below leaves it alone.
                    argument.value = ArgumentValue::Fixed(format!("{{{name}}}"));
                }
            }
        }
        let described = segment.variables().into_iter().cloned().collect::<Vec<_>>();
        let mut described = described.into_iter();
        let names = RefCell::new(self);
        let described = RefCell::new(&mut described);
        called.with_variables(&|name| {
            let own = described.borrow_mut().next().unwrap_or_else(|| name.clone());
            let mut names = names.borrow_mut();
            let free = names.free(name);
            let text = format!("{{{free}}}");
            names.variables.push((own, free));
            text
        })
    }

    /// `name`, or with a number where the path has it already.
    fn free(&self, name: &str) -> String {
        let is_taken = |name: &str| self.variables.iter().chain(&self.aliases).any(|(_, taken)| taken == name);
        let numbered = (2..).map(|number| format!("{name}{number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
    }

    /// Calls the parameters of `item` and its operations so.
    fn rename(&self, item: &mut Map<String, Value>, parameters: &HashMap<&str, &Value>) {
        let lists = |holder: &mut Map<String, Value>| {
            if let Some(Value::Array(list)) = holder.get_mut("parameters") {
                *list = list.drain(..).flat_map(|parameter| self.renamed(parameter, parameters)).collect();
            }
        };
        lists(item);
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                lists(operation);
            }
        }
    }

    /// What stands for `parameter`: itself, or copies with other names.
    fn renamed(&self, parameter: Value, parameters: &HashMap<&str, &Value>) -> Vec<Value> {
        let described = resolved(&parameter, parameters);
        let text = |key: &str| described.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        let copy = |new: &String| {
            let mut copy = described.as_object().cloned().unwrap_or_default();
            copy.insert("name".to_owned(), Value::from(new.as_str()));
            copy.insert("in".to_owned(), Value::from("path"));
            copy.insert("required".to_owned(), Value::from(true));
            // What a query parameter may say and one of the path may not.
            for key in ["allowEmptyValue", "allowReserved", "style", "explode"] {
                copy.remove(key).filter(|_| text("in") == "path").map(|value| copy.insert(key.to_owned(), value));
            }
            Value::Object(copy)
        };
        let pairs = match text("in") {
            "path" => &self.variables,
            "query" => &self.aliases,
            _ => return vec![parameter],
        };
        let own = name.strip_prefix('@').filter(|_| text("in") == "query").unwrap_or(name);
        let new: Vec<_> = pairs.iter().filter(|(described, _)| described == own).map(|(_, new)| new).collect();
        let is_same = new.is_empty() || (text("in") == "path" && new == [name]);
        if is_same { vec![parameter] } else { new.into_iter().map(copy).collect() }
    }
}

/// Whether a query parameter of `item`, or of one of its operations, gives `alias`.
fn is_given(item: &Map<String, Value>, alias: &str, parameters: &HashMap<&str, &Value>) -> bool {
    let operations = METHODS.iter().filter_map(|method| item.get(*method)?.as_object());
    let lists = std::iter::once(item).chain(operations).filter_map(|holder| holder.get("parameters")?.as_array());
    lists.flatten().any(|parameter| {
        let described = resolved(parameter, parameters);
        let text = |key: &str| described.get(key).and_then(Value::as_str);
        text("in") == Some("query") && text("name").is_some_and(|name| name.strip_prefix('@').unwrap_or(name) == alias)
    })
}

/// `parameter`, or the component that it refers to.
fn resolved<'v>(parameter: &'v Value, parameters: &HashMap<&str, &'v Value>) -> &'v Value {
    let component = parameter.get("$ref").and_then(Value::as_str).and_then(refs::component);
    let component = component.filter(|(section, _)| *section == "components/parameters");
    component.and_then(|(_, name)| parameters.get(&*name).copied()).unwrap_or(parameter)
}

/// Moves the parameters that all operations of `item` share to each of them.
fn spread_parameters(item: &mut Value) {
    let Some(item) = item.as_object_mut() else { return };
    let Some(Value::Array(shared)) = item.shift_remove("parameters") else { return };
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(method) else { continue };
        let list = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(list) = list else { continue };
        let key = |parameter: &Value| [parameter.get("in").cloned(), parameter.get("name").cloned()];
        let fresh: Vec<_> = shared.iter().filter(|one| list.iter().all(|own| key(own) != key(one))).cloned().collect();
        list.extend(fresh);
    }
}

/// Whether an operation of `item` is an action or a function.
fn is_bound(item: &Map<String, Value>) -> bool {
    let types = METHODS.iter().filter_map(|method| item.get(*method)?.get("x-ms-docs-operation-type")?.as_str());
    types.into_iter().any(|kind| matches!(kind, "action" | "function"))
}

fn parse(text: &str) -> Segment<String> {
    Segment::parse(text, &mut str::to_owned).unwrap_or_else(|_| Segment::Literal(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use graph_emit::diagnostic::Diagnostics;
    use serde_json::{Value, json};

    use crate::spec::{Selection, Sources, slice};

    /// The paths of `paths` in the official dialect.
    fn official(paths: &Value) -> Value {
        let text = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": paths }).to_string();
        let mut found = Diagnostics::new();
        let slice = slice(&Sources::from_texts([("a.json", text)]), &Selection::default(), &mut found);
        slice.expect("it is a description").into_official().to_json()["paths"].clone()
    }

    fn key(name: &str) -> Value {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    }

    fn get(parameters: &Value) -> Value {
        json!({ "get": { "parameters": parameters, "responses": {} } })
    }

    #[test]
    fn names_lose_their_namespace_and_empty_segments_go() {
        let action = json!({ "post": { "x-ms-docs-operation-type": "action", "responses": {} } });
        let paths = official(&json!({
            "/a/microsoft.graph.act": action, "/a//b": get(&json!([])), "/c/": get(&json!([])), "/": get(&json!([])),
            "/a/microsoft.graph.user": get(&json!([])), "/a/microsoft.graph.f()": get(&json!([])),
        }));
        let names: Vec<_> = paths.as_object().expect("a mapping").keys().collect();
        assert_eq!(names, ["/a/act", "/a/b", "/c/", "/", "/a/graph.user", "/a/f()"]);
    }

    #[test]
    fn one_place_has_one_name_and_one_item() {
        let paths = official(&json!({
            "/a/{x}": get(&json!([key("x")])),
            "/a/{y}": { "parameters": [key("y")], "get": { "responses": {} }, "put": { "responses": {} } },
            "/a/{z}/b/{x}": get(&json!([key("z"), key("x")])),
        }));
        let expected = json!({
            "/a/{x}": {
                "get": { "parameters": [key("x")], "responses": {} },
                "put": { "responses": {}, "parameters": [key("x")] },
            },
            "/a/{x}/b/{x2}": get(&json!([key("x"), key("x2")])),
        });
        assert_eq!(paths, expected);
    }

    #[test]
    fn an_alias_is_a_variable_of_the_path() {
        let alias = json!({ "name": "@id", "in": "query", "style": "form", "schema": { "type": "string" } });
        let paths = official(&json!({ "/f(id='@id',lost='@lost')": get(&json!([alias])) }));
        assert_eq!(paths, json!({ "/f(id='{id}')": get(&json!([key("id")])) }));
    }

    #[test]
    fn what_is_official_stays() {
        let paths = json!({ "/a/{x}/graph.user": get(&json!([key("x")])), "x-own": 1 });
        assert_eq!(official(&paths), paths);
    }
}
