//! Models of schemas.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerType, NumberType, ObjectType, ReferenceOr, Schema,
    SchemaData, SchemaKind, StringType, Type,
};
use serde_json::{Map, Value};

use super::{extend, given, leaf, list, named, reference_or, text};

/// The model of the schema `value`, if that is of the usual kind.
pub fn schema(value: &Value) -> Option<Schema> {
    let map = value.as_object()?;
    let (mut data, mut any) = (SchemaData::default(), AnySchema::default());
    for (key, value) in map {
        match key.as_str() {
            "nullable" => data.nullable = value.as_bool()?,
            "readOnly" => data.read_only = value.as_bool()?,
            "writeOnly" => data.write_only = value.as_bool()?,
            "deprecated" => data.deprecated = value.as_bool()?,
            "externalDocs" => data.external_docs = Some(leaf(value)?),
            "example" => data.example = Some(given(value)?),
            "title" => data.title = Some(text(value)?),
            "description" => data.description = Some(text(value)?),
            "discriminator" => data.discriminator = Some(leaf(value)?),
            "default" => data.default = Some(given(value)?),
            key if key.starts_with("x-") => extend(&mut data.extensions, key, value)?,
            key => keyword(&mut any, key, value)?,
        }
    }
    Some(Schema { schema_data: data, schema_kind: kind(any, map)? })
}

/// Notes what the keyword `key` says.
fn keyword(any: &mut AnySchema, key: &str, value: &Value) -> Option<()> {
    match key {
        "type" => any.typ = Some(text(value)?),
        "format" => any.format = Some(text(value)?),
        "pattern" => any.pattern = Some(text(value)?),
        "minLength" => any.min_length = Some(count(value)?),
        "maxLength" => any.max_length = Some(count(value)?),
        "minimum" => any.minimum = Some(value.as_f64()?),
        "maximum" => any.maximum = Some(value.as_f64()?),
        "enum" => any.enumeration = filled(value.as_array()?.clone())?,
        "required" => any.required = filled(list(value, text)?)?,
        "properties" => {
            any.properties = named(value, boxed)?;
            (!any.properties.is_empty()).then_some(())?;
        }
        "additionalProperties" => {
            any.additional_properties = Some(match value.as_bool() {
                Some(flag) => AdditionalProperties::Any(flag),
                None => AdditionalProperties::Schema(Box::new(reference_or(value, schema)?)),
            });
        }
        "items" => any.items = Some(boxed(value)?),
        "minItems" => any.min_items = Some(count(value)?),
        "maxItems" => any.max_items = Some(count(value)?),
        "uniqueItems" => any.unique_items = Some(value.as_bool()?),
        "allOf" => any.all_of = filled(parts(value)?)?,
        "oneOf" => any.one_of = filled(parts(value)?)?,
        "anyOf" => any.any_of = filled(parts(value)?)?,
        _ => return None,
    }
    Some(())
}

fn count(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|count| usize::try_from(count).ok())
}

fn boxed(value: &Value) -> Option<ReferenceOr<Box<Schema>>> {
    reference_or(value, |value| schema(value).map(Box::new))
}

fn parts(value: &Value) -> Option<Vec<ReferenceOr<Schema>>> {
    list(value, |value| reference_or(value, schema))
}

/// `list`, unless it is empty, which is not the same as none.
fn filled<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Groups of keywords, of which a kind of schema has some and no others.
const TEXT: u16 = 1;
const BOUNDS: u16 = 1 << 1;
const FORMAT: u16 = 1 << 2;
const VALUES: u16 = 1 << 3;
const MEMBERS: u16 = 1 << 4;
const ITEMS: u16 = 1 << 5;
const ALL_OF: u16 = 1 << 6;
const ONE_OF: u16 = 1 << 7;
const ANY_OF: u16 = 1 << 8;

/// The groups of the keywords that `any` has.
fn groups(any: &AnySchema) -> u16 {
    let group = |is_there: bool, group: u16| if is_there { group } else { 0 };
    let has_counts = any.min_items.is_some() || any.max_items.is_some() || any.unique_items.is_some();
    let has_members = !any.properties.is_empty() || !any.required.is_empty() || any.additional_properties.is_some();
    group(any.pattern.is_some() || any.min_length.is_some() || any.max_length.is_some(), TEXT)
        | group(any.minimum.is_some() || any.maximum.is_some(), BOUNDS)
        | group(any.format.is_some(), FORMAT)
        | group(!any.enumeration.is_empty(), VALUES)
        | group(has_members, MEMBERS)
        | group(any.items.is_some() || has_counts, ITEMS)
        | group(!any.all_of.is_empty(), ALL_OF)
        | group(!any.one_of.is_empty(), ONE_OF)
        | group(!any.any_of.is_empty(), ANY_OF)
}

/// The variant that the library chooses for `any`, whose keywords are in `map`.
fn kind(any: AnySchema, map: &Map<String, Value>) -> Option<SchemaKind> {
    let groups = groups(&any);
    let is_within = |allowed: u16| groups & !allowed == 0;
    let are_texts = || any.enumeration.iter().all(|value| value.is_string() || value.is_null());
    Some(match any.typ.as_deref() {
        Some("string") if is_within(TEXT | FORMAT | VALUES) && are_texts() => SchemaKind::Type(string(any)),
        Some("number") if is_within(BOUNDS | FORMAT) => SchemaKind::Type(number(any)),
        Some("integer") if is_within(BOUNDS | FORMAT) => SchemaKind::Type(integer(any, map)?),
        Some("boolean") if is_within(0) => SchemaKind::Type(Type::Boolean(BooleanType::default())),
        // Their values have types, too.
        Some("number" | "integer" | "boolean") => return None,
        Some("object") if is_within(MEMBERS) => SchemaKind::Type(object(any)),
        Some("array") if is_within(ITEMS) => SchemaKind::Type(array(any)),
        None if groups == ALL_OF => SchemaKind::AllOf { all_of: any.all_of },
        None if groups == ONE_OF => SchemaKind::OneOf { one_of: any.one_of },
        None if groups == ANY_OF => SchemaKind::AnyOf { any_of: any.any_of },
        _ => SchemaKind::Any(any),
    })
}

fn string(any: AnySchema) -> Type {
    Type::String(StringType {
        format: any.format.into(),
        pattern: any.pattern,
        enumeration: any.enumeration.iter().map(text).collect(),
        min_length: any.min_length,
        max_length: any.max_length,
    })
}

fn number(any: AnySchema) -> Type {
    let AnySchema { format, minimum, maximum, .. } = any;
    Type::Number(NumberType { format: format.into(), minimum, maximum, ..NumberType::default() })
}

/// Its bounds are read once more, because large ones are others as floating-point numbers.
fn integer(any: AnySchema, map: &Map<String, Value>) -> Option<Type> {
    let bound = |key: &str| map.get(key).map_or(Some(None), |bound| bound.as_i64().map(Some));
    let (minimum, maximum) = (bound("minimum")?, bound("maximum")?);
    Some(Type::Integer(IntegerType { format: any.format.into(), minimum, maximum, ..IntegerType::default() }))
}

fn array(any: AnySchema) -> Type {
    let AnySchema { items, min_items, max_items, unique_items, .. } = any;
    Type::Array(ArrayType { items, min_items, max_items, unique_items: unique_items.unwrap_or_default() })
}

fn object(any: AnySchema) -> Type {
    Type::Object(ObjectType {
        properties: any.properties,
        required: any.required,
        additional_properties: any.additional_properties,
        min_properties: None,
        max_properties: None,
    })
}
