//! Finds what a part of a description names, knowing which strings are names and which are only data.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::grammar::{Kind, Rule};

/// Something that is meant by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name<'v> {
    /// The text of a `$ref`.
    Ref(&'v str),
    /// The name of a security scheme.
    Security(&'v str),
    /// The `type` of a schema.
    Type(&'v str),
}

/// One use of a name.
#[derive(Debug)]
pub struct Use<'v, 'w> {
    /// What is named.
    pub name: Name<'v>,
    /// The way from the start of the walk to the object that refers, or to the type.
    trail: &'w [Step<'v>],
    /// Whether it is inside an OData navigation property.
    pub navigation: bool,
}

impl Use<'_, '_> {
    /// The JSON pointer of the place, from the start of the walk.
    pub fn pointer(&self) -> String {
        self.trail.iter().fold(String::new(), |pointer, step| match step {
            Step::Key(key) => pointer + "/" + &graph_emit::origin::escape_pointer_token(key),
            Step::Position(position) => pointer + "/" + &position.to_string(),
        })
    }
}

#[derive(Clone, Copy, Debug)]
enum Step<'v> {
    Key(&'v str),
    Position(usize),
}

/// Calls `visit` with everything that `value`, which is a `kind`, names.
pub fn each<'v>(value: &'v Value, kind: Kind, visit: &mut dyn FnMut(Use<'v, '_>)) {
    Walk { visit, trail: Vec::new() }.object(value, kind, false);
}

/// Section and name of the component that `reference` names; `None` when it names something else.
pub fn component(reference: &str) -> Option<(&str, Cow<'_, str>)> {
    let rest = reference.strip_prefix("#/")?;
    let kind_end = "components/".len() + rest.strip_prefix("components/")?.find('/')?;
    let (section, name) = (&rest[..kind_end], &rest[kind_end + 1..]);
    (!name.is_empty() && !name.contains('/')).then(|| (section, unescape(name)))
}

/// Whether `property`, the schema of a property, is marked as a navigation property.
pub fn is_navigation(property: &Value) -> bool {
    property.get("x-ms-navigationProperty") == Some(&Value::Bool(true))
}

/// A reference token as text: RFC 6901 escapes within the percent escapes of a URI fragment.
fn unescape(token: &str) -> Cow<'_, str> {
    if !token.contains(['~', '%']) {
        return Cow::Borrowed(token);
    }
    Cow::Owned(percent_decoded(token).replace("~1", "/").replace("~0", "~"))
}

fn percent_decoded(token: &str) -> String {
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pair = behind.first().and_then(hex).zip(behind.get(1).and_then(hex)).filter(|_| *first == b'%');
        bytes.push(pair.map_or(*first, |(high, low)| high * 16 + low));
        rest = &behind[if pair.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8(bytes).unwrap_or_else(|_| token.to_owned())
}

struct Walk<'v, 'c> {
    visit: &'c mut dyn FnMut(Use<'v, '_>),
    trail: Vec<Step<'v>>,
}

impl<'v> Walk<'v, '_> {
    fn object(&mut self, value: &'v Value, kind: Kind, navigation: bool) {
        if let Some(reference) = kind.reference(value) {
            // What stands beside a reference is ignored (OpenAPI 3.0.4 section 4.7.23).
            (self.visit)(Use { name: Name::Ref(reference), trail: &self.trail, navigation });
            return;
        }
        for (key, child) in value.as_object().into_iter().flatten() {
            self.trail.push(Step::Key(key));
            match (kind.rule(key), child) {
                (Rule::One(kind), _) => self.object(child, kind, navigation),
                (Rule::SchemaOrFlag, _) => self.object(child, Kind::Schema, navigation),
                (Rule::Many(kind), Value::Array(list)) => self.list(list, kind, navigation),
                (Rule::Named(kind), Value::Object(map)) => self.named(map, kind, navigation),
                (Rule::Requirements, _) => self.security(child),
                (Rule::Text, Value::String(name)) if kind == Kind::Schema && key == "type" => {
                    (self.visit)(Use { name: Name::Type(name), trail: &self.trail, navigation });
                }
                _ => {}
            }
            self.trail.pop();
        }
    }

    fn list(&mut self, list: &'v [Value], kind: Kind, navigation: bool) {
        for (position, child) in list.iter().enumerate() {
            self.trail.push(Step::Position(position));
            self.object(child, kind, navigation);
            self.trail.pop();
        }
    }

    /// The entries of a mapping whose keys are names. Schemas are named as properties alone.
    fn named(&mut self, map: &'v Map<String, Value>, kind: Kind, navigation: bool) {
        for (name, child) in map {
            self.trail.push(Step::Key(name));
            self.object(child, kind, navigation || (kind == Kind::Schema && is_navigation(child)));
            self.trail.pop();
        }
    }

    fn security(&mut self, requirements: &'v Value) {
        let names = requirements.as_array().into_iter().flatten().filter_map(Value::as_object);
        for name in names.flat_map(Map::keys) {
            (self.visit)(Use { name: Name::Security(name), trail: &self.trail, navigation: false });
        }
    }
}
