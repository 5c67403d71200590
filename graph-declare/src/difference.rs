//! Where two APIs differ: what a test holds declarations and a description against.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Write as _};

use graph_emit::ir::{
    Api, Body, Enum, Field, Node, Operation, OtherAnswer, OtherBody, Parameter, QueryParameter, Response, Segment,
    Shortcut, Struct, TypeDef, TypeKind, TypeName, TypeRef, Variant,
};

/// A thing that one of two APIs says otherwise than the other, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The thing: `POST /communications/calls/{call-id}/mute`, `/communications`, `microsoft.graph.call`.
    pub place: String,
    /// What the first says; `None` where it does not have it.
    pub first: Option<String>,
    /// What the second says.
    pub second: Option<String>,
}

/// Compares two [settled](crate::settled) APIs: all but the places where things stand in their sources.
///
/// # Example
/// ```
/// let read = |text| graph_declare::parse(text).map_err(|faults| format!("{faults:?}"));
/// let one = read("#[graph_builder(\"/a\")] impl ARequestBuilder { pub fn get(&self) -> Bytes; }")?;
/// let other = read("#[graph_builder(\"/a\")] impl ARequestBuilder { pub fn get(&self); }")?;
/// assert_eq!(graph_declare::differences(&one, &one), []);
/// assert_eq!(graph_declare::differences(&one, &other)[0].place, "GET /a");
/// # Ok::<(), String>(())
/// ```
pub fn differences(first: &Api, second: &Api) -> Vec<Difference> {
    let (first, second) = (things(first), things(second));
    let all: std::collections::BTreeSet<_> = first.keys().chain(second.keys()).collect();
    let differing = all.into_iter().filter(|place| first.get(*place) != second.get(*place));
    differing
        .map(|place| Difference {
            place: place.clone(),
            first: first.get(place).cloned(),
            second: second.get(place).cloned(),
        })
        .collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(f, "{}\n  first:  {}\n  second: {}", self.place, said(&self.first), said(&self.second))
    }
}

/// All of `api` that can be told apart, in words.
fn things(api: &Api) -> BTreeMap<String, String> {
    let Api { title, base_url, version, root, types, shortcuts } = api;
    let mut things = BTreeMap::new();
    things.insert("the API".to_owned(), format!("{title:?} {base_url:?} {version:?}"));
    node(root, "", &mut things);
    for def in types {
        let mut text = String::new();
        definition(def, &mut text);
        things.insert(def.name.wire.clone(), text);
    }
    for Shortcut { at, short, path, steps, doc, origin: _ } in shortcuts {
        things.insert(format!("the shortcut {short} at {at}"), format!("{path} {steps:?} {doc:?}"));
    }
    things
}

fn node(node: &Node, above: &str, things: &mut BTreeMap<String, String>) {
    let Node { segment, rust, doc, operations, has_trailing_slash, is_function, children, origin: _ } = node;
    let path = match segment {
        Segment::Root => String::new(),
        segment => format!("{above}/{}", segment.text()),
    };
    let mut text = format!("{rust:?} {doc:?} slash: {has_trailing_slash} function: {is_function}");
    for Parameter { name, ty, doc, origin: _ } in segment.variables() {
        let _ = write!(text, " {name}: {} {doc:?}", reference(ty));
    }
    let below: Vec<_> = children.iter().map(|child| child.segment.text()).collect();
    let _ = write!(text, " below: {below:?}");
    things.insert(if path.is_empty() { "/".to_owned() } else { path.clone() }, text);
    for operation in operations {
        things.insert(format!("{} {path}", operation.method.as_str()), said(operation));
    }
    for child in children {
        self::node(child, &path, things);
    }
}

fn said(operation: &Operation) -> String {
    let Operation {
        method,
        path,
        query,
        headers,
        body,
        other_bodies,
        response,
        accept,
        other_answers,
        deprecated,
        rust,
        attributes,
        doc,
        origin: _,
    } = operation;
    let query: Vec<_> = query.iter().map(option).collect();
    let bodies: Vec<_> = other_bodies.iter().map(other_body).collect();
    let answers: Vec<_> = other_answers.iter().map(other_answer).collect();
    let (sent, brought) = (body.as_ref().map(self::body), self::response(response));
    format!(
        "{method:?} {path} ?{query:?} {headers:?} {sent:?} {bodies:?} -> {brought} {accept:?} {answers:?} \
         {deprecated:?} {rust:?} {attributes:?} {doc:?}"
    )
}

fn option(one: &QueryParameter) -> String {
    let QueryParameter { name, ty, required, explode, doc, origin: _ } = one;
    format!("{name}: {} required: {required} explode: {explode} {doc:?}", reference(ty))
}

fn body(body: &Body) -> String {
    match body {
        Body::Json { ty, content_type } => format!("{} as {content_type:?}", reference(ty)),
        other => format!("{other:?}"),
    }
}

fn response(response: &Response) -> String {
    match response {
        Response::Value(ty) => reference(ty),
        other => format!("{other:?}"),
    }
}

fn other_body(other: &OtherBody) -> String {
    let OtherBody { media_type, body, doc } = other;
    format!("{media_type}: {} {doc:?}", self::body(body))
}

fn other_answer(other: &OtherAnswer) -> String {
    let OtherAnswer { media_type, response } = other;
    format!("{media_type}: {}", self::response(response))
}

fn reference(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(wire) => wire.clone(),
        TypeRef::Primitive(primitive) => format!("{primitive:?}"),
        TypeRef::List(item) => format!("[{}]", reference(item)),
        TypeRef::Untyped => "any".to_owned(),
        TypeRef::Given(name) => format!("the Rust type {name}"),
        TypeRef::Inline(def) => {
            let mut text = String::new();
            definition(def, &mut text);
            format!("{{{text}}}")
        }
    }
}

fn definition(def: &TypeDef, text: &mut String) {
    let TypeDef { name: TypeName { wire, namespace, name, rust }, doc, deprecated, kind, custom, origin: _ } = def;
    let _ = write!(text, "{wire} {namespace:?} {name} {rust:?} {doc:?} {deprecated:?} {custom:?} ");
    match kind {
        TypeKind::Struct(Struct { base, given_base, type_name, fields }) => {
            let _ = write!(text, "{base:?} {given_base:?} {type_name:?}");
            for Field { wire, rust, ty, constraints, doc, deprecated, origin: _ } in fields {
                let _ = write!(text, " {wire:?} {rust:?}: {} {constraints:?}", reference(ty));
                say(text, &(doc, deprecated));
            }
        }
        TypeKind::Enum(Enum { variants, flags }) => {
            let _ = write!(text, "flags: {flags}");
            for Variant { wire, name, rust, doc, origin: _ } in variants {
                say(text, &(wire, name, rust, doc));
            }
        }
        TypeKind::Alias(target) => {
            let _ = write!(text, "= {}", reference(target));
        }
    }
}

fn say(text: &mut String, said: &dyn Debug) {
    let _ = write!(text, " {said:?}");
}
