//! `Reply` and `Pause`: what a host gives back for a request and for a wait.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::desk::Answered;
use super::slot::Ticket;
use crate::transport::{Timeout, TransportError};

/// Where the answer to one request goes, once and from any thread.
///
/// Dropped, it counts as a connection that broke: the request may have been carried out.
#[must_use = "dropped, it counts as a connection that broke"]
pub struct Reply {
    pub(super) ticket: Ticket<http::Request<Bytes>, Answered>,
    pub(super) timeout: Timeout,
}

impl Reply {
    /// The service answered, with whatever status. The body is whole; one that is longer than the client
    /// [allows](crate::ClientBuilder::max_response_bytes) is an error of the request, so no more needs to be read.
    pub fn answer(self, response: http::Response<Bytes>) {
        self.ticket.answer(Ok(response));
    }

    /// No complete answer came. The [kind](TransportError::kind) decides whether the request is sent again.
    pub fn fail(self, error: TransportError) {
        self.ticket.answer(Err(error));
    }

    /// How long the exchange may take, from the connection to the last byte of the answer; no limit with `None`. When it is
    /// over, [fail](Self::fail) with [`TransportErrorKind::Timeout`](crate::transport::TransportErrorKind::Timeout).
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout.0
    }

    /// Whether the answer is still waited for. Where it is not, the connection may be closed.
    pub fn is_wanted(&self) -> bool {
        self.ticket.is_wanted()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("is_wanted", &self.is_wanted()).finish_non_exhaustive()
    }
}

/// A wait that the host ends: by [`over`](Self::over), or by dropping it.
#[must_use = "dropped, the wait is over"]
pub struct Pause {
    pub(super) ticket: Ticket<Duration, ()>,
}

impl Pause {
    /// The time has passed.
    pub fn over(self) {
        self.ticket.answer(());
    }

    /// Whether the end of it is still waited for. Where it is not, a timer may be removed.
    pub fn is_wanted(&self) -> bool {
        self.ticket.is_wanted()
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pause").field("is_wanted", &self.is_wanted()).finish_non_exhaustive()
    }
}
