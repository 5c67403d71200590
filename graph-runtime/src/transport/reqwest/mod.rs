//! `ReqwestTransport`: the transport for real services. No type of reqwest shows outside this folder.

mod answer;
mod pace;
mod target;
mod tls;

use std::fmt;
use std::future::ready;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use self::answer::{failure, incoming, unanswered};
use self::pace::{Moved, Outgoing, Pace};
use self::target::{Target, Targets};
use self::tls::Tls;
use super::{Body, ConnectedAfter, Timeout, Transport, TransportError, TransportErrorKind};
use crate::error::Report;
use crate::shown::shown;
use crate::{BoxFuture, Timer, TokioTimer};

/// Sends requests with reqwest: HTTP/1.1 and 2, a pool of connections, and the proxies that `HTTPS_PROXY` and the like name.
/// With the features `gzip` and `brotli` answers come compressed. Needs a tokio runtime.
///
/// TLS is that of a feature, with the certificates the system trusts:
///
/// - `rustls`, the default: by rustls, with ring, which is installed as its `CryptoProvider` when a transport is made; a program
///   that installs another before, such as one of `aws-lc-rs` with FIPS, has that one used.
/// - `native-tls`: by the system, which is OpenSSL, `SChannel` or Secure Transport; where both features are on, rustls is used.
///
/// It follows no redirect, so that a token is never carried to where an answer points.
#[derive(Clone)]
pub struct ReqwestTransport {
    settings: ReqwestTransportBuilder,
    pool: Arc<Mutex<Pool>>,
    targets: Arc<Targets>,
}

/// Connections, none of which is older than it.
#[derive(Clone)]
struct Pool {
    client: reqwest::Client,
    /// For this machine itself, once that is asked for: past every proxy, which would get in clear text what is meant for
    /// nobody else.
    direct: Option<reqwest::Client>,
    since: Instant,
}

/// Configures a [`ReqwestTransport`].
#[derive(Clone)]
#[must_use]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    timeout: Option<Duration>,
    idle_timeout: Duration,
    tls: Tls,
    proxies: Vec<reqwest::Proxy>,
    no_proxy: bool,
    /// What cannot be done as configured.
    failures: Vec<String>,
}

impl ReqwestTransport {
    /// A transport with its own connection pool.
    ///
    /// # Errors
    /// The TLS stack cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::builder().build()
    }

    /// A transport to be configured.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder {
            connect_timeout: Duration::from_secs(30),
            timeout: Timeout::default().0,
            idle_timeout: Duration::from_secs(100),
            tls: Tls::default(),
            proxies: Vec::new(),
            no_proxy: false,
            failures: Vec::new(),
        }
    }

    /// The client to send with, to this machine itself or elsewhere: one whose connections were all made after the given
    /// moment.
    fn client(&self, is_loopback: bool, after: Option<ConnectedAfter>) -> Result<reqwest::Client, TransportError> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        // Requests that failed together go on together: the first makes the pool, the others find it.
        if after.is_some_and(|after| pool.since <= after.0) {
            *pool = self.settings.pool()?;
        }
        if !is_loopback {
            return Ok(pool.client.clone());
        }
        if pool.direct.is_none() {
            pool.direct = Some(self.settings.clone().no_proxy().client()?);
        }
        Ok(pool.direct.as_ref().unwrap_or(&pool.client).clone())
    }

    /// The exchange of reqwest for `request`; a stream in it notes in `moved` when it moves.
    fn begin(
        &self,
        request: http::Request<Body>,
        moved: Option<Moved>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, TransportError> {
        let Target { url, is_loopback } = self.targets.target(request.uri())?;
        if !Tls::IS_THERE && url.scheme() == "https" {
            let reason = "https needs TLS; help: enable the feature `rustls` or `native-tls`";
            return Err(TransportError::new(TransportErrorKind::Refused, reason));
        }
        let client = self.client(is_loopback, request.extensions().get().copied())?;
        Ok(client.execute(outgoing(request, url, moved)))
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        if Handle::try_current().is_err() {
            let reason = "there is no tokio runtime; help: await the request within one, or use `.block()` with the feature \
                          `blocking`";
            return Box::pin(ready(Err(TransportError::new(TransportErrorKind::Refused, reason))));
        }
        let timeout = request.extensions().get().map_or(self.settings.timeout, |Timeout(timeout)| *timeout);
        let pace = Pace::new(timeout, self.settings.idle_timeout);
        let moved = request.body().as_bytes().is_none().then(Moved::now);
        // What an answer to HEAD says of its length is that of another one.
        let is_bodiless = request.method() == http::Method::HEAD;
        let response = self.begin(request, moved.clone());
        Box::pin(async move {
            let response = pace.limit(moved, pin!(response?)).await?;
            response.map(|response| incoming(response, is_bodiless, pace)).map_err(unanswered)
        })
    }

    /// That of tokio, which the transport needs anyway.
    fn timer(&self) -> Option<Box<dyn Timer>> {
        Some(Box::new(TokioTimer))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl ReqwestTransportBuilder {
    /// How long connecting may take, TLS included; 30 s if not said.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self { connect_timeout: timeout, ..self }
    }

    /// How long an exchange may take whose request says nothing of it; 100 s if not said, and no limit with `None`.
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        Self { timeout: timeout.into(), ..self }
    }

    /// How long an answer may pause between two pieces of it, and a stream on its way to the service between two pieces or
    /// before the answer; 100 s if not said. It is what ends a transfer that has stopped moving, in either direction,
    /// however long the whole of it may take.
    pub fn idle_timeout(self, timeout: Duration) -> Self {
        Self { idle_timeout: timeout, ..self }
    }

    /// Goes through this proxy, `http://user:password@proxy.example:3128`, in place of those of the environment. Requests to
    /// this machine itself go through none.
    pub fn proxy(mut self, url: &str) -> Self {
        if let Ok(proxy) = reqwest::Proxy::all(url) {
            self.proxies.push(proxy);
        } else {
            // Not what reqwest says of it, which may be all of the URL with its password.
            let help = "write it as `http://proxy.example:3128`";
            self.failures.push(format!("the proxy `{}` is not a URL; help: {help}", shown(url)));
        }
        self
    }

    /// Goes through no proxy, whatever the environment says, or was said before.
    pub fn no_proxy(self) -> Self {
        Self { no_proxy: true, ..self }
    }

    /// Trusts one more certificate authority, in PEM: that of a company's inspecting proxy, say.
    pub fn root_certificate(mut self, pem: &[u8]) -> Self {
        if let Err(error) = self.tls.trust(pem) {
            self.failures.push(format!("a root certificate: {}", Report(&*error)));
        }
        self
    }

    /// The transport.
    ///
    /// # Errors
    /// `Refused`: a proxy is not a URL, a certificate cannot be read, or the TLS stack cannot be set up.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        if !self.failures.is_empty() {
            return Err(TransportError::new(TransportErrorKind::Refused, self.failures.join("; ")));
        }
        let pool = Arc::new(Mutex::new(self.pool()?));
        Ok(ReqwestTransport { settings: self, pool, targets: Arc::default() })
    }

    fn pool(&self) -> Result<Pool, TransportError> {
        let since = Instant::now();
        Ok(Pool { client: self.client()?, direct: None, since })
    }

    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // Not even what HTTP/2 says was not processed: all attempts are the client's. Without the number, reqwest copies each
            // request all the same.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(self.connect_timeout);
        builder = self.tls.configure(builder);
        if self.no_proxy {
            builder = builder.no_proxy();
        }
        for proxy in self.proxies.iter().filter(|_| !self.no_proxy) {
            builder = builder.proxy(proxy.clone());
        }
        builder.build().map_err(failure)
    }
}

impl fmt::Debug for ReqwestTransportBuilder {
    /// Without the proxies, whose URLs may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("tls", &self.tls)
            .field("proxies", &self.proxies.len())
            .field("no_proxy", &self.no_proxy)
            .finish_non_exhaustive()
    }
}

/// What reqwest sends to `url`. Bytes stay bytes, so that it knows their number; a stream notes in `moved` when it moves.
fn outgoing(request: http::Request<Body>, url: reqwest::Url, moved: Option<Moved>) -> reqwest::Request {
    let (parts, body) = request.into_parts();
    let mut outgoing = reqwest::Request::new(parts.method, url);
    *outgoing.headers_mut() = parts.headers;
    *outgoing.body_mut() = Some(match (body.as_bytes(), moved) {
        (Some(bytes), _) => bytes.clone().into(),
        (None, Some(moved)) => reqwest::Body::wrap(Outgoing { body, moved }),
        (None, None) => reqwest::Body::wrap(body),
    });
    outgoing
}
