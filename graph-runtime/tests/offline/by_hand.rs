//! Requests that a program sends by its own means: what it gets, and how it has the answer read.

use graph_runtime::http::{self, StatusCode};
use graph_runtime::model::Json;
use graph_runtime::transport::{Body, InMemoryTransport};
use graph_runtime::{Bytes, Client, Error, ErrorKind, Method, NoOptions, Request, Response, StaticToken, token_fn};

use crate::support::printed::line_of;
use crate::support::{Call, RejectReason, ready};

const CALL: &str = "{+baseurl}/communications/calls/{call%2Did}";

fn without_transport() -> Client {
    Client::builder().without_transport().max_response_bytes(100).build().unwrap()
}

fn call<T: Response>(client: &Client, method: Method) -> Request<T> {
    Request::new(&client.route().with("call%2Did", "a/b"), method, CALL)
}

#[test]
fn a_client_without_a_transport_makes_urls_and_says_so_when_it_is_to_send() {
    let never = token_fn(|| async { panic!("no token is needed where nothing is sent") });
    let client = Client::builder().without_transport().token(never).build().unwrap();
    let request = call::<()>(&client, Method::DELETE);
    assert_eq!(request.url().unwrap(), "https://graph.microsoft.com/beta/communications/calls/a%2Fb");
    let error = ready(request).unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_been_sent()), (ErrorKind::Configuration, 0, false));
    let line = "DELETE /communications/calls/{call-id}: the client has no transport, and no driver polls it; help: give it \
                one with `.transport(..)`, enable the feature `rustls`, or use `driver::Driver`";
    assert_eq!(error.to_string(), line);
}

#[test]
fn a_transport_that_is_given_later_counts() {
    let client = Client::builder().without_transport().transport(InMemoryTransport::json(204, "")).build().unwrap();
    ready(call::<()>(&client, Method::DELETE)).unwrap();
}

#[test]
fn what_is_handed_out_is_what_a_client_sends() {
    let body = Call { reason: Some(RejectReason::Busy), ..Call::default() };
    let build = |client: &Client| {
        let request = call::<()>(client, Method::POST).json(&body).query("a", "b c").prefer("return=minimal");
        request.advanced().parameter("%24search", "\"x\"").header("client-request-id", "1")
    };
    let transport = InMemoryTransport::json(204, "");
    ready(build(&Client::builder().transport(transport.clone()).build().unwrap())).unwrap();
    let sent = transport.requests().remove(0);
    let http = build(&without_transport()).to_http().unwrap();
    assert_eq!((http.method(), http.uri().to_string(), http.body()), (&sent.method, sent.url, &sent.body));
    assert_eq!(http.headers(), &sent.headers);
    assert_eq!(http.headers()["consistencylevel"], "eventual");
}

#[test]
fn each_that_is_handed_out_has_an_id_of_its_own() {
    let request = call::<()>(&without_transport(), Method::GET);
    let id = || request.to_http().unwrap().headers()["client-request-id"].clone();
    assert_ne!(id(), id());
}

/// An answer of each kind.
fn answers() -> Vec<http::Response<Bytes>> {
    let answer = |status: u16, media_type: &str, body: &'static str| {
        let answer = http::Response::builder().status(status).header("content-type", media_type);
        answer.header("location", "https://x.example/y?z").header("retry-after", "7").body(Bytes::from(body)).unwrap()
    };
    vec![
        answer(200, "application/json", r#"{"id":"a","unheardOf":1}"#),
        answer(204, "text/plain", ""),
        answer(200, "application/json", ""),
        answer(200, "application/json", r#"{"id":"a""#),
        answer(200, "text/html", "<html>Sign in</html>"),
        answer(302, "text/html", "moved"),
        answer(401, "text/plain", ""),
        answer(404, "application/json", r#"{"error":{"code":"itemNotFound","message":"gone"}}"#),
        answer(429, "text/plain", "slowly"),
        answer(
            200,
            "application/json",
            concat!(
                r#"{"id":"a","#,
                r#""x":"0123456789012345678901234567890123456789","#,
                r#""y":"0123456789012345678901234567890123456789012345678901234567890"}"#
            ),
        ),
    ]
}

#[test]
fn an_answer_is_read_as_that_of_a_client_is() {
    let mut failures = 0;
    for answer in answers() {
        let given = answer.clone();
        let transport = InMemoryTransport::new(move |_| given.clone());
        let client = Client::builder().transport(transport).max_response_bytes(100).build().unwrap();
        let own = |request: Request<Call>| request.header("authorization", "Bearer secret");
        let told = |read: Result<Call, Error>| {
            read.map_err(|error| (error.report().to_string(), error.attempts(), error.may_have_been_sent()))
        };
        let awaited = told(ready(own(call(&client, Method::GET))));
        let read = told(own(call(&without_transport(), Method::GET)).read(answer.clone()));
        failures += usize::from(read.is_err());
        assert_eq!(read, awaited, "{answer:?}");
    }
    assert_eq!(failures, 8, "all but the first two");
}

#[test]
fn an_answer_may_be_read_with_its_status_as_bytes_or_as_a_body() {
    let client = without_transport();
    let answer = || http::Response::builder().status(202).body(Bytes::from_static(b"abc")).unwrap();
    let whole = call::<Bytes>(&client, Method::GET).with_http().read(answer()).unwrap();
    assert_eq!((whole.status(), &whole.body()[..]), (StatusCode::ACCEPTED, &b"abc"[..]));
    let mut body = call::<Body>(&client, Method::GET).read(answer()).unwrap();
    assert_eq!(ready(body.chunk()).unwrap().unwrap(), "abc");
}

#[test]
fn an_own_token_that_an_answer_repeats_is_not_shown() {
    let request = call::<Json>(&without_transport(), Method::GET).header("authorization", "Bearer top-secret-token");
    for (status, body) in [(400, "no top-secret-token here"), (200, r#"{"a":"top-secret-token"#)] {
        let answer = http::Response::builder().status(status).body(Bytes::from(body)).unwrap();
        let line = line_of(&request.read(answer).unwrap_err());
        assert!(!line.contains("top-secret") && line.starts_with("GET /communications/calls/{call-id}: "), "{line}");
    }
}

#[test]
fn the_first_step_that_failed_is_told_by_whatever_can_tell() {
    let client = without_transport();
    let whole = |request: Request<(), NoOptions>| request.bytes("text/plain", "x");
    let at_first = "`a b` is not a header name";
    let failed = whole(call::<()>(&client, Method::POST).header("a b", "x").header("c", "\n"));
    let line = format!("POST /communications/calls/{{call-id}}: {at_first}");
    assert_eq!(failed.url().unwrap_err().to_string(), line);
    assert_eq!(failed.to_http().unwrap_err().to_string(), line);
    assert_eq!(failed.body(), None);
    assert_eq!(ready(failed).unwrap_err().to_string(), line);

    let raw = client.request::<()>(Method::GET, "users");
    let told = |error: Error| error.to_string().contains("begin a path with `/`");
    assert!(told(raw.url().unwrap_err()) && told(raw.to_http().unwrap_err()));

    let fine = whole(call::<()>(&client, Method::POST));
    assert!(fine.url().is_ok() && fine.to_http().is_ok() && fine.body().is_some());
}

#[test]
fn a_stream_is_not_handed_out() {
    let stream = Body::stream(http_body_util::Full::new(Bytes::from_static(b"x")));
    let request = call::<()>(&without_transport(), Method::PUT).bytes("text/plain", stream);
    let error = request.to_http().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let line = "PUT /communications/calls/{call-id}: the body is a stream, and the request is asked for as bytes; help: read \
                the stream first, or send the request with a client";
    assert_eq!(error.to_string(), line);
}

#[test]
fn a_request_without_a_key_is_not_handed_out() {
    let client = Client::builder().without_transport().token(StaticToken::new("x")).build().unwrap();
    let error = Request::<()>::get(&client.route(), CALL).to_http().unwrap_err();
    assert!(line_of(&error).contains("call-id"), "{error:?}");
}
