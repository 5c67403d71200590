//! `Attempts`: how often one request was sent, and whether it is sent again.

use std::time::Duration;

use backon::ExponentialBackoff;
use http::{Method, StatusCode};

use super::Retry;
use super::after::asked_wait;
use crate::transport::TransportErrorKind;
use crate::{Client, Error, clock};

/// The attempts of one request.
pub(crate) struct Attempts {
    retry: Retry,
    client: Client,
    /// Made with the first failure, for most requests have none.
    backoff: Option<Box<ExponentialBackoff>>,
    /// How often the request was sent.
    made: u32,
    /// Whether it was sent again after a connection was shut down.
    moved: bool,
    /// All waits so far.
    waited: Duration,
    /// Whether any attempt may have been carried out.
    may_have_been_sent: bool,
}

impl Attempts {
    pub(crate) fn new(retry: Retry, client: &Client) -> Self {
        let client = client.clone();
        Self { retry, client, backoff: None, made: 0, moved: false, waited: Duration::ZERO, may_have_been_sent: false }
    }

    /// Counts one more; gives how many there were before.
    pub(crate) fn begin(&mut self) -> u32 {
        self.made += 1;
        self.made - 1
    }

    /// How many there were.
    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    /// Notes how an attempt ended.
    pub(crate) fn failed(&mut self, failure: &Error) {
        self.may_have_been_sent |= failure.may_have_been_sent();
    }

    /// How long to wait before the next attempt of a request with `method`; none if it ends with `failure`.
    pub(crate) fn wait(&mut self, failure: &Error, method: &Method) -> Option<Duration> {
        if may_be_repeated(failure, method) { self.delay(failure) } else { None }
    }

    /// How long to wait after `failure` before the next attempt, whatever may be repeated; none if there is no further.
    pub(crate) fn delay(&mut self, failure: &Error) -> Option<Duration> {
        let backoff = self.backoff.get_or_insert_with(|| Box::new(self.retry.backoff()));
        let own = backoff.next()?.min(self.retry.max_delay);
        // A connection that is shut down is handed over to another one, without a wait, and for no more load.
        if failure.transport_kind() == Some(TransportErrorKind::ShutDown) && !std::mem::replace(&mut self.moved, true) {
            return Some(Duration::ZERO);
        }
        self.client.timer()?;
        let asked = asked_wait(failure.headers(), clock::system());
        let wait = asked.unwrap_or(own);
        let waited = self.waited.saturating_add(wait);
        if wait > self.retry.max_delay || waited > self.retry.max_total_delay {
            return None;
        }
        (asked.is_some() || self.client.retry_budget().withdraw()).then_some(wait)
    }

    /// Notes a wait that is over.
    pub(crate) fn waited(&mut self, wait: Duration) {
        self.waited = self.waited.saturating_add(wait);
    }

    /// Notes that the request succeeded.
    pub(crate) fn succeeded(&self) {
        self.client.retry_budget().deposit();
    }

    /// `failure` with what all attempts together were.
    pub(crate) fn told(&self, failure: Error) -> Error {
        failure.after(self.made, self.may_have_been_sent)
    }
}

/// Whether sending the request again cannot do its work twice, and may help.
fn may_be_repeated(failure: &Error, method: &Method) -> bool {
    use TransportErrorKind::{Broken, Connect, ShutDown, Unprocessed};
    match (failure.status(), failure.transport_kind()) {
        (Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE), _)
        | (_, Some(Connect | Unprocessed | ShutDown)) => true,
        (Some(StatusCode::GATEWAY_TIMEOUT), _) | (_, Some(Broken)) => method.is_idempotent(),
        _ => false,
    }
}
