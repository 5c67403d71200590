//! The same small request twice: `call: reject` through the bindings, and as one writes it with bare reqwest.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_beta::graph_runtime::{Client, StaticToken};
use graph_beta::models::RejectReason;
use serde::Serialize;

const TOKEN: &str = "an access token";
const CALLBACK: &str = "https://bot.example/callback";

/// A server on this machine that answers every request, of less than 4 KiB, with 202. Gives its base URL.
pub fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/beta", listener.local_addr().expect("a bound listener has an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(|| answer(stream.expect("a connection")));
        }
    });
    url
}

fn answer(mut stream: TcpStream) {
    stream.set_nodelay(true).expect("a TCP connection");
    let mut request = Vec::new();
    let mut read = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut read) {
        request.extend_from_slice(&read[..length]);
        // Both clients end their bodies with a brace, and have none before.
        if request.ends_with(b"}") {
            request.clear();
            stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").expect("a client that listens");
        }
    }
}

/// The request through the bindings.
pub struct Ours(GraphClient);

impl Ours {
    /// A client of the service at `url`.
    pub fn new(url: &str) -> Self {
        let client = Client::builder().base_url(url).token(StaticToken::new(TOKEN)).allow_loopback_http();
        Self(GraphClient::new(client.build().expect("a base URL of this machine")))
    }

    /// Rejects a call.
    pub async fn send(&self, call: &str) {
        let body = RejectPostRequestBody {
            reason: Some(RejectReason::Busy),
            callback_uri: Some(CALLBACK.to_owned()),
            ..Default::default()
        };
        self.0.communications().calls().by_call_id(call).reject().post(body).await.expect("202");
    }
}

/// The request with reqwest alone: typed, with a token, its failures told by status.
pub struct Bare {
    client: reqwest::Client,
    url: String,
    /// Whether it has the headers and the timeout, too, that the bindings give it.
    is_alike: bool,
    /// How many were sent.
    sent: AtomicU64,
}

/// The body that the documentation of `call: reject` shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reject {
    reason: &'static str,
    callback_uri: String,
}

impl Bare {
    /// A client of the service at `url`, whose requests have what they need.
    pub fn new(url: &str) -> Self {
        Self { client: reqwest::Client::new(), url: url.to_owned(), is_alike: false, sent: AtomicU64::new(0) }
    }

    /// A client of the service at `url`, whose requests have the headers and the timeout of the bindings.
    pub fn alike(url: &str) -> Self {
        Self { is_alike: true, ..Self::new(url) }
    }

    /// Rejects a call.
    pub async fn send(&self, call: &str) {
        let url = format!("{}/communications/calls/{call}/reject", self.url);
        let mut request = self.client.post(url).bearer_auth(TOKEN).header("content-type", "application/json");
        if self.is_alike {
            let id = format!("{:032x}", self.sent.fetch_add(1, Ordering::Relaxed));
            request = request.header("accept", "application/json").header("user-agent", "by hand");
            request = request.header("prefer", "include-unknown-enum-members").header("client-request-id", id);
            request = request.timeout(Duration::from_secs(100));
        }
        let body = serde_json::to_vec(&Reject { reason: "busy", callback_uri: CALLBACK.to_owned() });
        let response = request.body(body.expect("texts are JSON")).send().await.expect("an answer");
        response.error_for_status().expect("202").bytes().await.expect("a body");
    }
}
