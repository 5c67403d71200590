//! A bot over real sockets: Graph tells it of calls, and it rejects them at Graph.

use std::collections::HashSet;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Method, Request, Response, StatusCode, header};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph_beta::GraphClient;
use graph_runtime::notifications::{ClientState, LARGEST_BODY};
use graph_runtime::transport::{self, ReqwestTransport, Transport, TransportError, TransportErrorKind};
use graph_runtime::{BoxFuture, Bytes, Client, ClientBuilder, Retry, StaticToken};
use reject_bot::{Settings, sender};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::in_time::in_time;

/// The call of the documented examples, as its notifications name it.
const CALL: &str = "57DAB8B1894C409AB240BD8BEAE78896";

/// The notification of an incoming call, with the members that Microsoft's pages about answering and rejecting show.
fn incoming(call: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.commsNotifications",
        "value": [{
            "@odata.type": "#microsoft.graph.commsNotification",
            "changeType": "created",
            "resource": format!("/communications/calls/{call}"),
            "resourceUrl": format!("/communications/calls/{call}"),
            "resourceData": {
                "@odata.type": "#microsoft.graph.call",
                "@odata.id": format!("/communications/calls/{call}"),
                "@odata.etag": "W/\"5445\"",
                "state": "incoming",
                "direction": "incoming",
                "source": {
                    "@odata.type": "#microsoft.graph.participantInfo",
                    "identity": {
                        "@odata.type": "#microsoft.graph.identitySet",
                        "user": {
                            "@odata.type": "#microsoft.graph.identity",
                            "id": "8d1e6ab6-26c5-4e22-a1bc-06ea7343958e",
                            "tenantId": "632899f8-2ea1-4604-8413-27bd2892079f",
                            "displayName": "John"
                        }
                    },
                    "region": "westus",
                    "languageId": "en-US"
                },
                "targets": [{
                    "@odata.type": "#microsoft.graph.invitationParticipantInfo",
                    "identity": {
                        "@odata.type": "#microsoft.graph.identitySet",
                        "application": {
                            "@odata.type": "#microsoft.graph.identity",
                            "id": "ecb7a47d-a0a3-4dc8-9ee9-0a6a5e0a4ea5",
                            "displayName": "Test bot"
                        }
                    }
                }],
                "tenantId": "932f885d-9d1e-4a1c-8b6f-8d2f1c1a3f0b",
                "myParticipantId": "05491616-385f-44a8-9974-18cc5f9933c1"
            }
        }]
    })
}

/// A Graph that answers a rejection only when the test allows it.
struct Graph {
    base_url: String,
    arrived: mpsc::UnboundedReceiver<(Method, String, Value)>,
    may_answer: Arc<Semaphore>,
}

type Side = (mpsc::UnboundedSender<(Method, String, Value)>, Arc<Semaphore>, StatusCode);

impl Graph {
    async fn start(answer: StatusCode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let base_url = format!("http://{}/beta", listener.local_addr().expect("it is bound"));
        let (sender, arrived) = mpsc::unbounded_channel();
        let may_answer = Arc::new(Semaphore::new(0));
        let router = Router::new().fallback(reject).with_state((sender, Arc::clone(&may_answer), answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base_url, arrived, may_answer }
    }

    /// Waits for the next request.
    async fn next(&mut self) -> (Method, String, Value) {
        in_time(self.arrived.recv()).await.expect("the server lives")
    }

    /// All requests that have arrived by now and were not asked for.
    fn others(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.arrived.try_recv().ok()).map(|(_, path, _)| path).collect()
    }
}

async fn reject(State((sender, may_answer, answer)): State<Side>, request: Request<Body>) -> StatusCode {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("the body is short");
    let body = serde_json::from_slice(&body).expect("the body is JSON");
    sender.send((parts.method, parts.uri.path().to_owned(), body)).expect("the test listens");
    may_answer.acquire().await.expect("the semaphore is never closed").forget();
    answer
}

/// Settings that reject at `base_url` and ask nobody who he is.
fn settings(base_url: &str) -> Settings {
    let client = Client::builder().base_url(base_url).allow_loopback_http().retry(Retry::none());
    settings_of(client.token(StaticToken::new("secret")))
}

fn settings_of(client: ClientBuilder) -> Settings {
    let graph = GraphClient::new(client.build().expect("the settings are valid"));
    Settings { graph, token_check: None, client_state: None }
}

/// A bot that runs, and has all the time it needs before a call no longer rings.
struct Bot {
    webhook: String,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
    /// What Graph sends with.
    transport: ReqwestTransport,
    _clock: Clock,
}

impl Bot {
    async fn start(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let webhook = format!("http://{}/api/calls", listener.local_addr().expect("it is bound"));
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(reject_bot::run(listener, settings, async { drop(stopped.await) }));
        let transport = ReqwestTransport::new().expect("TLS is there");
        Self { webhook, stop, running, transport, _clock: Clock::stop() }
    }

    /// Sends what Graph would send.
    async fn deliver(&self, query: &str, authorization: &str, body: impl Into<Bytes>) -> Response<Bytes> {
        let request = Request::post(format!("{}{query}", self.webhook))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, authorization)
            .body(body.into())
            .expect("it is a request");
        let answer = async {
            let answer = self.transport.send(request.map(Into::into)).await.expect("the bot answers");
            let (parts, body) = answer.into_parts();
            Response::from_parts(parts, body.collect(usize::MAX).await.expect("the bot answers in whole"))
        };
        in_time(answer).await
    }

    async fn notify(&self, notifications: &Value) -> StatusCode {
        self.deliver("", "Bearer nobody", notifications.to_string()).await.status()
    }

    /// Asks the bot to stop and waits until it has finished what it began.
    async fn stop(self) {
        self.stop.send(()).expect("the bot runs");
        in_time(self.running).await.expect("the bot does not panic").expect("the bot ends well");
    }
}

#[tokio::test]
async fn an_incoming_call_is_rejected_and_the_webhook_answered_before() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    // Graph has not answered the rejection, and will not before this is over.
    assert_eq!(bot.notify(&incoming(CALL)).await, StatusCode::ACCEPTED);
    let (method, path, body) = graph.next().await;
    assert_eq!((method, path), (Method::POST, format!("/beta/communications/calls/{CALL}/reject")));
    assert_eq!(body, json!({ "reason": "busy" }));
    graph.may_answer.add_permits(1);
    bot.stop().await;
    assert_eq!(graph.others(), [""; 0]);
}

#[tokio::test]
async fn what_is_delivered_again_is_rejected_once() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    graph.may_answer.add_permits(10);
    let bot = Bot::start(settings(&graph.base_url)).await;
    for call in [CALL, CALL, "another", CALL] {
        assert_eq!(bot.notify(&incoming(call)).await, StatusCode::ACCEPTED);
    }
    bot.stop().await;
    let mut rejected = graph.others();
    rejected.sort();
    let expected = [CALL, "another"].map(|call| format!("/beta/communications/calls/{call}/reject"));
    assert_eq!(rejected, expected);
}

/// Fails in one way, and tells of each request that it was given.
struct Failing(TransportErrorKind, mpsc::UnboundedSender<()>);

impl Transport for Failing {
    fn send(&self, _: Request<transport::Body>) -> BoxFuture<'_, Result<Response<transport::Body>, TransportError>> {
        self.1.send(()).expect("the test listens");
        let error = TransportError::new(self.0, "the line is dead");
        Box::pin(async { Err(error) })
    }
}

#[tokio::test]
async fn a_call_is_tried_again_only_where_nothing_was_sent() {
    for (kind, is_tried_again) in [(TransportErrorKind::Connect, true), (TransportErrorKind::Broken, false)] {
        let (sender, mut attempts) = mpsc::unbounded_channel();
        let client = Client::builder().transport(Failing(kind, sender)).retry(Retry::none());
        let bot = Bot::start(settings_of(client)).await;
        bot.notify(&incoming(CALL)).await;
        in_time(attempts.recv()).await.expect("the call is tried");
        bot.notify(&incoming(CALL)).await;
        bot.stop().await;
        assert_eq!(attempts.try_recv().is_ok(), is_tried_again, "{kind:?}");
    }
}

#[tokio::test]
async fn more_calls_than_can_wait_are_asked_for_again() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    let calls: Vec<_> = (0..400).map(|call| incoming(&call.to_string())["value"][0].clone()).collect();
    let notifications = json!({ "value": calls });
    assert_eq!(bot.notify(&notifications).await, StatusCode::SERVICE_UNAVAILABLE);
    graph.may_answer.add_permits(calls.len());
    let mut deliveries = 1..10_000;
    while bot.notify(&notifications).await != StatusCode::ACCEPTED {
        assert!(deliveries.next().is_some(), "there is never room");
    }
    bot.stop().await;
    let rejected = graph.others();
    assert_eq!(rejected.len(), calls.len());
    assert_eq!(rejected.into_iter().collect::<HashSet<_>>().len(), calls.len());
}

#[tokio::test]
async fn other_notifications_are_answered_and_not_acted_on() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    let change = |pointer: &str, value: Value| {
        let mut notification = incoming(CALL);
        *notification.pointer_mut(pointer).expect("it is there") = value;
        notification
    };
    for notification in [
        change("/value/0/resourceData/state", json!("established")),
        change("/value/0/resourceData/state", json!("ringingSoon")),
        change("/value/0/resourceData/direction", json!("outgoing")),
        change("/value/0/resourceData/@odata.type", json!("#microsoft.graph.playPromptOperation")),
        change("/value/0/resourceData", json!([{ "@odata.type": "#microsoft.graph.participant" }])),
        change("/value/0/resourceData/source", json!("nobody")),
        change("/value/0", json!({ "lifecycleEvent": "missed" })),
        change("/value/0", json!(5)),
        change("/value/0/resource", json!("x".repeat(1000))),
    ] {
        assert_eq!(bot.notify(&notification).await, StatusCode::ACCEPTED, "{notification}");
    }
    bot.stop().await;
    assert_eq!(graph.others(), [""; 0]);
}

#[tokio::test]
async fn a_call_among_unreadable_notifications_is_rejected() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    graph.may_answer.add_permits(1);
    let bot = Bot::start(settings(&graph.base_url)).await;
    let mut notifications = incoming(CALL);
    let value = notifications["value"].as_array_mut().expect("it is a list");
    value.insert(0, json!({ "resource": 5 }));
    value.push(Value::Null);
    assert_eq!(bot.notify(&notifications).await, StatusCode::ACCEPTED);
    graph.next().await;
    bot.stop().await;
}

#[tokio::test]
async fn only_notifications_with_the_client_state_asked_for_are_acted_on() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    graph.may_answer.add_permits(10);
    let client_state = Some(ClientState::from("right"));
    let bot = Bot::start(Settings { client_state, ..settings(&graph.base_url) }).await;
    for (call, client_state) in [("none", Value::Null), ("wrong", json!("Right")), ("right", json!("right"))] {
        let mut notification = incoming(call);
        notification["value"][0]["clientState"] = client_state;
        assert_eq!(bot.notify(&notification).await, StatusCode::ACCEPTED, "{call}");
    }
    bot.stop().await;
    assert_eq!(graph.others(), ["/beta/communications/calls/right/reject"]);
}

/// Somebody who signs tokens, and publishes the key to check them with at a URL.
struct Issuer {
    key: KeyPair,
    configuration: String,
}

impl Issuer {
    async fn start() -> Self {
        let key = KeyPair::generate(KeySize::Rsa2048).expect("there is randomness");
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let modulus = part(key.public_key().modulus().big_endian_without_leading_zero());
        let exponent = part(key.public_key().exponent().big_endian_without_leading_zero());
        let keys = json!({ "keys": [{ "kty": "RSA", "kid": "1", "n": modulus, "e": exponent }] }).to_string();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let configuration = json!({ "jwks_uri": format!("{url}/keys") }).to_string();
        let router = Router::new().route("/keys", get(async || keys)).fallback(async || configuration);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { key, configuration: url }
    }

    /// The value of `Authorization` that says: Graph, to the bot of this id.
    fn authorization(&self, application_id: &str) -> String {
        let header = json!({ "alg": "RS256", "kid": "1" }).to_string();
        let claims =
            json!({ "iss": "https://api.botframework.com", "aud": application_id, "exp": 1_u64 << 33 }).to_string();
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("the key signs");
        format!("Bearer {message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

#[tokio::test]
async fn only_requests_with_a_token_for_the_bot_are_acted_on() {
    let (mut graph, issuer) = (Graph::start(StatusCode::ACCEPTED).await, Issuer::start().await);
    graph.may_answer.add_permits(10);
    let transport = ReqwestTransport::new().expect("TLS is there");
    let check = sender::keep_checking(transport, issuer.configuration.clone(), "the bot".to_owned()).await;
    let token_check = Some(check.expect("the keys are there"));
    let bot = Bot::start(Settings { token_check, ..settings(&graph.base_url) }).await;
    let (right, wrong) = (issuer.authorization("the bot"), issuer.authorization("another bot"));
    for (call, authorization, status) in [
        ("none", "", StatusCode::UNAUTHORIZED),
        ("wrong", wrong.as_str(), StatusCode::UNAUTHORIZED),
        ("right", right.as_str(), StatusCode::ACCEPTED),
    ] {
        let body = incoming(call).to_string();
        assert_eq!(bot.deliver("", authorization, body).await.status(), status, "{call}");
    }
    assert_eq!(bot.deliver("?validationToken=x", "", "").await.status(), StatusCode::OK);
    bot.stop().await;
    assert_eq!(graph.others(), ["/beta/communications/calls/right/reject"]);
}

#[tokio::test]
async fn the_validation_is_answered_with_the_token_as_text() {
    let graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    let answer = bot.deliver("?validationToken=Validation%3A+%3Cb%3E", "", "").await;
    assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::OK, b"Validation: <b>".as_slice()));
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn a_body_that_is_no_delivery_is_refused() {
    let graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    for (body, status) in [
        (Bytes::from_static(b"\xff\xfe garbage"), StatusCode::BAD_REQUEST),
        (Bytes::new(), StatusCode::BAD_REQUEST),
        (Bytes::from_static(b"[[[["), StatusCode::BAD_REQUEST),
        // The older protocol, which this answer puts an end to.
        (Bytes::from_static(b"{\"@type\": \"Call\"}"), StatusCode::NO_CONTENT),
        (vec![b' '; LARGEST_BODY + 1].into(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        assert_eq!(bot.deliver("", "", body).await.status(), status);
    }
    // It is none the worse for it, and takes what is long and no longer than it may be.
    let mut long = br#"{"value": []}"#.to_vec();
    long.resize(LARGEST_BODY, b' ');
    assert_eq!(bot.deliver("", "", long).await.status(), StatusCode::ACCEPTED);
    bot.stop().await;
}

#[tokio::test]
async fn a_rejection_under_way_is_finished_before_the_end() {
    let mut graph = Graph::start(StatusCode::ACCEPTED).await;
    let bot = Bot::start(settings(&graph.base_url)).await;
    bot.notify(&incoming(CALL)).await;
    graph.next().await;
    bot.stop.send(()).expect("the bot runs");
    let address = bot.webhook.trim_start_matches("http://").trim_end_matches("/api/calls");
    while TcpStream::connect(address).await.is_ok() {}
    assert!(!bot.running.is_finished(), "Graph has not answered yet");
    graph.may_answer.add_permits(1);
    in_time(bot.running).await.expect("the bot does not panic").expect("the bot ends well");
}
