//! `Client`: what requests are sent with.

mod builder;
mod defaults;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::uri::Scheme;

pub use self::builder::ClientBuilder;
pub use self::defaults::BodyFormat;
use crate::base_url::{BaseUrl, TokenHosts, origin_text};
use crate::headers::Headers;
use crate::path;
use crate::timer::Timer;
use crate::token::{TokenRequest, TokenSource};
use crate::trace::Settings;
use crate::transport::{Timeout, Transport};
use crate::{ApiVersion, BoxFuture, Error, Request, Response, Retry, RetryBudget, Route, driver};

/// What requests are sent with. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    base_url: BaseUrl,
    /// The base URL of each version that bindings may be made for; empty where one base URL is for all.
    versions: Vec<(ApiVersion, BaseUrl)>,
    token_hosts: TokenHosts,
    token: Option<Box<dyn TokenSource>>,
    scopes: Arc<[String]>,
    transport: Arc<dyn Transport>,
    /// Whether the transport is a driver's host, which there is only while a driver polls.
    by_hand: bool,
    names_operations: bool,
    /// Those that every request begins with.
    headers: Headers,
    timer: Option<Arc<dyn Timer>>,
    max_response_bytes: usize,
    timeout: Option<Timeout>,
    retry: Retry,
    retry_budget: RetryBudget,
    trace: Settings,
}

impl Client {
    /// A client to be configured.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// The root of the API, from which generated builders start.
    pub fn route(&self) -> Route {
        Route::new(self.clone())
    }

    /// A request that no builder has: to a path below the base URL, such as `/users/ada?$select=id`, or to a whole URL on
    /// its host. What a URL may not have as it is (RFC 3986 section 2) is encoded: blanks, quotes, what is not ASCII, and a `%`
    /// that begins no escape. What is reserved there and every escape stay, so `/` and `&` in keys are the caller's to encode.
    /// Everything else is as with the requests of builders.
    ///
    /// A `#`, control characters, segments that are `.` or `..`, and a `\` in the path are errors when it is sent.
    ///
    /// ```
    /// use graph_runtime::model::Json;
    /// # use graph_runtime::transport::InMemoryTransport;
    /// use graph_runtime::{Client, Error, Method};
    ///
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let ada = client.request::<Json>(Method::GET, "/users/ada").query("$select", "id").await?;
    /// println!("{}", ada.as_str());
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<T: Response>(&self, method: Method, url: &str) -> Request<T> {
        Request::raw(&self.route(), method, url)
    }

    /// The base URL of [raw requests](Self::request), without a slash at its end. Requests of builders go to the version that
    /// their bindings were made for, unless the client was given one base URL for all.
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// The base URL of requests from bindings of `version`.
    pub(crate) fn base_url_of(&self, version: Option<ApiVersion>) -> &str {
        let own = self.0.versions.iter().find(|(known, _)| Some(*known) == version);
        own.map_or(&self.0.base_url, |(_, base_url)| base_url).as_str()
    }

    pub(crate) fn token(&self) -> Option<&dyn TokenSource> {
        self.0.token.as_deref()
    }

    /// What the source is asked for, but for claims.
    pub(crate) fn token_request(&self) -> TokenRequest {
        TokenRequest::of_client(self.0.scopes.clone(), self.0.timer.clone())
    }

    pub(crate) fn token_hosts(&self) -> &TokenHosts {
        &self.0.token_hosts
    }

    /// Refuses a link that a service gave, unless it leads where the base URL is, or over https to a host that may have
    /// tokens.
    pub(crate) fn check_link(&self, link: &str) -> Result<(), Error> {
        let url = path::link(link)?;
        let is_allowed = url.scheme() == Some(&Scheme::HTTPS) && self.token_hosts().allow(&url);
        if is_allowed || self.0.base_url.is_origin_of(&url) {
            return Ok(());
        }
        // Not the whole link: its query may open what it leads to.
        let place = origin_text(&url);
        Err(Error::invalid(format!(
            "the link leads to `{place}`, where nothing is sent; \
             help: if it should go there, use https and `.allowed_host(..)`"
        )))
    }

    /// Whether the other is this client or a clone of it.
    #[cfg(feature = "batch")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What follows the base URL in `url`, from the slash on, and the version whose base URL it is; none if it leads elsewhere.
    #[cfg(feature = "batch")]
    pub(crate) fn relative(&self, url: &http::Uri) -> Option<(Option<ApiVersion>, String)> {
        let versions = self.0.versions.iter().map(|(version, base_url)| (Some(*version), base_url));
        let mut bases = versions.chain([(None, &self.0.base_url)]);
        bases.find_map(|(version, base_url)| Some((version, base_url.relative(url)?)))
    }

    /// Refuses a link that opens what it leads to, unless it is one over https, or to this machine where that is allowed.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn check_open_link(&self, link: &str) -> Result<(), Error> {
        let url = path::link(link)?;
        if self.token_hosts().keep_private(&url) {
            return Ok(());
        }
        // Not the whole link: it is a secret.
        let place = origin_text(&url);
        Err(Error::invalid(format!(
            "the link leads to `{place}`, where anybody could read along; nothing is sent there"
        )))
    }

    /// # Errors
    /// There is none, and no driver polls.
    pub(crate) fn transport(&self) -> Result<&dyn Transport, Error> {
        if self.0.by_hand && !driver::is_polling() {
            return Err(Error::configuration(driver::NO_TRANSPORT));
        }
        Ok(&*self.0.transport)
    }

    /// Whether requests have to carry an [`UrlTemplate`](crate::transport::UrlTemplate).
    pub(crate) fn names_operations(&self) -> bool {
        self.0.names_operations
    }

    pub(crate) fn headers(&self) -> &Headers {
        &self.0.headers
    }

    pub(crate) fn max_response_bytes(&self) -> usize {
        self.0.max_response_bytes
    }

    pub(crate) fn timeout(&self) -> Option<Timeout> {
        self.0.timeout
    }

    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
    }

    pub(crate) fn trace(&self) -> Settings {
        self.0.trace
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    /// What the client waits with; without it, nothing is sent again that has to wait.
    pub(crate) fn timer(&self) -> Option<&dyn Timer> {
        self.0.timer.as_deref()
    }

    /// Waits before a request is sent again, for as long as its [`Attempts`](crate::retry::Attempts) say: not at all without
    /// a timer.
    pub(crate) fn pause(&self, wait: Duration) -> BoxFuture<'static, ()> {
        match self.timer() {
            Some(timer) => timer.sleep(wait),
            None => Box::pin(std::future::ready(())),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("authenticated", &self.0.token.is_some())
            .finish_non_exhaustive()
    }
}
