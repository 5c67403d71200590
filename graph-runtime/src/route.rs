//! `Route`: the client and the path keys so far; what every generated builder is made of.

use std::borrow::Cow;
use std::fmt;
use std::iter::successors;
use std::sync::Arc;

use crate::place::{Paths, Place};
use crate::stand_in::StandIn;
use crate::transport::UrlTemplate;
use crate::{ApiVersion, Client, Parameter, TemplateError, template};

/// A place in the API: the client and the keys of the path so far. Cheap to clone.
#[derive(Clone)]
pub struct Route {
    client: Client,
    version: Option<ApiVersion>,
    last: Option<Arc<Key>>,
    /// Where a builder is that serves several paths.
    place: Place,
    stand_in: Option<StandIn>,
}

/// A key of the path, and those before it: routes share what they have in common.
struct Key {
    name: &'static str,
    value: Parameter,
    before: Option<Arc<Key>>,
}

impl Route {
    /// The root of `client`'s API, in the [version](crate::ClientBuilder::version) of the client.
    pub fn new(client: Client) -> Self {
        Self { client, version: None, last: None, place: Place::default(), stand_in: None }
    }

    /// The root of the API in this version, which is the one that bindings were made for. A client with a
    /// [base URL](crate::ClientBuilder::base_url) of its own sends everything there all the same.
    pub fn of_version(client: Client, version: ApiVersion) -> Self {
        Self { version: Some(version), ..Self::new(client) }
    }

    /// The same place with one more path key; `name` is spelled as in URL templates (`call%2Did`).
    pub fn with(&self, name: &'static str, value: impl Into<Parameter>) -> Self {
        self.with_parameter(name, value.into())
    }

    fn with_parameter(&self, name: &'static str, value: Parameter) -> Self {
        let before = self.last.clone();
        Self {
            client: self.client.clone(),
            version: self.version,
            last: Some(Arc::new(Key { name, value, before })),
            place: self.place.clone(),
            stand_in: self.stand_in.clone(),
        }
    }

    /// The same route, to a builder that serves several paths and is at `path` here: from the place of the builder that the
    /// step is on, or from the root. The templates of its requests begin there.
    pub fn below(mut self, path: &'static str) -> Self {
        self.place.push(path);
        self
    }

    /// The same route, to a builder that serves several paths and is at `path`, from the root.
    pub fn placed_at(self, path: &'static str) -> Self {
        Self { place: Place::at(path), ..self }
    }

    /// The same place, whose URLs begin with `short` where their templates begin with `path`: `/me` stands for
    /// `/users/{user%2Did}`, so that the builders of the one are those of the other. Where a path was put in place of another
    /// before, that is done with what comes out: `/me/drive` stands for `/users/{user%2Did}/drive`, which stands for
    /// `/drives/{drive%2Did}`.
    pub fn standing_for(&self, path: &'static str, short: &'static str) -> Self {
        Self { stand_in: Some(StandIn::new(path, short, self.stand_in.as_ref())), ..self.clone() }
    }

    /// The same place, whose URLs begin with `short` and the path `at` between colons where their templates begin with `path`:
    /// `/drives/{drive%2Did}/root:/docs/a.txt:` stands for `/drives/{drive%2Did}/items/{driveItem%2Did}`
    /// (Microsoft Learn, "Address resources in a drive on `OneDrive`").
    ///
    /// `at` consists of names as the service shows them, with a slash between them and perhaps one before the first; each is
    /// percent-encoded. Names that no file, folder or site has are an error of the request when it is sent.
    pub fn addressed_by_path(&self, path: &'static str, short: &'static str, at: &str) -> Self {
        Self { stand_in: Some(StandIn::by_path(path, short, at, self.stand_in.as_ref())), ..self.clone() }
    }

    /// The whole of `template`, which may begin at the place of a builder that serves several paths.
    pub(crate) fn whole(&self, template: &'static str) -> UrlTemplate {
        self.place.template(template)
    }

    /// `template` as URLs from here are made by: with what stands in place of its path.
    pub(crate) fn template<'t>(&self, template: &'t str) -> Result<Cow<'t, str>, TemplateError> {
        self.stand_in.as_ref().map_or(Ok(Cow::Borrowed(template)), |stand_in| stand_in.applied(template))
    }

    /// What the URLs from here begin with.
    pub(crate) fn base_url(&self) -> &str {
        self.client.base_url_of(self.version)
    }

    /// The URL of the object `id` in an entity set, such as `users` or `directoryObjects`, as references are
    /// [bound](crate::model::AdditionalData::bind) to it. It has the version of the API that the bindings are made for, as their
    /// requests do: `graph.route().reference("directoryObjects", id)`, with the trait [`RequestBuilder`](crate::RequestBuilder).
    pub fn reference(&self, set: &str, id: &str) -> String {
        format!("{}/{}/{}", self.base_url(), template::segment(set), template::segment(id))
    }

    /// The client requests from here are sent with.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The value of a key. Of a builder reached twice, such as an OData function with other arguments, the last one counts.
    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        keys(self.last.as_deref()).find(|key| key.name == name).map(|key| &key.value)
    }
}

/// The keys up to `last`, which comes first.
fn keys(last: Option<&Key>) -> impl Iterator<Item = &Key> {
    successors(last, |key| key.before.as_deref())
}

impl fmt::Debug for Route {
    /// Shows the names of the keys only: values identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = keys(self.last.as_deref()).map(|key| key.name).collect();
        names.reverse();
        let mut route = f.debug_struct("Route");
        route.field("base_url", &self.client.base_url_of(self.version)).field("parameters", &names);
        if !self.place.is_root() {
            route.field("place", &self.place.template(""));
        }
        if let Some(stand_in) = &self.stand_in {
            route.field("standing_for", &stand_in.path());
        }
        route.finish()
    }
}

/// A generated request builder: a [`Route`] with the methods of its place.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request builder",
    note = "generated builders are, such as `graph_beta::communications::calls::item::CallItemRequestBuilder`"
)]
pub trait RequestBuilder {
    /// Its paths as the description writes them, such as `/communications/calls/{call-id}`; one, unless it is the same
    /// below several.
    const PATHS: Paths;

    /// Where this builder is.
    fn route(&self) -> &Route;
}

/// Proves that a declared step leads to the declared builder `B`. For declared code only.
#[doc(hidden)]
pub fn leads_to<B, F: LeadsTo<B>>(_: F) {}

/// An argument of any type, for code that is compiled and never run. For declared code only.
///
/// # Panics
/// If it is run all the same.
#[doc(hidden)]
pub fn anything<T>() -> T {
    unreachable!("it stands in for an argument where nothing is called")
}

/// What the step of a declaration gives: the builder `B`, unless the builder that it is declared on has a method of that name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the builder that `on` names has this step already",
    label = "its own step comes before the declared one, and leads to `{Self}`",
    note = "declare what is missing on `{Self}`, or leave `on` out: the declared builder has a constructor then"
)]
pub trait LeadsTo<B> {}

impl<B> LeadsTo<B> for B {}

/// Declares a request builder: a type with the field `route`, and [`RequestBuilder`](crate::RequestBuilder) for it. Its
/// path is written as the description writes it; other attributes, such as documentation, may stand before the name.
///
/// ```
/// graph_runtime::request_builder!(CallsRequestBuilder, "/communications/calls");
/// ```
///
/// One that serves several paths names the places at which they begin, and its path at the first of them.
///
/// ```
/// const PLACES: &[&str] = &["/users/{user-id}/messages", "/me/messages"];
/// graph_runtime::request_builder!(MessageItemRequestBuilder, PLACES, "/users/{user-id}/messages/{message-id}");
/// # use graph_runtime::RequestBuilder;
/// # assert!(MessageItemRequestBuilder::PATHS.contains("/me/messages/{message-id}"));
/// ```
#[macro_export]
macro_rules! request_builder {
    // Graph has thousands of these: a call of another arm, and a `concat!`, would be an expansion more for each. The
    // lines of a code span are one (CommonMark section 6.1).
    ($name:ident, $path:literal) => {
        #[doc = "Builds requests to `"]
        #[doc = $path]
        #[doc = "`."]
        pub struct $name {
            pub(crate) route: $crate::Route,
        }

        impl $crate::RequestBuilder for $name {
            const PATHS: $crate::Paths = $crate::Paths::one($path);

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
    ($name:ident, $places:path, $path:literal) => {
        #[doc = "Builds requests to `"]
        #[doc = $path]
        #[doc = "`, and to other paths that it is reached by: its `PATHS`."]
        pub struct $name {
            pub(crate) route: $crate::Route,
        }

        impl $crate::RequestBuilder for $name {
            const PATHS: $crate::Paths = $crate::Paths::below($places, $path);

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
    ($(#[$attribute:meta])+ $name:ident, $path:literal) => {
        $(#[$attribute])+
        pub struct $name {
            pub(crate) route: $crate::Route,
        }

        impl $crate::RequestBuilder for $name {
            const PATHS: $crate::Paths = $crate::Paths::one($path);

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
    ($(#[$attribute:meta])+ $name:ident, $places:path, $path:literal) => {
        $(#[$attribute])+
        pub struct $name {
            pub(crate) route: $crate::Route,
        }

        impl $crate::RequestBuilder for $name {
            const PATHS: $crate::Paths = $crate::Paths::below($places, $path);

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
    // Declarations: they may go on from the builder at a place, and may be kept to a crate. There are few, so that an
    // expansion more does no harm.
    ($(#[$attribute:meta])* $vis:vis $name:ident, [$place:literal], $path:literal) => {
        $crate::request_builder!(@ [$(#[$attribute])*] [$vis] $name, $crate::Paths::below(&[$place], $path));
    };
    ($vis:vis $name:ident, $path:literal) => {
        $crate::request_builder!(
            @ [#[doc = "Builds requests to `"] #[doc = $path] #[doc = "`."]] [$vis] $name, $crate::Paths::one($path)
        );
    };
    ($(#[$attribute:meta])+ $vis:vis $name:ident, $path:literal) => {
        $crate::request_builder!(@ [$(#[$attribute])+] [$vis] $name, $crate::Paths::one($path));
    };
    (@ [$(#[$attribute:meta])*] [$vis:vis] $name:ident, $paths:expr) => {
        $(#[$attribute])*
        $vis struct $name {
            pub(crate) route: $crate::Route,
        }

        impl $crate::RequestBuilder for $name {
            const PATHS: $crate::Paths = $paths;

            fn route(&self) -> &$crate::Route {
                &self.route
            }
        }
    };
}
