//! The rejections: takes calls from the queue and rejects them, several at a time and each within its 15 seconds.

use std::sync::Arc;
use std::time::Duration;

use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_beta::models::RejectReason;
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::recent::Recent;

/// How long a call waits to be answered or rejected.
///
/// <https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta>
pub const RINGING: Duration = Duration::from_secs(15);

/// How many calls are rejected at a time.
const AT_A_TIME: usize = 32;

/// A call that rings.
#[derive(Clone, Debug)]
pub struct IncomingCall {
    /// Its id.
    pub id: String,
    /// When it was heard of.
    pub heard: Instant,
}

/// Rejects each call of the queue, until the queue ends. Where nothing can have come of it, it is no longer `recent`.
pub async fn reject_all(graph: GraphClient, mut queue: Receiver<IncomingCall>, recent: Arc<Recent>) {
    let mut under_way = JoinSet::new();
    while let Some(call) = queue.recv().await {
        if under_way.len() == AT_A_TIME {
            under_way.join_next().await;
        }
        under_way.spawn(reject(graph.clone(), call, Arc::clone(&recent)));
        while under_way.try_join_next().is_some() {}
    }
    under_way.join_all().await;
}

/// Rejects one call.
async fn reject(graph: GraphClient, call: IncomingCall, recent: Arc<Recent>) {
    let body = RejectPostRequestBody { reason: Some(RejectReason::Busy), ..Default::default() };
    let request = graph.communications().calls().by_call_id(&call.id).reject().post(body);
    match timeout_at(call.heard + RINGING, request.send()).await {
        Ok(Ok(())) => println!("a call is rejected"),
        Ok(Err(error)) => {
            eprintln!("a call is not rejected: {}", error.report());
            if !error.may_have_been_sent() {
                recent.remove(&call.id);
            }
        }
        Err(_) => eprintln!("a call is not rejected: it has rung for {} seconds", RINGING.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use graph_beta::GraphClient;
    use graph_runtime::transport::{Body, Transport, TransportError};
    use graph_runtime::{BoxFuture, Client, http};
    use tokio::sync::mpsc;
    use tokio::time::{Instant, timeout};

    use super::{IncomingCall, RINGING, reject_all};
    use crate::recent::Recent;

    /// Takes requests and never answers.
    struct Silence;

    impl Transport for Silence {
        fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            Box::pin(std::future::pending())
        }
    }

    // The clock stands still while there is work, and jumps to the next timer where there is none.
    #[tokio::test(start_paused = true)]
    async fn a_call_is_given_up_when_it_no_longer_rings() {
        let client = Client::builder().transport(Silence).build().expect("the settings are valid");
        let (calls, queue) = mpsc::channel(1);
        let heard = Instant::now();
        calls.send(IncomingCall { id: "1".to_owned(), heard }).await.expect("there is room");
        drop(calls);
        let rejections = reject_all(GraphClient::new(client), queue, Arc::new(Recent::new(1)));
        timeout(2 * RINGING, rejections).await.expect("it ends");
    }
}
