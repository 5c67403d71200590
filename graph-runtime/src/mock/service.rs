//! `Service`: what all parts of a mock share, as the transport and the timer of its clients.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{StatusCode, Uri};
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::json;

use super::Chaos;
#[cfg(feature = "batch")]
use super::batch::{self, Part, Replies};
use super::expected::{Distance, Expected, Turn};
#[cfg(feature = "transfer")]
use super::upload::Session;
use crate::transport::{Body, Recorded, Timeout, Transport, TransportError, TransportErrorKind};
use crate::{BoxFuture, Timer};

#[derive(Clone, Default)]
pub(super) struct Service(Arc<Mutex<State>>);

#[derive(Default)]
pub(super) struct State {
    pub(super) expected: Vec<Expected>,
    #[cfg(feature = "transfer")]
    pub(super) sessions: Vec<Session>,
    pub(super) requests: Vec<Recorded>,
    /// A line for each request that nothing expects.
    pub(super) unexpected: Vec<String>,
    pub(super) waits: Vec<Duration>,
    /// What time passes by; without one it does not.
    pub(super) timer: Option<Arc<dyn Timer>>,
    pub(super) chaos: Option<Chaos>,
}

impl Service {
    /// The state; a test that panicked while holding it has left it whole.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an expectation, and gives its number.
    pub(super) fn expect(&self, expected: Expected) -> usize {
        let mut state = self.state();
        state.expected.push(expected);
        state.expected.len() - 1
    }

    /// Lets time pass.
    fn pass(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let timer = self.state().timer.clone();
        match timer {
            Some(timer) if !duration.is_zero() => timer.sleep(duration),
            _ => Box::pin(std::future::ready(())),
        }
    }

    /// Gives no answer, ever; but where time passes, a request ends at its timeout.
    async fn silence(&self, limit: Option<Duration>) -> TransportError {
        let Some(limit) = limit.filter(|_| self.state().timer.is_some()) else { return std::future::pending().await };
        self.pass(limit).await;
        timed_out()
    }
}

impl State {
    /// What happens to an exchange, and after how long: to a batch, unless one is expected as such, what happens to its
    /// requests.
    fn exchange(&mut self, request: Recorded) -> (Duration, Turn) {
        #[cfg(feature = "batch")]
        if !self.expected.iter().any(|expected| expected.is_at(&request))
            && let Some(parts) = batch::parts(&request)
        {
            return self.taken_apart(parts);
        }
        self.turn(request)
    }

    /// What happens to a batch: to each of its requests what happens to that alone. A fault of one is one of the whole, and
    /// those that come after it are not carried out.
    #[cfg(feature = "batch")]
    fn taken_apart(&mut self, parts: Vec<Part>) -> (Duration, Turn) {
        let (mut latest, mut replies) = (Duration::ZERO, Replies::default());
        for part in parts {
            if replies.forbid(&part) {
                let failed =
                    odata_error(StatusCode::FAILED_DEPENDENCY, "FailedDependency", "failed before, in the mock");
                replies.push(part.id, &failed);
                continue;
            }
            let (delay, turn) = self.turn(part.request);
            latest = latest.max(delay);
            match turn {
                Turn::Answer(answer) => replies.push(part.id, &answer),
                Turn::Broken(..) => return (latest, Turn::Fault(TransportErrorKind::Broken)),
                fault => return (latest, fault),
            }
        }
        (latest, Turn::Answer(replies.into_answer()))
    }

    /// What happens to this request, and after how long.
    fn turn(&mut self, request: Recorded) -> (Duration, Turn) {
        let chaos = self.chaos.as_mut().and_then(Chaos::next).map(|fault| (Duration::ZERO, fault));
        let turn = chaos.unwrap_or_else(|| self.expected_turn(&request));
        self.requests.push(request);
        turn
    }

    fn expected_turn(&mut self, request: &Recorded) -> (Duration, Turn) {
        #[cfg(feature = "transfer")]
        if let Some(turn) = self.sessions.iter_mut().find_map(|session| session.take(request)) {
            return turn;
        }
        let mut nearest: Option<(Distance, String)> = None;
        for expected in &mut self.expected {
            match expected.take(request) {
                Ok(turn) => return turn,
                Err((distance, difference)) => {
                    if nearest.as_ref().is_none_or(|(other, _)| distance < *other) {
                        nearest = Some((distance, format!("{expected}, {difference}")));
                    }
                }
            }
        }
        let nearest = nearest.map_or_else(|| "none".to_owned(), |(_, nearest)| nearest);
        let line =
            format!("{} {} was not expected; nearest expectation: {nearest}", request.method, target(&request.url));
        self.unexpected.push(line.clone());
        (Duration::ZERO, Turn::Answer(odata_error(StatusCode::NOT_IMPLEMENTED, "mockUnexpectedRequest", &line)))
    }
}

impl Transport for Service {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let Timeout(limit) = request.extensions().get().copied().unwrap_or_default();
            let recorded = Recorded::of(request).await?;
            let (delay, turn) = self.state().exchange(recorded);
            if let Some(limit) = limit.filter(|limit| *limit < delay) {
                self.pass(limit).await;
                return Err(timed_out());
            }
            self.pass(delay).await;
            match turn {
                Turn::Answer(answer) => Ok(answer.map(Body::from)),
                Turn::Broken(answer, bytes) => Ok(answer.map(|body| broken(body.slice(..bytes)))),
                Turn::Fault(kind) => Err(TransportError::new(kind, "a fault of the mock")),
                Turn::Silence => Err(self.silence(limit.map(|limit| limit.saturating_sub(delay))).await),
            }
        })
    }
}

impl Timer for Service {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.state().waits.push(duration);
        self.pass(duration)
    }
}

/// A body that breaks after these bytes.
fn broken(bytes: Bytes) -> Body {
    let error = TransportError::new(TransportErrorKind::Broken, "a fault of the mock");
    let frames = [Ok(Frame::data(bytes)), Err(error)];
    Body::stream(StreamBody::new(futures_util::stream::iter(frames)))
}

fn timed_out() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, "the mock gives its answer later")
}

/// Path and query of a URL.
pub(super) fn target(url: &str) -> String {
    let uri = url.parse::<Uri>().ok();
    uri.and_then(|uri| Some(uri.path_and_query()?.to_string())).unwrap_or_else(|| url.to_owned())
}

pub(super) fn answer(
    status: StatusCode,
    content_type: Option<&'static str>,
    body: impl Into<Bytes>,
) -> http::Response<Bytes> {
    let mut answer = http::Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().extend(content_type.map(|name| (CONTENT_TYPE, HeaderValue::from_static(name))));
    answer
}

/// The answer of a service that has an error with this code.
pub(super) fn odata_error(status: StatusCode, code: &str, message: &str) -> http::Response<Bytes> {
    let body = json!({"error": {"code": code, "message": message}});
    answer(status, Some("application/json"), body.to_string())
}

/// The answer of a service that has too many requests.
pub(super) fn throttled(retry_after: Duration) -> Turn {
    let mut answer = odata_error(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", "throttled by the mock");
    let seconds = HeaderValue::try_from(retry_after.as_secs_f64().to_string());
    answer.headers_mut().insert(RETRY_AFTER, seconds.expect("invariant: a number is printable ASCII"));
    Turn::Answer(answer)
}
