//! The mock Graph and time: delayed answers, timeouts, and code around the client that gives up.

#![cfg(all(feature = "mock", feature = "reqwest"))]

use std::time::Duration;

use graph_runtime::mock::MockGraph;
use graph_runtime::transport::TransportErrorKind;
use graph_runtime::{Client, Error, ErrorKind, Method, Request, TokioTimer};
use tokio::time::Instant;

use crate::support::{CallCollectionResponse, ready};

const SECOND: Duration = Duration::from_secs(1);

fn get(client: &Client, path: &str) -> Request<()> {
    client.request(Method::GET, path)
}

/// Whether the error is the one of a request that took too long.
fn is_timeout(error: &Error) -> bool {
    error.kind() == ErrorKind::Transport
        && error.may_have_been_sent()
        && error.transport_kind() == Some(TransportErrorKind::Timeout)
}

/// A mock whose time is tokio's, which is paused in these tests: it passes where all wait.
fn timed() -> (MockGraph, Client) {
    let mock = MockGraph::new();
    mock.timer(TokioTimer);
    let client = mock.client();
    (mock, client)
}

#[test]
fn a_delay_meets_the_timeout_of_the_request_without_a_clock() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "/slow")).delay(5 * SECOND).times(3);
    assert!(is_timeout(&ready(get(&client, "/slow").timeout(4 * SECOND)).unwrap_err()));
    ready(get(&client, "/slow").timeout(5 * SECOND)).unwrap();
    ready(get(&client, "/slow").timeout(None)).unwrap();
    assert!(mock.waits().is_empty(), "{:?}", mock.waits());
}

#[test]
fn the_timeouts_of_the_client_count_and_that_of_transports() {
    let mock = MockGraph::new();
    let short = mock.builder().timeout(SECOND).build().unwrap();
    mock.expect(get(&short, "/slow")).delay(99 * SECOND).times(2);
    mock.expect(get(&short, "/slower")).delay(101 * SECOND);
    assert!(is_timeout(&ready(get(&short, "/slow")).unwrap_err()));
    ready(get(&mock.client(), "/slow")).unwrap();
    assert!(is_timeout(&ready(get(&mock.client(), "/slower")).unwrap_err()));
}

#[tokio::test(start_paused = true)]
async fn a_delayed_answer_comes_when_it_is_due() {
    let (mock, client) = timed();
    mock.expect(get(&client, "/slow")).delay(5 * SECOND);
    let began = Instant::now();
    get(&client, "/slow").await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_request_ends_at_its_timeout() {
    let (mock, client) = timed();
    mock.expect(get(&client, "/slow")).delay(5 * SECOND);
    mock.expect(get(&client, "/silent")).hangs();
    mock.expect(get(&client, "/late")).fails(404, "itemNotFound").delay(2 * SECOND);
    for (path, seconds) in [("/slow", 4), ("/silent", 3)] {
        let began = Instant::now();
        let error = get(&client, path).timeout(Duration::from_secs(seconds)).await.unwrap_err();
        assert!(is_timeout(&error), "{error}");
        assert_eq!((began.elapsed().as_secs(), error.attempts()), (seconds, 1), "{path}");
    }
    assert!(get(&client, "/late").timeout(4 * SECOND).await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn code_around_the_client_gives_up() {
    let (mock, client) = timed();
    mock.expect(get(&client, "/slow")).delay(5 * SECOND).any_times();
    tokio::time::timeout(4 * SECOND, get(&client, "/slow").into_future()).await.unwrap_err();
    tokio::time::timeout(6 * SECOND, get(&client, "/slow").into_future()).await.unwrap().unwrap();
    let began = Instant::now();
    let (one, other) = tokio::join!(get(&client, "/slow").into_future(), get(&client, "/slow").into_future());
    assert!(one.is_ok() && other.is_ok());
    assert_eq!((began.elapsed().as_secs(), mock.requests().len()), (5, 4));
}

#[tokio::test(start_paused = true)]
async fn waits_before_a_retry_are_waited_and_noted() {
    let (mock, client) = timed();
    mock.expect(get(&client, "/busy")).throttle(1, 7 * SECOND).returns(()).delay(SECOND);
    let began = Instant::now();
    get(&client, "/busy").await.unwrap();
    assert_eq!((began.elapsed().as_secs(), mock.waits()), (9, vec![7 * SECOND]));
}

#[tokio::test(start_paused = true)]
async fn pages_are_delayed_from_where_it_is_said() {
    let (mock, client) = timed();
    let list = |path: &'static str| Request::<CallCollectionResponse>::get(&client.route(), path);
    mock.expect(list("{+baseurl}/all")).delay(SECOND).pages([vec![], vec![], vec![]]);
    mock.expect(list("{+baseurl}/first")).pages([vec![], vec![], vec![]]).delay(SECOND);
    for (path, seconds) in [("{+baseurl}/all", 3), ("{+baseurl}/first", 1)] {
        let began = Instant::now();
        list(path).items().try_collect().await.unwrap();
        assert_eq!(began.elapsed().as_secs(), seconds, "{path}");
    }
}
