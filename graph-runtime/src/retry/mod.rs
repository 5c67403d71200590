//! `Retry`: whether a request that failed is sent again, and how long to wait before.

mod after;
mod attempts;
mod budget;

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

#[cfg(feature = "monitor")]
pub(crate) use self::after::asked_wait;
pub(crate) use self::attempts::Attempts;
pub use self::budget::RetryBudget;

/// How often a request that failed is sent again, and how long to wait before.
///
/// Sent again is what may be, without doing a thing twice:
///
/// | failure | methods |
/// |---|---|
/// | 429 Too Many Requests, 503 Service Unavailable | all: the service says that it did nothing |
/// | 504 Gateway Timeout | the idempotent ones (RFC 9110 section 9.2.2) |
/// | no connection could be made | all: nothing was sent |
/// | HTTP/2: the service refused the stream, or ended the connection before it came to it | all: the service says that it did nothing |
/// | the connection broke | the idempotent ones |
///
/// A `POST` or `PATCH` whose connection broke is never repeated by itself, nor is a [stream](crate::transport::Body::stream),
/// which cannot be sent twice, and neither is a request whose
/// [timeout](crate::Request::timeout) is over: that is the caller's. Each attempt has a timeout and a token of its own, and
/// the same `client-request-id`; repeated ones say `Retry-Attempt: 1` and so on.
///
/// The wait is what `Retry-After` asks for (seconds, with or without a fraction, or an HTTP date); without it, an
/// exponential backoff with jitter. Where the service asks for more than [`max_delay`](Self::max_delay), or all waits
/// together would be longer than [`max_total_delay`](Self::max_total_delay), its answer is given at once, and
/// [`Error::retry_after`](crate::Error::retry_after) says when to come back. All requests of a client have a
/// [budget](RetryBudget) together. After a 503 the next attempt goes over a new connection; after a connection that the service
/// shut down in order it goes over another one at once, the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    max_retries: u32,
    delay: Duration,
    max_delay: Duration,
    max_total_delay: Duration,
}

impl Default for Retry {
    /// Three retries; 3 s, doubled each time, and 180 s at most: the defaults of Microsoft's SDKs.
    fn default() -> Self {
        Self {
            max_retries: 3,
            delay: Duration::from_secs(3),
            max_delay: Duration::from_secs(180),
            max_total_delay: Duration::MAX,
        }
    }
}

impl Retry {
    /// Every failure is told at once.
    pub fn none() -> Self {
        Self::default().max_retries(0)
    }

    /// How often a request is sent again at most, after the first time.
    pub fn max_retries(self, max_retries: u32) -> Self {
        Self { max_retries, ..self }
    }

    /// The wait before the first retry where the service asks for none; it doubles with each.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// The longest single wait.
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// The longest that all waits of a request may take together; without limit if not said.
    pub fn max_total_delay(self, max_total_delay: Duration) -> Self {
        Self { max_total_delay, ..self }
    }

    fn backoff(self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.delay)
            .with_max_delay(self.max_delay)
            .with_max_times(self.max_retries as usize)
            .build()
    }
}
