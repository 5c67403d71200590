//! Answers that are no JSON as a whole: what can be read of them counts.

use graph_runtime::http;
use graph_runtime::transport::{Body, InMemoryTransport};
use graph_runtime::{Bytes, Client, Error, ErrorKind, Method, StaticToken, Ticket};

use super::service::Service;
use crate::support::printed::line_of;
use crate::support::{Call, ready};

/// How requests for calls end, which are answered together with this body.
fn outcomes(requests: usize, body: impl Into<Bytes>) -> Vec<Result<Call, Error>> {
    let (body, media_type) = (body.into(), "application/json");
    let service = Service::new(move |_, _| answer(body.clone(), media_type).map(|answer| answer.map(Body::from)));
    let client = service.client();
    let mut batch = client.batch();
    let tickets: Vec<Ticket<Call>> =
        (0..requests).map(|number| batch.add(client.request(Method::GET, &format!("/{number}")))).collect();
    let mut answers = ready(batch.send());
    tickets.into_iter().map(|ticket| answers.take(ticket)).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "so a transport answers")]
fn answer<E>(body: Bytes, media_type: &str) -> Result<http::Response<Bytes>, E> {
    Ok(http::Response::builder().header("content-type", media_type).body(body).unwrap())
}

/// The line of the error of a request that is answered alone.
fn alone(body: &[u8], media_type: &'static str) -> String {
    let body = Bytes::copy_from_slice(body);
    let transport = InMemoryTransport::new(move |_| answer::<Error>(body.clone(), media_type).unwrap());
    let client = Client::builder().transport(transport).build().unwrap();
    line_of(&ready(client.request::<Call>(Method::GET, "/")).unwrap_err())
}

#[test]
fn a_body_that_is_no_json_costs_its_own_answer_alone() {
    for broken in [
        &br#"{"id":tru}"#[..],
        br#"{"id":"a",}"#,
        br#"{"id":"\q"}"#,
        b"{\"id\":\"\xff\"}",
        b"{\"id\":\"\x01\"}",
        br#"{"retries":01}"#,
        br#"{"id" "a"}"#,
        br#"{"id":nul,"routes":[{"id":"in, it"}]}"#,
    ] {
        let head = br#"{"responses":[{"id":"1","status":200,"body":{"id":"a"}},{"id":"2","status":200,"body":"#;
        let tail = br#"},{"id":"3","status":200,"body":{"id":"c"}}]}"#;
        let outcomes = outcomes(3, [head, broken, tail].concat());
        let ids = [&outcomes[0], &outcomes[2]].map(|outcome| outcome.as_ref().unwrap().id.as_deref());
        assert_eq!(ids, [Some("a"), Some("c")]);
        let error = outcomes[1].as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(line_of(error), alone(broken, "application/json"), "as if it had been answered alone");
    }
}

#[test]
fn other_parts_of_an_answer_cost_themselves_alone() {
    let entries = [
        r#"{"id":"1","status":204,"headers":{"a":nope}}"#,
        r#"{"id":"2","odd":[1,,2],"status":204}"#,
        r#"{"id":"3","status":0204}"#,
        r#"{"id":"4","status":none}"#,
        "what is this",
        r#"{"id":"5","status":404,"body":{"error":{"code":"x","message":nope}}}"#,
        r#"{"id":"6","status":204} }"#,
    ];
    let outcomes = outcomes(6, format!(r#"{{"odd":x,"responses":[{}],"more":}}"#, entries.join(",")));
    for (place, outcome) in outcomes.iter().enumerate() {
        match (place, outcome) {
            (3, Err(error)) => assert!(error.to_string().contains("no status for this request"), "{error}"),
            (4, Err(error)) => {
                assert!(error.is_not_found() && error.body_snippet().unwrap().contains("nope"), "{error:?}");
            }
            (_, outcome) => assert!(outcome.is_ok() || place == 5, "{place} {outcome:?}"),
        }
    }
}

#[test]
fn of_an_answer_that_is_cut_off_what_came_counts() {
    let body = r#"{"responses":[{"id":"2","status":200,"body":{"id":"b"}},{"id":"1","status":200,"body":{"id":"a"}}]}"#;
    for cut in 1..body.len() {
        let outcomes = outcomes(2, body[..cut].to_owned());
        let whole = |id: &str| body[..cut].contains(&format!(r#""body":{{"id":"{id}"}}"#));
        for (id, outcome) in ["a", "b"].into_iter().zip(outcomes) {
            match outcome {
                Ok(call) => assert!(whole(id) && call.id.as_deref() == Some(id), "{cut}"),
                Err(error) => assert!(!whole(id) && error.may_have_been_sent(), "{cut} {error}"),
            }
        }
    }
    let at_status = body.rfind("00,").unwrap();
    for (cut, missing) in [(59, "answer"), (at_status, "status")] {
        let error = outcomes(2, body[..cut].to_owned()).remove(0).unwrap_err();
        let shown = &body[cut - 30..cut];
        let line = format!(
            "GET /{{+path}}: the answer of the batch has no {missing} for this request, and is no JSON near `..{shown}`: EOF while"
        );
        assert!(line_of(&error).starts_with(&line), "{error:?}");
        assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, None));
    }
}

#[test]
fn an_answer_that_is_none_is_shown_as_that_of_a_request_alone() {
    for body in ["<html>Sign in</html>", "", "{\"responses\"", "[1"] {
        let error = outcomes(1, body).remove(0).unwrap_err();
        let (place, reason) =
            ("GET /{+path}: 200 OK: ", "the batch failed as a whole: the answer cannot be read near `");
        let line = line_of(&error);
        assert!(line.starts_with(&format!("{place}{reason}{body}`: ")), "{line}");
    }
    let lists = outcomes(1, r#"{"value":[]}"#).remove(0).unwrap_err();
    let reason = "the batch failed as a whole: the answer has no list `responses`: `{\"value\":[]}`";
    assert!(line_of(&lists).ends_with(reason), "{lists:?}");
}

#[test]
fn what_is_shown_of_an_answer_that_cannot_be_read_has_no_token_in_it() {
    for body in [
        r#"{"responses":[{"id":"1","status":200,"body":{"id":tru,"x":"a-secret-token"}}]}"#,
        r#"{"responses":[{"id":"2","status":200,"x":"a-secret-token"},"#,
        r#"{"responses":[{"id":"1","status":"a-secret-token""#,
        r#"{"value":"a-secret-token"}"#,
        "a-secret-token",
    ] {
        let service =
            Service::new(move |_, _| answer(Bytes::from(body), "text/plain").map(|answer| answer.map(Body::from)));
        let client = service.builder().token(StaticToken::new("a-secret-token")).build().unwrap();
        let mut batch = client.batch();
        let ticket = batch.add(client.request::<Call>(Method::GET, "/"));
        let line = line_of(&ready(batch.send()).take(ticket).unwrap_err());
        assert!(line.contains("[token]") && !line.contains("secret"), "{line}");
    }
}

#[test]
fn a_text_that_looks_like_an_answer_is_none() {
    // In the body of another answer, which cannot be read: nobody but the service may answer for a request.
    let spoof = r#"{"id":"2","status":200,"body":{"id":"spoof"}}"#;
    let body = format!(
        r#"{{"responses":[{{"id":"1","status":200,"body":{{"x":tru,"y":[{spoof}],"z":"{}"}}}}]}}"#,
        spoof.replace('"', "\\\"")
    );
    let outcomes = outcomes(2, body);
    assert!(outcomes[1].as_ref().unwrap_err().to_string().contains("has no answer for this request"));
}
