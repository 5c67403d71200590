//! What the spans of requests tell a tracing system, and what they keep to themselves.

#![cfg(feature = "tracing")]

mod exported;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;
use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use graph_runtime::http::header::{HeaderName, HeaderValue};
use graph_runtime::http::{self, StatusCode, Version};
use graph_runtime::transport::{Body, Transport, TransportError, TransportErrorKind};
use graph_runtime::{BoxFuture, Client, ClientBuilder, Error, Request, Retry, Route, StaticToken, Timer};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Call, CallCollectionResponse, ready};

type Fields = BTreeMap<&'static str, String>;

/// All that was told, in the order of its beginning.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    spans: Vec<Span>,
    /// With the number of the span that each is in.
    events: Vec<(Option<usize>, Fields)>,
    entered: Vec<usize>,
}

struct Span {
    parent: Option<usize>,
    fields: Fields,
    handles: usize,
}

/// Writes what is recorded into fields.
struct Write<'f>(&'f mut Fields);

impl Visit for Write<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let before = self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
        assert!(before.is_none(), "`{}` is told twice", field.name());
    }

    /// OpenTelemetry has no number for it.
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record_debug(field, &format_args!("{value}, unsigned"));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.record_debug(field, &format_args!("{value}, unsigned"));
    }
}

fn index(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "graph_runtime" || metadata.target() == "layer"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut told = self.0.lock().unwrap();
        let parent = told.entered.last().copied().filter(|_| attributes.is_contextual());
        let mut fields = Fields::new();
        attributes.record(&mut Write(&mut fields));
        told.spans.push(Span { parent, fields, handles: 1 });
        Id::from_u64(told.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        values.record(&mut Write(&mut self.0.lock().unwrap().spans[index(id)].fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut told = self.0.lock().unwrap();
        let current = told.entered.last().copied().filter(|_| event.is_contextual());
        let mut fields = Fields::new();
        event.record(&mut Write(&mut fields));
        told.events.push((event.parent().map(index).or(current), fields));
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(index(id));
    }

    fn exit(&self, id: &Id) {
        assert_eq!(self.0.lock().unwrap().entered.pop(), Some(index(id)));
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.0.lock().unwrap().spans[index(id)].handles += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let span = &mut self.0.lock().unwrap().spans[index(&id)];
        span.handles -= 1;
        span.handles == 0
    }
}

/// What `act` tells, all of which has ended.
fn told(act: impl FnOnce()) -> Told {
    let recorder = Recorder::default();
    tracing::subscriber::with_default(recorder.clone(), act);
    let told = std::mem::take(&mut *recorder.0.lock().unwrap());
    assert!(told.entered.is_empty() && told.spans.iter().all(|span| span.handles == 0), "a span is still open");
    told
}

/// A service that answers as planned, over HTTP/2, and a clock whose waits are over at once. The last turn is repeated.
#[derive(Clone)]
struct Script(Arc<Mutex<VecDeque<Turn>>>);

type Turn = Result<(u16, &'static str), TransportErrorKind>;

impl Script {
    fn builder<const N: usize>(turns: [Turn; N]) -> ClientBuilder {
        let script = Self(Arc::new(Mutex::new(turns.into())));
        let builder = Client::builder().transport(script.clone()).timer(script).token(StaticToken::new("secret-token"));
        builder.retry(Retry::default().delay(Duration::from_secs(10)).max_delay(Duration::from_secs(10)))
    }
}

impl Transport for Script {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut turns = self.0.lock().unwrap();
        let turn = if turns.len() > 1 { turns.pop_front() } else { turns.front().copied() };
        let answer = turn.unwrap().map_err(|kind| TransportError::new(kind, "secret-cause")).map(|(status, body)| {
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            *response.version_mut() = Version::HTTP_2;
            let headers = [("retry-after", "7"), ("request-id", "id-of-service"), ("x-private", "secret-header")];
            let headers = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            response.headers_mut().extend(headers);
            response
        });
        Box::pin(std::future::ready(answer))
    }
}

impl Timer for Script {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

const TEMPLATE: &str = "{+baseurl}/users/{user%2Did}/calls{?%24filter}";

fn route(builder: ClientBuilder) -> Route {
    builder.build().unwrap().route().with("user%2Did", "secret-key")
}

/// A request with something private in every place.
fn request(builder: ClientBuilder) -> Request<Call> {
    let body = Call { id: Some("priv".into()), callback_uri: Some("https://secret-body".into()), ..Call::default() };
    let request = Request::post(&route(builder), TEMPLATE).json(&body).query("$filter", "secret-query");
    request.header("x-private", "secret-header").header("client-request-id", "id-of-client")
}

/// What the one span of a request tells, and its events.
fn one<T>(request: impl IntoFuture<Output = Result<T, Error>>) -> (Fields, Vec<Fields>) {
    let told = told(|| drop(ready(request)));
    assert_eq!(told.spans.len(), 1);
    assert!(told.events.iter().all(|(span, _)| *span == Some(0)), "events are in the span of their request");
    (told.spans.into_iter().next().unwrap().fields, told.events.into_iter().map(|(_, fields)| fields).collect())
}

fn fields(fields: &[(&'static str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// What every span tells of the request above.
fn common() -> Fields {
    fields(&[
        ("otel.name", "POST /users/{user-id}/calls"),
        ("otel.kind", "client"),
        ("http.request.method", "POST"),
        ("url.template", "/users/{user-id}/calls"),
        ("server.address", "graph.microsoft.com"),
        ("server.port", "443"),
    ])
}

fn with(mut more: Fields, others: &[(&'static str, &str)]) -> Fields {
    more.extend(fields(others));
    more
}

#[test]
fn a_success_has_its_operation_and_status() {
    let (span, events) = one(request(Script::builder([Ok((200, r#"{"id":"a"}"#))])));
    let expected = with(common(), &[("http.response.status_code", "200"), ("network.protocol.version", "2")]);
    assert_eq!((span, events), (expected, vec![]));
}

#[test]
fn an_error_of_the_service_has_its_status_for_a_type() {
    let (span, events) = one(request(Script::builder([Ok((404, r#"{"error":{"message":"secret-message"}}"#))])));
    let expected = [
        ("http.response.status_code", "404"),
        ("network.protocol.version", "2"),
        ("error.type", "404"),
        ("otel.status_code", "ERROR"),
    ];
    assert_eq!((span, events), (with(common(), &expected), vec![]));
}

#[test]
fn faults_without_a_status_have_their_kind_for_a_type() {
    for (kind, text) in [
        (TransportErrorKind::Refused, "refused"),
        (TransportErrorKind::Timeout, "timeout"),
        (TransportErrorKind::TooLarge, "too_large"),
        (TransportErrorKind::Broken, "broken"),
        (TransportErrorKind::Layer, "layer"),
    ] {
        let (span, _) = one(request(Script::builder([Err(kind)])));
        assert_eq!(span, with(common(), &[("error.type", text), ("otel.status_code", "ERROR")]));
    }
    for (kind, text) in [(TransportErrorKind::Unprocessed, "unprocessed"), (TransportErrorKind::ShutDown, "shut_down")]
    {
        let (span, _) = one(request(Script::builder([Err(kind)])));
        assert_eq!((&*span["error.type"], &*span["http.request.resend_count"]), (text, "3"));
    }
    let (span, _) = one(request(Script::builder([Ok((200, "secret-html"))])));
    let told = ["http.response.status_code", "error.type", "otel.status_code"].map(|name| span[name].as_str());
    assert_eq!(told, ["200", "decode", "ERROR"], "what cannot be read is an error, too");
    let no_token = graph_runtime::token_fn(|| async { Err("secret-cause".into()) });
    let (span, _) = one(request(Script::builder([Ok((200, "{}"))]).token(no_token)));
    assert_eq!(span["error.type"], "token");
}

#[test]
fn waits_are_events_and_resends_are_counted() {
    let turns = [Ok((429, "secret-body")), Err(TransportErrorKind::Connect), Ok((200, "{}"))];
    let (span, events) = one(request(Script::builder(turns)));
    let expected =
        [("http.response.status_code", "200"), ("http.request.resend_count", "2"), ("network.protocol.version", "2")];
    assert_eq!(span, with(common(), &expected), "it succeeded in the end");
    let message = ("message", "the request failed and is sent again after a wait");
    let throttled = [
        message,
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "429"),
        ("error.type", "429"),
        ("delay_ms", "7000"),
    ];
    let unconnected = [message, ("http.request.resend_count", "2"), ("error.type", "connect"), ("delay_ms", "10000")];
    assert_eq!(events, [fields(&throttled), fields(&unconnected)]);

    let (span, events) = one(request(Script::builder([Ok((503, ""))])));
    let ends = (&*span["http.request.resend_count"], &*span["error.type"], events.len());
    assert_eq!(ends, ("3", "503", 3), "where it fails in the end, too");
}

#[test]
fn each_page_has_a_span_below_the_callers() {
    let next = r#"{"value":[{"id":"a"}],"@odata.nextLink":"https://graph.microsoft.com/beta/calls?$skiptoken=secret"}"#;
    let builder = Script::builder([Ok((200, next)), Ok((200, r#"{"value":[{"id":"b"}]}"#))]);
    let request = Request::<CallCollectionResponse>::get(&route(builder), TEMPLATE);
    let told = told(|| {
        let callers = tracing::info_span!(target: "layer", "caller");
        assert_eq!(callers.in_scope(|| ready(request.items().try_collect()).unwrap()).len(), 2);
    });
    let pages = told.spans.iter().skip(1).map(|span| (span.parent, span.fields["otel.name"].as_str()));
    assert_eq!(pages.collect::<Vec<_>>(), [(Some(0), "GET /users/{user-id}/calls"); 2]);
}

#[test]
fn what_is_private_is_told_nowhere() {
    let answers = [Ok((429, "secret-body")), Ok((200, r#"{"id":"secret-body"}"#)), Ok((400, "secret-body"))];
    for turns in [[answers[0], answers[1]], [answers[0], answers[2]], [answers[0], Err(TransportErrorKind::Broken)]] {
        let (span, events) = one(request(Script::builder(turns)));
        let told = format!("{span:?} {events:?}");
        assert!(!told.contains("secret") && !told.contains("id-of"), "{told}");
    }
}

#[test]
fn urls_and_ids_are_told_on_demand() {
    let (span, _) = one(request(Script::builder([Ok((200, "{}"))]).trace_urls(true)));
    assert_eq!(span["url.full"], "https://graph.microsoft.com/beta/users/secret-key/calls?$filter=secret-query");
    assert!(!format!("{span:?}").contains("id-of"));
    for status in [200, 404] {
        let (span, _) = one(request(Script::builder([Ok((status, "{}"))]).trace_request_ids(true)));
        assert_eq!(span["http.request.header.client-request-id"], "id-of-client");
        assert_eq!(span["http.response.header.request-id"], "id-of-service");
        assert!(!format!("{span:?}").contains("secret"));
    }
}

#[test]
fn the_server_is_that_of_the_url() {
    for (url, address, port) in
        [("http://127.0.0.1/beta", "127.0.0.1", "80"), ("http://[::1]:8080/beta", "[::1]", "8080")]
    {
        let (span, _) = one(request(Script::builder([Ok((200, "{}"))]).base_url(url).allow_loopback_http()));
        assert_eq!((&*span["server.address"], &*span["server.port"]), (address, port));
    }
}

#[test]
fn what_is_given_up_is_told_and_what_is_not_sent_has_no_span() {
    /// A service that is silent.
    struct Silent;
    impl Transport for Silent {
        fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            Box::pin(std::future::pending())
        }
    }
    let told_of = told(|| {
        let mut pending = pin!(request(Client::builder().transport(Silent)).into_future());
        assert!(pending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    assert_eq!(told_of.spans[0].fields["error.type"], "cancelled");

    let told_of = told(|| drop(ready(request(Script::builder([Ok((200, "{}"))])).header("no name", ""))));
    assert!(told_of.spans.is_empty());
}

#[cfg(feature = "tower")]
#[test]
fn layers_are_within_the_span_of_their_request() {
    let layer = tower::util::MapRequestLayer::new(|request: http::Request<Body>| {
        tracing::info!(target: "layer", seen = true);
        request
    });
    let (_, events) = one(request(Script::builder([Ok((200, "{}"))]).layer(layer)));
    assert_eq!(events, [fields(&[("seen", "true")])], "so that one may pass on its context");
}

#[test]
fn urls_that_a_service_gave_are_told_without_their_query() {
    let next = r#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/beta/calls?$skiptoken=secret"}"#;
    let builder = || Script::builder([Ok((200, next)), Ok((200, r#"{"value":[]}"#))]).trace_urls(true);
    let urls = |act: &dyn Fn(Client)| -> Vec<String> {
        let told = told(|| act(builder().build().unwrap()));
        told.spans.into_iter().map(|mut span| span.fields.remove("url.full").unwrap_or_default()).collect()
    };
    let first = "https://graph.microsoft.com/beta/calls?$top=1";
    let link = "https://graph.microsoft.com/beta/calls";
    let pages = |client: Client| Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls");
    let of_pages = urls(&|client| drop(ready(pages(client).query("$top", "1").items().try_collect())));
    assert_eq!(of_pages, [first, link]);
    let resumed = urls(&|client| {
        drop(ready(
            pages(client)
                .resume("https://graph.microsoft.com/beta/calls?$deltatoken=secret")
                .items()
                .limit(1)
                .try_collect(),
        ));
    });
    assert_eq!(resumed, [link, link]);
    #[cfg(feature = "transfer")]
    {
        let open = urls(&|client| drop(ready(client.download("https://files.example/a?sig=secret"))));
        assert_eq!(open, [""], "nothing at all of what the URL itself opens");
    }
}

#[cfg(feature = "transfer")]
#[test]
fn a_redirect_that_is_signed_is_told_without_its_query() {
    let transport = graph_runtime::transport::InMemoryTransport::new(|request| {
        let mut answer = http::Response::new(graph_runtime::Bytes::new());
        if request.uri().path().ends_with("/content") {
            *answer.status_mut() = StatusCode::FOUND;
            let signed = HeaderValue::from_static("https://graph.microsoft.com/beta/signed?sig=secret");
            answer.headers_mut().insert("location", signed);
        }
        answer
    });
    let client =
        Client::builder().transport(transport).token(StaticToken::new("secret-token")).trace_urls(true).build();
    let client = client.unwrap();
    let told = told(|| drop(ready(client.request::<graph_runtime::Bytes>(http::Method::GET, "/content").download())));
    let urls: Vec<_> = told.spans.iter().map(|span| span.fields["url.full"].as_str()).collect();
    assert_eq!(urls, ["https://graph.microsoft.com/beta/content", "https://graph.microsoft.com/beta/signed"]);
}

#[test]
fn an_id_that_repeats_the_token_is_not_told() {
    for (status, escaped) in [(200, "secret-token"), (200, "secret%2Dtoken"), (404, "secret-token")] {
        let transport = graph_runtime::transport::InMemoryTransport::new(move |_| {
            let mut answer = http::Response::new("{}".into());
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
            answer.headers_mut().insert("request-id", HeaderValue::from_static(escaped));
            answer
        });
        let builder = Client::builder().transport(transport).token(StaticToken::new("secret-token"));
        let (span, _) = one(request(builder.trace_request_ids(true)));
        assert_eq!(span["http.response.header.request-id"], "[token]", "{status}");
    }
}
