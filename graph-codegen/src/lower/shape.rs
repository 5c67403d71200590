//! One view of a schema, whichever of its variants `openapiv3` chose for it.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaData, SchemaKind,
    StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

/// A use of a schema: by name or in place.
#[derive(Clone, Copy)]
pub(super) enum Use<'a> {
    /// The text of a `$ref`.
    Ref(&'a str),
    /// The schema itself.
    Here(&'a Schema),
}

impl Use<'_> {
    /// Whether both give the same type, whatever else they say.
    pub fn has_type_of(self, other: Self) -> bool {
        let (one, other) = match (self, other) {
            (Self::Ref(one), Self::Ref(other)) => return one == other,
            (Self::Here(one), Self::Here(other)) => (Shape::of(one), Shape::of(other)),
            _ => return false,
        };
        let have_same_items = match (one.items, other.items) {
            (Some(one), Some(other)) => one.has_type_of(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let parts = |shape: &Shape<'_>| (shape.any_of.to_vec(), shape.one_of.to_vec(), shape.all_of.to_vec());
        (one.ty, one.format, &one.enumeration) == (other.ty, other.format, &other.enumeration)
            && have_same_items
            && one.properties == other.properties
            && parts(&one) == parts(&other)
    }
}

impl<'a> From<&'a ReferenceOr<Schema>> for Use<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Ref(reference),
            ReferenceOr::Item(schema) => Self::Here(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Use<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Ref(reference),
            ReferenceOr::Item(schema) => Self::Here(schema),
        }
    }
}

/// The keywords of a schema that the lowering reads.
#[derive(Clone)]
pub(super) struct Shape<'a> {
    /// Description, deprecation and extensions.
    pub data: &'a SchemaData,
    /// `type`
    pub ty: Option<&'a str>,
    /// `format`
    pub format: Option<&'a str>,
    /// `pattern`
    pub pattern: Option<&'a str>,
    /// `enum`; `null` where an entry is not one.
    pub enumeration: Vec<Value>,
    /// `properties`
    pub properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    /// The schema of `additionalProperties`.
    pub additional: Option<Use<'a>>,
    /// `items`
    pub items: Option<Use<'a>>,
    /// `oneOf`
    pub one_of: &'a [ReferenceOr<Schema>],
    /// `anyOf`
    pub any_of: &'a [ReferenceOr<Schema>],
    /// `allOf`
    pub all_of: &'a [ReferenceOr<Schema>],
    /// Whether there is a `not`.
    pub negated: bool,
    /// `minLength` and `maxLength`
    pub length: (Option<usize>, Option<usize>),
    /// `minimum` and `maximum`
    pub range: (Option<f64>, Option<f64>),
    /// `exclusiveMinimum` and `exclusiveMaximum`
    pub exclusive: (bool, bool),
    /// Further keywords that restrict values, by name; nothing checks them.
    pub unchecked: Vec<&'static str>,
}

impl<'a> Shape<'a> {
    /// The view of `schema`.
    pub fn of(schema: &'a Schema) -> Self {
        let mut shape = Self::empty(&schema.schema_data);
        match &schema.schema_kind {
            SchemaKind::Type(ty) => shape.fill_type(ty),
            SchemaKind::OneOf { one_of } => shape.one_of = one_of,
            SchemaKind::AllOf { all_of } => shape.all_of = all_of,
            SchemaKind::AnyOf { any_of } => shape.any_of = any_of,
            SchemaKind::Not { .. } => shape.negated = true,
            SchemaKind::Any(any) => shape.fill_any(any),
        }
        shape
    }

    /// Whether it declares members of its own.
    pub fn has_properties(&self) -> bool {
        self.properties.is_some_and(|properties| !properties.is_empty())
    }

    /// Whether its values are objects, as far as the schema itself tells.
    pub fn is_object(&self) -> bool {
        self.ty == Some("object") || !self.all_of.is_empty() || (self.ty.is_none() && self.has_properties())
    }

    /// Whether it says nothing about the kind of its values, or only that there are none (`enum: [null]`).
    pub fn is_bare(&self) -> bool {
        self.ty.is_none_or(|ty| ty == "null")
            && self.format.is_none()
            && self.enumeration.iter().all(Value::is_null)
            && !self.has_properties()
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
            && !self.negated
    }

    fn empty(data: &'a SchemaData) -> Self {
        Self {
            data,
            ty: None,
            format: None,
            pattern: None,
            enumeration: Vec::new(),
            properties: None,
            additional: None,
            items: None,
            one_of: &[],
            any_of: &[],
            all_of: &[],
            negated: false,
            length: (None, None),
            range: (None, None),
            exclusive: (false, false),
            unchecked: Vec::new(),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "bounds are compared and checked as numbers of JSON, which are f64")]
    fn fill_type(&mut self, ty: &'a Type) {
        match ty {
            Type::String(string) => {
                self.ty = Some("string");
                self.format = format_name(&string.format, string_format);
                self.pattern = string.pattern.as_deref();
                self.enumeration = string.enumeration.iter().cloned().map(Value::from).collect();
                self.length = (string.min_length, string.max_length);
            }
            Type::Number(number) => {
                self.ty = Some("number");
                self.format = format_name(&number.format, number_format);
                self.enumeration = number.enumeration.iter().copied().map(Value::from).collect();
                self.range = (number.minimum, number.maximum);
                self.exclusive = (number.exclusive_minimum, number.exclusive_maximum);
                self.unchecked.extend(number.multiple_of.map(|_| "multipleOf"));
            }
            Type::Integer(integer) => {
                self.ty = Some("integer");
                self.format = format_name(&integer.format, integer_format);
                self.enumeration = integer.enumeration.iter().copied().map(Value::from).collect();
                self.range = (integer.minimum.map(|bound| bound as f64), integer.maximum.map(|bound| bound as f64));
                self.exclusive = (integer.exclusive_minimum, integer.exclusive_maximum);
                self.unchecked.extend(integer.multiple_of.map(|_| "multipleOf"));
            }
            Type::Boolean(boolean) => {
                self.ty = Some("boolean");
                self.enumeration = boolean.enumeration.iter().copied().map(Value::from).collect();
            }
            Type::Object(object) => {
                self.ty = Some("object");
                self.properties = Some(&object.properties);
                self.fill_object(object.additional_properties.as_ref(), object.min_properties, object.max_properties);
            }
            Type::Array(array) => {
                self.ty = Some("array");
                self.items = array.items.as_ref().map(Use::from);
                self.unchecked.extend(array.min_items.map(|_| "minItems"));
                self.unchecked.extend(array.max_items.map(|_| "maxItems"));
                self.unchecked.extend(array.unique_items.then_some("uniqueItems"));
            }
        }
    }

    fn fill_any(&mut self, any: &'a AnySchema) {
        self.ty = any.typ.as_deref();
        self.format = any.format.as_deref();
        self.pattern = any.pattern.as_deref();
        self.enumeration.clone_from(&any.enumeration);
        self.properties = Some(&any.properties);
        self.items = any.items.as_ref().map(Use::from);
        self.one_of = &any.one_of;
        self.any_of = &any.any_of;
        self.all_of = &any.all_of;
        self.negated = any.not.is_some();
        self.length = (any.min_length, any.max_length);
        self.range = (any.minimum, any.maximum);
        self.exclusive = (any.exclusive_minimum == Some(true), any.exclusive_maximum == Some(true));
        self.unchecked.extend(any.multiple_of.map(|_| "multipleOf"));
        self.unchecked.extend(any.min_items.map(|_| "minItems"));
        self.unchecked.extend(any.max_items.map(|_| "maxItems"));
        self.unchecked.extend((any.unique_items == Some(true)).then_some("uniqueItems"));
        self.fill_object(any.additional_properties.as_ref(), any.min_properties, any.max_properties);
    }

    fn fill_object(&mut self, additional: Option<&'a AdditionalProperties>, min: Option<usize>, max: Option<usize>) {
        self.unchecked.extend(min.map(|_| "minProperties"));
        self.unchecked.extend(max.map(|_| "maxProperties"));
        match additional {
            None | Some(AdditionalProperties::Any(true)) => {}
            Some(AdditionalProperties::Any(false)) => self.unchecked.push("additionalProperties"),
            Some(AdditionalProperties::Schema(schema)) => self.additional = Some(Use::from(&**schema)),
        }
    }
}

fn format_name<T: Copy>(format: &VariantOrUnknownOrEmpty<T>, name: fn(T) -> &'static str) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => Some(name(*known)),
        VariantOrUnknownOrEmpty::Unknown(text) => Some(text),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn string_format(format: StringFormat) -> &'static str {
    match format {
        StringFormat::Date => "date",
        StringFormat::DateTime => "date-time",
        StringFormat::Password => "password",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
    }
}

fn number_format(format: NumberFormat) -> &'static str {
    match format {
        NumberFormat::Float => "float",
        NumberFormat::Double => "double",
    }
}

fn integer_format(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
    }
}
