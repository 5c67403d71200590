//! Edits of descriptions as Microsoft makes them: things come, go, are renamed, get another type, are required or deprecated.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A kind of edit: changes the description, or `None` where there is nothing of the kind.
pub type Edit = fn(&mut Value, &mut Rng) -> Option<()>;

/// All kinds, by name.
pub const ALL: [(&str, Edit); 33] = [
    ("an operation goes", |tree, random| operation(tree, random, |item, method, _| drop(item.shift_remove(method)))),
    ("an operation comes", add_operation),
    ("a path goes", |tree, random| {
        let paths = object(tree, "/paths")?;
        let path = key(paths, random)?;
        paths.shift_remove(&path).map(drop)
    }),
    ("a segment is renamed", rename_segment),
    ("a key of a path is renamed", rename_path_parameter),
    ("an option comes", add_option),
    ("an option goes", |tree, random| parameter(tree, random, |list, at, _| drop(list.remove(at)))),
    ("an option becomes required", |tree, random| {
        parameter(tree, random, |list, at, _| list[at]["required"] = json!(true))
    }),
    ("an argument becomes optional", |tree, random| {
        parameter(tree, random, |list, at, _| list[at]["required"] = json!(false))
    }),
    ("an option gets another type", |tree, random| {
        parameter(tree, random, |list, at, random| list[at]["schema"] = scalar(random))
    }),
    ("an option becomes a list", |tree, random| {
        parameter(tree, random, |list, at, _| {
            list[at]["schema"] = json!({ "type": "array", "items": { "type": "string" } });
        })
    }),
    ("parameters come in another order", |tree, random| {
        parameter(tree, random, |list, _, random| random.shuffle(list))
    }),
    ("a required option comes", |tree, random| {
        operation(tree, random, |item, method, _| {
            let added = json!({ "name": "added", "in": "query", "required": true, "schema": { "type": "string" } });
            push(&mut item[method], "parameters", added);
        })
    }),
    ("a member goes", |tree, random| member(tree, random, |members, name, _| drop(members.shift_remove(name)))),
    ("a member comes", |tree, random| {
        member(tree, random, |members, _, random| drop(members.insert("addedOne".to_owned(), scalar(random))))
    }),
    ("a member is renamed", |tree, random| {
        member(tree, random, |members, name, _| rename(members, name, &format!("{name}Now")))
    }),
    ("a member has another case", |tree, random| {
        member(tree, random, |members, name, _| rename(members, name, &capital(name)))
    }),
    ("a member gets another type", |tree, random| {
        member(tree, random, |members, name, random| members[name] = scalar(random))
    }),
    ("a member becomes a list", |tree, random| {
        member(tree, random, |members, name, _| {
            members[name] = json!({ "type": "array", "items": members[name].clone() });
        })
    }),
    ("a member refers to another type", |tree, random| {
        let target = reference(tree, random)?;
        member(tree, random, |members, name, _| members[name] = target)
    }),
    ("members come in another order", |tree, random| {
        member(tree, random, |members, _, random| {
            let mut all: Vec<_> = std::mem::take(members).into_iter().collect();
            random.shuffle(&mut all);
            members.extend(all);
        })
    }),
    ("a member moves to the base", move_to_base),
    ("a member must be longer", |tree, random| {
        member(tree, random, |members, name, _| members[name]["minLength"] = json!(3))
    }),
    ("a value goes", |tree, random| value(tree, random, |values, at, _| drop(values.remove(at)))),
    ("a value comes", |tree, random| value(tree, random, |values, at, _| values.insert(at, json!("addedValue")))),
    ("a value is renamed", |tree, random| {
        value(tree, random, |values, at, _| {
            values[at] = json!(format!("{}Now", values[at].as_str().unwrap_or_default()));
        })
    }),
    ("a type is renamed", rename_component),
    ("a type has another base", another_base),
    ("an answer is of another type", another_answer),
    ("a body is of another type", another_body),
    ("a body goes", |tree, random| {
        operation(tree, random, |item, method, _| item[method].as_object_mut()?.shift_remove("requestBody").map(drop))?
    }),
    ("a text says something else", |tree, random| {
        let mut places = Vec::new();
        texts(tree, "", &mut places);
        let place = random.choice(places)?;
        *tree.pointer_mut(&place)? = json!("Something else.");
        Some(())
    }),
    ("a thing is deprecated", |tree, random| {
        if random.bool() {
            return operation(tree, random, |item, method, _| item[method]["deprecated"] = json!(true));
        }
        member(tree, random, |members, name, _| members[name]["deprecated"] = json!(true))
    }),
];

fn object<'t>(tree: &'t mut Value, at: &str) -> Option<&'t mut Map<String, Value>> {
    tree.pointer_mut(at)?.as_object_mut()
}

fn key(map: &Map<String, Value>, random: &mut Rng) -> Option<String> {
    random.choice(map.keys().cloned().collect::<Vec<_>>())
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Gives the key `old` the name `new`, at its place.
fn rename(map: &mut Map<String, Value>, old: &str, new: &str) {
    let all = std::mem::take(map).into_iter();
    map.extend(all.map(|(key, value)| (if key == old { new.to_owned() } else { key }, value)));
}

fn push(value: &mut Value, name: &str, item: Value) {
    if let Some(map) = value.as_object_mut()
        && let Some(list) = map.entry(name).or_insert_with(|| json!([])).as_array_mut()
    {
        list.push(item);
    }
}

fn scalar(random: &mut Rng) -> Value {
    let all = [
        json!({ "type": "string" }),
        json!({ "type": "boolean" }),
        json!({ "type": "integer", "format": "int32" }),
        json!({ "type": "integer", "format": "int64" }),
        json!({ "type": "number", "format": "double" }),
        json!({ "type": "string", "format": "date-time" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "format": "base64url" }),
    ];
    all[random.usize(0..all.len())].clone()
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The path and the method of an operation for which `wanted` holds.
fn any_operation(tree: &Value, random: &mut Rng, wanted: impl Fn(&Value) -> bool) -> Option<(String, &'static str)> {
    let paths = tree.get("paths")?.as_object()?;
    let all = paths.iter().flat_map(|(path, item)| METHODS.map(|method| (path.clone(), method, item.get(method))));
    let all: Vec<_> = all
        .filter(|(_, _, operation)| operation.is_some_and(&wanted))
        .map(|(path, method, _)| (path, method))
        .collect();
    random.choice(all)
}

fn operation<R>(
    tree: &mut Value,
    random: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &str, &mut Rng) -> R,
) -> Option<R> {
    let (path, method) = any_operation(tree, random, |_| true)?;
    let item = tree.get_mut("paths")?.get_mut(&path)?.as_object_mut()?;
    Some(edit(item, method, random))
}

fn add_operation(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let (path, method) = any_operation(tree, random, |_| true)?;
    let copied = tree.get("paths")?.get(&path)?.get(method)?.clone();
    let item = tree.get_mut("paths")?.get_mut(&path)?.as_object_mut()?;
    let free = METHODS.into_iter().find(|method| !item.contains_key(*method))?;
    item.insert(free.to_owned(), copied).is_none().then_some(())
}

/// The parameters of an operation that are in the query, and one of them.
fn parameter(tree: &mut Value, random: &mut Rng, edit: impl FnOnce(&mut Vec<Value>, usize, &mut Rng)) -> Option<()> {
    let is_query = |parameter: &Value| parameter.get("in").is_some_and(|place| place == "query");
    let queries = |operation: &Value| {
        operation.get("parameters").and_then(Value::as_array).is_some_and(|list| list.iter().any(is_query))
    };
    let (path, method) = any_operation(tree, random, queries)?;
    let list = tree.get_mut("paths")?.get_mut(&path)?.get_mut(method)?.get_mut("parameters")?.as_array_mut()?;
    let at = random.choice((0..list.len()).filter(|at| is_query(&list[*at])).collect::<Vec<_>>())?;
    edit(list, at, random);
    Some(())
}

fn add_option(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let name = if random.bool() { "$search" } else { "addedOption" };
    operation(tree, random, |item, method, _| {
        push(&mut item[method], "parameters", json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    })
}

fn rename_segment(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let paths = object(tree, "/paths")?;
    let path = key(paths, random)?;
    let literal = |segment: &&str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let segment = random.choice(path.split('/').filter(literal).collect::<Vec<_>>())?.to_owned();
    let new = |path: &str| {
        let parts: Vec<_> =
            path.split('/').map(|part| if part == segment { format!("{part}Now") } else { part.to_owned() }).collect();
        parts.join("/")
    };
    let all = std::mem::take(paths).into_iter();
    paths.extend(all.map(|(path, item)| (new(&path), item)));
    Some(())
}

fn rename_path_parameter(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let paths = object(tree, "/paths")?;
    let path = key(paths, random)?;
    let names: Vec<_> =
        path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect();
    let name = random.choice(names)?;
    let text = tree.to_string();
    let renamed = text
        .replace(&format!("{{{name}}}"), &format!("{{new-{name}}}"))
        .replace(&format!("\"name\":\"{name}\""), &format!("\"name\":\"new-{name}\""));
    *tree = serde_json::from_str(&renamed).ok()?;
    Some(())
}

/// The pointers to all objects with members, for which `wanted` holds.
fn schemas(value: &Value, at: &str, wanted: &dyn Fn(&Value) -> bool, found: &mut Vec<String>) {
    if wanted(value) && at.contains("schema") {
        found.push(at.to_owned());
    }
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                schemas(item, &format!("{at}/{place}"), wanted, found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                schemas(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), wanted, found);
            }
        }
        _ => {}
    }
}

fn any_schema<'t>(tree: &'t mut Value, random: &mut Rng, wanted: &dyn Fn(&Value) -> bool) -> Option<&'t mut Value> {
    let mut found = Vec::new();
    schemas(tree, "", wanted, &mut found);
    tree.pointer_mut(&random.choice(found)?)
}

/// The members of an object, and the name of one.
fn member(
    tree: &mut Value,
    random: &mut Rng,
    edit: impl FnOnce(&mut Map<String, Value>, &str, &mut Rng),
) -> Option<()> {
    let has_members =
        |value: &Value| value.get("properties").and_then(Value::as_object).is_some_and(|members| !members.is_empty());
    let members = any_schema(tree, random, &has_members)?.get_mut("properties")?.as_object_mut()?;
    let name = key(members, random)?;
    edit(members, &name, random);
    Some(())
}

fn value(tree: &mut Value, random: &mut Rng, edit: impl FnOnce(&mut Vec<Value>, usize, &mut Rng)) -> Option<()> {
    let has_values = |value: &Value| value.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() > 1);
    let values = any_schema(tree, random, &has_values)?.get_mut("enum")?.as_array_mut()?;
    let at = random.usize(0..values.len());
    edit(values, at, random);
    Some(())
}

/// A reference to a component that is an object.
fn reference(tree: &Value, random: &mut Rng) -> Option<Value> {
    let components = tree.pointer("/components/schemas")?.as_object()?;
    Some(json!({ "$ref": format!("#/components/schemas/{}", key(components, random)?) }))
}

fn move_to_base(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let components = object(tree, "/components/schemas")?;
    let derived: Vec<_> = components
        .iter()
        .filter_map(|(name, schema)| {
            let parts = schema.get("allOf")?.as_array()?;
            let base = parts.first()?.get("$ref")?.as_str()?.rsplit('/').next()?.to_owned();
            let members = parts.get(1)?.get("properties")?.as_object()?.keys().cloned().collect::<Vec<_>>();
            (!members.is_empty()).then(|| (name.clone(), base, members))
        })
        .collect();
    let (name, base, members) = random.choice(derived)?;
    let member = random.choice(members)?;
    let moved = components[&name]["allOf"][1]["properties"].as_object_mut()?.shift_remove(&member)?;
    let base = components.get_mut(&base)?;
    let place = if base.get("allOf").is_some() { &mut base["allOf"][1]["properties"] } else { &mut base["properties"] };
    place.as_object_mut()?.insert(member, moved);
    Some(())
}

fn rename_component(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let name = key(object(tree, "/components/schemas")?, random)?;
    let text = tree.to_string();
    let renamed = text
        .replace(&format!("\"{name}\":"), &format!("\"{name}Now\":"))
        .replace(&format!("/schemas/{name}\""), &format!("/schemas/{name}Now\""));
    *tree = serde_json::from_str(&renamed).ok()?;
    Some(())
}

fn another_base(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let target = reference(tree, random)?;
    let derives = |value: &Value| value.get("allOf").and_then(Value::as_array).is_some_and(|parts| parts.len() > 1);
    any_schema(tree, random, &derives)?["allOf"][0] = target;
    Some(())
}

fn another_answer(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let target = reference(tree, random)?;
    operation(tree, random, |item, method, _| {
        item[method]["responses"] =
            json!({ "200": { "description": "d", "content": { "application/json": { "schema": target } } } });
    })
}

fn another_body(tree: &mut Value, random: &mut Rng) -> Option<()> {
    let target = reference(tree, random)?;
    let (path, method) = any_operation(tree, random, |operation| operation.get("requestBody").is_some())?;
    tree.get_mut("paths")?.get_mut(&path)?[method]["requestBody"] =
        json!({ "content": { "application/json": { "schema": target } } });
    Some(())
}

fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| texts(item, &format!("{at}/{place}"), found));
        }
        Value::Object(map) => {
            for (key, item) in map {
                let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                if item.is_string() && (key == "description" || key == "summary") {
                    found.push(place);
                } else {
                    texts(item, &place, found);
                }
            }
        }
        _ => {}
    }
}
