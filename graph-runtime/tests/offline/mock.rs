//! The mock Graph: what it expects, how it answers, and what it says where a test is wrong.

#![cfg(feature = "mock")]

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use graph_runtime::http::{Response, StatusCode};
use graph_runtime::mock::{Chaos, MockGraph};
use graph_runtime::transport::{Body, TransportErrorKind};
use graph_runtime::{Bytes, Client, ErrorKind, Method, Request, Retry, StaticToken};

use crate::support::{Call, CallCollectionResponse, RejectReason, ready};

const CALL: &str = "{+baseurl}/calls/{call%2Did}";
const REJECT: &str = "{+baseurl}/calls/{call%2Did}/reject";

fn call(id: &str) -> Call {
    Call { id: Some(id.to_owned()), ..Call::default() }
}

fn get(client: &Client, id: &str) -> Request<Call> {
    Request::get(&client.route().with("call%2Did", id), CALL)
}

fn reject(client: &Client, id: &str, reason: RejectReason) -> Request<()> {
    let body = Call { reason: Some(reason), retries: Some(1), ..Call::default() };
    Request::post(&client.route().with("call%2Did", id), REJECT).json(&body)
}

fn list(client: &Client) -> Request<CallCollectionResponse> {
    Request::get(&client.route(), "{+baseurl}/calls{?%24top}").query("$top", "2").query("$select", "id")
}

#[test]
fn what_is_expected_is_answered_with_a_value() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "a")).returns(call("a"));
    mock.expect(reject(&client, "a", RejectReason::Busy));
    mock.expect(Request::<Option<Call>>::get(&client.route(), "{+baseurl}/maybe")).returns(None);
    mock.expect(Request::<Bytes>::get(&client.route(), "{+baseurl}/photo")).returns(Bytes::from("png"));
    let created = Response::builder().status(201).header("location", "/calls/b").body(call("b")).unwrap();
    mock.expect(Request::<Response<Call>>::post(&client.route(), "{+baseurl}/calls")).returns(created);

    // In whatever order.
    ready(reject(&client, "a", RejectReason::Busy)).unwrap();
    assert_eq!(ready(get(&client, "a")).unwrap().id.as_deref(), Some("a"));
    assert!(ready(Request::<Option<Call>>::get(&client.route(), "{+baseurl}/maybe")).unwrap().is_none());
    assert_eq!(ready(Request::<Bytes>::get(&client.route(), "{+baseurl}/photo")).unwrap(), "png");
    let created = ready(Request::<Call>::post(&client.route(), "{+baseurl}/calls").with_http()).unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(created.headers()["location"], "/calls/b");
    assert_eq!((mock.requests().len(), mock.count(&Method::GET, CALL), mock.count(&Method::PUT, CALL)), (5, 1, 0));
    mock.verify();
}

#[test]
fn the_order_of_members_and_options_does_not_count() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(reject(&client, "a", RejectReason::Busy));
    mock.expect(list(&client));
    let body = Bytes::from(r#"{ "retries": 1, "reason": "busy" }"#);
    ready(client.request::<()>(Method::POST, "/calls/a/reject").bytes("application/json", body)).unwrap();
    ready(client.request::<()>(Method::GET, "/calls?$select=id&$top=2")).unwrap();
}

#[test]
fn what_is_not_expected_is_told_with_what_comes_nearest() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "z"));
    mock.expect(list(&client));
    mock.expect(reject(&client, "a", RejectReason::Busy));
    mock.expect(reject(&client, "once", RejectReason::None));
    ready(reject(&client, "once", RejectReason::None)).unwrap();
    let came = |what: &str, nearest: &str| format!("{what} was not expected; nearest expectation: {nearest}");
    let problems = [
        (
            ready(reject(&client, "b", RejectReason::Busy)),
            came("POST /beta/calls/b/reject", "POST /beta/calls/a/reject, which has a different path"),
        ),
        (
            ready(reject(&client, "a", RejectReason::None)),
            came(
                "POST /beta/calls/a/reject",
                r#"POST /beta/calls/a/reject, whose body has `"busy"` at `/reason`, not `"none"`"#,
            ),
        ),
        (
            ready(reject(&client, "once", RejectReason::None)),
            came("POST /beta/calls/once/reject", "POST /beta/calls/once/reject, which was already received once"),
        ),
        (
            ready(client.request::<()>(Method::GET, "/calls?$top=3")),
            came("GET /beta/calls?$top=3", "GET /beta/calls?$top=2&$select=id, which has a different query"),
        ),
        (
            ready(client.request::<()>(Method::DELETE, "/calls/z")),
            came("DELETE /beta/calls/z", "GET /beta/calls/z, which has a different method"),
        ),
    ];
    for (outcome, problem) in &problems {
        let error = outcome.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(StatusCode::NOT_IMPLEMENTED)));
        assert_eq!((error.code(), error.message()), (Some("mockUnexpectedRequest"), Some(problem.as_str())));
        assert_eq!(error.attempts(), 1, "it is not tried again");
    }
    let open = ["GET /beta/calls/z", "GET /beta/calls?$top=2&$select=id", "POST /beta/calls/a/reject"];
    let open = open.map(|request| format!("{request}: expected once, received never"));
    let all: Vec<_> = open.into_iter().chain(problems.map(|(_, problem)| problem)).collect();
    assert_eq!(mock.problems(), all);
    let message = *panic_of(move || mock.verify()).downcast::<String>().unwrap();
    assert!(
        message.starts_with("the requests to the mock Graph are not as expected:\n  GET /beta/calls/z: "),
        "{message}"
    );
}

/// What `act` panics with.
fn panic_of(act: impl FnOnce()) -> Box<dyn std::any::Any + Send> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).expect_err("it panics")
}

#[test]
fn a_test_that_fails_already_is_left_alone() {
    let panic = panic_of(|| {
        let mock = MockGraph::new();
        mock.expect(get(&mock.client(), "a"));
        panic!("the test's own");
    });
    assert_eq!(*panic.downcast::<&str>().unwrap(), "the test's own");
    panic_of(|| {
        let mock = MockGraph::new();
        mock.expect(get(&mock.client(), "a"));
    });
}

#[test]
fn what_can_never_be_met_is_a_problem() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, ".."));
    mock.expect(get(&client, "b").header("no name", "")).any_times();
    let problems = mock.problems();
    assert!(problems[0].starts_with("GET /calls/{call-id} is expected, but cannot be sent: "), "{problems:?}");
    assert!(problems.last().unwrap().ends_with("but cannot be sent: `no name` is not a header name"), "{problems:?}");
    assert!(ready(get(&client, "b")).is_err());
    panic_of(move || drop(mock));
}

#[test]
fn throttling_is_waited_for_by_a_clock_that_takes_notes() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "a")).throttle(2, Duration::from_millis(1500)).returns(call("a"));
    assert_eq!(ready(get(&client, "a")).unwrap().id.as_deref(), Some("a"));
    assert_eq!((mock.waits(), mock.requests().len()), (vec![Duration::from_millis(1500); 2], 3));
    assert!(mock.problems().is_empty());

    mock.expect(get(&client, "b")).throttle(1, Duration::from_secs(3600));
    let error = ready(get(&client, "b")).unwrap_err();
    assert!(error.is_throttled() && error.retry_after() == Some("3600"), "{error}");
}

#[test]
fn errors_and_faults_are_what_the_code_would_see() {
    let mock = MockGraph::new();
    let client = mock.builder().retry(Retry::none()).token(StaticToken::new("secret")).build().unwrap();
    mock.expect(get(&client, "a")).fails(404, "itemNotFound");
    let error = ready(get(&client, "a")).unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("itemNotFound"), "{error}");
    for (kind, may_have_been_sent) in [(TransportErrorKind::Connect, false), (TransportErrorKind::Timeout, true)] {
        mock.expect(get(&client, "a")).fault(kind);
        let error = ready(get(&client, "a")).unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, may_have_been_sent));
    }
    let odd = Response::builder().status(200).body(Bytes::from("<html>")).unwrap();
    mock.expect(get(&client, "a")).answers(odd);
    assert_eq!(ready(get(&client, "a")).unwrap_err().kind(), ErrorKind::Decode);
    mock.expect(get(&client, "silent")).hangs();
    assert!(pin!(get(&client, "silent").into_future()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(mock.requests()[0].headers["authorization"], "Bearer secret");
}

#[test]
fn the_last_answer_comes_as_often_as_is_said() {
    let mock = MockGraph::new();
    let client = mock.builder().retry(Retry::none()).build().unwrap();
    let ids =
        |id: &str| ready(get(&client, id)).map(|call| call.id.unwrap_or_default()).map_err(|error| error.status());
    mock.expect(get(&client, "a")).returns(call("first")).returns(call("then")).times(2);
    mock.expect(get(&client, "a")).returns(call("after all")).any_times();
    mock.expect(get(&client, "never")).any_times();
    for id in ["first", "then", "then", "after all", "after all"] {
        assert_eq!(ids("a").as_deref(), Ok(id));
    }
    mock.expect(get(&client, "b")).times(3);
    ids("b").unwrap();
    assert_eq!(mock.problems(), ["GET /beta/calls/b: expected 3 times, received once"]);
    ids("b").unwrap();
    ids("b").unwrap();
    assert!(mock.problems().is_empty());
}

#[test]
fn keys_bodies_and_queries_may_be_left_open() {
    let mock = MockGraph::new();
    let client = mock.client();
    let is_busy = |sent: &graph_runtime::transport::Recorded| sent.body.windows(4).any(|piece| piece == b"busy");
    mock.expect(reject(&client, "any", RejectReason::None)).any_keys().any_body().when(is_busy).times(2);
    for id in ["a", "b"] {
        ready(reject(&client, id, RejectReason::Busy)).unwrap();
    }
    let is_refused = |outcome: Result<(), graph_runtime::Error>| outcome.unwrap_err().message().unwrap().to_owned();
    let line = is_refused(ready(reject(&client, "c", RejectReason::None)));
    assert!(line.ends_with("POST /calls/{call-id}/reject, whose condition the request does not meet"), "{line}");
    let line = is_refused(ready(get(&client, "c").read_as::<()>()));
    assert!(line.ends_with("which has a different operation"), "{line}");
    mock.expect(list(&client)).any_query();
    ready(list(&client).query("$skip", "1")).unwrap();
    let body = Body::stream(Body::from("whatever"));
    mock.expect(Request::<()>::put(&client.route(), "{+baseurl}/content").bytes("text/plain", body));
    ready(Request::<()>::put(&client.route(), "{+baseurl}/content").bytes("text/plain", "it is")).unwrap();
    assert_eq!(mock.problems().len(), 2);
    panic_of(move || drop(mock));
}

#[test]
fn pages_are_linked() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(list(&client)).pages([vec![call("a"), call("b")], vec![], vec![call("c")]]);
    mock.expect(list(&client)).pages([vec![call("d")]]);
    for ids in [&["a", "b", "c"][..], &["d"]] {
        let calls = ready(list(&client).items().try_collect()).unwrap();
        assert_eq!(calls.iter().map(|call| call.id.as_deref().unwrap()).collect::<Vec<_>>(), ids);
    }
    mock.expect(list(&client)).pages([vec![call("a")], vec![]]);
    ready(list(&client).items().next()).unwrap().unwrap();
    assert_eq!(mock.problems(), ["GET /beta/calls?$skiptoken=mock-4-1: expected once, received never"]);
    ready(client.request::<()>(Method::GET, "/calls?$skiptoken=mock-4-1")).unwrap();
}

#[test]
fn a_delta_ends_with_its_link_and_goes_on_from_there() {
    let mock = MockGraph::new();
    let client = mock.client();
    let link = |token: &str| format!("https://graph.microsoft.com/beta/calls/delta?$deltatoken={token}");
    mock.expect(list(&client)).pages([vec![call("a")], vec![call("b")], vec![]]).delta_link(&link("1"));
    mock.expect(list(&client).resume(link("1"))).pages([vec![call("c")]]).delta_link(&link("2"));
    mock.expect(list(&client).resume(link("2"))).returns(CallCollectionResponse::default()).delta_link(&link("3"));
    mock.expect(list(&client).resume(link("3"))).fails(410, "syncStateNotFound");
    let mut given = Vec::new();
    let mut request = list(&client);
    let gone = loop {
        let mut items = request.items();
        loop {
            match ready(items.try_next()) {
                Ok(Some(call)) => given.push(call.id.unwrap()),
                Ok(None) => break,
                Err(error) => {
                    assert!(error.is_gone(), "{error}");
                    given.push("gone".to_owned());
                    break;
                }
            }
        }
        match items.delta_link() {
            Some(link) => request = list(&client).resume(link),
            None => break given.len(),
        }
    };
    assert_eq!((given.join(" "), gone), ("a b c gone".to_owned(), 4));
    mock.verify();
}

#[test]
fn a_delta_link_belongs_to_a_page() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(list(&client)).fault(TransportErrorKind::Broken).delta_link("https://graph.microsoft.com/beta/calls");
    assert!(
        mock.problems()[0].ends_with("its last answer is not a page that a delta link could be in"),
        "{:?}",
        mock.problems()
    );
    std::mem::forget(mock);
}

#[test]
fn chaos_is_the_same_for_the_same_seed_and_is_got_through() {
    let run = |seed| {
        let mock = MockGraph::new();
        let client = mock.builder().retry(Retry::default().max_retries(50)).build().unwrap();
        mock.chaos(Chaos::new(seed).throttled(20).unavailable(10).unconnected(10).broken(10));
        mock.expect(get(&client, "a")).returns(call("a")).times(100);
        let attempts = |_| {
            let before = mock.requests().len();
            assert_eq!(ready(get(&client, "a")).unwrap().id.as_deref(), Some("a"));
            mock.requests().len() - before
        };
        let attempts: Vec<_> = (0..100).map(attempts).collect();
        assert_eq!(mock.waits().len(), mock.requests().len() - 100);
        attempts
    };
    let first = run(7);
    assert_eq!(run(7), first);
    assert_ne!(run(8), first);
    let all: usize = first.iter().sum();
    assert!((150..270).contains(&all), "about every second attempt fails: {all}");
}

#[test]
fn chaos_shows_what_must_not_be_repeated() {
    for (chaos, repeated) in [(Chaos::new(1).broken(100), false), (Chaos::new(1).unconnected(100), true)] {
        let mock = MockGraph::new();
        let client = mock.client();
        mock.chaos(chaos);
        let error = ready(reject(&client, "a", RejectReason::Busy)).unwrap_err();
        assert_eq!((error.attempts() > 1, error.may_have_been_sent()), (repeated, !repeated));
    }
}
