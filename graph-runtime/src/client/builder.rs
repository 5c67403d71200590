//! `ClientBuilder`: base URL, token source, transport, limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use super::{Client, Inner, defaults};
use crate::base_url::{BaseUrl, TokenHosts, is_loopback};
use crate::cloud::Cloud;
use crate::driver::ByHand;
use crate::timer::Timer;
use crate::token::TokenSource;
use crate::trace::Settings;
use crate::transport::{Timeout, Transport};
use crate::{ApiVersion, Error, Retry, RetryBudget};
#[cfg(feature = "tower")]
use crate::{BoxError, transport::Body};

/// Configures a [`Client`].
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    root_url: Option<String>,
    cloud: Cloud,
    version: String,
    token: Option<Box<dyn TokenSource>>,
    scopes: Vec<String>,
    transport: Option<Arc<dyn Transport>>,
    by_hand: bool,
    /// Headers of every request, name and value, `Prefer` among them.
    pub(super) defaults: Vec<(String, String)>,
    allowed_hosts: Vec<String>,
    loopback_http: bool,
    max_response_bytes: usize,
    timeout: Option<Timeout>,
    retry: Retry,
    retry_budget: RetryBudget,
    timer: Option<Arc<dyn Timer>>,
    pub(crate) trace: Settings,
    #[cfg(feature = "tower")]
    layers: Vec<AddLayer>,
}

/// Puts a layer above a transport.
#[cfg(feature = "tower")]
type AddLayer = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            base_url: None,
            root_url: None,
            cloud: Cloud::default(),
            version: "beta".to_owned(),
            token: None,
            scopes: Vec::new(),
            transport: None,
            by_hand: cfg!(not(feature = "reqwest")),
            defaults: Vec::new(),
            allowed_hosts: Vec::new(),
            loopback_http: false,
            max_response_bytes: 64 << 20,
            timeout: None,
            retry: Retry::default(),
            retry_budget: RetryBudget::default(),
            timer: None,
            trace: Settings::default(),
            #[cfg(feature = "tower")]
            layers: Vec::new(),
        }
    }

    /// Where the API is, version included: for all requests, whatever version their bindings were made for. It is used in
    /// place of [`root_url`](Self::root_url), [`cloud`](Self::cloud) and [`version`](Self::version).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where the API is without its version, such as `https://proxy.example/graph`: bindings add the version that they were
    /// made for, and [raw requests](Client::request) that of [`version`](Self::version). Defaults to the host of the
    /// [`cloud`](Self::cloud).
    pub fn root_url(mut self, url: impl Into<String>) -> Self {
        self.root_url = Some(url.into());
        self
    }

    /// The national cloud; the worldwide one if not said.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// The API version of [raw requests](Client::request), and of builders whose bindings do not name one. Defaults to
    /// `beta`.
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

    /// What carries requests. Without one, the feature `rustls` or `native-tls` provides it; without these, the client is
    /// one [`without_transport`](Self::without_transport).
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self.by_hand = false;
        self
    }

    /// Has no connections of its own: for programs that send requests themselves, by [`Request::to_http`](crate::Request::to_http)
    /// or a [`Driver`](crate::driver::Driver). Whatever is awaited elsewhere fails when it is to send.
    pub fn without_transport(mut self) -> Self {
        self.transport = Some(Arc::new(ByHand));
        self.by_hand = true;
        self
    }

    /// Lets tokens go to one more host over https: that of the base URL where it is not one of the [clouds](Cloud), such as a
    /// proxy in front of Graph, or one that links lead to.
    ///
    /// Without a port it is the default one, 443; of the host of the base URL, the port that the base URL has. `name:port`
    /// says another.
    pub fn allowed_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Allows a base URL on `127.0.0.1`, `[::1]` or `localhost`, over plain http too, and lets tokens go there, to its port:
    /// for test servers. Links without a token may lead to any port of this machine.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// How many bytes the body of a successful answer may have; 64 MiB if not said.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// How long an exchange may take, from the connection to the last byte of the answer, where the request does not say
    /// it: no limit with `None`, and what the transport allows if not said, which is 100 s with reqwest. It does not count
    /// for bodies that are streams, which may take their time as long as they move.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(Timeout(timeout.into()));
        self
    }

    /// Puts a layer of tower between the client and its transport: it sees every attempt of every request, with its
    /// token. The first layer is the outermost, as in tower's `ServiceBuilder`.
    ///
    /// A [`TransportError`](crate::transport::TransportError) of the transport below, passed on, is treated as ever; any
    /// other error of a layer is one that may have come after the request was sent, and is not repeated.
    ///
    /// A layer ends with the head of an answer: a concurrency limit of 1 lets two bodies flow at once, and a timeout of a layer
    /// does not end a body, as [`timeout`](Self::timeout) does. Each attempt has a clone of its service.
    #[cfg(feature = "tower")]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: tower_layer::Layer<crate::transport::TransportService> + Send + Sync + 'static,
        L::Service: tower_service::Service<
                http::Request<Body>,
                Response = http::Response<B>,
                Error: Into<BoxError>,
                Future: Send,
            > + Clone
            + Send
            + Sync
            + 'static,
        B: http_body::Body<Data = bytes::Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        self.layers.push(Box::new(move |transport| crate::transport::layered(transport, &layer)));
        self
    }

    /// How often requests are sent again when they fail; [`Retry::default`] if not said.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many retries all requests of the client may make together; [`RetryBudget::default`] if not said.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// What the client waits with before it sends a request again, in place of what its transport
    /// [comes with](Transport::timer). Without either, nothing is sent again that has to wait; a request whose
    /// connection the service [shut down](crate::transport::TransportErrorKind::ShutDown) goes to another one, once.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Some(Arc::new(timer));
        self
    }

    #[cfg(feature = "tower")]
    fn has_layers(&self) -> bool {
        !self.layers.is_empty()
    }

    #[cfg(not(feature = "tower"))]
    #[expect(clippy::unused_self, reason = "with the feature it is used")]
    fn has_layers(&self) -> bool {
        false
    }

    /// The client.
    ///
    /// # Errors
    /// A base URL that is not valid, an allowed host that is not the name of a host, a token source for a host that must not get
    /// tokens, a header that is not for all requests, or a default transport that cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        // The default transport alone has no use for the name of the operation.
        let names_operations = self.transport.is_some() || self.by_hand || self.has_layers();
        let (base_url, versions) = match self.base_url {
            Some(url) => (BaseUrl::parse(&url)?, Vec::new()),
            None => base_urls(self.root_url, self.cloud, &self.version)?,
        };
        let token_hosts = TokenHosts::new(&base_url, &self.allowed_hosts, self.loopback_http)?;
        if self.token.is_some() {
            check_token_host(&base_url, &token_hosts)?;
        }
        let headers = defaults::headers(&self.defaults)?;
        let mut scopes = self.scopes;
        if scopes.is_empty() {
            scopes.push(base_url.cloud().unwrap_or(self.cloud).default_scope());
        }
        let scopes = scopes.into();
        let transport = self.transport.map_or_else(default_transport, Ok)?;
        let timer = self.timer.or_else(|| transport.timer().map(Arc::from));
        #[cfg(feature = "tower")]
        let transport = self.layers.into_iter().rev().fold(transport, |transport, add| add(transport));
        let Self { token, by_hand, max_response_bytes, timeout, retry, retry_budget, trace, .. } = self;
        Ok(Client(Arc::new(Inner {
            base_url,
            versions,
            token_hosts,
            token,
            scopes,
            transport,
            by_hand,
            names_operations,
            headers,
            timer,
            max_response_bytes,
            timeout,
            retry,
            retry_budget,
            trace,
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

/// The base URL of `version` below the root, and those of all versions that bindings are made for.
fn base_urls(
    root: Option<String>,
    cloud: Cloud,
    version: &str,
) -> Result<(BaseUrl, Vec<(ApiVersion, BaseUrl)>), Error> {
    let root = root.unwrap_or_else(|| format!("https://{}", cloud.host()));
    let root = BaseUrl::parse(&root)?;
    let root = root.as_str();
    if let Some(version) = ApiVersion::ALL.into_iter().find(|version| root.ends_with(&format!("/{}", version.as_str())))
    {
        return Err(Error::configuration(format!(
            "the root URL ends with the version `{}`, and bindings add theirs; help: leave it out, or use `.base_url(..)`",
            version.as_str()
        )));
    }
    let below = |version: &str| BaseUrl::parse(&format!("{root}/{version}"));
    let versions = ApiVersion::ALL.into_iter().map(|version| Ok((version, below(version.as_str())?)));
    Ok((below(version)?, versions.collect::<Result<_, Error>>()?))
}

fn check_token_host(base_url: &BaseUrl, hosts: &TokenHosts) -> Result<(), Error> {
    let url = base_url.as_str();
    let allowed = url.parse().is_ok_and(|url| hosts.allow(&url));
    if allowed {
        return Ok(());
    }
    let is_loopback = url.parse::<Uri>().is_ok_and(|url| url.host().is_some_and(is_loopback));
    let help =
        if is_loopback { "`.allow_loopback_http()` for a test server" } else { "use https and `.allowed_host(..)`" };
    Err(Error::configuration(format!("a token must not be sent to `{url}`; help: {help}")))
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    let transport = crate::transport::ReqwestTransport::new();
    let transport =
        transport.map_err(|error| Error::configuration("the default transport cannot be set up").with_source(error))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature it may fail")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(ByHand))
}
