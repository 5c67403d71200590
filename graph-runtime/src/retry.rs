//! `Retry`: whether a request that failed is sent again, and how long to wait before.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, Method, StatusCode};

use crate::Error;
use crate::transport::{TransportError, TransportErrorKind};

/// How often a request that failed is sent again, and how long to wait before.
///
/// Sent again is what may be, without doing a thing twice:
///
/// | failure | methods |
/// |---|---|
/// | 429 Too Many Requests, 503 Service Unavailable | all: the service says that it did nothing |
/// | 504 Gateway Timeout | the idempotent ones (RFC 9110 section 9.2.2) |
/// | no connection came about | all: nothing was sent |
/// | the connection broke | the idempotent ones |
///
/// A `POST` or `PATCH` whose connection broke is never repeated by itself, and neither is a request whose
/// [timeout](crate::Request::timeout) is over: that is the caller's. Each attempt has a timeout and a token of its own, and
/// the same `client-request-id`; repeated ones say `Retry-Attempt: 1` and so on.
///
/// The wait is what `Retry-After` asks for (seconds, with or without a fraction, or an HTTP date); without it, an
/// exponential backoff with jitter. Where the service asks for more than [`max_delay`](Self::max_delay), its answer is
/// given at once, and [`Error::retry_after`] says when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    max_retries: u32,
    delay: Duration,
    max_delay: Duration,
}

impl Default for Retry {
    /// Three retries; 3 s, doubled each time, and 180 s at most: the defaults of Microsoft's SDKs.
    fn default() -> Self {
        Self { max_retries: 3, delay: Duration::from_secs(3), max_delay: Duration::from_secs(180) }
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

    fn backoff(self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.delay)
            .with_max_delay(self.max_delay)
            .with_max_times(self.max_retries as usize)
            .build()
    }
}

/// The attempts of one request.
pub(crate) struct Attempts {
    retry: Retry,
    backoff: ExponentialBackoff,
    /// How often the request was sent.
    made: u32,
    /// Whether any attempt may have been carried out.
    may_have_been_sent: bool,
}

impl Attempts {
    pub(crate) fn new(retry: Retry) -> Self {
        Self { retry, backoff: retry.backoff(), made: 0, may_have_been_sent: false }
    }

    /// Counts one more; gives how many there were before.
    pub(crate) fn begin(&mut self) -> u32 {
        self.made += 1;
        self.made - 1
    }

    /// How long to wait before the next attempt of a request with `method`; none if it ends with `failure`.
    pub(crate) fn wait(&mut self, failure: &Error, method: &Method) -> Option<Duration> {
        self.may_have_been_sent |= failure.may_have_been_sent();
        if !may_be_repeated(failure, method) {
            return None;
        }
        let own = self.backoff.next()?.min(self.retry.max_delay);
        let wait = asked_wait(failure.headers(), SystemTime::now()).unwrap_or(own);
        (wait <= self.retry.max_delay).then_some(wait)
    }

    /// `failure` with what all attempts together were.
    pub(crate) fn told(&self, failure: Error) -> Error {
        failure.after(self.made, self.may_have_been_sent)
    }
}

/// Whether sending the request again cannot do its work twice, and may help.
fn may_be_repeated(failure: &Error, method: &Method) -> bool {
    match (failure.status(), transport_kind(failure)) {
        (Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE), _)
        | (_, Some(TransportErrorKind::Connect)) => true,
        (Some(StatusCode::GATEWAY_TIMEOUT), _) | (_, Some(TransportErrorKind::Broken)) => method.is_idempotent(),
        _ => false,
    }
}

fn transport_kind(failure: &Error) -> Option<TransportErrorKind> {
    let source = std::error::Error::source(failure)?;
    source.downcast_ref().map(TransportError::kind)
}

/// The wait that `Retry-After` asks for (RFC 9110 section 10.2.3); none where it is missing or makes no sense. Graph sends
/// fractions of seconds, which the RFC does not know.
fn asked_wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    let is_number = asked.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        let seconds: f64 = asked.parse().ok()?;
        // A number too large for a duration is a wait too long for anybody.
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    // By the clock of the service, where it tells: the two may differ.
    let since = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    Some(until.duration_since(since).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::HeaderMap;
    use http::header::{DATE, HeaderValue, RETRY_AFTER};

    use super::asked_wait;

    fn asked(retry_after: &'static str, date: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(retry_after))]);
        headers.extend(date.map(|date| (DATE, HeaderValue::from_static(date))));
        asked_wait(&headers, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn seconds_may_have_a_fraction() {
        assert_eq!(asked("7", None), Some(Duration::from_secs(7)));
        assert_eq!(asked(" 2.125 ", None), Some(Duration::from_millis(2125)));
        assert_eq!(asked("0", None), Some(Duration::ZERO));
        assert_eq!(asked("99999999999999999999999999", None), Some(Duration::MAX));
    }

    #[test]
    fn dates_are_read_by_the_clock_of_the_service() {
        let until = "Thu, 01 Jan 1970 00:01:40 GMT";
        assert_eq!(asked(until, None), Some(Duration::from_secs(100)));
        assert_eq!(asked(until, Some("Thu, 01 Jan 1970 00:01:30 GMT")), Some(Duration::from_secs(10)));
        assert_eq!(asked(until, Some("Thu, 01 Jan 1970 00:02:00 GMT")), Some(Duration::ZERO));
        assert_eq!(asked(until, Some("soon")), Some(Duration::from_secs(100)));
    }

    #[test]
    fn what_makes_no_sense_is_not_asked() {
        for text in ["", "-5", "soon", "NaN", "inf", "1e9", "1.2.3", ".", "5 s"] {
            assert_eq!(asked(text, None), None, "{text}");
        }
    }
}
