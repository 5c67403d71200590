//! A Microsoft Graph on the loopback interface: it answers what it is told to, and remembers what it was asked.

pub mod compare;
#[cfg(doctest)]
mod guide;
pub mod reference;
pub mod whole;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

/// A server that gives one answer to everything.
#[derive(Debug)]
pub struct Loopback {
    address: SocketAddr,
    received: Received,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The method.
    pub method: Method,
    /// The request target: path and query, as they were sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What a [`Loopback`] answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: &'static str,
}

type Received = Arc<Mutex<Vec<Arrived>>>;

impl Loopback {
    /// Starts a server on a free port; it lives as long as the runtime of the test.
    pub async fn start(answer: Answer) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let loopback = Self { address: listener.local_addr()?, received: Received::default() };
        let router = Router::new().fallback(respond).with_state((answer, Arc::clone(&loopback.received)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(loopback)
    }

    /// Starts a server that reads the start of a request and hangs up.
    pub async fn start_hanging_up() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let loopback = Self { address: listener.local_addr()?, received: Received::default() };
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                // What was read does not matter: the connection breaks in the middle of the exchange.
                let _ = connection.read(&mut [0; 16]).await;
            }
        });
        Ok(loopback)
    }

    /// The URL that stands for `https://graph.microsoft.com/beta`.
    pub fn base_url(&self) -> String {
        format!("http://{}/beta", self.address)
    }

    /// The URL that stands for `https://graph.microsoft.com`.
    pub fn root_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What arrived so far, in order.
    pub fn received(&self) -> Vec<Arrived> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Answer {
    /// `202 Accepted` without a body.
    pub fn accepted() -> Self {
        Self { status: StatusCode::ACCEPTED, content_type: "application/json", body: "" }
    }
}

async fn respond(State((answer, received)): State<(Answer, Received)>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, 1 << 20).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let target = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let arrived = Arrived { method: parts.method, target, headers: parts.headers, body };
    received.lock().unwrap_or_else(PoisonError::into_inner).push(arrived);
    (answer.status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
}
