//! Transports: what carries an HTTP request to the service and its answer back.

mod memory;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

pub use self::memory::{InMemoryTransport, Recorded};
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
use crate::{BoxError, BoxFuture};

/// Carries one request. It follows no redirect, retries nothing and adds no header of meaning: that is the client's.
pub trait Transport: Send + Sync {
    /// Sends the request and reads the whole answer. The [`Limits`] of the request are among its extensions.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// What a transport must not exceed; every request carries one as an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How long the exchange may take, from the connection to the last byte; none for the transport's own default.
    pub timeout: Option<Duration>,
    /// How many bytes the body of a success may have; a longer one is an error.
    pub success_body: usize,
    /// How many bytes of any other body are read; the rest is dropped.
    pub error_body: usize,
}

impl Default for Limits {
    /// No timeout, 64 MiB, 1 MiB.
    fn default() -> Self {
        Self { timeout: None, success_body: 64 << 20, error_body: 1 << 20 }
    }
}

/// Why a transport gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport could not be set up, or cannot send such a request; nothing was sent.
    Refused,
    /// No connection came about; nothing was sent.
    Connect,
    /// The time was over.
    Timeout,
    /// The answer is longer than allowed.
    TooLarge,
    /// The connection broke.
    Broken,
}

/// A request that got no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

impl TransportError {
    /// An error of this kind with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: source.into() }
    }

    /// What kind of error it is.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have received the request.
    pub fn may_have_been_sent(&self) -> bool {
        !matches!(self.kind, TransportErrorKind::Refused | TransportErrorKind::Connect)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Refused => "the transport refused",
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::TooLarge => "the answer is too large",
            TransportErrorKind::Broken => "the connection broke",
        })?;
        // The whole chain in one line: loggers print no sources, and the innermost one names the reason.
        let mut source: Option<&dyn std::error::Error> = Some(&*self.source);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
