//! Mutations of what a description says: its structure, names, types and references.

use serde_json::{Map, Value, json};

use super::words;

/// Changes `tree` in one way; which, for people.
pub fn mutate(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    match random.u8(0..20) {
        0 => remove(tree, random),
        1 => another_value(tree, random),
        2 => copy(tree, random),
        3 => swap(tree, random),
        4 => rename_key(tree, random),
        5 => twin(tree, random),
        6 | 7 => add_key(tree, random),
        8 => rename_component(tree, random),
        9 => rename_path(tree, random),
        10 => rename_parameter(tree, random),
        11 => retype(tree, random),
        12 => refer(tree, random),
        13 => dangle(tree, random),
        14 => wrap(tree, random),
        15 => deepen(tree, random),
        16 => replace_schema(tree, random),
        17 => rename_text(tree, random),
        18 => many(tree, random),
        _ => shuffle(tree, random),
    }
}

/// Pointers to all values for which `wanted` holds.
fn places(tree: &Value, wanted: &dyn Fn(&str, &Value) -> bool) -> Vec<String> {
    fn walk(value: &Value, at: &str, wanted: &dyn Fn(&str, &Value) -> bool, places: &mut Vec<String>) {
        if wanted(at, value) {
            places.push(at.to_owned());
        }
        match value {
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at_item, item)| walk(item, &format!("{at}/{at_item}"), wanted, places));
            }
            Value::Object(map) => map.iter().for_each(|(key, item)| {
                walk(item, &format!("{at}/{}", escape(key)), wanted, places);
            }),
            _ => {}
        }
    }
    let mut places = Vec::new();
    walk(tree, "", wanted, &mut places);
    places
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn is_schema(value: &Value) -> bool {
    ["type", "$ref", "allOf", "anyOf", "oneOf", "properties", "items"].iter().any(|key| value.get(key).is_some())
}

/// A random one of them.
fn any<'t>(
    tree: &'t mut Value,
    random: &mut fastrand::Rng,
    wanted: &dyn Fn(&str, &Value) -> bool,
) -> Option<&'t mut Value> {
    let places = places(tree, wanted);
    let place = random.choice(&places)?;
    tree.pointer_mut(place)
}

fn any_schema<'t>(tree: &'t mut Value, random: &mut fastrand::Rng) -> Option<&'t mut Value> {
    any(tree, random, &|_, value| is_schema(value))
}

fn any_object<'t>(tree: &'t mut Value, random: &mut fastrand::Rng) -> Option<&'t mut Map<String, Value>> {
    any(tree, random, &|_, value| value.as_object().is_some_and(|map| !map.is_empty()))?.as_object_mut()
}

fn any_key(map: &Map<String, Value>, random: &mut fastrand::Rng) -> Option<String> {
    random.choice(map.keys().collect::<Vec<_>>()).cloned()
}

fn remove(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    if let Some(map) = any_object(tree, random)
        && let Some(key) = any_key(map, random)
    {
        map.shift_remove(&key);
    }
    "a key removed"
}

fn another_value(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let new = words::value(random);
    if let Some(value) = any(tree, random, &|at, _| !at.is_empty()) {
        *value = new;
    }
    "another kind of value"
}

fn copy(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let Some(part) = any(tree, random, &|at, _| at.len() > 8).cloned() else { return "nothing" };
    let key = if random.bool() { words::name(random) } else { words::entry(random).0 };
    if let Some(map) = any_object(tree, random) {
        map.insert(key, part);
    }
    "a part copied elsewhere"
}

fn swap(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let Some(part) = any(tree, random, &|at, _| at.len() > 8).cloned() else { return "nothing" };
    if let Some(value) = any(tree, random, &|at, _| at.len() > 8) {
        *value = part;
    }
    "a part in the place of another"
}

/// `map` with the key `old` called `new`, at the same place.
fn renamed(map: &Map<String, Value>, old: &str, new: &str) -> Map<String, Value> {
    map.iter().map(|(key, value)| (if key == old { new.to_owned() } else { key.clone() }, value.clone())).collect()
}

fn rename_key(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let new = words::name(random);
    if let Some(map) = any_object(tree, random)
        && let Some(key) = any_key(map, random)
    {
        *map = renamed(map, &key, &new);
    }
    "a key renamed"
}

/// A name that differs little from `name`.
fn similar(name: &str, random: &mut fastrand::Rng) -> String {
    match random.u8(0..7) {
        0 => name.to_uppercase(),
        1 => name.to_lowercase(),
        2 => format!("{name}_"),
        3 => name.replace(['-', '.'], "_"),
        4 => name
            .chars()
            .enumerate()
            .map(|(at, sign)| if at % 2 == 0 { sign.to_ascii_uppercase() } else { sign })
            .collect(),
        5 => format!("{name}2"),
        _ => format!("{name} "),
    }
}

fn twin(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    if let Some(map) = any_object(tree, random)
        && let Some(key) = any_key(map, random)
    {
        let value = map[&key].clone();
        map.insert(similar(&key, random), value);
    }
    "a twin by a similar name"
}

fn add_key(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let (key, value) = words::entry(random);
    let map =
        if random.bool() { any_schema(tree, random).and_then(Value::as_object_mut) } else { any_object(tree, random) };
    if let Some(map) = map {
        map.insert(key, value);
    }
    "a key added"
}

/// Replaces `old` by `new` in all texts and keys.
fn replace_everywhere(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) => *text = text.replace(old, new),
        Value::Array(items) => items.iter_mut().for_each(|item| replace_everywhere(item, old, new)),
        Value::Object(map) => {
            let entries = std::mem::take(map).into_iter();
            *map = entries.map(|(key, value)| (key.replace(old, new), value)).collect();
            map.values_mut().for_each(|item| replace_everywhere(item, old, new));
        }
        _ => {}
    }
}

fn rename_component(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let sections = tree.pointer_mut("/components").and_then(Value::as_object_mut);
    let names = sections.iter().flat_map(|map| map.values()).filter_map(Value::as_object).flat_map(Map::keys);
    let Some(old) = random.choice(names.cloned().collect::<Vec<_>>()) else { return "nothing" };
    let new = if random.bool() { words::name(random) } else { similar(&old, random) };
    let sections = tree.pointer_mut("/components").and_then(Value::as_object_mut).into_iter();
    for section in sections.flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        *section = renamed(section, &old, &new);
    }
    replace_references(tree, &format!("/{}", escape(&old)), &format!("/{}", escape(&new)));
    "a component renamed"
}

fn replace_references(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_references(item, old, new)),
        Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                match item {
                    Value::String(text) if key == "$ref" && text.ends_with(old) => {
                        *text = format!("{}{new}", &text[..text.len() - old.len()]);
                    }
                    item => replace_references(item, old, new),
                }
            }
        }
        _ => {}
    }
}

fn rename_path(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let (word, at) = (words::name(random), random.usize(0..6));
    let Some(paths) = tree.pointer_mut("/paths").and_then(Value::as_object_mut) else { return "nothing" };
    let Some(old) = any_key(paths, random) else { return "nothing" };
    let mut segments: Vec<_> = old.split('/').map(str::to_owned).collect();
    let at = at % segments.len();
    match random.u8(0..4) {
        0 => segments.insert(at, word),
        1 => drop(segments.remove(at)),
        2 => segments[at].push_str(&word),
        _ => segments[at] = word,
    }
    *paths = renamed(paths, &old, &segments.join("/"));
    "a path renamed"
}

fn rename_parameter(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let parameters = any(tree, random, &|_, value| value.get("in").is_some() && value.get("name").is_some());
    let Some(old) = parameters.and_then(|one| Some(one["name"].as_str()?.to_owned())) else { return "nothing" };
    let new = words::name(random);
    if old.len() > 1 {
        replace_everywhere(tree, &old, &new);
    }
    "a parameter renamed"
}

fn retype(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let (ty, format) = (words::ty(random), words::format(random));
    if let Some(Value::Object(map)) = any_schema(tree, random) {
        map.shift_remove("$ref");
        map.insert("type".to_owned(), json!(ty));
        map.insert("format".to_owned(), json!(format));
    }
    "another type and format"
}

/// Puts a reference to something that is there in the place of something.
fn refer(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let is_component = |at: &str, _: &Value| at.starts_with("/components/") && at.matches('/').count() == 3;
    let mut targets = places(tree, &is_component);
    if random.u8(0..4) == 0 {
        targets = places(tree, &|_, value| value.is_object());
    }
    let Some(target) = random.choice(targets) else { return "nothing" };
    let reference = json!({ "$ref": format!("#{target}") });
    let is_schema_only = random.u8(0..4) > 0;
    if let Some(value) = any(tree, random, &|at, value| !at.is_empty() && (!is_schema_only || is_schema(value))) {
        *value = match random.u8(0..4) {
            0 => json!({ "allOf": [reference, value.clone()] }),
            1 => json!({ "type": "array", "items": reference }),
            _ => reference,
        };
    }
    "a reference elsewhere"
}

fn dangle(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let text = words::reference(random);
    if let Some(value) = any(tree, random, &|at, _| at.ends_with("/$ref")) {
        *value = json!(text);
    }
    "a reference to nothing"
}

fn wrapped(value: &Value, random: &mut fastrand::Rng) -> Value {
    match random.u8(0..8) {
        0 => json!({ "type": "array", "items": value }),
        1 => json!({ "allOf": [value] }),
        2 => json!({ "allOf": [value, { "type": "object", "properties": { words::name(random): {} } }] }),
        3 => json!({ "anyOf": [value, { "type": "string", "nullable": true }] }),
        4 => json!({ "oneOf": [value] }),
        5 => json!({ "type": "object", "properties": { "below": value } }),
        6 => json!({ "type": "object", "additionalProperties": value }),
        _ => json!({ "not": value }),
    }
}

fn wrap(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let mut inner = fastrand::Rng::with_seed(random.u64(..));
    if let Some(value) = any_schema(tree, random) {
        *value = wrapped(value, &mut inner);
    }
    "a schema wrapped"
}

/// Up to depths at which the generator, not a parser, has its bound.
fn deepen(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let depth = random.usize(2..70);
    let (mut inner, kind) = (fastrand::Rng::with_seed(random.u64(..)), random.u64(0..24));
    if let Some(value) = any_schema(tree, random) {
        for _ in 0..depth {
            let mut same = fastrand::Rng::with_seed(kind);
            *value = wrapped(value, if kind < 16 { &mut same } else { &mut inner });
        }
    }
    "a schema deep below others"
}

fn replace_schema(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let schema = words::schema(random, 0);
    if let Some(value) = any_schema(tree, random) {
        *value = schema;
    }
    "another schema"
}

fn rename_text(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let word = words::name(random);
    if let Some(value) = any(tree, random, &|_, value| value.is_string()) {
        *value = json!(word);
    }
    "another text"
}

/// Many of what there is one of.
fn many(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let count = random.usize(2..120);
    let word = words::name(random);
    match any(tree, random, &|_, value| value.as_object().map(Map::len).or(value.as_array().map(Vec::len)) > Some(0)) {
        Some(Value::Array(items)) => {
            let item = items[0].clone();
            items.extend(std::iter::repeat_n(item, count));
        }
        Some(Value::Object(map)) => {
            let value = map.values().next().expect("it is not empty").clone();
            map.extend((0..count).map(|number| (format!("{word}{number}"), value.clone())));
        }
        _ => {}
    }
    "many of a kind"
}

fn shuffle(tree: &mut Value, random: &mut fastrand::Rng) -> &'static str {
    let mut inner = fastrand::Rng::with_seed(random.u64(..));
    if let Some(map) = any_object(tree, random) {
        let mut entries: Vec<_> = std::mem::take(map).into_iter().collect();
        inner.shuffle(&mut entries);
        *map = entries.into_iter().collect();
    }
    "keys in another order"
}
