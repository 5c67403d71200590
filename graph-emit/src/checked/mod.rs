//! The API with every reference resolved and every name chosen: what the emitter prints and an inventory reads.
//!
//! Only [`crate::check::check`] makes a [`Checked`], and [`crate::share::share`] says in it what is written once; whoever holds one
//! needs no error handling.

mod types;

use std::hash::{Hash, Hasher};

pub use self::types::{Family, Field, Heir, Kind, Namespace, Shape, Ty, Type, Variant};
use crate::ir::{ApiVersion, ContentType, Deprecation, Doc, Header, Method, ODataOption, Primitive, Segment};
use crate::names::{Attribute, Name};

/// What URL templates begin with: the root of the service.
pub const BASE_URL: &str = "{+baseurl}";

/// A checked [`crate::ir::Api`].
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the API calls itself.
    pub title: String,
    /// The URL that every path continues.
    pub base_url: Option<String>,
    /// The version of Microsoft Graph that its requests go to.
    pub version: Option<ApiVersion>,
    /// The client; its children are the first path segments.
    pub root: Builder,
    /// The component types.
    pub models: Namespace,
    /// The sets of `OData` options that some operation has, each once, sorted.
    pub option_sets: Vec<OptionSet>,
    /// The builders that are written beside the tree, because they stand at places with different features.
    pub shared: Shared,
}

impl Checked {
    /// Every operation, in the order of the path tree.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.root.all().into_iter().flat_map(|builder| &builder.operations)
    }

    /// Every type, those beside builders first.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let inline = self.root.all().into_iter().flat_map(|builder| &builder.types);
        inline.chain(self.models.all().into_iter().flat_map(|namespace| &namespace.types))
    }
}

/// The module of builders that stand at several places of the tree by re-export.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Its name, below the root.
    pub module: Name,
    /// The builders.
    pub homes: Vec<Home>,
}

/// Where a builder of the tree is written, beside it.
#[derive(Clone, Debug)]
pub struct Home {
    /// The module in [`Shared`].
    pub module: Name,
    /// The modules from the root to the builder in the tree.
    pub at: Vec<Name>,
    /// When it is compiled.
    pub gate: Gate,
}

/// A request builder: one node of the path tree.
#[derive(Clone, Debug)]
pub struct Builder {
    /// The module it stands in, below its parent's.
    pub module: Name,
    /// Its type.
    pub name: Name,
    /// Its path with the variables of the URL template: `/communications/calls/{call%2Did}`.
    pub path: String,
    /// Its path for people: `/communications/calls/{call-id}`.
    pub display_path: String,
    /// What the path item says of itself.
    pub doc: Doc,
    /// What can be done here, at most one per method, in the order of [`Method::ALL`].
    pub operations: Vec<Operation>,
    /// The types of bodies and answers that have no name of their own.
    pub types: Vec<Type>,
    /// The next segments.
    pub children: Vec<Child>,
    /// The steps to builders of other paths.
    pub shortcuts: Vec<Shortcut>,
    /// Whether the same is at other places of the tree, too; see [`crate::share`].
    pub is_shared: bool,
    /// The [paths for people](Self::display_path) of these places, the own one first; only where it is written.
    pub places: Vec<String>,
}

impl Builder {
    /// Whether its module names a type of the module tree `models`.
    pub fn names_models(&self) -> bool {
        self.operations.iter().flat_map(Operation::sent_and_returned).any(Ty::is_of_models)
            || self.types.iter().any(Type::names_models)
    }

    /// Whether its module names a type of the module `options`.
    pub fn names_options(&self) -> bool {
        self.operations.iter().any(|operation| matches!(operation.options, Options::Shared(_)))
    }

    /// What its path adds to `start`, with which that begins.
    pub fn path_below(&self, start: &str) -> &str {
        self.path.strip_prefix(start).unwrap_or(&self.path)
    }

    /// The builder that `modules` lead to from here.
    pub fn below(&self, modules: &[Name]) -> Option<&Self> {
        let Some((first, rest)) = modules.split_first() else { return Some(self) };
        self.children.iter().find(|child| child.builder.module == *first)?.builder.below(rest)
    }

    /// The same, to be changed.
    pub fn below_mut(&mut self, modules: &[Name]) -> Option<&mut Self> {
        let Some((first, rest)) = modules.split_first() else { return Some(self) };
        self.children.iter_mut().find(|child| child.builder.module == *first)?.builder.below_mut(rest)
    }

    /// Feeds `state` all of it but for the builders below.
    pub fn hash_own(&self, state: &mut impl Hasher) {
        // Each member by name, so that none is forgotten.
        let Self { module, name, path, display_path, doc, operations, types, children, shortcuts, is_shared, places } =
            self;
        (module, name, path, display_path, doc, is_shared, places).hash(state);
        (operations, types, shortcuts, children.len()).hash(state);
        for Child { segment, step, short_step, arguments, builder, home, gate } in children {
            (segment, step, short_step, arguments, home, gate).hash(state);
            // What the step to it says; where it is written elsewhere, it is not below this one.
            (&builder.module, &builder.name, &builder.path, builder.is_shared).hash(state);
        }
    }

    /// This builder and all below it.
    pub fn all(&self) -> Vec<&Self> {
        let below = self.children.iter().flat_map(|child| child.builder.all());
        std::iter::once(self).chain(below).collect()
    }
}

/// The way to a longer path.
#[derive(Clone, Debug)]
pub struct Child {
    /// The segment that it takes the path on by.
    pub segment: Segment<String>,
    /// The method on the parent's builder.
    pub step: Name,
    /// A second, shorter method, where the SDKs' name spells out the arguments of a function.
    pub short_step: Option<Name>,
    /// The path parameters of the segment, in the order of the method's signature: that of the path.
    pub arguments: Vec<Argument>,
    /// The builder it returns.
    pub builder: Builder,
    /// The modules from the root to where its module is written, if that is not here.
    pub home: Option<Vec<Name>>,
    /// When it is compiled.
    pub gate: Gate,
}

/// A step to the builder of another path, whose URLs begin with a path of their own: `me()` for `users().by_user_id(..)`.
#[derive(Clone, Debug, Hash)]
pub struct Shortcut {
    /// The method.
    pub step: Name,
    /// A second, shorter method.
    pub short_step: Option<Name>,
    /// The segment that it takes the path on by; `None` where the caller gives a path, which URLs have between colons.
    pub segment: Option<Segment<String>>,
    /// The path parameters that it takes, before the path.
    pub arguments: Vec<Argument>,
    /// What URLs begin with: `/me`.
    pub short: String,
    /// The path of the shared builder that the templates of the builder it returns begin at; `None` where they are whole.
    pub start: Option<String>,
    /// The [path](Builder::path) that it stands for, with the variables of the URL template.
    pub path: String,
    /// The modules below the root that lead to the builder that it returns, its own last.
    pub modules: Vec<Name>,
    /// How many of these lead to the module of the method, too.
    pub shared: usize,
    /// How many modules the method is below those.
    pub up: usize,
    /// The builder that it returns.
    pub builder: Name,
    /// What it means.
    pub doc: Doc,
    /// When it is compiled.
    pub gate: Gate,
}

/// The Cargo features that an item is compiled with; one of them is enough, and without any it always is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gate(pub Vec<String>);

/// An argument that sets a variable of a URL template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Argument {
    /// The Rust name.
    pub name: Name,
    /// What the caller gives; never a model.
    pub ty: ArgumentType,
    /// What the description calls it: `call-id`.
    pub wire: String,
    /// The variable of the template: `call%2Did`.
    pub variable: String,
    /// What it stands for.
    pub doc: Doc,
}

/// What the caller gives for an [`Argument`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentType {
    /// One value.
    One(Primitive),
    /// Several values, which the URL template puts together.
    List(Primitive),
    /// Several values as one array literal of `OData`: `["a","b"]` (URL Conventions 4.01, section 5.1.1.14.4).
    Array(Primitive),
}

/// One HTTP method of a builder.
#[derive(Clone, Debug, Hash)]
pub struct Operation {
    /// The Rust method.
    pub name: Name,
    /// The HTTP method.
    pub method: Method,
    /// The path as the description writes it.
    pub path: String,
    /// The RFC 6570 template of the URL.
    pub template: String,
    /// The names of the query parameters as sent, sorted.
    pub query: Vec<String>,
    /// The query parameters that it cannot be called without, in the order of the description.
    pub arguments: Vec<Argument>,
    /// The ones that it can be called without.
    pub options: Options,
    /// The headers that it declares.
    pub headers: Vec<Header>,
    /// Which of the described media types it is for.
    pub media: Media,
    /// What is sent.
    pub body: Option<Body>,
    /// What a success brings.
    pub returns: Returns,
    /// The `Accept` header where it is not `application/json`.
    pub accept: Option<String>,
    /// What it does.
    pub doc: Doc,
    /// Set when it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// What the user wants on its method.
    pub attributes: Vec<Attribute>,
    /// The same in other media types, each a method of its own: those that are sent, then those that are asked for.
    pub others: Vec<Self>,
}

/// Which of the media types of an operation a method is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// The first one that may be sent, and what is asked for by itself.
    First,
    /// One that may be sent in place of the first.
    Sent(String),
    /// One that may be asked for.
    Asked(String),
}

impl Operation {
    /// The methods that make its requests: itself, and those for other media types.
    pub fn methods(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.others)
    }

    /// The types of its bodies and of its answers.
    pub fn sent_and_returned(&self) -> impl Iterator<Item = &Ty> {
        self.methods().flat_map(|method| method.body_type().into_iter().chain(method.answer_type()))
    }

    fn body_type(&self) -> Option<&Ty> {
        match &self.body {
            Some(Body::Json { ty, .. }) => Some(ty),
            Some(Body::Bytes(_) | Body::Base64 { .. } | Body::Multipart { .. }) | None => None,
        }
    }

    fn answer_type(&self) -> Option<&Ty> {
        match &self.returns {
            Returns::Value(ty) | Returns::Collection(ty) => Some(ty),
            Returns::Nothing | Returns::Bytes => None,
        }
    }

    /// What its template adds to `start`, with which its path begins.
    pub fn template_below(&self, start: &str) -> &str {
        let below = self.template.strip_prefix(BASE_URL).and_then(|template| template.strip_prefix(start));
        below.unwrap_or(&self.template)
    }

    /// Whether some of its queries are for the index of the directory, and have to say so by `ConsistencyLevel`.
    pub fn is_advanced(&self) -> bool {
        self.headers.iter().any(|header| header.name.eq_ignore_ascii_case("ConsistencyLevel"))
    }
}

/// The optional query parameters of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Options {
    /// There are none.
    None,
    /// Only options that `OData` defines: a set that other operations share.
    Shared(OptionSet),
    /// Options of its own too.
    Own(OwnOptions),
}

/// A set of `OData` query options; as a type it marks what can be asked of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionSet {
    /// The marker type in the module `options`.
    pub name: Name,
    /// The options, sorted.
    pub options: Vec<ODataOption>,
}

/// Optional query parameters beyond those that `OData` defines, as a marker and a trait beside the builder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnOptions {
    /// The marker type.
    pub name: Name,
    /// The trait with one setter per parameter.
    pub setters_trait: Name,
    /// The `OData` options that it has as well, sorted.
    pub odata: Vec<ODataOption>,
    /// The parameters.
    pub setters: Vec<Argument>,
}

/// What an operation sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// A JSON value.
    Json {
        /// Its type.
        ty: Ty,
        /// Whether the type stands beside the builder.
        inline: bool,
        /// Its media type where it is not `application/json`.
        content_type: Option<String>,
    },
    /// Bytes.
    Bytes(ContentType),
    /// Bytes that are sent as base64 text of this media type.
    Base64 {
        /// The media type.
        content_type: String,
    },
    /// Parts between boundaries.
    Multipart {
        /// The media type without the boundary.
        content_type: String,
    },
}

impl Body {
    /// The media types that `Content-Type` may say; some may be ranges.
    pub fn content_types(&self) -> Vec<&str> {
        match self {
            Self::Json { content_type, .. } => vec![content_type.as_deref().unwrap_or("application/json")],
            Self::Bytes(ContentType::Given(given)) => given.iter().map(String::as_str).collect(),
            Self::Bytes(ContentType::Fixed(fixed)) => vec![fixed],
            Self::Base64 { content_type } | Self::Multipart { content_type } => vec![content_type],
        }
    }
}

/// What a success brings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Returns {
    /// Nothing.
    Nothing,
    /// A typed value.
    Value(Ty),
    /// A model whose `value` member is the page of a collection.
    Collection(Ty),
    /// Bytes.
    Bytes,
}
