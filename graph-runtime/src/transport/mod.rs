//! Transports: what carries an HTTP request to the service and its answer back.

mod body;
mod memory;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
mod tower;

use std::fmt;
use std::time::{Duration, Instant};

pub use self::body::Body;
pub use self::memory::{InMemoryTransport, Recorded};
#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportBuilder};
#[cfg(feature = "tower")]
pub use self::tower::TransportService;
#[cfg(feature = "tower")]
pub(crate) use self::tower::layered;
use crate::error::debug_as_report;
pub use crate::url_template::UrlTemplate;
use crate::{BoxError, BoxFuture, Timer};

/// Carries one request. It follows no redirect, retries nothing and adds no header of meaning: that is the client's.
///
/// What the client asks of it is among the extensions of the request: [`Timeout`], [`ConnectedAfter`]; what operation it is,
/// [`UrlTemplate`] says.
pub trait Transport: Send + Sync {
    /// Sends the request; its answer is there when the headers are, with a body that is still on its way.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;

    /// What a client with this transport waits with, before it sends a request again, where it is given no
    /// [timer](crate::ClientBuilder::timer). None if not said: then it sends nothing again.
    fn timer(&self) -> Option<Box<dyn Timer>> {
        None
    }
}

/// Extension of a request: how long the exchange may take, from the connection to the last byte of the answer. With none
/// in it, the exchange may take as long as it moves; a request without the extension has the time that the transport
/// allows by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(pub Option<Duration>);

impl Default for Timeout {
    /// 100 s, as in Microsoft's SDKs.
    fn default() -> Self {
        Self(Some(Duration::from_secs(100)))
    }
}

/// Extension of a request: it shall not go over a connection that was open at this moment already. A service that was
/// unavailable may still be so at the other end of that connection, and not at the end of a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectedAfter(pub Instant);

/// Extension of a `$batch`: the URL templates of the requests in it, in their order there.
#[cfg(feature = "batch")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchUrlTemplates(pub Vec<UrlTemplate>);

/// Why a transport gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport could not be set up, or cannot send such a request; nothing was sent.
    Refused,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The service says that it did not process the request (RFC 9113 section 8.7): it refused the stream of HTTP/2, or ended
    /// the connection because of an error before it came to the request.
    Unprocessed,
    /// The service shut down the connection before it came to the request (RFC 9113 section 6.8), as it does to move clients
    /// to other connections: it did not process the request, and another connection may work.
    ShutDown,
    /// The time limit was exceeded.
    Timeout,
    /// The answer is longer than allowed.
    TooLarge,
    /// The connection broke.
    Broken,
    /// A layer between client and transport failed; whether anything was sent is unknown.
    Layer,
}

/// A request without a complete answer.
///
/// `Display` prints the kind; the cause is in [`source`](std::error::Error::source). `Debug` prints both on one line, with
/// all further causes.
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

debug_as_report!(TransportError);

impl TransportError {
    /// An error of this kind with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// An answer of more than `limit` bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(TransportErrorKind::TooLarge, format!("it has more than {limit} bytes"))
    }

    /// `error` itself if it is one of these, else one of this kind.
    pub(crate) fn of(error: BoxError, kind: TransportErrorKind) -> Self {
        error.downcast().map_or_else(|error| Self::new(kind, error), |error| *error)
    }

    /// What kind of error it is.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have processed the request: it may have received it, and did not say that it ignored it.
    pub fn may_have_been_sent(&self) -> bool {
        use TransportErrorKind::{Connect, Refused, ShutDown, Unprocessed};
        !matches!(self.kind, Refused | Connect | Unprocessed | ShutDown)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Refused => "refused by the transport",
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Unprocessed => "the service did not process the request",
            TransportErrorKind::ShutDown => "the service shut down the connection",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::TooLarge => "the answer is too large",
            TransportErrorKind::Broken => "the connection broke",
            TransportErrorKind::Layer => "a layer failed",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
