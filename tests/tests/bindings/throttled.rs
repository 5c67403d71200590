//! A service under load that throttles: every request is answered, none is lost, and none is carried out twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_runtime::{Client, Retry};

const CONCURRENCY: usize = 256;
const REQUESTS_EACH: usize = 40;

/// What arrived, and how often each request was carried out, by its `client-request-id`.
#[derive(Default)]
struct Service {
    arrived: usize,
    carried_out: HashMap<String, usize>,
}

/// Throttles every third attempt.
async fn answer(State(service): State<Arc<Mutex<Service>>>, request: Request) -> (StatusCode, HeaderMap) {
    let mut service = service.lock().expect("no handler panics");
    service.arrived += 1;
    if service.arrived % 3 == 0 {
        let retry_after = (header::RETRY_AFTER, "0.01".parse().expect("a header value"));
        return (StatusCode::TOO_MANY_REQUESTS, HeaderMap::from_iter([retry_after]));
    }
    let id = request.headers()["client-request-id"].to_str().expect("an id is text").to_owned();
    *service.carried_out.entry(id).or_default() += 1;
    (StatusCode::ACCEPTED, HeaderMap::new())
}

#[tokio::test]
async fn ten_thousand_requests_come_through_a_throttling_service() {
    let service = Arc::new(Mutex::new(Service::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}/beta", listener.local_addr().expect("it is bound"));
    let app = Router::new().fallback(answer).with_state(service.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });

    // Of requests that are throttled a third of the time, some are many times in a row.
    let retry = Retry::default().max_retries(50).max_delay(Duration::from_secs(1));
    let client = Client::builder().base_url(url).retry(retry).build().expect("the settings are valid");
    let workers: Vec<_> = (0..CONCURRENCY).map(|_| tokio::spawn(send_all(GraphClient::new(client.clone())))).collect();
    for worker in workers {
        worker.await.expect("no worker panics");
    }

    let service = service.lock().expect("no handler panics");
    assert_eq!(service.carried_out.len(), CONCURRENCY * REQUESTS_EACH);
    assert!(service.carried_out.values().all(|times| *times == 1));
    assert!(service.arrived > service.carried_out.len());
}

async fn send_all(graph: GraphClient) {
    for _ in 0..REQUESTS_EACH {
        let reject = graph.communications().calls().by_call_id("call-id").reject();
        reject.post(RejectPostRequestBody::default()).await.expect("it is answered in the end");
    }
}
