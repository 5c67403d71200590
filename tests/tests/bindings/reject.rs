//! `call: reject` over a real socket: from the generated crate, from a build script's bindings, and declared by macro.

use std::future::Future;
use std::pin::Pin;

use axum::http::{Method, StatusCode, header};
use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_beta::models::RejectReason;
use graph_runtime::{Client, Error, ErrorKind, Retry, StaticToken};
use graph_tests::{Answer, Arrived, Loopback};
use serde_json::{Value, json};

/// The call of the documented examples.
const CALL: &str = "57dab8b1-894c-409a-b240-bd8beae78896";

/// One way to reject: client, reason, callback.
type Reject = fn(Client, &'static str, Option<&'static str>) -> Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// The three ways a user may come by the action.
const WAYS: [(&str, Reject); 3] = [
    ("generated crate", |client, reason, callback| Box::pin(generated(client, reason.into(), callback))),
    ("build script", |client, reason, callback| {
        Box::pin(async move { one_operation::reject(client, CALL, reason.into(), callback).await })
    }),
    ("declared action", |client, reason, callback| {
        Box::pin(async move { declared_action::reject(&client, CALL, reason.into(), callback).await })
    }),
];

async fn generated(client: Client, reason: RejectReason, callback_uri: Option<&str>) -> Result<(), Error> {
    let callback_uri = callback_uri.map(str::to_owned);
    let body = RejectPostRequestBody { reason: Some(reason), callback_uri, ..Default::default() };
    GraphClient::new(client).communications().calls().by_call_id(CALL).reject().post(body).await
}

fn client(graph: &Loopback) -> Client {
    let builder = Client::builder().base_url(graph.base_url()).allow_loopback_http();
    builder.token(StaticToken::new("secret")).retry(Retry::none()).build().expect("the settings are valid")
}

async fn loopback(answer: Answer) -> Loopback {
    Loopback::start(answer).await.expect("a port is free")
}

fn json_body(arrived: &Arrived) -> Value {
    serde_json::from_slice(&arrived.body).expect("the body is JSON")
}

fn only(received: Vec<Arrived>) -> Arrived {
    let [arrived] = <[Arrived; 1]>::try_from(received).expect("one request arrived");
    arrived
}

#[tokio::test]
async fn both_documented_requests_leave_as_the_page_shows_them() {
    for (way, reject) in WAYS {
        for reason in ["busy", "none"] {
            let graph = loopback(Answer::accepted()).await;
            reject(client(&graph), reason, None).await.unwrap_or_else(|error| panic!("{way}: {error}"));
            let arrived = only(graph.received());
            assert_eq!(arrived.method, Method::POST, "{way}");
            assert_eq!(arrived.target, format!("/beta/communications/calls/{CALL}/reject"), "{way}");
            assert_eq!(arrived.headers[header::CONTENT_TYPE], "application/json", "{way}");
            assert_eq!(arrived.headers[header::AUTHORIZATION], "Bearer secret", "{way}");
            assert_eq!(json_body(&arrived), json!({ "reason": reason }), "{way}");
        }
    }
}

#[tokio::test]
async fn the_same_bytes_leave_from_all_three_ways() {
    let mut bodies = Vec::new();
    for (_, reject) in WAYS {
        let graph = loopback(Answer::accepted()).await;
        reject(client(&graph), "forbidden", Some("https://bot.example/calls?x=ü"))
            .await
            .expect("the answer is a success");
        bodies.push(only(graph.received()).body);
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
    let expected = json!({ "reason": "forbidden", "callbackUri": "https://bot.example/calls?x=ü" });
    assert_eq!(serde_json::from_slice::<Value>(&bodies[0]).expect("the body is JSON"), expected);
}

#[tokio::test]
async fn a_callback_that_is_not_https_is_refused_before_anything_is_sent() {
    for (way, reject) in WAYS {
        let graph = loopback(Answer::accepted()).await;
        let error = reject(client(&graph), "busy", Some("http://bot.example")).await.expect_err(way);
        assert!(error.to_string().contains("callbackUri"), "{way}: {error}");
        assert!(!error.may_have_been_sent(), "{way}");
        assert!(graph.received().is_empty(), "{way}");
    }
}

#[tokio::test]
#[expect(deprecated, reason = "the deprecated route is what is tested")]
async fn the_deprecated_route_still_works() {
    use graph_beta::app::calls::item::reject::RejectPostRequestBody;
    let graph = loopback(Answer::accepted()).await;
    let body = RejectPostRequestBody { reason: Some(RejectReason::Busy), ..Default::default() };
    let client = GraphClient::new(client(&graph));
    client.app().calls().by_call_id("a/b c").reject().post(body).await.expect("the answer is a success");
    assert_eq!(only(graph.received()).target, "/beta/app/calls/a%2Fb%20c/reject");
}

#[tokio::test]
async fn a_declared_action_goes_on_from_the_generated_chain() {
    let graph = loopback(Answer::accepted()).await;
    declared_action::keep_alive(client(&graph), CALL, "context").await.expect("the answer is a success");
    let arrived = only(graph.received());
    assert_eq!(arrived.target, format!("/beta/communications/calls/{CALL}/keepAlive"));
    assert_eq!(json_body(&arrived), json!({ "clientContext": "context" }));
}

#[tokio::test]
async fn an_odata_error_says_what_went_wrong_in_one_line() {
    let body = r#"{"error":{"code":"itemNotFound","message":"Call not found.","innerError":{
        "request-id":"22222222-2222-4222-8222-222222222222","date":"2026-01-02T03:04:05"}}}"#;
    let graph = loopback(Answer { status: StatusCode::NOT_FOUND, content_type: "application/json", body }).await;
    let error = generated(client(&graph), RejectReason::Busy, None).await.expect_err("the call is unknown");
    assert_eq!((error.status(), error.code()), (Some(StatusCode::NOT_FOUND), Some("itemNotFound")));
    let line = error.to_string();
    for part in ["404", "itemNotFound", "Call not found.", "22222222-2222-4222-8222-222222222222"] {
        assert!(line.contains(part), "`{part}` is missing: {line}");
    }
    assert!(!line.contains('\n') && !line.contains("secret"), "{line}");
}

#[tokio::test]
async fn an_html_error_page_does_not_hide_the_status() {
    let body = "<html><body><h1>Bad gateway</h1></body></html>";
    let graph = loopback(Answer { status: StatusCode::BAD_GATEWAY, content_type: "text/html", body }).await;
    let error = generated(client(&graph), RejectReason::Busy, None).await.expect_err("the gateway failed");
    assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY));
    assert!(error.to_string().contains("502"), "{error}");
    assert!(error.body_snippet().is_some_and(|snippet| snippet.contains("Bad gateway")), "{error:?}");
}

#[tokio::test]
async fn a_dropped_connection_may_have_carried_the_request() {
    let graph = Loopback::start_hanging_up().await.expect("a port is free");
    let error = generated(client(&graph), RejectReason::Busy, None).await.expect_err("the connection broke");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn a_refused_connection_carried_nothing() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = free.local_addr().expect("it is bound");
    drop(free);
    let client = Client::builder().base_url(format!("http://{address}/beta")).allow_loopback_http().build();
    let error = generated(client.expect("valid"), RejectReason::Busy, None).await.expect_err("nobody listens");
    assert!(!error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn the_values_of_the_enum_are_open() {
    let graph = loopback(Answer::accepted()).await;
    generated(client(&graph), RejectReason::from("tooTired"), None).await.expect("the answer is a success");
    assert_eq!(json_body(&only(graph.received())), json!({ "reason": "tooTired" }));
}
