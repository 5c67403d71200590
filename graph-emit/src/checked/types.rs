//! The types of a checked API: what models are, and what refers to them.

use super::Gate;
use crate::ir::{Constraint, Custom, Deprecation, Doc, Primitive};
use crate::names::Name;

/// A module of models, with one module per nested namespace.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// The module's name; `models` for the outermost.
    pub module: Name,
    /// The namespace as the description writes it; empty for the outermost.
    pub wire: String,
    /// The types.
    pub types: Vec<Type>,
    /// The nested namespaces, by name.
    pub children: Vec<Namespace>,
}

impl Namespace {
    /// This namespace and all below it.
    pub fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children.iter().flat_map(Self::all)).collect()
    }
}

/// A type to be written out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// The private module that holds it where types have files of their own.
    pub module: Name,
    /// Its name.
    pub name: Name,
    /// The name of the component; `None` for a type that is named after its place.
    pub wire: Option<String>,
    /// What it is.
    pub doc: Doc,
    /// Set when it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// What it is made of.
    pub shape: Shape,
    /// What the user wants of it beside that.
    pub custom: Custom,
    /// The place of the items among its members; `None` for all but a page of a collection.
    pub page: Option<usize>,
    /// Its relatives; `None` for a type without any.
    pub family: Option<Family>,
    /// When it is compiled.
    pub gate: Gate,
}

impl Type {
    /// The types of its members and what it inherits from, or what it is another name for.
    pub fn mentioned(&self) -> impl Iterator<Item = &Ty> {
        let family = self.family.iter().filter(|_| self.custom.replacement.is_none());
        self.declared().chain(family.flat_map(|family| &family.ancestors))
    }

    /// The types of its members, or what it is another name for; none where another type takes its place.
    pub fn declared(&self) -> impl Iterator<Item = &Ty> {
        let (fields, target) = match &self.shape {
            _ if self.custom.replacement.is_some() => (&[][..], None),
            Shape::Struct(fields) => (fields.as_slice(), None),
            Shape::Enum(_) => (&[][..], None),
            Shape::Alias(target) => (&[][..], Some(target)),
        };
        fields.iter().map(|field| &field.ty).chain(target)
    }

    /// Whether its module names a type of the module tree `models`.
    pub fn names_models(&self) -> bool {
        self.mentioned().any(Ty::is_of_models)
    }
}

/// The relatives of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Family {
    /// What `@odata.type` says of it.
    pub type_name: String,
    /// What it inherits from, nearest first.
    pub ancestors: Vec<Ty>,
    /// What `@odata.type` says of all that inherits from it, sorted.
    pub descendants: Vec<String>,
    /// Those that inherit from it directly, by wire name.
    pub children: Vec<Heir>,
    /// A Cargo feature that all that inherits from it is compiled with; `None` where it has none of its own.
    pub feature: Option<String>,
    /// The modules between `models` and it.
    pub namespace: Vec<Name>,
}

/// A type that inherits directly from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heir {
    /// The modules between `models` and it.
    pub namespace: Vec<Name>,
    /// Its name.
    pub name: Name,
    /// A Cargo feature that it is compiled with; `None` where it is whenever the other is.
    pub feature: Option<String>,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An object with these members, inherited ones first.
    Struct(Vec<Field>),
    /// A string with these known values.
    Enum(Vec<Variant>),
    /// Another name for a type.
    Alias(Ty),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The Rust field.
    pub name: Name,
    /// The constant that names it in queries and patches; `None` in types that neither selects from.
    pub key: Option<Name>,
    /// The JSON member.
    pub wire: String,
    /// Its type, without the `Option` that every member has.
    pub ty: Ty,
    /// What its value must satisfy before it is sent.
    pub constraints: Vec<Constraint>,
    /// Whether a member of its own type, at any depth, is constrained.
    pub nested_constraints: bool,
    /// What it means.
    pub doc: Doc,
    /// Set when it is deprecated.
    pub deprecated: Option<Deprecation>,
}

/// A known value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// The Rust variant.
    pub name: Name,
    /// The value as sent.
    pub wire: String,
    /// What it means.
    pub doc: Doc,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    /// A scalar.
    Scalar(Primitive),
    /// A type of the module tree `models`.
    Model {
        /// The modules between `models` and the type.
        namespace: Vec<Name>,
        /// Its name.
        name: Name,
        /// Its kind.
        kind: Kind,
    },
    /// A type of the same module.
    Local {
        /// Its name.
        name: Name,
        /// Its kind.
        kind: Kind,
    },
    /// A list.
    List(Box<Ty>),
    /// Any JSON value.
    Untyped,
    /// A type that a declaration spells out, by the name that stands for it until the tokens are there.
    Given(Name),
}

/// What a named type is made of, as far as its users need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An object.
    Struct,
    /// A string with known values.
    Enum,
    /// A comma-separated set of known values.
    Flags,
}

impl Ty {
    /// Whether it is a type of the module tree `models`, or a list of such.
    pub fn is_of_models(&self) -> bool {
        match self {
            Self::Model { .. } => true,
            Self::List(item) => item.is_of_models(),
            Self::Scalar(_) | Self::Local { .. } | Self::Untyped | Self::Given(_) => false,
        }
    }

    /// The kind of the named type that this is; `None` for all else.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Model { kind, .. } | Self::Local { kind, .. } => Some(*kind),
            Self::Scalar(_) | Self::List(_) | Self::Untyped | Self::Given(_) => None,
        }
    }
}
