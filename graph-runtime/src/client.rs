//! `Client` and its builder: base URL, token source, transport, limits.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use http::uri::Scheme;

use crate::base_url::{BaseUrl, TokenHosts};
use crate::cloud::Cloud;
use crate::timer::Timer;
use crate::token::{TokenRequest, TokenSource};
use crate::transport::{Limits, Transport};
use crate::{Error, Retry, Route};

/// What requests are sent with. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    base_url: BaseUrl,
    token_hosts: TokenHosts,
    token: Option<Box<dyn TokenSource>>,
    scopes: Arc<[String]>,
    transport: Box<dyn Transport>,
    timer: Option<Box<dyn Timer>>,
    limits: Limits,
    retry: Retry,
}

impl Client {
    /// A client to be configured.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: None,
            cloud: Cloud::default(),
            version: "beta".to_owned(),
            token: None,
            scopes: Vec::new(),
            transport: None,
            allowed_hosts: Vec::new(),
            loopback_http: false,
            limits: Limits::default(),
            retry: Retry::default(),
            timer: None,
        }
    }

    /// The root of the API, from which generated builders start.
    pub fn route(&self) -> Route {
        Route::new(self.clone())
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    pub(crate) fn token(&self) -> Option<&dyn TokenSource> {
        self.0.token.as_deref()
    }

    /// What the source is asked for, but for claims.
    pub(crate) fn token_request(&self) -> TokenRequest {
        TokenRequest::with_scopes(self.0.scopes.clone())
    }

    pub(crate) fn token_hosts(&self) -> &TokenHosts {
        &self.0.token_hosts
    }

    /// Refuses a link that a service gave, unless it leads where the base URL is, or over https to a host that may have
    /// tokens.
    pub(crate) fn check_link(&self, link: &str) -> Result<(), Error> {
        let url = link.parse::<Uri>().ok();
        let Some((url, scheme, host)) = url.as_ref().and_then(|url| Some((url, url.scheme()?, url.host()?))) else {
            return Err(Error::invalid("the link to go on with is no absolute URL"));
        };
        let is_allowed = *scheme == Scheme::HTTPS && self.token_hosts().allow(url);
        if is_allowed || self.0.base_url.is_origin_of(url) {
            return Ok(());
        }
        // Not the whole link: its query may open what it leads to.
        Err(Error::invalid(format!(
            "the link to go on with leads to `{scheme}://{host}`, where nothing is sent; \
             help: for a host of yours, use https and `.allowed_host(..)`"
        )))
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    /// What the client waits with; without it, nothing is sent again.
    pub(crate) fn timer(&self) -> Option<&dyn Timer> {
        self.0.timer.as_deref()
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

/// Configures a [`Client`].
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    cloud: Cloud,
    version: String,
    token: Option<Box<dyn TokenSource>>,
    scopes: Vec<String>,
    transport: Option<Box<dyn Transport>>,
    allowed_hosts: Vec<String>,
    loopback_http: bool,
    limits: Limits,
    retry: Retry,
    timer: Option<Box<dyn Timer>>,
}

impl ClientBuilder {
    /// Where the API is, version included; it goes before [`cloud`](Self::cloud) and [`version`](Self::version).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The national cloud; the worldwide one if not said.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// The API version, `beta` or `v1.0`; `beta` if not said.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Where tokens come from; without a source, requests are anonymous.
    pub fn token(mut self, source: impl TokenSource + 'static) -> Self {
        self.token = Some(Box::new(source));
        self
    }

    /// What the token source is asked for, such as `https://graph.microsoft.com/User.Read`. If not said, it is the
    /// [default scope](Cloud::default_scope) of the cloud that the base URL leads to; of the one that
    /// [`cloud`](Self::cloud) names where the base URL is that of a proxy.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// What carries requests; without one, feature `reqwest` provides it.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Lets tokens go to one more host over https, such as a proxy in front of Graph. The name is without a port.
    pub fn allowed_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Lets tokens go to `127.0.0.1`, `[::1]` and `localhost`, over plain http too: for test servers.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// How many bytes the body of a successful answer may have; 64 MiB if not said.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.success_body = bytes;
        self
    }

    /// The timeout of requests that set none of their own; none if not said.
    pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// How often requests are sent again when they fail; [`Retry::default`] if not said.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What the client waits with before it sends a request again. The transport of the feature `reqwest` comes with one;
    /// beside a [`transport`](Self::transport) of the user's own, nothing is sent again without it.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Some(Box::new(timer));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// A base URL that is none, a token source for a host that must not get tokens, or no transport.
    pub fn build(self) -> Result<Client, Error> {
        let url = self.base_url.unwrap_or_else(|| format!("https://{}/{}", self.cloud.host(), self.version));
        let base_url = BaseUrl::parse(&url)?;
        let token_hosts = TokenHosts::new(self.allowed_hosts, self.loopback_http);
        if self.token.is_some() {
            check_token_host(&base_url, &token_hosts)?;
        }
        let scopes = if self.scopes.is_empty() {
            vec![base_url.cloud().unwrap_or(self.cloud).default_scope()]
        } else {
            self.scopes
        };
        let Self { token, limits, retry, .. } = self;
        let timer = self.timer.or_else(|| if self.transport.is_none() { default_timer() } else { None });
        let transport = self.transport.map_or_else(default_transport, Ok)?;
        Ok(Client(Arc::new(Inner {
            base_url,
            token_hosts,
            token,
            scopes: scopes.into(),
            transport,
            timer,
            limits,
            retry,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("cloud", &self.cloud)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

fn check_token_host(base_url: &BaseUrl, hosts: &TokenHosts) -> Result<(), Error> {
    let url = base_url.as_str();
    let allowed = url.parse().is_ok_and(|url| hosts.allow(&url));
    if allowed {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "a token must not be sent to `{url}`; help: use https and `.allowed_host(..)`, or `.allow_loopback_http()` for a test server"
    )))
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Box<dyn Transport>, Error> {
    let transport = crate::transport::ReqwestTransport::new();
    let transport = transport.map_err(|error| Error::configuration(error.to_string()).with_source(error))?;
    Ok(Box::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Box<dyn Transport>, Error> {
    Err(Error::configuration("no transport; help: give one with `.transport(..)`, or enable the feature `reqwest`"))
}

/// The timer of the runtime that the default transport needs anyway.
#[cfg(feature = "reqwest")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
fn default_timer() -> Option<Box<dyn Timer>> {
    Some(Box::new(crate::TokioTimer))
}

#[cfg(not(feature = "reqwest"))]
fn default_timer() -> Option<Box<dyn Timer>> {
    None
}
