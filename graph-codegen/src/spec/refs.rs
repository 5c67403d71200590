//! Finds what a part of a description names, knowing which strings are names and which are only data.

use std::borrow::Cow;

use serde_json::Value;

/// Something that is meant by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What the keys of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Words of OpenAPI.
    Words,
    /// Names that the description gives to objects of one kind.
    Names,
    /// Names of schema properties, of which some are navigation properties.
    Properties,
    /// Names of examples.
    Examples,
}

/// Calls `visit` with everything that `value`, an OpenAPI object, names.
pub fn each<'v>(value: &'v Value, visit: &mut dyn FnMut(Use<'v, '_>)) {
    Walk { visit, trail: Vec::new() }.value(value, Keys::Words, false);
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
    fn value(&mut self, value: &'v Value, keys: Keys, navigation: bool) {
        match value {
            Value::Object(map) => {
                if let (Some(Value::String(reference)), Keys::Words) = (map.get("$ref"), keys) {
                    (self.visit)(Use { name: Name::Ref(reference), trail: &self.trail, navigation });
                }
                for (key, child) in map {
                    self.trail.push(Step::Key(key));
                    self.child(key, child, keys, navigation);
                    self.trail.pop();
                }
            }
            Value::Array(list) => {
                for (position, child) in list.iter().enumerate() {
                    self.trail.push(Step::Position(position));
                    self.value(child, Keys::Words, navigation);
                    self.trail.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn child(&mut self, key: &'v str, child: &'v Value, keys: Keys, navigation: bool) {
        let inner = match (keys, key) {
            (Keys::Properties, _) => {
                return self.value(child, Keys::Words, navigation || is_navigation(child));
            }
            // An example may be a reference; what it shows is data.
            (Keys::Examples, _) if child.get("$ref").is_none() => return,
            (Keys::Words, "example" | "default" | "enum" | "discriminator") => return,
            (Keys::Words, _) if key.starts_with("x-") => return,
            (Keys::Words, "security") => return self.security(child),
            (Keys::Words, "type") => return self.type_name(child, navigation),
            (Keys::Words, "properties") => Keys::Properties,
            (Keys::Words, "examples") => Keys::Examples,
            (Keys::Words, "responses" | "content" | "headers" | "encoding" | "links" | "callbacks") => Keys::Names,
            (Keys::Words | Keys::Names | Keys::Examples, _) => Keys::Words,
        };
        self.value(child, inner, navigation);
    }

    fn type_name(&mut self, name: &'v Value, navigation: bool) {
        if let Value::String(name) = name {
            (self.visit)(Use { name: Name::Type(name), trail: &self.trail, navigation });
        }
    }

    fn security(&mut self, requirements: &'v Value) {
        let names = requirements.as_array().into_iter().flatten().filter_map(Value::as_object);
        for name in names.flat_map(serde_json::Map::keys) {
            (self.visit)(Use { name: Name::Security(name), trail: &self.trail, navigation: false });
        }
    }
}
