//! The mock Graph sees through batches: each request in one meets an expectation of its own.

#![cfg(all(feature = "mock", feature = "batch"))]

use std::time::Duration;

use graph_runtime::http::Response;
use graph_runtime::mock::MockGraph;
use graph_runtime::model::Json;
use graph_runtime::transport::TransportErrorKind;
use graph_runtime::{Bytes, Client, ErrorKind, Method, Request};

use crate::support::{Call, ready};

const CALL: &str = "{+baseurl}/calls/{call%2Did}";

fn call(id: &str) -> Call {
    Call { id: Some(id.to_owned()), ..Call::default() }
}

fn get(client: &Client, id: &str) -> Request<Call> {
    Request::get(&client.route().with("call%2Did", id), CALL)
}

fn put(client: &Client, id: &str) -> Request<()> {
    Request::put(&client.route().with("call%2Did", id), CALL).json(&call(id))
}

fn end(client: &Client) -> Request<()> {
    Request::post(&client.route(), "{+baseurl}/calls/end")
}

fn photo(client: &Client) -> Request<Bytes> {
    Request::get(&client.route(), "{+baseurl}/photo/$value")
}

fn set_photo(client: &Client, bytes: &'static [u8]) -> Request<()> {
    Request::put(&client.route(), "{+baseurl}/photo/$value").bytes("image/png", Bytes::from_static(bytes))
}

/// How many lines the mock complains with when it is dropped.
fn problems(mock: MockGraph) -> usize {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(mock))).unwrap_err();
    panic.downcast::<String>().unwrap().lines().count() - 1
}

#[test]
fn each_request_of_a_batch_is_answered_as_if_it_came_alone() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "any")).any_keys().returns(call("a/ä")).times(2);
    mock.expect(put(&client, "a"));
    mock.expect(end(&client)).returns(());
    mock.expect(photo(&client)).returns(Bytes::from_static(b"\xff\0png"));
    mock.expect(set_photo(&client, b"\xfe\0png")).fails(413, "tooLarge");
    let text = Request::<Response<Bytes>>::get(&client.route(), "{+baseurl}/calls/$count");
    let three = Response::builder().header("content-type", "text/plain; charset=utf-8").body(Bytes::from("3")).unwrap();
    mock.expect(text).returns(three);

    let mut batch = client.batch();
    let (one, other) = (batch.add(get(&client, "1")), batch.add(get(&client, "2")));
    let (changed, ended) = (batch.add(put(&client, "a")), batch.add(end(&client)));
    let (photo, set) = (batch.add(photo(&client)), batch.add(set_photo(&client, b"\xfe\0png")));
    let count = batch.add(Request::<i32>::get(&client.route(), "{+baseurl}/calls/$count"));
    let mut answers = ready(batch.send());
    assert_eq!(answers.take(one).unwrap().id.as_deref(), Some("a/ä"));
    answers.take(other).unwrap();
    answers.take(changed).unwrap();
    answers.take(ended).unwrap();
    assert_eq!(answers.take(photo).unwrap(), &b"\xff\0png"[..]);
    assert_eq!(answers.take(set).unwrap_err().code(), Some("tooLarge"));
    assert_eq!(answers.take(count).unwrap(), 3);
    assert_eq!((mock.requests().len(), mock.count(&Method::GET, CALL)), (7, 2));
    mock.verify();
}

#[test]
fn what_is_throttled_in_a_batch_is_sent_again() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "a")).throttle(2, Duration::from_secs(7)).returns(call("a"));
    mock.expect(get(&client, "b")).returns(call("b"));
    let mut batch = client.batch();
    let (a, b) = (batch.add(get(&client, "a")), batch.add(get(&client, "b")));
    let mut answers = ready(batch.send());
    assert!(answers.take(a).is_ok() && answers.take(b).is_ok());
    assert_eq!(mock.waits(), [Duration::from_secs(7); 2]);
    mock.verify();
}

#[test]
fn what_comes_after_a_request_that_failed_is_not_carried_out() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(get(&client, "a")).fails(404, "itemNotFound");
    let mut batch = client.batch();
    let first = batch.add(get(&client, "a"));
    let second = batch.add_after(put(&client, "b"), &[&first]);
    let mut answers = ready(batch.send());
    assert!(answers.take(first).unwrap_err().is_not_found());
    assert!(answers.take(second).unwrap_err().is_failed_dependency());
    mock.verify();
}

#[test]
fn a_fault_of_one_is_that_of_the_whole_batch() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(put(&client, "a")).fault(TransportErrorKind::Timeout);
    let mut batch = client.batch();
    let (a, b) = (batch.add(put(&client, "a")), batch.add(get(&client, "b")));
    let mut answers = ready(batch.send());
    for error in [answers.take(a).unwrap_err(), answers.take(b).unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(error.may_have_been_sent());
    }
    mock.verify();
}

#[test]
fn what_is_not_expected_in_a_batch_is_told() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(put(&client, "a")).any_times();
    let mut batch = client.batch();
    let other = batch.add(Request::<()>::put(&client.route().with("call%2Did", "a"), CALL).json(&call("b")));
    let error = ready(batch.send()).take(other).unwrap_err().to_string();
    let nearest = r#"nearest expectation: PUT /beta/calls/a, whose body has `"a"` at `/id`, not `"b"`"#;
    assert!(error.starts_with("PUT /calls/{call-id}: 501") && error.contains(nearest), "{error}");
    assert_eq!(problems(mock), 1);
}

#[test]
fn a_batch_that_is_expected_is_left_whole() {
    let mock = MockGraph::new();
    let client = mock.client();
    let answers = r#"{"responses":[{"id":"1","status":200,"body":{"id":"ada"}}]}"#.parse::<Json>().unwrap();
    mock.expect(client.request::<Json>(Method::POST, "/$batch")).any_body().returns(answers);
    let mut batch = client.batch();
    let call = batch.add(get(&client, "a"));
    assert_eq!(ready(batch.send()).take(call).unwrap().id.as_deref(), Some("ada"));
    assert_eq!(mock.requests()[0].batch_url_templates, [CALL]);
    mock.verify();
}

#[test]
fn what_only_looks_like_a_batch_is_none() {
    let mock = MockGraph::new();
    let client = mock.client();
    for body in ["{}", "[]", r#"{"requests":[{"id":"1"}]}"#, r#"{"requests":[{"id":"1","method":"G ","url":"/a"}]}"#] {
        let body: Json = body.parse().unwrap();
        let error = ready(client.request::<()>(Method::POST, "/$batch").json(&body)).unwrap_err().to_string();
        assert!(error.contains("POST /beta/$batch was not expected"), "{error}");
    }
    assert_eq!(problems(mock), 4);
}
