//! Models of what nearly every description says, made straight from its values.
//!
//! `openapiv3` finds out by trial what stands behind a key, a reference or an object, and keeps a copy of the part for each
//! trial. That takes ten times as long as to look at the keys, as is done here. What has other keys than these, a null, or a
//! mistake is left to that library: here it is simply no answer. What is answered is the model that the library makes; tests
//! compare the two.

mod schema;

use indexmap::IndexMap;
use openapiv3::{
    Callback, Example, Header, Link, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent,
    PathItem, ReferenceOr, RequestBody, Response, Responses, SecurityScheme, StatusCode,
};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use serde_json::{Map, Value};

/// A model that an entry of a description has.
pub trait Model: for<'de> Deserialize<'de> {
    /// The model of `value`, if that is of the usual kind.
    fn quickly(value: &Value) -> Option<Self> {
        let _ = value;
        None
    }
}

impl Model for Callback {}
impl Model for Example {}
impl Model for Header {}
impl Model for Link {}
impl Model for SecurityScheme {}

impl Model for openapiv3::Schema {
    fn quickly(value: &Value) -> Option<Self> {
        schema::schema(value)
    }
}

impl Model for PathItem {
    fn quickly(value: &Value) -> Option<Self> {
        let mut item = Self::default();
        for (key, value) in value.as_object()? {
            match key.as_str() {
                "get" => item.get = Some(operation(value)?),
                "put" => item.put = Some(operation(value)?),
                "post" => item.post = Some(operation(value)?),
                "delete" => item.delete = Some(operation(value)?),
                "patch" => item.patch = Some(operation(value)?),
                "summary" => item.summary = Some(text(value)?),
                "description" => item.description = Some(text(value)?),
                "parameters" => item.parameters = list(value, |value| reference_or(value, Parameter::quickly))?,
                "servers" => item.servers = leaf(value)?,
                key => extend(&mut item.extensions, key, value)?,
            }
        }
        Some(item)
    }
}

fn operation(value: &Value) -> Option<Operation> {
    let mut operation = Operation { responses: responses(value.get("responses")?)?, ..Operation::default() };
    for (key, value) in value.as_object()? {
        match key.as_str() {
            "responses" => {}
            "tags" => operation.tags = list(value, text)?,
            "summary" => operation.summary = Some(text(value)?),
            "description" => operation.description = Some(text(value)?),
            "externalDocs" => operation.external_docs = Some(leaf(value)?),
            "operationId" => operation.operation_id = Some(text(value)?),
            "parameters" => operation.parameters = list(value, |value| reference_or(value, Parameter::quickly))?,
            "requestBody" => operation.request_body = Some(reference_or(value, RequestBody::quickly)?),
            "deprecated" => operation.deprecated = value.as_bool()?,
            "security" => operation.security = Some(leaf(value)?),
            "servers" => operation.servers = leaf(value)?,
            key => extend(&mut operation.extensions, key, value)?,
        }
    }
    Some(operation)
}

fn responses(value: &Value) -> Option<Responses> {
    let mut responses = Responses::default();
    for (key, value) in value.as_object()? {
        if key == "default" {
            responses.default = Some(reference_or(value, Response::quickly)?);
        } else if let Ok(code) = StatusCode::deserialize(StrDeserializer::<Error>::new(key)) {
            responses.responses.insert(code, reference_or(value, Response::quickly)?);
        } else {
            extend(&mut responses.extensions, key, value)?;
        }
    }
    Some(responses)
}

impl Model for Response {
    fn quickly(value: &Value) -> Option<Self> {
        let mut response = Self { description: text(value.get("description")?)?, ..Self::default() };
        for (key, value) in value.as_object()? {
            match key.as_str() {
                "description" => {}
                "content" => response.content = named(value, media_type)?,
                key => extend(&mut response.extensions, key, value)?,
            }
        }
        Some(response)
    }
}

impl Model for RequestBody {
    fn quickly(value: &Value) -> Option<Self> {
        let mut body = Self::default();
        for (key, value) in value.as_object()? {
            match key.as_str() {
                "description" => body.description = Some(text(value)?),
                "content" => body.content = named(value, media_type)?,
                "required" => body.required = value.as_bool()?,
                key => extend(&mut body.extensions, key, value)?,
            }
        }
        Some(body)
    }
}

fn media_type(value: &Value) -> Option<MediaType> {
    let mut media_type = MediaType::default();
    for (key, value) in value.as_object()? {
        match key.as_str() {
            "schema" => media_type.schema = Some(reference_or(value, schema::schema)?),
            "example" => media_type.example = Some(given(value)?),
            "examples" => media_type.examples = leaf(value)?,
            key => extend(&mut media_type.extensions, key, value)?,
        }
    }
    Some(media_type)
}

/// The keys of a parameter that only one kind of it has.
const OF_ITS_KIND: [&str; 4] = ["in", "style", "allowReserved", "allowEmptyValue"];

impl Model for Parameter {
    fn quickly(value: &Value) -> Option<Self> {
        let map = value.as_object()?;
        let parameter_data = parameter_data(map)?;
        let is_of_query = map.contains_key("allowReserved") || map.contains_key("allowEmptyValue");
        match map.get("in")?.as_str()? {
            "query" => Some(Self::Query {
                parameter_data,
                allow_reserved: map.get("allowReserved").map_or(Some(false), Value::as_bool)?,
                style: or_default(map.get("style"))?,
                allow_empty_value: map.get("allowEmptyValue").map(leaf).unwrap_or_default(),
            }),
            _ if is_of_query => None,
            "header" => Some(Self::Header { parameter_data, style: or_default(map.get("style"))? }),
            "path" => Some(Self::Path { parameter_data, style: or_default(map.get("style"))? }),
            _ => None,
        }
    }
}

/// What all kinds of parameters have; one that is described by its content is of an unusual kind.
fn parameter_data(map: &Map<String, Value>) -> Option<ParameterData> {
    let mut data = ParameterData {
        name: text(map.get("name")?)?,
        description: None,
        required: false,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(reference_or(map.get("schema")?, schema::schema)?),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    };
    for (key, value) in map {
        match key.as_str() {
            "name" | "schema" => {}
            "description" => data.description = Some(text(value)?),
            "required" => data.required = value.as_bool()?,
            "deprecated" => data.deprecated = Some(value.as_bool()?),
            "example" => data.example = Some(given(value)?),
            "examples" => data.examples = leaf(value)?,
            "explode" => data.explode = Some(value.as_bool()?),
            key if OF_ITS_KIND.contains(&key) => {}
            key => extend(&mut data.extensions, key, value)?,
        }
    }
    Some(data)
}

/// What `value` refers to, or what `read` makes of it.
fn reference_or<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Option<ReferenceOr<T>> {
    match value.get("$ref") {
        None => read(value).map(ReferenceOr::Item),
        Some(reference) => Some(ReferenceOr::Reference { reference: text(reference)? }),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Data, but for a null, which is as good as nothing.
fn given(value: &Value) -> Option<Value> {
    (!value.is_null()).then(|| value.clone())
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn named<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<IndexMap<String, T>> {
    value.as_object()?.iter().map(|(name, value)| Some((name.clone(), read(value)?))).collect()
}

/// What the library makes of a part that is seldom there and has no schema in it.
fn leaf<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    T::deserialize(given(value)?).ok()
}

fn or_default<T: for<'de> Deserialize<'de> + Default>(value: Option<&Value>) -> Option<T> {
    value.map_or_else(|| Some(T::default()), leaf)
}

/// Adds `value` to `extensions` if `key` is that of one.
fn extend(extensions: &mut IndexMap<String, Value>, key: &str, value: &Value) -> Option<()> {
    key.starts_with("x-").then(|| extensions.insert(key.to_owned(), value.clone()))?;
    Some(())
}

#[cfg(test)]
mod tests {
    use openapiv3::{Parameter, PathItem, RequestBody, Response, Schema};
    use serde_json::{Value, json};

    use super::Model;

    /// Whether `value` is read quickly, and then as the library reads it.
    fn is_quick<M: Model + PartialEq + std::fmt::Debug>(value: &Value) -> bool {
        let Some(model) = M::quickly(value) else { return false };
        assert_eq!(model, M::deserialize(value).unwrap_or_else(|error| panic!("{error}: {value}")), "{value}");
        true
    }

    #[test]
    fn what_is_usual_of_a_path_is_read_as_the_library_reads_it() {
        let parameters = json!([
            { "name": "a", "in": "query", "schema": { "type": "string" }, "style": "form", "explode": false, "x-a": 1 },
            { "name": "b", "in": "path", "required": true, "description": "d", "schema": { "$ref": "#/x" }, "style": "label" },
            { "name": "c", "in": "header", "deprecated": true, "schema": {}, "example": [null] },
            { "$ref": "#/components/parameters/top", "in": "query" },
            { "name": "e", "in": "query", "allowReserved": true, "allowEmptyValue": true, "schema": { "type": "array" } },
        ]);
        let content = json!({ "application/json": { "schema": { "type": "boolean" }, "example": 1.5, "x-b": null } });
        let responses = json!({
            "2XX": { "description": "ok", "content": content },
            "404": { "$ref": "#/components/responses/error" },
            "default": { "description": "", "x-c": {} },
            "x-d": 1,
        });
        let operation = json!({
            "tags": ["t"], "summary": "s", "description": "d", "operationId": "o", "deprecated": true, "x-e": [],
            "externalDocs": { "url": "u", "description": "d" }, "security": [{ "a": ["b"] }], "servers": [{ "url": "/" }],
            "parameters": parameters, "requestBody": { "content": content, "required": true, "x-f": 1 }, "responses": responses,
        });
        let mut item = json!({ "summary": "s", "description": "d", "parameters": parameters, "servers": [], "x-g": 1 });
        for method in ["get", "put", "post", "delete", "patch"] {
            item[method] = operation.clone();
        }
        assert!(is_quick::<PathItem>(&item));
        assert!(is_quick::<PathItem>(&json!({})));
        assert!(is_quick::<RequestBody>(&json!({ "description": "d" })));
        assert!(is_quick::<Response>(&json!({ "description": "d", "content": {} })));
    }

    #[test]
    fn what_is_unusual_of_a_path_is_left_to_the_library() {
        for item in [
            json!({ "get": {} }),
            json!({ "get": null }),
            json!({ "head": { "responses": {} } }),
            json!({ "gett": { "responses": {} } }),
            json!({ "get": { "responses": {}, "callbacks": {} } }),
            json!({ "get": { "responses": { "600.5": {} } } }),
            json!({ "get": { "responses": { "200": { "description": "d", "headers": {} } } } }),
            json!({ "parameters": [{ "$ref": 1 }] }),
            json!({ "parameters": {} }),
            json!({ "summary": 1 }),
        ] {
            assert!(!is_quick::<PathItem>(&item), "{item}");
        }
        for parameter in [
            json!({ "in": "query", "schema": {} }),
            json!({ "name": "a", "schema": {} }),
            json!({ "name": "a", "in": "query" }),
            json!({ "name": "a", "in": "query", "content": {} }),
            json!({ "name": "a", "in": "body", "schema": {} }),
            json!({ "name": "a", "in": "path", "schema": {}, "allowReserved": true }),
            json!({ "name": "a", "in": "query", "schema": {}, "style": "odd" }),
            json!({ "name": "a", "in": "query", "schema": {}, "required": null }),
        ] {
            assert!(!is_quick::<Parameter>(&parameter), "{parameter}");
        }
    }

    #[test]
    fn what_is_usual_of_a_schema_is_read_as_the_library_reads_it() {
        for schema in [
            json!({}),
            json!({ "type": "string", "format": "date-time", "pattern": "^a$", "nullable": true, "minLength": 1 }),
            json!({ "type": "string", "format": "uuid", "enum": ["a", null], "readOnly": true, "x-a": { "b": null } }),
            json!({ "type": "string", "enum": [1] }),
            json!({ "type": "number", "format": "float", "minimum": -1, "maximum": 2.5 }),
            json!({ "type": "number", "format": "decimal" }),
            json!({ "type": "integer", "format": "int32" }),
            json!({ "type": "integer", "minimum": -9_007_199_254_740_993_i64, "maximum": 9 }),
            json!({ "type": "boolean", "default": false, "writeOnly": true, "deprecated": true }),
            json!({ "type": "array", "items": { "type": "array", "items": { "$ref": "#/a" } } }),
            json!({ "type": "array", "items": {}, "uniqueItems": true, "minItems": 1, "maxItems": 2 }),
            json!({ "uniqueItems": true }),
            json!({ "type": "object", "title": "t", "properties": { "a": {}, "b": { "$ref": "#/b" } }, "required": ["a"] }),
            json!({ "type": "object", "additionalProperties": false }),
            json!({ "type": "object", "additionalProperties": { "$ref": "#/c" }, "example": { "a": [null, 1.0] } }),
            json!({ "type": "object", "additionalProperties": {}, "discriminator": { "propertyName": "p", "mapping": {} } }),
            json!({ "allOf": [{ "$ref": "#/a" }, { "type": "object" }], "description": "d", "externalDocs": { "url": "u" } }),
            json!({ "oneOf": [{ "type": "number" }, { "type": "string" }] }),
            json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "object", "nullable": true }] }),
            json!({ "anyOf": [{}], "type": "object" }),
            json!({ "allOf": [{}], "properties": { "a": {} }, "items": {} }),
            json!({ "type": "string", "properties": { "a": {} } }),
            json!({ "type": "object", "enum": ["a"] }),
            json!({ "type": "file", "format": "f" }),
            json!({ "format": "f", "maximum": 3 }),
        ] {
            assert!(is_quick::<Schema>(&schema), "{schema}");
        }
    }

    #[test]
    fn what_is_unusual_of_a_schema_is_left_to_the_library() {
        for schema in [
            json!([]),
            json!({ "type": null }),
            json!({ "type": ["string"] }),
            json!({ "default": null }),
            json!({ "enum": [] }),
            json!({ "type": "object", "properties": {} }),
            json!({ "type": "object", "properties": { "a": 1 } }),
            json!({ "type": "object", "unknown": 1 }),
            json!({ "type": "integer", "minimum": 0.5 }),
            json!({ "type": "integer", "maximum": 18_446_744_073_709_551_615_u64 }),
            json!({ "type": "number", "enum": [1] }),
            json!({ "type": "boolean", "pattern": "a" }),
            json!({ "type": "string", "minLength": -1 }),
            json!({ "not": {} }),
            json!({ "allOf": [{ "type": 1 }] }),
            json!({ "items": { "$ref": 1 } }),
            json!({ "discriminator": "p" }),
            json!({ "minProperties": 1 }),
        ] {
            assert!(!is_quick::<Schema>(&schema), "{schema}");
        }
    }
}
