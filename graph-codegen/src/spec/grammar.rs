//! What may stand where in a description: the objects of OpenAPI 3.0.4, key by key.
//!
//! Whether a part is a schema, a reference or only data is decided by the way that leads to it and never by what its
//! keys are called: `type` in an example is data, and a schema may have a property called `example`.

use serde_json::{Map, Value};

/// An object of OpenAPI (section 4.7 of its specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Flows,
    Flow,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A number of things.
    Count,
    /// Anything at all, which means nothing to a generator of code: examples, defaults, extensions.
    Data,
    /// A list of anything.
    List,
    /// A list of texts.
    Texts,
    /// A mapping from names to texts.
    TextMap,
    /// An object.
    One(Kind),
    /// A list of objects.
    Many(Kind),
    /// A mapping from names to objects.
    Named(Kind),
    /// A schema, or `true` or `false` in its place.
    SchemaOrFlag,
    /// Security requirements: a list of mappings from the names of schemes to scopes.
    Requirements,
}

use Kind::{
    Callback, Contact, Discriminator, Encoding, Example, ExternalDocs, Flow, Flows, Header, Info, License, Link,
    MediaType, Operation, Parameter, PathItem, RequestBody, Response, Responses, Schema, SecurityScheme, Server,
    ServerVariable, Tag, Xml,
};
use Rule::{Count, Data, Flag, Many, Named, Number, One, Requirements, SchemaOrFlag, Text, TextMap, Texts, Word};

type Keys = &'static [(&'static str, Rule)];

const INFO: Keys = &[
    ("title", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", One(Contact)),
    ("license", One(License)),
    ("version", Text),
];
const CONTACT: Keys = &[("name", Text), ("url", Text), ("email", Text)];
const LICENSE: Keys = &[("name", Text), ("url", Text)];
const SERVER: Keys = &[("url", Text), ("description", Text), ("variables", Named(ServerVariable))];
const SERVER_VARIABLE: Keys = &[("enum", Texts), ("default", Text), ("description", Text)];
const TAG: Keys = &[("name", Text), ("description", Text), ("externalDocs", One(ExternalDocs))];
const EXTERNAL_DOCS: Keys = &[("description", Text), ("url", Text)];
const PATH_ITEM: Keys = &[
    ("get", One(Operation)),
    ("put", One(Operation)),
    ("post", One(Operation)),
    ("delete", One(Operation)),
    ("options", One(Operation)),
    ("head", One(Operation)),
    ("patch", One(Operation)),
    ("trace", One(Operation)),
    ("$ref", Text),
    ("summary", Text),
    ("description", Text),
    ("servers", Many(Server)),
    ("parameters", Many(Parameter)),
];
const OPERATION: Keys = &[
    ("tags", Texts),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", One(ExternalDocs)),
    ("operationId", Text),
    ("parameters", Many(Parameter)),
    ("requestBody", One(RequestBody)),
    ("responses", One(Responses)),
    ("callbacks", Named(Callback)),
    ("deprecated", Flag),
    ("security", Requirements),
    ("servers", Many(Server)),
];
const PLACES: &[&str] = &["path", "query", "header", "cookie"];
const STYLES: &[&str] = &["form", "simple", "matrix", "label", "spaceDelimited", "pipeDelimited", "deepObject"];
const PARAMETER: Keys = &[
    ("name", Text),
    ("in", Word(PLACES)),
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Word(STYLES)),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(Schema)),
    ("example", Data),
    ("examples", Named(Example)),
    ("content", Named(MediaType)),
];
const HEADER: Keys = &[
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Word(&["simple"])),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(Schema)),
    ("example", Data),
    ("examples", Named(Example)),
    ("content", Named(MediaType)),
];
const REQUEST_BODY: Keys = &[("description", Text), ("content", Named(MediaType)), ("required", Flag)];
const MEDIA_TYPE: Keys =
    &[("schema", One(Schema)), ("example", Data), ("examples", Named(Example)), ("encoding", Named(Encoding))];
const ENCODING: Keys = &[
    ("contentType", Text),
    ("headers", Named(Header)),
    ("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    ("explode", Flag),
    ("allowReserved", Flag),
];
const RESPONSE: Keys =
    &[("description", Text), ("headers", Named(Header)), ("content", Named(MediaType)), ("links", Named(Link))];
const EXAMPLE: Keys = &[("summary", Text), ("description", Text), ("value", Data), ("externalValue", Text)];
const LINK: Keys = &[
    ("operationRef", Text),
    ("operationId", Text),
    ("parameters", Data),
    ("requestBody", Data),
    ("description", Text),
    ("server", One(Server)),
];
const SCHEMA: Keys = &[
    ("type", Text),
    ("properties", Named(Schema)),
    ("description", Text),
    ("nullable", Flag),
    ("format", Text),
    ("allOf", Many(Schema)),
    ("anyOf", Many(Schema)),
    ("oneOf", Many(Schema)),
    ("items", One(Schema)),
    ("not", One(Schema)),
    ("additionalProperties", SchemaOrFlag),
    ("title", Text),
    ("enum", Rule::List),
    ("required", Texts),
    ("pattern", Text),
    ("default", Data),
    ("example", Data),
    ("minimum", Number),
    ("maximum", Number),
    ("exclusiveMinimum", Flag),
    ("exclusiveMaximum", Flag),
    ("multipleOf", Number),
    ("minLength", Count),
    ("maxLength", Count),
    ("minItems", Count),
    ("maxItems", Count),
    ("uniqueItems", Flag),
    ("minProperties", Count),
    ("maxProperties", Count),
    ("discriminator", One(Discriminator)),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("deprecated", Flag),
    ("externalDocs", One(ExternalDocs)),
    ("xml", One(Xml)),
];
const DISCRIMINATOR: Keys = &[("propertyName", Text), ("mapping", TextMap)];
const XML: Keys = &[("name", Text), ("namespace", Text), ("prefix", Text), ("attribute", Flag), ("wrapped", Flag)];
const SECURITY_SCHEME: Keys = &[
    ("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
    ("description", Text),
    ("name", Text),
    ("in", Word(&["query", "header", "cookie"])),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", One(Flows)),
    ("openIdConnectUrl", Text),
];
const FLOWS: Keys = &[
    ("implicit", One(Flow)),
    ("password", One(Flow)),
    ("clientCredentials", One(Flow)),
    ("authorizationCode", One(Flow)),
];
const FLOW: Keys = &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", TextMap)];

impl Kind {
    /// What the entries of `section` are (`paths`, `components/schemas`); `None` for a section that OpenAPI does not
    /// have.
    pub fn of_section(section: &str) -> Option<Self> {
        Some(match section {
            "paths" => PathItem,
            "components/schemas" => Schema,
            "components/responses" => Response,
            "components/parameters" => Parameter,
            "components/examples" => Example,
            "components/requestBodies" => RequestBody,
            "components/headers" => Header,
            "components/securitySchemes" => SecurityScheme,
            "components/links" => Link,
            "components/callbacks" => Callback,
            _ => return None,
        })
    }

    /// The keys that OpenAPI gives it; none for an object whose keys are names.
    pub fn keys(self) -> Keys {
        match self {
            Info => INFO,
            Contact => CONTACT,
            License => LICENSE,
            Server => SERVER,
            ServerVariable => SERVER_VARIABLE,
            Tag => TAG,
            ExternalDocs => EXTERNAL_DOCS,
            PathItem => PATH_ITEM,
            Operation => OPERATION,
            Parameter => PARAMETER,
            RequestBody => REQUEST_BODY,
            MediaType => MEDIA_TYPE,
            Encoding => ENCODING,
            Responses | Callback => &[],
            Response => RESPONSE,
            Example => EXAMPLE,
            Link => LINK,
            Header => HEADER,
            Schema => SCHEMA,
            Discriminator => DISCRIMINATOR,
            Xml => XML,
            SecurityScheme => SECURITY_SCHEME,
            Flows => FLOWS,
            Flow => FLOW,
        }
    }

    /// What the value of `key` is. An extension is data, and so is what OpenAPI does not know.
    pub fn rule(self, key: &str) -> Rule {
        if key.starts_with("x-") {
            return Data;
        }
        match self {
            Responses => One(Response),
            Callback => One(PathItem),
            _ => self.keys().iter().find(|(known, _)| *known == key).map_or(Data, |(_, rule)| *rule),
        }
    }

    /// The reference that stands in its place where `value` is one.
    pub fn reference(self, value: &Value) -> Option<&str> {
        let may_refer = matches!(
            self,
            PathItem
                | Parameter
                | RequestBody
                | Response
                | Callback
                | Example
                | Link
                | Header
                | Schema
                | SecurityScheme
        );
        value.get("$ref").filter(|_| may_refer)?.as_str()
    }

    /// The keys that it cannot be without.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Info => &["title", "version"],
            Server | ExternalDocs => &["url"],
            ServerVariable => &["default"],
            Tag | License => &["name"],
            Parameter => &["name", "in"],
            Response => &["description"],
            Discriminator => &["propertyName"],
            SecurityScheme => &["type"],
            Contact | PathItem | Operation | RequestBody | MediaType | Encoding | Responses | Callback | Example
            | Link | Header | Schema | Xml | Flows | Flow => &[],
        }
    }

    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Info => "the information about the API",
            Contact => "a contact",
            License => "a license",
            Server => "a server",
            ServerVariable => "a variable of a server",
            Tag => "a tag",
            ExternalDocs => "a link to documentation",
            PathItem => "a path",
            Operation => "an operation",
            Parameter => "a parameter",
            RequestBody => "a request body",
            MediaType => "a media type",
            Encoding => "an encoding",
            Responses => "the list of responses",
            Response => "a response",
            Callback => "a callback",
            Example => "an example",
            Link => "a link",
            Header => "a header",
            Schema => "a schema",
            Discriminator => "a discriminator",
            Xml => "the XML form of a schema",
            SecurityScheme => "a security scheme",
            Flows => "the flows of a security scheme",
            Flow => "a flow of a security scheme",
        }
    }
}

/// Calls `visit` with every schema that is written out in `value`, which is a `kind`, the outer ones first.
pub fn each_schema_mut(value: &mut Value, kind: Kind, visit: &mut dyn FnMut(&mut Map<String, Value>)) {
    if kind.reference(value).is_some() {
        return;
    }
    let Value::Object(map) = value else { return };
    if kind == Schema {
        visit(map);
    }
    for (key, child) in map {
        match (kind.rule(key), child) {
            (One(kind), child) => each_schema_mut(child, kind, visit),
            (SchemaOrFlag, child) => each_schema_mut(child, Schema, visit),
            (Many(kind), Value::Array(list)) => {
                for item in list {
                    each_schema_mut(item, kind, visit);
                }
            }
            (Named(kind), Value::Object(named)) => {
                for (_, item) in named {
                    each_schema_mut(item, kind, visit);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, each_schema_mut};

    #[test]
    fn schemas_are_found_by_their_place() {
        let mut operation = json!({
            "requestBody": { "content": { "a/b": {
                "schema": { "title": "1", "properties": {
                    "example": { "title": "2", "items": { "title": "3", "default": { "title": "data" } } },
                    "x-y": { "title": "4", "not": { "title": "5" } },
                } },
                "example": { "schema": { "title": "data" } },
                "examples": { "one": { "value": { "schema": { "title": "data" } } } },
            } } },
            "responses": { "x-r": { "content": { "a/b": { "schema": { "title": "data" } } } }, "200": { "links": { "l": { "parameters": { "schema": { "title": "data" } } } },
                "headers": { "h": { "schema": { "title": "6", "additionalProperties": { "title": "7" } } } } } },
            "x-schema": { "schema": { "title": "data" } },
        });
        let mut titles = String::new();
        each_schema_mut(&mut operation, Kind::Operation, &mut |schema| {
            titles.push_str(schema["title"].as_str().expect("a title"));
        });
        assert_eq!(titles, "1234567");
    }
}
