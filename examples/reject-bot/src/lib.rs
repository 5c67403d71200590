//! A bot that is always busy: it hears of incoming calls by its webhook, and rejects each of them.
//!
//! Graph waits a few seconds for the answer of the webhook and 15 for that to the call. So the webhook ([`mod@webhook`])
//! says at once that it has understood, and leaves the call to a queue; the rejections ([`rejections`]) come from there.
//! What Graph delivers twice is rejected once ([`recent`]), and what somebody else delivers is not acted on ([`sender`]).

pub mod recent;
pub mod rejections;
pub mod sender;
pub mod webhook;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use graph_beta::GraphClient;
use graph_runtime::notifications::{ClientState, TokenCheck};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use crate::recent::Recent;
use crate::webhook::Webhook;

/// How many calls may wait for their rejection. When they are more, the webhook asks Graph to come again.
const WAITING: usize = 256;
/// How many calls are remembered. Graph delivers again for hours, in which a bot is called less often than that.
const REMEMBERED: usize = 10_000;
/// How long open connections and rejections under way are waited for at the end.
const GRACE: Duration = Duration::from_secs(20);

/// What a bot works with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls are rejected.
    pub graph: GraphClient,
    /// What the token of a request must be. Without it, everybody can have calls rejected whose ids they know.
    pub token_check: Option<watch::Receiver<TokenCheck>>,
    /// What a notification must bring along, if anything. Those about calls come without.
    pub client_state: Option<ClientState>,
}

/// Serves the webhook at `/api/calls` until `stop` is over, and finishes what it has begun.
///
/// # Errors
/// The listener failed.
pub async fn run(
    listener: TcpListener,
    settings: Settings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (calls, queue) = mpsc::channel(WAITING);
    let Settings { graph, token_check, client_state } = settings;
    let recent = Arc::new(Recent::new(REMEMBERED));
    let router = webhook::router(Webhook { token_check, client_state, recent: Arc::clone(&recent), calls });
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        stop.await;
        // Nobody listens if the server is gone already.
        let _ = stopping.send(());
    };
    let work = async {
        let server = async { axum::serve(listener, router).with_graceful_shutdown(stop).await };
        // The queue ends with the server, and the rejections when the queue is empty.
        tokio::join!(server, rejections::reject_all(graph, queue, recent)).0
    };
    tokio::select! {
        result = work => result,
        () = grace(stopped) => {
            eprintln!("some connections are still open");
            Ok(())
        }
    }
}

/// Ends a while after `stopped`; never, if that never comes.
async fn grace(stopped: oneshot::Receiver<()>) {
    match stopped.await {
        Ok(()) => tokio::time::sleep(GRACE).await,
        Err(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use graph_beta::GraphClient;
    use graph_runtime::Client;
    use graph_runtime::transport::InMemoryTransport;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::{GRACE, Settings, run};

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_stays_open_does_not_keep_the_bot() {
        let client = Client::builder().transport(InMemoryTransport::json(202, "")).build();
        let graph = GraphClient::new(client.expect("the settings are valid"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let settings = Settings { graph, token_check: None, client_state: None };
        let bot = tokio::spawn(run(listener, settings, async { drop(stopped.await) }));

        // The bot says that it waits for the body, which never comes.
        let head = b"POST /api/calls HTTP/1.1\r\nhost: bot\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n";
        let mut connection = TcpStream::connect(address).await.expect("the bot listens");
        connection.write_all(head).await.expect("the bot reads");
        connection.read_exact(&mut [0; 12]).await.expect("the bot answers");
        stop.send(()).expect("the bot runs");
        let ended = timeout(2 * GRACE, bot).await.expect("it ends");
        ended.expect("the bot does not panic").expect("the bot ends well");
    }
}
