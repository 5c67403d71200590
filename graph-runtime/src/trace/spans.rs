//! The spans of requests, by OpenTelemetry's semantic conventions for HTTP clients (version 1.23 and later, which are
//! stable). Fields that begin with `otel.` are for `tracing-opentelemetry`, and numbers are `i64` because of it: OpenTelemetry
//! has no unsigned ones, and what is recorded as unsigned becomes text there.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderName, Uri, Version};
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Level, Span};

use crate::draft::{Draft, Privacy};
use crate::shown::shown;
use crate::token::Secret;
use crate::transport::{Body, TransportErrorKind};
use crate::{ClientBuilder, Error, ErrorKind, template};

/// The target of all spans and events.
const TARGET: &str = "graph_runtime";
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What spans tell beyond what identifies nobody.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    urls: bool,
    request_ids: bool,
}

/// What spans tell, with the feature `tracing`.
///
/// A span has method, URL template, host, status and kind of error; never a token, header or body.
impl ClientBuilder {
    /// Has the spans of requests tell the URL, `url.full`: with its keys, which identify people, and its query. Of a link that
    /// a service gave, such as a next link or where a redirect leads, the query is left out, since it may be signed; of one
    /// that opens what it leads to nothing is told. Defaults to `false`.
    pub fn trace_urls(mut self, on: bool) -> Self {
        self.trace.urls = on;
        self
    }

    /// Has the spans of requests tell the ids by which Microsoft's support finds a request: the client's own,
    /// `http.request.header.client-request-id`, and that of the service, `http.response.header.request-id`. They are random
    /// and name no user. Off if not said.
    pub fn trace_request_ids(mut self, on: bool) -> Self {
        self.trace.request_ids = on;
        self
    }
}

/// The span of one request, over all its attempts.
#[derive(Debug)]
pub(crate) struct Trace {
    span: Span,
    settings: Settings,
    /// The version of HTTP that the first answer came by.
    version: OnceLock<Version>,
    /// Whether the outcome was told.
    is_settled: bool,
}

impl Trace {
    pub(crate) fn new(draft: &Draft, request: &http::Request<Body>) -> Self {
        let (origin, uri) = (&draft.origin, request.uri());
        let span = tracing::span!(
            target: TARGET,
            Level::INFO,
            "request",
            otel.name = format!("{} {}", origin.method, template::path(&origin.template)),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = origin.method.as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = template::path(&origin.template),
            url.full = Empty,
            server.address = uri.host(),
            server.port = port(uri),
            network.protocol.version = Empty,
            error.type = Empty,
            "http.request.header.client-request-id" = Empty,
            "http.response.header.request-id" = Empty,
        );
        let settings = draft.route.client().trace();
        if settings.urls {
            match draft.privacy() {
                Privacy::Own => _ = span.record("url.full", display(uri)),
                Privacy::Given => _ = span.record("url.full", shown(&uri.to_string())),
                Privacy::Open => {}
            }
        }
        if settings.request_ids
            && let Some(id) = request.headers().get(CLIENT_REQUEST_ID).and_then(|id| id.to_str().ok())
        {
            span.record("http.request.header.client-request-id", id);
        }
        Self { span, settings, version: OnceLock::new(), is_settled: false }
    }

    /// That of a request without a span of its own, such as one within a batch.
    pub(crate) fn none() -> Self {
        let (settings, version) = (Settings::default(), OnceLock::new());
        Self { span: Span::none(), settings, version, is_settled: true }
    }

    /// `future`, during which this is the current span: those of layers and of the transport are below it.
    pub(crate) fn follow<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.instrument(self.span.clone())
    }

    /// Notes that an attempt was answered.
    pub(crate) fn received(&self, version: Version) {
        self.version.get_or_init(|| version);
    }

    /// Tells that the request is sent again after `wait`, and what failed the last time of `attempts`.
    pub(crate) fn waits(&self, wait: Duration, failure: &Error, attempts: u32) {
        tracing::event!(
            target: TARGET,
            parent: &self.span,
            Level::WARN,
            http.request.resend_count = i64::from(attempts),
            http.response.status_code = failure.status().map(|status| i64::from(status.as_u16())),
            error.type = &*error_type(failure),
            delay_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX),
            "the request failed and is sent again after a wait"
        );
    }

    /// Tells that the last of `attempts` succeeded.
    pub(crate) fn succeeded(&mut self, response: &http::Response<Body>, attempts: u32, secret: &Secret) {
        let asked = Some(response.headers()).filter(|_| self.settings.request_ids);
        let request_id = asked.and_then(|headers| headers.get(REQUEST_ID)?.to_str().ok());
        let request_id = request_id.map(|id| secret.redactor().text(id).into_owned());
        self.settle(Some(response.status()), attempts, request_id.as_deref());
    }

    /// Tells how the request failed; it may have succeeded before, and not be readable.
    pub(crate) fn failed(&mut self, error: &Error) {
        self.settle(error.status(), error.attempts(), error.request_id());
        self.tell_error(&error_type(error));
    }

    fn settle(&mut self, status: Option<http::StatusCode>, attempts: u32, request_id: Option<&str>) {
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        if let Some(status) = status {
            self.span.record("http.response.status_code", i64::from(status.as_u16()));
        }
        if let Some(version) = self.version.get().copied().and_then(version_text) {
            self.span.record("network.protocol.version", version);
        }
        if attempts > 1 {
            self.span.record("http.request.resend_count", i64::from(attempts - 1));
        }
        if let Some(id) = request_id.filter(|_| self.settings.request_ids) {
            self.span.record("http.response.header.request-id", id);
        }
    }

    fn tell_error(&self, error_type: &str) {
        self.span.record("error.type", error_type);
        self.span.record("otel.status_code", "ERROR");
    }
}

impl Drop for Trace {
    /// A request that has no outcome was given up.
    fn drop(&mut self) {
        if !self.is_settled {
            self.tell_error("cancelled");
        }
    }
}

/// The port, which is that of the scheme where the URL names none.
fn port(uri: &Uri) -> i64 {
    let of_scheme = if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    uri.port_u16().unwrap_or(of_scheme).into()
}

/// The version as the conventions write it.
fn version_text(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}

/// What failed, as one of few texts: the status as its number, or the kind.
fn error_type(error: &Error) -> Cow<'static, str> {
    let kind = match error.kind() {
        ErrorKind::Configuration => "configuration",
        ErrorKind::Invalid => "invalid",
        ErrorKind::Token => "token",
        ErrorKind::Decode => "decode",
        ErrorKind::Io => "io",
        ErrorKind::Changed => "changed",
        ErrorKind::Operation => "operation",
        ErrorKind::Transport => transport_error_type(error),
        ErrorKind::Service => {
            return error.status().map_or("service".into(), |status| status.as_str().to_owned().into());
        }
    };
    kind.into()
}

fn transport_error_type(error: &Error) -> &'static str {
    match error.transport_kind() {
        Some(TransportErrorKind::Refused) => "refused",
        Some(TransportErrorKind::Connect) => "connect",
        Some(TransportErrorKind::Unprocessed) => "unprocessed",
        Some(TransportErrorKind::ShutDown) => "shut_down",
        Some(TransportErrorKind::Timeout) => "timeout",
        Some(TransportErrorKind::TooLarge) => "too_large",
        Some(TransportErrorKind::Layer) => "layer",
        Some(TransportErrorKind::Broken) | None => "broken",
    }
}
