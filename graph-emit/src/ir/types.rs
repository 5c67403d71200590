//! Named types, their members, and references to them.

use std::hash::{Hash, Hasher};

use super::{Deprecation, Doc};
use crate::dialect::GRAPH;
use crate::names::{Attribute, Name, RustPath};
use crate::origin::Origin;

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name in the description.
    pub name: TypeName,
    /// What it is.
    pub doc: Doc,
    /// Set when the description calls it deprecated.
    pub deprecated: Option<Deprecation>,
    /// What it is made of.
    pub kind: TypeKind,
    /// What the user wants of it beside that.
    pub custom: Custom,
    /// Where it stands.
    pub origin: Origin,
}

/// What a user wants of a type beside what is described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Custom {
    /// A type of the user's own that takes its place.
    pub replacement: Option<RustPath>,
    /// Attributes of the item.
    pub attributes: Vec<Attribute>,
}

/// The name of a type.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// What references call it: the component name, `microsoft.graph.callRecords.session`.
    pub wire: String,
    /// The namespaces below `models`: `["callRecords"]`.
    pub namespace: Vec<String>,
    /// The last part: `session`.
    pub name: String,
    /// The identifier a declaration gives it; names are derived where there is none.
    pub rust: Option<Name>,
}

impl TypeName {
    /// The name of the component `wire`: Graph's own namespace is left out, any other is kept.
    ///
    /// Only the name itself is looked at, so that a type is called the same in every slice of a description.
    pub fn of_component(wire: &str) -> Self {
        let own = wire.strip_prefix(GRAPH).unwrap_or(wire);
        let mut parts: Vec<_> = own.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let name = parts.pop().unwrap_or_else(|| wire.to_owned());
        Self { wire: wire.to_owned(), namespace: parts, name, rust: None }
    }

    /// The name of a type that has none: it is called after the place where it stands.
    pub fn nameless() -> Self {
        Self { wire: String::new(), namespace: Vec::new(), name: String::new(), rust: None }
    }
}

/// What a named type is made of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object.
    Struct(Struct),
    /// A string with known values.
    Enum(Enum),
    /// Another name for a type.
    Alias(TypeRef),
}

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The [wire name](TypeName::wire) of the type whose members it inherits.
    pub base: Option<String>,
    /// A Rust type that a declaration spells out as what it derives from, by the name that stands for it.
    pub given_base: Option<Name>,
    /// What `@odata.type` says of such an object; `None` where nothing is inherited by that name.
    pub type_name: Option<String>,
    /// Its own members, in the order of the description.
    pub fields: Vec<Field>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The JSON member name.
    pub wire: String,
    /// The identifier a declaration gives it; names are derived where there is none.
    pub rust: Option<Name>,
    /// Its type. Every member is optional: whether a description says `required` or `nullable` changes nothing.
    pub ty: TypeRef,
    /// What its value must satisfy before it is sent.
    pub constraints: Vec<Constraint>,
    /// What it means.
    pub doc: Doc,
    /// Set when the description calls it deprecated.
    pub deprecated: Option<Deprecation>,
    /// Where it stands.
    pub origin: Origin,
}

/// Something a value must satisfy, checked before anything is sent (OpenAPI 3.0.3, Schema Object).
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    /// A string that starts with this text: `pattern: ^https://`.
    StartsWith(String),
    /// The length of a string in Unicode scalar values: `minLength`, `maxLength`.
    Length {
        /// The fewest.
        min: Option<usize>,
        /// The most.
        max: Option<usize>,
    },
    /// The bounds of a number, themselves allowed: `minimum`, `maximum`.
    Range {
        /// The lowest.
        min: Option<f64>,
        /// The highest.
        max: Option<f64>,
    },
}

/// A bound that is not a number equals nothing, itself included; then two types are not taken for the same, which is safe.
impl Eq for Constraint {}

/// By the bits of numbers, which tell apart what is equal and written otherwise, and never the other way round.
impl Hash for Constraint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::StartsWith(text) => text.hash(state),
            Self::Length { min, max } => (min, max).hash(state),
            Self::Range { min, max } => (min.map(f64::to_bits), max.map(f64::to_bits)).hash(state),
        }
    }
}

/// A string with known values.
#[derive(Clone, Debug, Default)]
pub struct Enum {
    /// The known values, in the order of the description.
    pub variants: Vec<Variant>,
    /// Whether a value is a set of members, joined by commas (`x-ms-enum-flags`).
    pub flags: bool,
}

/// A known value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The value as sent.
    pub wire: String,
    /// A better name for it than the value itself (`x-ms-enum`).
    pub name: Option<String>,
    /// The identifier a declaration gives it; names are derived where there is none.
    pub rust: Option<Name>,
    /// What it means.
    pub doc: Doc,
    /// Where it stands.
    pub origin: Origin,
}

/// A use of a type.
#[derive(Clone, Debug)]
pub enum TypeRef {
    /// A [`TypeDef`] of the same [`super::Api`], by its wire name.
    Named(String),
    /// A scalar.
    Primitive(Primitive),
    /// A JSON array.
    List(Box<TypeRef>),
    /// A type without a name of its own; it is named after the place where it stands.
    Inline(Box<TypeDef>),
    /// Any JSON value.
    Untyped,
    /// A Rust type that a declaration spells out, by the name that stands for it until the tokens are there.
    Given(Name),
}

/// A scalar: OpenAPI's `type` and `format` in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Primitive {
    /// `boolean`
    Boolean,
    /// `int8`
    Int8,
    /// `uint8`
    UInt8,
    /// `int16`
    Int16,
    /// `int32`
    Int32,
    /// `int64`, and integers without a format
    Int64,
    /// `float`
    Float,
    /// `double`, and numbers without a format
    Double,
    /// `decimal`: exact, so kept as its digits
    Decimal,
    /// Any other `string`
    String,
    /// `uuid`; Graph's own ids are not all of that form, so it is a string in Rust
    Guid,
    /// `date-time`
    DateTimeOffset,
    /// `date`
    Date,
    /// `time`
    TimeOfDay,
    /// `duration`
    Duration,
    /// `base64url`, `byte`, `binary` inside JSON
    Binary,
}

#[cfg(test)]
mod tests {
    use super::TypeName;

    #[test]
    fn the_namespace_of_graph_is_left_out() {
        let session = TypeName::of_component("microsoft.graph.callRecords.session");
        assert_eq!((session.namespace, session.name.as_str()), (vec!["callRecords".to_owned()], "session"));
        let call = TypeName::of_component("microsoft.graph.call");
        assert_eq!((call.namespace.len(), call.name.as_str()), (0, "call"));
    }

    #[test]
    fn any_other_namespace_stays() {
        let trip = TypeName::of_component("Sample.Models.Trip");
        assert_eq!((trip.namespace, trip.name.as_str()), (vec!["Sample".to_owned(), "Models".to_owned()], "Trip"));
        let plain = TypeName::of_component("ReferenceCreate");
        assert_eq!((plain.namespace.len(), plain.name.as_str()), (0, "ReferenceCreate"));
    }
}
