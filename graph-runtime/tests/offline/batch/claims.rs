//! Claims challenges of requests in a batch: each is answered once, with a token that has the claims.

use graph_runtime::{AccessToken, Client, Error, ErrorKind, Retry, StaticToken, TokenSource};
use serde_json::{Value, json};

use super::order::send_after;
use super::service::{Service, get, send_all, throttled};
use crate::support::identity::{Identity, hour};
use crate::support::printed::line_of;
use crate::support::ready;

/// `{"access_token":{"acrs":{"value":"cp1"}}}` and the same of `cp2`, as a service asks for them.
const CP1: &str =
    r#"Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImNwMSJ9fX0=""#;
const CP2: &str =
    r#"Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImNwMiJ9fX0=""#;
const CLAIMS: [&str; 2] =
    [r#"{"access_token":{"acrs":{"value":"cp1"}}}"#, r#"{"access_token":{"acrs":{"value":"cp2"}}}"#];

fn refused(challenge: &str) -> Value {
    json!({ "status": 401, "headers": { "WWW-Authenticate": challenge } })
}

fn done() -> Value {
    json!({ "status": 204 })
}

/// A client that repeats nothing of itself, and has no timer.
fn client(source: impl TokenSource + 'static, service: &Service) -> Client {
    Client::builder().token(source).transport(service.clone()).retry(Retry::none()).build().unwrap()
}

/// What was in each exchange, behind the token that it came with.
fn exchanges(service: &Service) -> Vec<String> {
    let tokens: Vec<_> = {
        let notes = service.0.lock().unwrap();
        let token = |request: &graph_runtime::http::Request<_>| request.headers()["authorization"].clone();
        notes.received.iter().map(token).collect()
    };
    let token = |header: &graph_runtime::http::HeaderValue| header.to_str().unwrap().replace("Bearer ", "");
    service.exchanges().iter().zip(&tokens).map(|(line, header)| format!("{}: {line}", token(header))).collect()
}

fn attempts(outcomes: &[Result<(), Error>]) -> Vec<(bool, u32)> {
    outcomes
        .iter()
        .map(|outcome| outcome.as_ref().map_or_else(|e| (e.is_unauthorized(), e.attempts()), |()| (false, 0)))
        .collect()
}

#[test]
fn what_was_challenged_is_sent_again_with_one_new_token() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/b" | "/d") => refused(CP1),
        _ => done(),
    });
    // A source that keeps nothing is asked once all the same.
    let outcomes = send_all(&client(identity.clone(), &service), &["/a", "/b", "/c", "/d"]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(exchanges(&service), ["first: /a /b /c /d", "second: /b /d"]);
    assert_eq!(service.bodies()[1].matches(r#""retry-attempt":"1""#).count(), 2);
    let asked = identity.asked();
    let rejected = asked[1].rejected().map(AccessToken::expose);
    assert_eq!((asked.len(), asked[1].claims(), rejected), (2, Some(CLAIMS[0]), Some("first")));
}

#[test]
fn the_batches_behind_go_with_what_the_source_keeps() {
    let paths: Vec<String> = (1..=41).map(|number| format!("/{number}")).collect();
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = Service::each(|exchange, url| if (exchange, url) == (0, "/7") { refused(CP1) } else { done() });
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcomes = send_all(&client(identity.clone().cached(), &service), &paths);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let exchanges = exchanges(&service);
    assert_eq!((exchanges.len(), exchanges[1].as_str(), exchanges[3].as_str()), (4, "second: /7", "second: /41"));
    assert!(exchanges[2].starts_with("second: /21 /22 "), "{exchanges:?}");
    assert_eq!(identity.times(), 2);
}

#[test]
fn different_claims_have_a_token_and_an_exchange_each() {
    let identity = Identity::new([hour("first"), hour("of cp1"), hour("of cp2")]);
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/a" | "/c") => refused(CP2),
        (0, "/b") => refused(CP1),
        _ => done(),
    });
    let outcomes = send_all(&client(identity.clone().cached(), &service), &["/a", "/b", "/c", "/d"]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(exchanges(&service), ["first: /a /b /c /d", "of cp2: /a /c", "of cp1: /b"]);
    let asked: Vec<_> = identity.asked().iter().map(|request| request.claims().map(str::to_owned)).collect();
    assert_eq!(asked, [None, Some(CLAIMS[0].to_owned()), Some(CLAIMS[1].to_owned())]);
}

#[test]
fn a_second_challenge_ends_the_request_with_it() {
    let identity = Identity::new([hour("first"), hour("second"), hour("third")]);
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/a" | "/b") => refused(CP1),
        (1, "/b") => refused(CP2),
        _ => done(),
    });
    let client = client(identity.clone().cached(), &service);
    assert_eq!(attempts(&send_all(&client, &["/a", "/b"])), [(false, 0), (true, 2)]);
    assert_eq!((service.exchanges().len(), identity.times()), (2, 2));
    // And the token it refused is not kept.
    assert!(send_all(&client, &["/c"])[0].is_ok());
    assert_eq!(exchanges(&service)[2], "third: /c");
}

#[test]
fn a_refusal_without_claims_is_told_and_the_token_not_kept() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/b") => refused(r#"Bearer error="invalid_token""#),
        _ => done(),
    });
    let client = client(identity.clone().cached(), &service);
    assert_eq!(attempts(&send_all(&client, &["/a", "/b"])), [(false, 0), (true, 1)]);
    assert!(send_all(&client, &["/c"])[0].is_ok());
    assert_eq!(exchanges(&service), ["first: /a /b", "second: /c"]);
}

#[test]
fn without_another_token_nothing_is_sent_again() {
    let challenged = || Service::each(|_, url| if url == "/b" { refused(CP1) } else { done() });
    let service = challenged();
    let outcomes = send_all(&client(StaticToken::new("the only one"), &service), &["/a", "/b"]);
    assert_eq!((attempts(&outcomes), service.exchanges().len()), (vec![(false, 0), (true, 1)], 1));

    let service = challenged();
    let client = Client::builder().transport(service.clone()).build().unwrap();
    assert_eq!((attempts(&send_all(&client, &["/b"])), service.exchanges().len()), (vec![(true, 1)], 1));
}

#[test]
fn the_error_of_the_source_is_that_of_each_request_it_was_asked_for() {
    let identity = Identity::new([hour("first"), Err("sign in again")]);
    let service = Service::each(|_, url| if url == "/a" { done() } else { refused(CP1) });
    let outcomes = send_all(&client(identity.cached(), &service), &["/a", "/b", "/c"]);
    assert!(outcomes[0].is_ok() && service.exchanges().len() == 1);
    for outcome in &outcomes[1..] {
        let error = outcome.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent(), error.attempts()), (ErrorKind::Token, true, 1));
        let line = "GET /{+path}: the service asks for a token with other claims (401), and the token source gave none: sign in again";
        assert_eq!(line_of(error), line);
    }
}

#[test]
fn a_chain_goes_on_from_the_one_that_was_challenged() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/2") => refused(CP1),
        (0, "/3" | "/4") => json!({ "status": 424 }),
        _ => done(),
    });
    let outcomes = send_after(&client(identity, &service), &[&[], &[1], &[2], &[3]]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(exchanges(&service), ["first: /1 /2<1 /3<2 /4<3", "second: /2 /3<2 /4<3"]);
}

#[test]
fn what_comes_after_a_request_that_stays_refused_is_not_sent() {
    let service = Service::each(|_, url| if url == "/1" { refused(CP1) } else { json!({ "status": 424 }) });
    let outcomes = send_after(&client(Identity::new([hour("first"), hour("second")]), &service), &[&[], &[1], &[2]]);
    assert_eq!(attempts(&outcomes[..1]), [(true, 2)]);
    assert!(outcomes[1..].iter().all(|outcome| outcome.as_ref().unwrap_err().is_failed_dependency()), "{outcomes:?}");
    assert_eq!(exchanges(&service), ["first: /1 /2<1 /3<2", "second: /1 /2<1 /3<2"]);
}

#[test]
fn a_request_keeps_its_token_until_what_it_comes_after_has_succeeded() {
    // The service refuses the second, though the first has failed.
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/1") => throttled(1),
        (0, "/2") => refused(CP1),
        _ => done(),
    });
    let identity = Identity::new([hour("first"), hour("of cp1"), hour("third")]);
    let client = service.builder().token(identity).build().unwrap();
    let outcomes = send_after(&client, &[&[], &[1]]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(exchanges(&service), ["first: /1 /2<1", "third: /1", "of cp1: /2"]);
}

#[test]
fn a_challenge_of_the_whole_batch_is_answered_as_that_of_any_request() {
    let challenge = |mut answer: super::service::Answer| {
        answer.as_mut().unwrap().headers_mut().insert("www-authenticate", CP1.parse().unwrap());
        answer
    };
    let service = Service::new(move |exchange, requests| match exchange {
        0 => challenge(super::service::text(401, "")),
        _ => super::service::succeed(requests),
    });
    let client = client(Identity::new([hour("first"), hour("second")]), &service);
    let mut batch = client.batch();
    let ticket = batch.add(get(&client, "/a"));
    ready(batch.send()).take(ticket).unwrap();
    assert_eq!(exchanges(&service), ["first: /a", "second: /a"]);
}
