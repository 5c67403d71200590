//! What is told of an operation or a type.

use serde::{Deserialize, Serialize};

/// All about one operation or one type.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Explanation {
    /// An operation.
    Operation(OperationFacts),
    /// A type.
    Type(TypeFacts),
}

/// An operation, as it is called from Rust.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OperationFacts {
    /// The HTTP method.
    pub method: String,
    /// The path as the description writes it.
    pub path: String,
    /// What it does, as the description says it.
    pub doc: String,
    /// Its documentation page.
    pub link: Option<String>,
    /// What is said about its deprecation; `None` where it is not deprecated.
    pub deprecated: Option<String>,
    /// The Rust that calls it, and the same in other media types.
    pub calls: Vec<String>,
    /// The type of its builder, with its modules.
    pub builder: String,
    /// The query options that it can be called without.
    pub options: Vec<OptionFacts>,
    /// The headers that it declares, those that the service refuses requests without marked by `required`.
    pub headers: Vec<HeaderFacts>,
    /// What is sent; `None` for nothing.
    pub body: Option<ValueFacts>,
    /// What a success brings; `None` for nothing.
    pub answer: Option<ValueFacts>,
    /// What is compiled for it.
    pub cost: CostFacts,
    /// The corrections of the description that changed its path.
    #[serde(default)]
    pub fixups: Vec<FixupFacts>,
}

/// A type.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TypeFacts {
    /// The name of the component; `None` for a type that is named after its place.
    pub name: Option<String>,
    /// The Rust type, with its modules.
    pub rust: String,
    /// `struct`, `enum` or `alias`.
    pub shape: String,
    /// What it is, as the description says it.
    pub doc: String,
    /// Its documentation page.
    pub link: Option<String>,
    /// What is said about its deprecation; `None` where it is not deprecated.
    pub deprecated: Option<String>,
    /// The members of an object, inherited ones first.
    pub members: Vec<MemberFacts>,
    /// The values of an enum as sent, and in Rust.
    pub values: Vec<(String, String)>,
    /// What an alias is another name for.
    pub target: Option<String>,
    /// What it inherits from, nearest first.
    pub ancestors: Vec<String>,
    /// What `@odata.type` says of all that inherits from it.
    pub derived: Vec<String>,
    /// The operations that send it or are answered with it.
    pub operations: Uses,
    /// The types that have members of it.
    pub types: Uses,
    /// What is compiled for it.
    pub cost: CostFacts,
    /// The corrections of the description that changed it.
    #[serde(default)]
    pub fixups: Vec<FixupFacts>,
}

/// Where a thing is used.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Uses {
    /// How many uses there are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<String>,
}

/// What is compiled for a thing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CostFacts {
    /// The features of a crate (`--layout crate`) that it is compiled with; one of them is enough.
    pub features: Vec<String>,
    /// How many types of `models` it needs.
    pub types: usize,
    /// How many members these have.
    pub members: usize,
    /// What each of the features costs, where a crate was generated with these settings.
    #[serde(default)]
    pub feature_costs: Vec<String>,
}

/// A query option.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OptionFacts {
    /// The name as sent.
    pub name: String,
    /// The method that sets it, where it is not one of those that `OData` defines.
    pub setter: Option<String>,
}

/// A request header.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeaderFacts {
    /// The name as sent.
    pub name: String,
    /// Whether the service refuses requests without it.
    pub required: bool,
}

/// A body or an answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ValueFacts {
    /// The Rust type.
    pub rust: String,
    /// The media type, where it is not `application/json`.
    pub media: Option<String>,
    /// The members of a type that stands beside the builder.
    pub members: Vec<MemberFacts>,
}

/// A member of an object.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MemberFacts {
    /// The name as sent.
    pub name: String,
    /// The Rust field.
    pub field: String,
    /// The Rust type, without its `Option`.
    pub rust: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// A correction of the description.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FixupFacts {
    /// The name by which it can be switched off.
    pub name: String,
    /// Why it is right.
    pub reason: String,
    /// The page that says so.
    pub link: String,
}

impl CostFacts {
    /// How long `cargo check` takes for it, beside what is compiled for every program: a class, since the time depends on the
    /// machine. The bounds are those of some 6 ms of CPU time for each type with its share of builders.
    pub fn check_time(&self) -> &'static str {
        match self.types {
            0..150 => "under a second",
            150..1500 => "seconds",
            _ => "ten seconds or more",
        }
    }
}

impl Explanation {
    /// Where the corrections of it go.
    pub(super) fn fixups_mut(&mut self) -> &mut Vec<FixupFacts> {
        match self {
            Self::Operation(operation) => &mut operation.fixups,
            Self::Type(ty) => &mut ty.fixups,
        }
    }

    /// What is compiled for it.
    pub(super) fn cost_mut(&mut self) -> &mut CostFacts {
        match self {
            Self::Operation(operation) => &mut operation.cost,
            Self::Type(ty) => &mut ty.cost,
        }
    }
}
