//! `Route`: the client and the path keys so far; what every generated builder is made of.

use std::fmt;

use crate::{Client, Parameter};

/// A place in the API: the client and the keys of the path so far. Cheap to clone.
#[derive(Clone)]
pub struct Route {
    client: Client,
    parameters: Vec<(&'static str, Parameter)>,
}

impl Route {
    /// The root of `client`'s API.
    pub fn new(client: Client) -> Self {
        Self { client, parameters: Vec::new() }
    }

    /// The same place with one more path key; `name` is spelt as in URL templates (`call%2Did`).
    pub fn with(&self, name: &'static str, value: impl Into<Parameter>) -> Self {
        self.with_parameter(name, value.into())
    }

    fn with_parameter(&self, name: &'static str, value: Parameter) -> Self {
        let mut route = self.clone();
        // A builder reached twice, such as an OData function with other arguments, replaces its key.
        route.parameters.retain(|(known, _)| *known != name);
        route.parameters.push((name, value));
        route
    }

    /// The client requests from here are sent with.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl fmt::Debug for Route {
    /// Shows the names of the keys only: values identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("Route").field("base_url", &self.client.base_url()).field("parameters", &names).finish()
    }
}

/// A generated request builder: a [`Route`] with the methods of its place.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request builder",
    note = "generated builders are, such as `graph_beta::communications::calls::item::CallItemRequestBuilder`"
)]
pub trait RequestBuilder {
    /// Its path, with the variables of a URL template: `/communications/calls/{call%2Did}`.
    const PATH: &'static str;

    /// Where this builder is.
    fn route(&self) -> &Route;
}

/// Implements [`RequestBuilder`](crate::RequestBuilder) for a type with a field `route`, given its path.
#[macro_export]
macro_rules! request_builder {
    ($name:ident, $path:literal) => {
        impl $crate::RequestBuilder for $name {
            const PATH: &'static str = $path;

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
}

/// Whether two paths are the same text; a declared action proves with it, at compile time, that it goes on from the
/// builder it is attached to.
#[doc(hidden)]
pub const fn same_path(path: &str, other: &str) -> bool {
    let (path, other) = (path.as_bytes(), other.as_bytes());
    if path.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < path.len() {
        if path[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
