//! Code that calls Graph by generated builders, tested against the mock.

use std::time::Duration;

use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_beta::models::RejectReason;
use graph_runtime::mock::MockGraph;
use graph_runtime::{Error, Request};

/// The code under test: rejects all calls, and says how many were there to be rejected.
async fn reject_all(graph: &GraphClient, calls: &[&str]) -> Result<usize, Error> {
    let mut rejected = 0;
    for call in calls {
        match reject(graph, call, RejectReason::Busy).await {
            Ok(()) => rejected += 1,
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(rejected)
}

fn reject(graph: &GraphClient, call: &str, reason: RejectReason) -> Request<()> {
    let body = RejectPostRequestBody { reason: Some(reason), ..Default::default() };
    graph.communications().calls().by_call_id(call).reject().post(body)
}

#[tokio::test]
async fn generated_builders_say_what_is_expected() {
    let mock = MockGraph::new();
    let graph = GraphClient::new(mock.client());
    mock.expect(reject(&graph, "a", RejectReason::Busy)).throttle(1, Duration::from_secs(5)).returns(());
    mock.expect(reject(&graph, "b", RejectReason::Busy)).fails(404, "8523");
    mock.expect(reject(&graph, "any other", RejectReason::Busy)).any_keys().times(2);
    assert_eq!(reject_all(&graph, &["a", "b", "c", "d"]).await.expect("all is expected"), 3);
    assert_eq!(mock.waits(), [Duration::from_secs(5)]);
    mock.verify();
}

#[tokio::test]
#[should_panic = "POST /beta/communications/calls/a/reject was not expected; \
                  nearest expectation: POST /beta/communications/calls/a/reject, whose body has `\"none\"` at `/reason`, not `\"busy\"`"]
async fn another_body_fails_the_test() {
    let mock = MockGraph::new();
    let graph = GraphClient::new(mock.client());
    mock.expect(reject(&graph, "a", RejectReason::None));
    reject_all(&graph, &["a"]).await.expect_err("it is not expected");
}
