//! How each kind of error prints: each text once, whoever prints it.

use std::collections::HashSet;
use std::fmt;

use graph_runtime::http;
use graph_runtime::mock::MockGraph;
use graph_runtime::model::{Binary, Decimal, DowncastError, Json, NotANumber, from_str};
use graph_runtime::notifications::{DecryptionError, Delivery, DeliveryError, SigningKeys, TokenError};
use graph_runtime::transport::{Body, InMemoryTransport, Transport, TransportError, TransportErrorKind};
use graph_runtime::{
    BoxError, BoxFuture, Bytes, Client, ClientBuilder, Error, ErrorKind, Method, Request, StaticToken, TokenRequest,
    TokenSource, TokioTimer, token_fn,
};

use crate::support::directory::{DirectoryObject, Entity, User};
use crate::support::printed::{assert_levels, line_of};
use crate::support::{Call, ready};

/// An error of somebody else, with its cause.
#[derive(Debug)]
struct Theirs(&'static str, Option<Box<Theirs>>);

impl fmt::Display for Theirs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Theirs {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.1.as_deref().map(|cause| cause as _)
    }
}

fn theirs() -> Theirs {
    Theirs("signed out", Some(Box::new(Theirs("the session is over", None))))
}

/// Fails in this way, because of what is made of each request.
struct Failing(TransportErrorKind, fn(&http::Request<Body>) -> BoxError);

impl Transport for Failing {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(std::future::ready(Err(TransportError::new(self.0, (self.1)(&request)))))
    }
}

fn failing(kind: TransportErrorKind) -> Client {
    client(Failing(kind, |_| theirs().into()))
}

fn client(transport: impl Transport + 'static) -> Client {
    Client::builder().transport(transport).build().unwrap()
}

fn answering(status: u16, body: &'static str) -> Client {
    client(InMemoryTransport::json(status, body))
}

fn get(client: &Client) -> Request<Call> {
    client.request(Method::GET, "/calls")
}

/// One error of each kind, or several, and what it and its causes say.
fn errors() -> Vec<(Error, Vec<&'static str>)> {
    let connect = failing(TransportErrorKind::Connect);
    let token = token_fn(|| async { Err(theirs().into()) });
    let cached = token_fn(|| async { Err(theirs().into()) }).cached().cached();
    let signed = |builder: ClientBuilder| builder.transport(InMemoryTransport::json(200, "{}")).build().unwrap();
    let fine = answering(200, "{}");
    let html = client(InMemoryTransport::new(|_| {
        let mut page = http::Response::new(Bytes::from("<html>"));
        page.headers_mut().insert("content-type", http::HeaderValue::from_static("text/html"));
        page
    }));
    let said = r#"{"error":{"code":"itemNotFound","message":"No such\u202e\ncall.","innerError":{"request-id":"r"}}}"#;
    let mut failed = vec![
        (
            Client::builder().token(StaticToken::new("")).base_url("https://a.example").build().unwrap_err(),
            vec!["a token must not be sent to `https://a.example`; help: use https and `.allowed_host(..)`"],
        ),
        (ready(get(&fine).header("no name", "")).unwrap_err(), vec!["GET /{+path}: `no name` is not a header name"]),
        (
            ready(Request::<()>::new(&fine.route(), Method::GET, "{+baseurl}/{a%2Db}")).unwrap_err(),
            vec!["GET /{a-b}: the URL of the request cannot be made", "no value for `a-b`"],
        ),
        (
            ready(fine.request::<()>(Method::GET, &format!("/{}", "a".repeat(1 << 16)))).unwrap_err(),
            vec!["GET /{+path}: the URL of the request is invalid", "uri too long"],
        ),
        (
            ready(get(&signed(Client::builder().token(token)))).unwrap_err(),
            vec!["GET /{+path}: the token source gave no token", "signed out", "the session is over"],
        ),
        (
            ready(get(&signed(Client::builder().token(cached)))).unwrap_err(),
            vec!["GET /{+path}: the token source gave no token", "signed out", "the session is over"],
        ),
        (
            ready(get(&connect)).unwrap_err(),
            vec!["GET /{+path}: no complete answer", "could not connect", "signed out", "the session is over"],
        ),
        (
            ready(get(&answering(404, said))).unwrap_err(),
            vec!["GET /{+path}: 404 Not Found: itemNotFound: No such call. (request-id r)"],
        ),
        (
            ready(get(&answering(200, r#"{"tags":5}"#))).unwrap_err(),
            vec![
                r#"GET /{+path}: 200 OK: the answer cannot be read near `{"tags":5}`"#,
                "tags: invalid type: integer `5`, expected an array at line 1 column 9",
            ],
        ),
        (
            ready(get(&html)).unwrap_err(),
            vec![
                "GET /{+path}: 200 OK: the answer is `text/html`, not JSON: the answer cannot be read near `<html>`",
                "expected value at line 1 column 1",
            ],
        ),
        (ready(get(&answering(200, ""))).unwrap_err(), vec!["GET /{+path}: 200 OK: the answer has no body"]),
    ];
    failed.extend(of_batches_and_operations());
    failed
}

/// Those of an operation that failed later, and of all requests of batches that failed.
fn of_batches_and_operations() -> Vec<(Error, Vec<&'static str>)> {
    let mock = MockGraph::new();
    let copy = || mock.client().request::<Json>(Method::POST, "/copy");
    let failed = http::Response::new(r#"{"status":"failed","error":{"code":"quota"}}"#.into());
    mock.expect(copy()).answers(failed);
    let operation = ready(copy().monitor()).unwrap_err();
    let mut errors = vec![(operation, vec!["POST /{+path}: the operation failed: quota"])];
    let broken = vec![
        "POST /{+path}: the batch failed as a whole: no complete answer",
        "the connection broke",
        "signed out",
        "the session is over",
    ];
    let unreadable = vec![
        "POST /{+path}: 200 OK: the batch failed as a whole: the answer cannot be read near `no`",
        "expected ident at line 1 column 2",
    ];
    let refused = vec!["POST /{+path}: 400 Bad Request: the batch failed as a whole: BadRequest"];
    for (client, levels) in [
        (failing(TransportErrorKind::Broken), broken),
        (answering(200, "no"), unreadable),
        (answering(400, r#"{"error":{"code":"BadRequest"}}"#), refused),
    ] {
        let mut batch = client.batch();
        let tickets: Vec<_> = (0..2).map(|_| batch.add(client.request::<()>(Method::POST, "/calls"))).collect();
        let mut answers = ready(batch.send());
        errors.extend(tickets.into_iter().map(|ticket| (answers.take(ticket).unwrap_err(), levels.clone())));
    }
    errors
}

#[test]
fn each_text_of_an_error_is_printed_once() {
    use ErrorKind::{Configuration, Decode, Invalid, Operation, Service, Token, Transport};

    let mut kinds = HashSet::new();
    for (error, levels) in errors() {
        kinds.insert(error.kind());
        assert_eq!(error.report().to_string(), line_of(&error));
        assert_levels(error, &levels);
    }
    // The other two, `Io` and `Changed`, are those of transfers, whose tests print them.
    for kind in [Configuration, Decode, Invalid, Operation, Service, Token, Transport] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

#[test]
fn each_kind_of_transport_error_has_its_text_and_is_told_by_an_accessor() {
    use TransportErrorKind::{Broken, Connect, Layer, Refused, ShutDown, Timeout, TooLarge, Unprocessed};

    let mut texts = HashSet::new();
    for kind in [Refused, Connect, Unprocessed, ShutDown, Timeout, TooLarge, Broken, Layer] {
        let text = TransportError::new(kind, theirs()).to_string();
        assert_levels(TransportError::new(kind, theirs()), &[&text, "signed out", "the session is over"]);
        assert!(texts.insert(text));
        let error = ready(get(&failing(kind))).unwrap_err();
        assert_eq!((error.kind(), error.transport_kind()), (ErrorKind::Transport, Some(kind)));
        let causes = causes(&error);
        assert!(causes[0].is::<TransportError>() && causes[1].is::<Theirs>(), "{causes:?}");
    }
}

/// The causes of an error, outermost first.
fn causes<'e>(error: &'e (dyn std::error::Error + 'static)) -> Vec<&'e (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source()).collect()
}

#[test]
fn an_error_of_the_transport_within_a_token_source_is_none_of_the_request() {
    let source = token_fn(|| async { Err(TransportError::new(TransportErrorKind::Connect, "as planned").into()) });
    let transport = InMemoryTransport::json(200, "{}");
    let client = Client::builder().token(source).timer(TokioTimer).transport(transport).build().unwrap();
    // It is ready at once: nothing waits in order to send it again.
    let error = ready(get(&client)).unwrap_err();
    assert_eq!((error.kind(), error.transport_kind(), error.attempts()), (ErrorKind::Token, None, 1));
    assert!(causes(&error)[0].is::<TransportError>());
}

#[test]
fn the_error_of_a_cached_source_leads_to_that_of_the_source() {
    let source = token_fn(|| async { Err(theirs().into()) }).cached().cached();
    let error = ready(source.token(TokenRequest::default())).unwrap_err();
    assert_eq!(line_of(&*error), "the token cannot be fetched: signed out: the session is over");
    assert!(causes(&*error)[0].is::<Theirs>());
}

#[test]
fn errors_of_values_keep_to_the_rule() {
    let unfit = from_str::<Call>(r#"{"tags":5}"#).unwrap_err();
    assert_levels(unfit, &["tags: invalid type: integer `5`, expected an array at line 1 column 9"]);
    let hostile = from_str::<Call>(&format!(r#"{{"level":"a\n\u001b\u202e{}"}}"#, "x".repeat(5000))).unwrap_err();
    let line = line_of(&hostile);
    assert!(line.starts_with(r#"level: `"a xxx"#) && line.ends_with("is not a valid `f64`"), "{line}");
    assert!(line.chars().count() < 1100, "{line}");
    let text = Binary::from("a*b").to_bytes().unwrap_err();
    assert_levels(text, &["the text is not base64: Invalid symbol 42, offset 1."]);
    assert_levels("1,5".parse::<Decimal>().unwrap_err(), &["expected a decimal number"]);
    assert_eq!(format!("{NotANumber:?}"), "expected a decimal number");

    let object = |text: &str| from_str::<DirectoryObject>(text).unwrap();
    assert_levels(object("{}").downcast::<User>().unwrap_err(), &["the object has no `@odata.type`"]);
    let group = object(r##"{"@odata.type":"#microsoft.graph.gr\u202eoup"}"##).downcast::<User>().unwrap_err();
    assert_levels(group, &["the object is of type `#microsoft.graph.group`, not `#microsoft.graph.user`"]);
    let entity: Entity = from_str(r##"{"@odata.type":"#microsoft.graph.user","score":"x"}"##).unwrap();
    let unfit = entity.downcast::<User>().unwrap_err();
    assert!(matches!(unfit, DowncastError::Json(_)));
    assert_levels(unfit, &["the object does not fit the requested type", r#"score: `"x"` is not a valid `f64`"#]);
}

#[test]
fn errors_of_webhooks_keep_to_the_rule() {
    use DecryptionError::{Data, Incomplete, Key, NoKey, Signature};
    use TokenError::{
        Malformed, Missing, OtherAudience, OtherIssuer, OtherPublisher, OtherTime, Signature as Signed, UnknownKey,
    };

    let read = |body: &str| Delivery::read(None, body.as_bytes());
    let Delivery::Notifications(unreadable) = read(r#"{"value":[{"resource":5}]}"#).unwrap() else { panic!() };
    assert_levels(
        unreadable.value[0].clone().unwrap_err(),
        &[
            "the notification cannot be read",
            "value[0].resource: invalid type: integer `5`, expected a string at line 1 column 13",
        ],
    );
    assert_levels(
        read("5").unwrap_err(),
        &[
            "the body of the delivery is not a collection of notifications",
            "invalid type: integer `5`, expected an object at line 1 column 1",
        ],
    );
    assert_levels(
        DecryptionError::Json(from_str::<Call>("5").unwrap_err()),
        &[
            "the decrypted resource does not fit the requested type",
            "invalid type: integer `5`, expected an object at line 1 column 1",
        ],
    );
    let fetched =
        SigningKeys::fetch(&Failing(TransportErrorKind::Connect, |_| theirs().into()), "https://login.example");
    assert_levels(
        ready(Box::pin(fetched)).unwrap_err(),
        &["cannot get the signing keys: no complete answer", "could not connect", "signed out", "the session is over"],
    );
    assert_levels(
        SigningKeys::read(b"{}").unwrap_err(),
        &["cannot get the signing keys: the set of keys has no RSA key for signatures"],
    );
    for error in [Missing, Malformed, UnknownKey, Signed, OtherAudience, OtherIssuer, OtherTime, OtherPublisher] {
        assert_levels(error, &[&error.to_string()]);
    }
    for error in [DeliveryError::TooLarge, DeliveryError::ValidationToken, DeliveryError::NoNotifications] {
        assert_levels(error.clone(), &[&error.to_string()]);
    }
    for error in [Incomplete, NoKey, Key, Signature, Data] {
        assert_levels(error.clone(), &[&error.to_string()]);
    }
}

#[test]
fn a_transport_that_shows_the_token_is_not_quoted() {
    // Beyond what is shown of one text, so that a part of the token would be.
    let tell = |request: &http::Request<Body>| {
        format!("{}{}", "sent ".repeat(198), request.headers()["authorization"].to_str().unwrap()).into()
    };
    let transport = Failing(TransportErrorKind::Layer, tell);
    let client = Client::builder().token(StaticToken::new("a-secret token")).transport(transport).build().unwrap();
    let error = ready(get(&client)).unwrap_err();
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::Layer));
    let printed = format!("{error} {error:?} {}", error.report());
    let printed = format!("{printed} {:?}", anyhow::Error::new(error));
    assert!(printed.contains("a layer failed: sent") && !printed.contains("a-secret"), "{printed}");
}

#[test]
fn a_token_that_a_long_text_of_an_answer_has_where_it_is_cut_is_not_shown() {
    let token = "a-secret token of some length";
    for (before, after) in (0..1100).step_by(7).flat_map(|before| [(before, 0), (before, 2000)]) {
        let answer = format!(r#"{{"level":"{}{token}{}"}}"#, "x".repeat(before), "y".repeat(after));
        let transport = InMemoryTransport::json(200, answer);
        let client = Client::builder().token(StaticToken::new(token)).transport(transport).build().unwrap();
        let line = line_of(&ready(get(&client)).unwrap_err());
        assert!(line.contains("level: `") && !line.contains("a-se") && !line.contains("length"), "{line}");
    }
}
