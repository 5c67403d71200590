//! What the lines of a snapshot are about.

/// The client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client<'t> {
    /// Its type.
    pub name: &'t str,
    /// The URL of the service.
    pub base_url: Option<&'t str>,
    /// The version of the service.
    pub version: Option<&'t str>,
    /// A digest of its documentation.
    pub doc: Option<&'t str>,
}

/// What every item has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item<'t> {
    /// What the description calls it.
    pub key: String,
    /// What Rust calls it.
    pub name: String,
    /// A digest of its documentation.
    pub doc: Option<&'t str>,
    /// A digest of what is said of its deprecation, if it is deprecated.
    pub deprecated: Option<&'t str>,
}

/// A type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Type<'t> {
    /// What it is called.
    pub item: Item<'t>,
    /// The modules between `models` and it; empty for one that stands beside a builder.
    pub namespace: &'t str,
    /// What it is made of.
    pub kind: TypeKind<'t>,
    /// Whether its members have keys for queries and patches.
    pub is_keyed: bool,
    /// The path of its base below `models`.
    pub base: Option<&'t str>,
    /// What `@odata.type` says of it, where that is not its name.
    pub discriminator: Option<&'t str>,
    /// The member with the items, in a page of a collection.
    pub page: Option<&'t str>,
    /// Its members or values; those of its base are not among them.
    pub members: Vec<Member<'t>>,
    /// A digest of the order of its members or values, where they are not sorted.
    pub order: Option<&'t str>,
    /// Members of its base that it does not have.
    pub without: Vec<String>,
}

/// What a type is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeKind<'t> {
    /// An object.
    #[default]
    Struct,
    /// A string with known values.
    Enum,
    /// Another name for this type.
    Alias(&'t str),
}

impl Type<'_> {
    /// The modules between `models` and it, and its name.
    pub fn path(&self) -> String {
        let namespace = self.namespace;
        if namespace.is_empty() { self.item.name.clone() } else { format!("{namespace}::{}", self.item.name) }
    }
}

/// A member of an object, or a value of an enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member<'t> {
    /// What it is called.
    pub item: Item<'t>,
    /// Its type; empty for a value.
    pub ty: &'t str,
    /// The name of its key where that is not the field in capitals; empty where it has none though others have.
    pub field_key: Option<&'t str>,
    /// What must hold before it is sent.
    pub constraints: Vec<&'t str>,
}

/// A request builder.
#[derive(Debug, Default)]
pub struct Node<'t> {
    /// The step that leads to it, called after the segment.
    pub step: Step<'t>,
    /// The module that it stands in.
    pub module: String,
    /// Its type.
    pub builder: String,
    /// The modules to where it is written, if that is not here.
    pub written_at: Option<String>,
    /// Its operations, each media type by itself.
    pub methods: Vec<Method<'t>>,
    /// The types beside it.
    pub types: Vec<Type<'t>>,
    /// Steps to builders of other paths.
    pub shortcuts: Vec<Step<'t>>,
    /// The next builders.
    pub children: Vec<usize>,
}

/// A method that leads to a builder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step<'t> {
    /// What it is called.
    pub item: Item<'t>,
    /// `id:str,day:date`.
    pub arguments: String,
    /// A second, shorter method.
    pub short: Option<&'t str>,
    /// For a shortcut, the modules to the builder that it leads to, and the builder.
    pub target: Option<&'t str>,
    /// A digest of the path that URLs have, for a shortcut.
    pub wire: Option<&'t str>,
}

/// A method that makes a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Method<'t> {
    /// What it is called.
    pub item: Item<'t>,
    /// `body:User,day:date`.
    pub arguments: &'t str,
    /// The type of the answer; empty for none.
    pub answer: &'t str,
    /// `expand`, `startDateTime:datetime`.
    pub options: Vec<&'t str>,
    /// The trait that sets the options which only it has.
    pub setters: Option<&'t str>,
    /// A digest of what is sent beside that, where it is not what most send.
    pub wire: Option<&'t str>,
    /// The headers that the description names.
    pub headers: Option<&'t str>,
}
