//! `Expansion`: an entry of `$expand` with options of its own.

use std::marker::PhantomData;

use super::{Entries, Expand, Field, Orderby, Path, Select};

/// A related resource to put into the answer, and what to ask of it; made by [`Field::with`].
///
/// Its options take fields of any model: a relation declared as `DirectoryObject` may well lead to a `User`.
pub struct Expansion<M> {
    path: String,
    options: Vec<String>,
    model: PhantomData<fn() -> M>,
}

impl<M, T, P: Into<Path>> Field<M, T, P> {
    /// Expands this field with options: `User::MANAGER.with().select(User::ID)`.
    pub fn with(self) -> Expansion<M> {
        Expansion { path: self.into(), options: Vec::new(), model: PhantomData }
    }
}

impl<M> Expansion<M> {
    /// An entry as it is.
    pub(super) fn entry(path: String) -> Self {
        Self { path, options: Vec::new(), model: PhantomData }
    }

    /// Only these members of the related resource.
    pub fn select(self, entries: impl Entries<Select>) -> Self {
        self.option("$select", entries.entries().join(","))
    }

    /// Related resources in this order.
    pub fn orderby(self, entries: impl Entries<Orderby>) -> Self {
        self.option("$orderby", entries.entries().join(","))
    }

    /// What is related to the related resource.
    pub fn expand(self, entries: impl Entries<Expand>) -> Self {
        self.option("$expand", entries.entries().join(","))
    }

    /// Only related resources that match.
    pub fn filter(self, expression: impl Into<String>) -> Self {
        self.option("$filter", expression)
    }

    /// At most this many related resources.
    pub fn top(self, top: i32) -> Self {
        self.option("$top", top.to_string())
    }

    /// Any other option, such as `$levels` with `max`.
    pub fn option(mut self, name: &str, value: impl Into<String>) -> Self {
        self.options.push(format!("{name}={}", value.into()));
        self
    }
}

impl<M> From<Expansion<M>> for String {
    fn from(expansion: Expansion<M>) -> Self {
        let Expansion { path, options, .. } = expansion;
        if options.is_empty() { path } else { format!("{path}({})", options.join(";")) }
    }
}
