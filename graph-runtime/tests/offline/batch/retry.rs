//! What is sent again, and when.

use std::time::Duration;

use graph_runtime::http::header::{HeaderValue, RETRY_AFTER};
use graph_runtime::transport::{ConnectedAfter, TransportErrorKind};
use graph_runtime::{Client, ErrorKind, Method, Retry, RetryBudget};
use serde_json::json;

use super::order::send_after;
use super::service::{Service, fault, get, send_all, succeed, text, throttled};
use crate::support::printed::line_of;
use crate::support::ready;

#[test]
fn only_what_was_throttled_is_sent_again_after_the_longest_wait() {
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/b") => throttled(7),
        (0, "/d") => throttled(30),
        (1, "/d") => throttled(1),
        _ => json!({ "status": 204 }),
    });
    let outcomes = send_all(&service.client(), &["/a", "/b", "/c", "/d"]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(service.exchanges(), ["/a /b /c /d", "/b /d", "/d"]);
    assert_eq!(service.waits(), [30, 1].map(Duration::from_secs));
    let attempts: Vec<_> = service.bodies().iter().map(|body| body.matches("retry-attempt\":\"").count()).collect();
    assert_eq!(attempts, [0, 2, 1]);
    assert!(service.bodies()[2].contains(r#""retry-attempt":"2"}"#));
    let id = |body: &str| {
        let last = body.rsplit_once(r#""client-request-id":""#).unwrap().1;
        last[..36].to_owned()
    };
    assert_eq!(id(&service.bodies()[0]), id(&service.bodies()[2]), "an id names a request, not an attempt");
}

#[test]
fn a_service_that_throttles_for_ever_is_given_up() {
    let service = Service::each(|_, url| if url == "/1" { throttled(2) } else { json!({ "status": 424 }) });
    let outcomes = send_after(&service.client(), &[&[], &[1], &[2]]);
    assert_eq!(service.exchanges(), ["/1 /2<1 /3<2"; 4]);
    assert_eq!(service.waits(), [Duration::from_secs(2); 3]);
    let errors = outcomes.iter().map(|outcome| outcome.as_ref().unwrap_err());
    let told: Vec<_> = errors.map(|error| (error.status().unwrap().as_u16(), error.attempts())).collect();
    assert_eq!(told, [(429, 4), (424, 4), (424, 4)]);
}

#[test]
fn each_request_keeps_to_its_own_retries() {
    let service = Service::each(|_, _| throttled(10));
    let client = service.client();
    let mut batch = client.batch();
    let never = batch.add(get(&client, "/never").retry(Retry::none()));
    let short = batch.add(get(&client, "/short").retry(Retry::default().max_delay(Duration::from_secs(9))));
    let once = batch.add(get(&client, "/once").retry(Retry::default().max_total_delay(Duration::from_secs(15))));
    let twice = batch.add(get(&client, "/twice").retry(Retry::default().max_retries(2)));
    let mut answers = ready(batch.send());
    let mut attempts = |ticket| answers.take(ticket).unwrap_err().attempts();
    assert_eq!([attempts(never), attempts(short), attempts(once), attempts(twice)], [1, 1, 2, 3]);
    assert_eq!(service.exchanges(), ["/never /short /once /twice", "/once /twice", "/twice"]);
}

#[test]
fn waits_for_others_count() {
    let service = Service::each(|_, url| throttled(if url == "/long" { 100 } else { 1 }));
    let client = service.client();
    let mut batch = client.batch();
    let patience = Retry::default().max_total_delay(Duration::from_secs(100));
    let short = batch.add(get(&client, "/short").retry(patience));
    let long = batch.add(get(&client, "/long").retry(Retry::default().max_retries(1)));
    let mut answers = ready(batch.send());
    assert_eq!(answers.take(short).unwrap_err().attempts(), 2, "it waited for 100 s");
    assert_eq!(answers.take(long).unwrap_err().attempts(), 2);
}

#[test]
fn requests_of_a_batch_share_the_budget_of_the_client() {
    let service = Service::each(|_, _| json!({ "status": 503 }));
    let client = service.builder().retry_budget(RetryBudget::new(3, 20)).build().unwrap();
    let outcomes = send_all(&client, &["/1", "/2"]);
    let attempts: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap_err().attempts()).collect();
    assert_eq!(attempts, [3, 2], "three retries");
    assert_eq!(service.exchanges(), ["/1 /2", "/1 /2", "/1"]);
}

#[test]
fn a_client_without_a_timer_tells_at_once() {
    let service = Service::each(|_, _| throttled(0));
    let client = Client::builder().transport(service.clone()).build().unwrap();
    assert_eq!(send_all(&client, &["/1"])[0].as_ref().unwrap_err().attempts(), 1);
    assert_eq!(service.exchanges().len(), 1);
}

#[test]
fn a_connection_that_is_shut_down_is_left_for_another_at_once() {
    let service = || {
        Service::new(|exchange, requests| match exchange {
            0 => fault(TransportErrorKind::ShutDown),
            _ => succeed(requests),
        })
    };
    let timed = service();
    assert!(send_all(&timed.client(), &["/1"])[0].is_ok());
    assert_eq!(timed.waits(), [Duration::ZERO]);
    let timeless = service();
    let client = Client::builder().transport(timeless.clone()).build().unwrap();
    assert!(send_all(&client, &["/1"])[0].is_ok());
    assert_eq!(timeless.exchanges().len(), 2);
}

#[test]
fn a_broken_batch_is_sent_again_where_that_cannot_do_a_thing_twice() {
    for (kind, posted) in [(TransportErrorKind::Broken, false), (TransportErrorKind::Connect, true)] {
        let service = Service::new(move |exchange, requests| match exchange {
            0 => fault(kind),
            _ => succeed(requests),
        });
        let client = service.client();
        let mut batch = client.batch();
        let read = batch.add(get(&client, "/read"));
        let act = batch.add(client.request::<()>(Method::POST, "/act"));
        let mut answers = ready(batch.send());
        assert!(answers.take(read).is_ok());
        assert_eq!(service.exchanges(), ["/read /act", if posted { "/read /act" } else { "/read" }]);
        let acted = answers.take(act);
        assert_eq!(acted.is_ok(), posted);
        if let Err(error) = acted {
            assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true));
            let line =
                "POST /{+path}: the batch failed as a whole: no complete answer: the connection broke: as planned";
            assert_eq!((line_of(&error).as_str(), error.transport_kind()), (line, Some(kind)));
        }
    }
}

#[test]
fn a_service_that_is_unavailable_gets_a_new_connection() {
    let service = Service::new(|exchange, requests| match exchange {
        0 => text(503, ""),
        _ => succeed(requests),
    });
    assert!(send_all(&service.client(), &["/1"])[0].is_ok());
    let notes = service.0.lock().unwrap();
    let fresh: Vec<_> =
        notes.received.iter().map(|request| request.extensions().get::<ConnectedAfter>().is_some()).collect();
    assert_eq!(fresh, [false, true]);
}

#[test]
fn whether_a_throttled_batch_is_sent_again_is_for_each_request_to_say() {
    let service = Service::new(|_, _| {
        let mut answer = text(429, "");
        answer.as_mut().unwrap().headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
        answer
    });
    let client = service.client();
    let mut batch = client.batch();
    let never = batch.add(get(&client, "/never").retry(Retry::none()));
    let once = batch.add(get(&client, "/once").retry(Retry::default().max_retries(1)));
    let mut answers = ready(batch.send());
    assert_eq!(service.exchanges(), ["/never /once", "/once"]);
    assert_eq!(service.waits(), [Duration::from_secs(2)]);
    for (ticket, attempts) in [(never, 1), (once, 2)] {
        let error = answers.take(ticket).unwrap_err();
        assert_eq!((error.is_throttled(), error.attempts(), error.retry_after()), (true, attempts, Some("2")));
    }
}
