//! The same small request twice: through this crate, and as one writes it with bare reqwest. For tests and benchmarks of
//! what the difference costs.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use graph_runtime::{Client, Method, Request, Route, StaticToken};

use super::{Call, RejectReason};

/// A server on this machine that answers every request, of less than 4 KiB, with 202. Gives its base URL.
pub fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(|| answer(stream.unwrap()));
        }
    });
    url
}

fn answer(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let mut request = Vec::new();
    let mut read = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut read) {
        request.extend_from_slice(&read[..length]);
        // Both clients end their bodies with a brace, and have none before.
        if request.ends_with(b"}") {
            request.clear();
            stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    }
}

/// What both send.
pub fn body() -> Call {
    let reason = Some(RejectReason::Busy);
    Call { reason, callback_uri: Some("https://bot.example/callback".to_owned()), ..Call::default() }
}

/// The request through this crate.
pub struct Ours(Route);

impl Ours {
    pub fn new(url: &str) -> Self {
        let client = Client::builder().base_url(url).token(StaticToken::new("secret")).allow_loopback_http();
        Self(client.build().unwrap().route())
    }

    pub async fn send(&self, call: &str, body: &Call) {
        let route = self.0.with("call%2Did", call);
        let request = Request::<()>::new(&route, Method::POST, "{+baseurl}/communications/calls/{call%2Did}/reject");
        request.json(body).await.unwrap();
    }
}

/// The request with reqwest alone: typed, with a token, its failures told by status.
pub struct Bare {
    client: reqwest::Client,
    url: String,
}

impl Bare {
    pub fn new(url: &str) -> Self {
        Self { client: reqwest::Client::new(), url: url.to_owned() }
    }

    pub async fn send(&self, call: &str, body: &Call) {
        let url = format!("{}/communications/calls/{call}/reject", self.url);
        let request = self.client.post(url).bearer_auth("secret").header("content-type", "application/json");
        let response = request.body(serde_json::to_vec(body).unwrap()).send().await.unwrap();
        response.error_for_status().unwrap().bytes().await.unwrap();
    }
}
