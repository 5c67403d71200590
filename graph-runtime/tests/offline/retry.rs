//! Requests that fail are sent again where that cannot do a thing twice, after the wait that the service asks for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::http::header::{HeaderMap, HeaderName, HeaderValue};
use graph_runtime::http::{self, StatusCode};
use graph_runtime::transport::{Body, ConnectedAfter, Transport, TransportError, TransportErrorKind};
use graph_runtime::{BoxFuture, Client, ClientBuilder, Error, ErrorKind, Method, Request, Retry, RetryBudget, Timer};

use crate::support::ready;

/// What a service does with one attempt.
#[derive(Clone)]
enum Turn {
    Answer(u16, Option<&'static str>),
    Fault(TransportErrorKind),
}

use crate::support::printed::line_of;
use Turn::{Answer, Fault};

/// A service with a plan, and a clock that only takes notes. The last turn is repeated.
#[derive(Clone)]
struct Script(Arc<Mutex<Notes>>);

struct Notes {
    turns: VecDeque<Turn>,
    received: Vec<HeaderMap>,
    new_connections: Vec<bool>,
    waits: Vec<Duration>,
}

impl Script {
    fn new(turns: impl IntoIterator<Item = Turn>) -> Self {
        let turns = turns.into_iter().collect();
        let (received, new_connections, waits) = (Vec::new(), Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(Notes { turns, received, new_connections, waits })))
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.clone()).timer(self.clone())
    }

    fn send(&self, method: Method) -> Result<(), Error> {
        ready(Request::<()>::new(&self.client().route(), method, "{+baseurl}/me"))
    }

    /// How many attempts arrived.
    fn received(&self) -> usize {
        self.0.lock().unwrap().received.len()
    }

    fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().waits.clone()
    }

    /// The header `name` of each attempt.
    fn headers(&self, name: &'static str) -> Vec<Option<HeaderValue>> {
        let name = HeaderName::from_static(name);
        self.0.lock().unwrap().received.iter().map(|headers| headers.get(&name).cloned()).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut notes = self.0.lock().unwrap();
        notes.received.push(request.headers().clone());
        notes.new_connections.push(request.extensions().get::<ConnectedAfter>().is_some());
        let turn = if notes.turns.len() > 1 { notes.turns.pop_front() } else { notes.turns.front().cloned() };
        let answer = match turn.expect("a script has a turn") {
            Answer(status, retry_after) => {
                let mut response = http::Response::new(Body::empty());
                *response.status_mut() = StatusCode::from_u16(status).unwrap();
                let retry_after = retry_after.map(HeaderValue::from_static);
                response.headers_mut().extend(retry_after.map(|value| (http::header::RETRY_AFTER, value)));
                Ok(response)
            }
            Fault(kind) => Err(TransportError::new(kind, "as planned")),
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Timer for Script {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().waits.push(duration);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn a_throttled_request_waits_as_long_as_it_is_asked_to() {
    let script = Script::new([Answer(429, Some("2.128")), Answer(503, Some("1")), Answer(204, None)]);
    script.send(Method::POST).unwrap();
    assert_eq!(script.waits(), [Duration::from_millis(2128), Duration::from_secs(1)]);
}

#[test]
fn attempts_share_an_id_and_are_numbered() {
    let script = Script::new([Answer(429, Some("0")), Answer(429, Some("0")), Answer(204, None)]);
    script.send(Method::GET).unwrap();
    let numbers = script.headers("retry-attempt");
    assert_eq!(numbers, [None, Some(HeaderValue::from(1)), Some(HeaderValue::from(2))]);
    let ids = script.headers("client-request-id");
    assert!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn the_wait_grows_where_none_is_asked_and_stays_below_its_cap() {
    let script = Script::new([Answer(503, Some("soon"))]);
    let retry = Retry::default().max_retries(4).delay(Duration::from_secs(1)).max_delay(Duration::from_secs(5));
    let request = Request::<()>::new(&script.client().route(), Method::GET, "{+baseurl}/me").retry(retry);
    let error = ready(request).unwrap_err();
    assert_eq!((error.attempts(), script.received()), (5, 5));
    // With jitter, each is between its step and the step's end.
    let waits = script.waits();
    let least = [1, 2, 4, 5].map(Duration::from_secs);
    assert!(waits.len() == 4 && waits.iter().zip(least).all(|(wait, least)| *wait >= least), "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(5)), "{waits:?}");
}

#[test]
fn a_wait_too_long_is_left_to_the_caller() {
    for asked in ["181", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let script = Script::new([Answer(429, Some(asked)), Answer(204, None)]);
        let error = script.send(Method::GET).unwrap_err();
        assert_eq!((error.retry_after(), error.attempts(), script.waits().len()), (Some(asked), 1, 0));
    }
}

#[test]
fn what_may_have_been_done_is_not_done_again() {
    for turn in [Answer(504, None), Fault(TransportErrorKind::Broken)] {
        for (method, repeated) in [
            (Method::GET, true),
            (Method::PUT, true),
            (Method::DELETE, true),
            (Method::POST, false),
            (Method::PATCH, false),
        ] {
            let script = Script::new([turn.clone(), Answer(204, None)]);
            let sent = script.send(method.clone());
            assert_eq!((sent.is_ok(), script.received()), (repeated, 1 + usize::from(repeated)), "{method}");
            assert!(sent.err().is_none_or(|error| error.may_have_been_sent()), "{method}");
        }
    }
}

#[test]
fn where_nothing_was_sent_every_method_is_tried_again() {
    let script = Script::new([Fault(TransportErrorKind::Connect), Answer(204, None)]);
    script.send(Method::POST).unwrap();
    assert_eq!(script.received(), 2);
}

#[test]
fn a_connection_that_is_shut_down_is_left_for_another_at_once_and_once() {
    let script = Script::new([Fault(TransportErrorKind::ShutDown), Answer(204, None)]);
    // It is no load more, so that no budget is needed.
    let client = script.builder().retry_budget(RetryBudget::new(0, 0)).build().unwrap();
    ready(Request::<()>::new(&client.route(), Method::POST, "{+baseurl}/me")).unwrap();
    assert_eq!((script.received(), script.waits()), (2, vec![Duration::ZERO]));

    let script = Script::new([Fault(TransportErrorKind::ShutDown)]);
    let error = script.send(Method::POST).unwrap_err();
    let waits = script.waits();
    assert_eq!((error.attempts(), error.may_have_been_sent()), (4, false));
    assert!(waits[0].is_zero() && waits[1..].iter().all(|wait| *wait >= Duration::from_secs(3)), "{waits:?}");
}

#[test]
fn a_connection_that_is_shut_down_is_left_without_a_timer() {
    let without_timer = |turns: Vec<Turn>| {
        let script = Script::new(turns);
        let client = Client::builder().transport(script.clone()).build().unwrap();
        let sent = ready(Request::<()>::new(&client.route(), Method::POST, "{+baseurl}/me"));
        (sent.map_err(|error| error.attempts()), script.received())
    };
    let shut_down = Fault(TransportErrorKind::ShutDown);
    assert_eq!(without_timer(vec![shut_down.clone(), Answer(204, None)]), (Ok(()), 2));
    assert_eq!(without_timer(vec![shut_down]), (Err(2), 2), "what is shut down again would have to wait");
}

#[test]
fn what_would_not_help_is_not_tried() {
    let answers = [400, 401, 404, 409, 412, 500, 501].map(|status| Answer(status, None));
    let faults = [TransportErrorKind::Refused, TransportErrorKind::Timeout, TransportErrorKind::TooLarge].map(Fault);
    for turn in answers.into_iter().chain(faults) {
        let script = Script::new([turn, Answer(204, None)]);
        let error = script.send(Method::GET).unwrap_err();
        assert_eq!((script.received(), error.attempts()), (1, 1), "{error}");
    }
}

#[test]
fn the_error_remembers_all_attempts() {
    // The last attempt reached nobody, but the one before may have.
    let script = Script::new([Fault(TransportErrorKind::Broken), Fault(TransportErrorKind::Connect)]);
    let error = script.send(Method::DELETE).unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_been_sent()), (ErrorKind::Transport, 4, true));
    assert_eq!(line_of(&error), "DELETE /me: no complete answer, after 4 attempts: could not connect: as planned");
}

#[test]
fn a_client_without_a_timer_or_retries_tells_at_once() {
    let script = Script::new([Answer(503, Some("0"))]);
    let untimed = Client::builder().transport(script.clone());
    let unwilling = Client::builder().transport(script.clone()).timer(script.clone()).retry(Retry::none());
    for builder in [untimed, unwilling] {
        let request = Request::<()>::new(&builder.build().unwrap().route(), Method::GET, "{+baseurl}/me");
        assert_eq!(ready(request).unwrap_err().attempts(), 1);
    }
    assert_eq!(script.received(), 2);
}

#[test]
fn a_service_that_is_unavailable_gets_a_new_connection() {
    let script = Script::new([Answer(429, None), Answer(503, None), Answer(429, None), Answer(204, None)]);
    script.send(Method::GET).unwrap();
    assert_eq!(script.0.lock().unwrap().new_connections, [false, false, true, false]);
}

#[test]
fn all_waits_together_have_a_limit() {
    let script = Script::new([Answer(429, Some("4"))]);
    let retry = Retry::default().max_total_delay(Duration::from_secs(10));
    let error = ready(Request::<()>::get(&script.client().route(), "{+baseurl}/me").retry(retry)).unwrap_err();
    assert_eq!((error.attempts(), script.waits()), (3, vec![Duration::from_secs(4); 2]), "a third would make 12 s");
}

#[test]
fn requests_of_a_client_share_a_budget_of_retries() {
    let script = Script::new([Answer(503, None)]);
    let client = script.builder().retry_budget(RetryBudget::new(4, 20)).build().unwrap();
    let attempts = || ready(Request::<()>::get(&client.route(), "{+baseurl}/me")).unwrap_err().attempts();
    assert_eq!([attempts(), attempts(), attempts()], [4, 2, 1], "three retries, the last one of four, none");

    let script = Script::new([Answer(429, Some("1"))]);
    let client = script.builder().retry_budget(RetryBudget::new(0, 0)).build().unwrap();
    let error = ready(Request::<()>::get(&client.route(), "{+baseurl}/me")).unwrap_err();
    assert_eq!(error.attempts(), 4, "what the service asks for is free");
}

#[test]
fn a_stream_is_sent_once() {
    let script = Script::new([Answer(503, Some("0")), Answer(204, None)]);
    let stream = Body::stream(Body::from("only once"));
    let request = Request::<()>::put(&script.client().route(), "{+baseurl}/me/photo").bytes("image/png", stream);
    let error = ready(request).unwrap_err();
    assert_eq!((error.attempts(), script.received()), (1, 1));
}
