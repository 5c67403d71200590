//! What a request and its answer may be: of no operation, streamed, with status and headers, seen by layers.

#![cfg(feature = "tower")]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use graph_runtime::http::{HeaderValue, Response, StatusCode};
use graph_runtime::model::Json;
use graph_runtime::transport::{Body, InMemoryTransport};
use graph_runtime::{BoxError, Bytes, Client, Error, ErrorKind, Method, Request, Retry, StaticToken};
use http_body::Frame;
use tower::ServiceBuilder;
use tower::util::MapRequestLayer;

use crate::support::printed::line_of;
use crate::support::{Call, ready};

fn client(transport: &InMemoryTransport) -> Client {
    Client::builder().transport(transport.clone()).token(StaticToken::new("secret")).build().unwrap()
}

#[test]
fn a_request_of_no_operation_goes_the_same_way() {
    let transport = InMemoryTransport::json(200, r#"{"id":"a"}"#);
    let request = client(&transport).request::<Json>(Method::POST, "/me/revoke?$select=id%2F");
    let answer = ready(request.query("a b", "c&d").json(&"x".to_owned())).unwrap();
    assert_eq!(answer.as_str(), r#"{"id":"a"}"#);
    let sent = &transport.requests()[0];
    assert_eq!(sent.url, "https://graph.microsoft.com/beta/me/revoke?$select=id%2F&a%20b=c%26d");
    assert_eq!((&sent.method, &sent.body[..]), (&Method::POST, &br#""x""#[..]));
    assert_eq!(sent.headers["authorization"], "Bearer secret");
}

#[test]
fn a_request_of_no_operation_stays_at_the_service() {
    let transport = InMemoryTransport::json(200, "{}");
    for url in ["https://example.com/users", "users", "//example.com/x", "ftp://graph.microsoft.com/x"] {
        let error = ready(client(&transport).request::<()>(Method::GET, url));
        match url {
            "//example.com/x" => {
                assert!(error.unwrap_err().to_string().contains("begins with `//`, which names a host"));
            }
            "users" => {
                let line = "GET /{+path}: the URL is neither absolute nor a path; help: begin a path with `/`";
                assert_eq!(error.unwrap_err().to_string(), line);
            }
            _ => assert_eq!(error.unwrap_err().kind(), ErrorKind::Invalid, "{url}"),
        }
    }
    let error = client(&transport).request::<()>(Method::GET, "https://example.com/users").url().unwrap_err();
    assert!(error.to_string().contains("leads to `https://example.com`"), "the step that failed is told: {error}");
    assert!(transport.requests().is_empty());
    let error = ready(client(&InMemoryTransport::json(404, "")).request::<()>(Method::GET, "/users/ada")).unwrap_err();
    assert!(!error.to_string().contains("ada"), "{error}");
}

#[test]
fn status_and_headers_come_on_demand() {
    let transport = InMemoryTransport::new(|_| {
        let mut response = Response::new(Bytes::from_static(br#"{"id":"a"}"#));
        *response.status_mut() = StatusCode::CREATED;
        response.headers_mut().insert("location", HeaderValue::from_static("/calls/a"));
        response
    });
    let route = client(&transport).route();
    let answer = ready(Request::<Call>::get(&route, "{+baseurl}/calls").with_http()).unwrap();
    assert_eq!((answer.status(), &answer.headers()["location"]), (StatusCode::CREATED, &"/calls/a".parse().unwrap()));
    assert_eq!(answer.into_body().id.as_deref(), Some("a"));
}

#[test]
fn an_answer_may_be_read_in_pieces() {
    let client = Client::builder().transport(InMemoryTransport::json(200, "0123456789")).max_response_bytes(4);
    let route = client.build().unwrap().route();
    let request = || Request::<Bytes>::get(&route, "{+baseurl}/content");
    let mut body = ready(request().read_as::<Body>()).unwrap();
    assert_eq!(ready(body.chunk()).unwrap().unwrap(), "0123456789", "the limit is for what is read as a whole");
    assert!(ready(body.chunk()).is_none());
    assert!(line_of(&ready(request()).unwrap_err()).ends_with("the answer is too large: it has more than 4 bytes"));
}

#[test]
fn a_body_that_has_ended_is_not_asked_again() {
    /// Panics where it is asked once more than `chunks` and its end.
    struct Strict {
        chunks: usize,
        has_ended: bool,
    }
    impl http_body::Body for Strict {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            assert!(!self.has_ended, "asked again after its end");
            self.has_ended = self.chunks == 0;
            self.chunks = self.chunks.saturating_sub(1);
            Poll::Ready((!self.has_ended).then(|| Ok(Frame::data("a".into()))))
        }
    }
    for chunks in 0..4 {
        let body = || Body::stream(Strict { chunks, has_ended: false });
        assert_eq!(ready(body().collect(3)).unwrap().len(), chunks);
        let mut body = body();
        while ready(body.chunk()).is_some() {}
    }
}

#[test]
fn a_stream_that_breaks_is_told() {
    let transport = InMemoryTransport::json(204, "");
    let body = Body::stream(Broken);
    let request = Request::<()>::put(&client(&transport).route(), "{+baseurl}/content").bytes("text/plain", body);
    let error = ready(request).unwrap_err();
    assert!(error.may_have_been_sent(), "its beginning may have arrived");
    assert_eq!(line_of(&error), "PUT /content: no complete answer: the connection broke: the disk is gone");
}

/// A body that breaks.
struct Broken;

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(Some(Err("the disk is gone".into())))
    }
}

#[test]
fn layers_see_every_attempt_outermost_first() {
    let sent = Arc::new(AtomicUsize::new(0));
    let transport = InMemoryTransport::new({
        let sent = Arc::clone(&sent);
        move |_| {
            let mut response = Response::new(Bytes::new());
            if sent.fetch_add(1, Ordering::Relaxed) == 0 {
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            }
            response
        }
    });
    let mark = |mark: &'static str| {
        MapRequestLayer::new(move |mut request: graph_runtime::http::Request<Body>| {
            request.headers_mut().append("x-layers", HeaderValue::from_static(mark));
            request
        })
    };
    let client = Client::builder().transport(transport.clone()).timer(Now).layer(mark("outer")).layer(mark("inner"));
    ready(client.build().unwrap().request::<()>(Method::GET, "/me")).unwrap();
    let seen = transport.requests().into_iter().map(|sent| {
        sent.headers.get_all("x-layers").iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    });
    assert_eq!(seen.collect::<Vec<_>>(), vec![["outer", "inner"]; 2]);
}

/// A clock whose waits are over at once.
struct Now;

impl graph_runtime::Timer for Now {
    fn sleep(&self, _: std::time::Duration) -> graph_runtime::BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn a_layer_that_fails_is_told_and_not_tried_again() {
    let transport = InMemoryTransport::json(204, "");
    let refuse = ServiceBuilder::new()
        .filter(|request: graph_runtime::http::Request<Body>| match request.method() {
            &Method::DELETE => Err(BoxError::from("no deletions on Fridays")),
            _ => Ok(request),
        })
        .into_inner();
    let client = Client::builder().transport(transport.clone()).timer(Now).layer(refuse).build().unwrap();
    let failed = |method| -> Error { ready(client.request::<()>(method, "/me")).unwrap_err() };
    let error = failed(Method::DELETE);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert!(error.may_have_been_sent(), "nobody knows");
    assert!(line_of(&error).ends_with("a layer failed: no deletions on Fridays"), "{error:?}");
    assert_eq!(transport.requests().len(), 0);
    ready(client.request::<()>(Method::GET, "/me").retry(Retry::none())).unwrap();
}
