//! `Draft`: a request without its types, as built so far; and the HTTP request it becomes.

mod http_request;
mod steps;
mod url;

use http::Method;
use http::header::CONTENT_TYPE;

use self::url::raw_url;
#[cfg(any(feature = "monitor", feature = "transfer"))]
use crate::Client;
use crate::error::Origin;
use crate::headers::Headers;
use crate::token::Secret;
use crate::transport::{Body, ConnectedAfter, Timeout, UrlTemplate};
use crate::{AccessToken, Error, Parameter, Retry, Route};

/// Who may see the URL of a request beside the service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Privacy {
    /// Whoever the program tells: it has made the URL itself.
    Own,
    /// The same, but for its query: a service gave it, and may have signed it.
    Given,
    /// Nobody: the URL itself opens what it leads to. So no token goes with it.
    Open,
}

/// A request without its types.
pub(crate) struct Draft {
    pub(crate) route: Route,
    pub(crate) origin: Origin,
    /// Query options of the operation, by their name in the template.
    options: Vec<(&'static str, Parameter)>,
    /// Query options of the user, by their name on the wire.
    raw_query: Vec<(String, Parameter)>,
    /// The URL in place of the template's, and who may see it.
    link: Option<(String, Privacy)>,
    pub(crate) headers: Headers,
    pub(crate) body: Option<Body>,
    /// How long the exchange may take, where the request says so.
    pub(crate) timeout: Option<Timeout>,
    pub(crate) retry: Retry,
    /// The token to begin with, where the client's source is not to be asked.
    pub(crate) token: Option<AccessToken>,
    /// Since when a connection may be open that the next attempt uses.
    pub(crate) connected_after: Option<ConnectedAfter>,
    /// Of a batch: the URL templates of the requests in it.
    #[cfg(feature = "batch")]
    pub(crate) parts: Vec<UrlTemplate>,
    /// Whether the operation may need the index of the directory.
    pub(crate) advanced: bool,
    /// The first step that failed; returned when the request is awaited.
    failure: Option<Error>,
}

impl Draft {
    pub(crate) fn new(route: &Route, method: Method, template: impl Into<UrlTemplate>) -> Self {
        Self {
            route: route.clone(),
            origin: Origin { method, template: template.into() },
            options: Vec::new(),
            raw_query: Vec::new(),
            link: None,
            headers: route.client().headers().begun(),
            body: None,
            timeout: None,
            retry: route.client().retry(),
            token: None,
            connected_after: None,
            #[cfg(feature = "batch")]
            parts: Vec::new(),
            advanced: false,
            failure: None,
        }
    }

    /// A request of no operation, to a path below the base URL or a whole URL that the client may go to.
    pub(crate) fn raw(route: &Route, method: Method, url: &str) -> Self {
        let mut draft = Self::new(route, method, "{+baseurl}/{+path}");
        match raw_url(route.client(), url) {
            Ok(url) => draft.link = Some((url, Privacy::Own)),
            Err(error) => draft.fail(error),
        }
        draft
    }

    /// A request of the same operation with the same headers and settings, to [`follow`](Self::follow) a link with.
    pub(crate) fn successor(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            timeout: self.timeout,
            retry: self.retry,
            ..Self::new(&self.route, self.origin.method.clone(), self.origin.template.clone())
        }
    }

    /// A request to a URL that a service gave and that opens what it leads to: over https it may be anywhere, and goes
    /// without a token. Nothing of the URL is told; `template` stands for it.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn open(client: &Client, method: Method, template: impl Into<UrlTemplate>, url: &str) -> Self {
        let mut draft = Self::new(&client.route(), method, template);
        match client.check_open_link(url) {
            Ok(()) => draft.link = Some((url.to_owned(), Privacy::Open)),
            Err(error) => draft.fail(error),
        }
        draft.headers = Headers::of_any_host();
        draft
    }

    /// The request that reads what a service says is at `url`: with the client's token where that may go, else
    /// [openly](Self::open).
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn onward(client: &Client, template: impl Into<UrlTemplate>, url: &str) -> Self {
        if client.check_link(url).is_err() {
            return Self::open(client, Method::GET, template, url);
        }
        let link = (url.to_owned(), Privacy::Given);
        Self { link: Some(link), ..Self::new(&client.route(), Method::GET, template) }
    }

    /// The request that asks for the same once more, at the URL that this one has.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn again(&self, url: &str) -> Self {
        Self { link: Some((url.to_owned(), self.privacy())), ..self.successor() }
    }

    /// Turns this into the request that reads what `link` leads to, if the client may go there.
    pub(crate) fn follow(&mut self, link: String) {
        if let Err(error) = self.route.client().check_link(&link) {
            return self.fail(error);
        }
        self.link = Some((link, Privacy::Given));
        self.origin.method = Method::GET;
        self.body = None;
        self.headers.remove(&CONTENT_TYPE);
    }

    /// Whether all steps so far went well.
    ///
    /// # Errors
    /// The first step that failed.
    fn check(&self) -> Result<(), Error> {
        self.failure.as_ref().map_or(Ok(()), |failure| Err(failure.shared()))
    }

    /// The body, unless a step failed.
    pub(crate) fn usable_body(&self) -> Option<&Body> {
        self.body.as_ref().filter(|_| self.failure.is_none())
    }

    pub(crate) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    /// Takes `secret` out of the step that failed.
    pub(crate) fn redact_failure(&mut self, secret: &Secret) {
        self.failure = self.failure.take().map(|failure| failure.redacted(secret));
    }

    /// Who may see the URL.
    pub(crate) fn privacy(&self) -> Privacy {
        self.link.as_ref().map_or(Privacy::Own, |(_, privacy)| *privacy)
    }

    /// Whether the URL itself opens what it leads to, so that no token goes with it.
    pub(crate) fn is_open(&self) -> bool {
        self.privacy() == Privacy::Open
    }
}
