//! Bindings of beta and of v1.0 in one program, over a socket: each calls its own version, with one client.

use axum::http::StatusCode;
use graph_beta::GraphClient as Beta;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_runtime::{Client, Retry, StaticToken};
use graph_tests::{Answer, Loopback};
use serde_json::Value;

use super::compiled_goldens::collection::GraphClient as Stable;

fn client(graph: &Loopback) -> Client {
    let builder = Client::builder().root_url(graph.root_url()).allow_loopback_http();
    builder.token(StaticToken::new("secret")).retry(Retry::none()).build().expect("the settings are valid")
}

async fn loopback(body: &'static str) -> Loopback {
    let answer = Answer { status: StatusCode::OK, content_type: "application/json", body };
    Loopback::start(answer).await.expect("a port is free")
}

fn targets(graph: &Loopback) -> Vec<String> {
    graph.received().into_iter().map(|arrived| arrived.target).collect()
}

#[tokio::test]
async fn each_calls_its_own_version() {
    let graph = loopback(r#"{"id": "1"}"#).await;
    let client = client(&graph);
    let beta = Beta::new(client.clone()).subscriptions().by_subscription_id("1").get().await.expect("a subscription");
    let shelf = Stable::new(client).shelves().by_shelf_id("1").get().await.expect("a shelf");
    assert_eq!((beta.id.as_deref(), shelf.id.as_deref()), (Some("1"), Some("1")));
    assert_eq!(targets(&graph), ["/beta/subscriptions/1", "/v1.0/shelves/1"]);
}

#[tokio::test]
async fn a_batch_of_both_is_an_exchange_with_each() {
    let answers = r#"{"responses": [{"id": "1", "status": 202}, {"id": "2", "status": 200, "body": {"id": "7"}}]}"#;
    let graph = loopback(answers).await;
    let client = client(&graph);
    let mut batch = client.batch();
    let reject = Beta::new(client.clone()).communications().calls().by_call_id("1").reject();
    let rejected = batch.add(reject.post(RejectPostRequestBody::default()));
    let shelf = batch.add(Stable::new(client).shelves().by_shelf_id("7").get());
    let mut answers = batch.send().await;
    answers.take(rejected).expect("the call was rejected");
    assert_eq!(answers.take(shelf).expect("a shelf").id.as_deref(), Some("7"));
    assert_eq!(targets(&graph), ["/beta/$batch", "/v1.0/$batch"]);
    let urls = graph.received().into_iter().map(|arrived| {
        let body: Value = serde_json::from_slice(&arrived.body).expect("the body is JSON");
        body["requests"][0]["url"].as_str().expect("a URL").to_owned()
    });
    assert_eq!(urls.collect::<Vec<_>>(), ["/communications/calls/1/reject", "/shelves/7"]);
}
