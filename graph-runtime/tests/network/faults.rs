//! What a server or the way to it may do wrong, over loopback sockets: each fault is told in bounded time and memory, with
//! whether the request may have been carried out.

#![cfg(feature = "reqwest")]

mod bodies;
mod connections;
mod heads;
mod http2;
mod links;
mod waits;

use std::time::Duration;

use graph_runtime::transport::{TransportError, TransportErrorKind};
use graph_runtime::{Client, ClientBuilder, Error, ErrorKind, Method, Request, Retry, StaticToken};

use crate::support::Call;
use crate::support::in_time::in_time;
use crate::support::server::Server;

/// A client that sends nothing again and takes answers of 1 MiB.
fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().base_url(server.url()).token(StaticToken::new("secret")).allow_loopback_http();
    builder.retry(Retry::none()).max_response_bytes(1 << 20)
}

fn call(client: &Client, method: Method) -> Request<Call> {
    Request::new(&client.route(), method, "{+baseurl}/call")
}

/// The outcome of one request to the server.
async fn get(server: &Server) -> Result<Call, Error> {
    in_time(call(&builder(server).build().unwrap(), Method::GET)).await
}

/// The outcome of one request that ends by its timeout, if by nothing else.
async fn get_soon(server: &Server) -> Result<Call, Error> {
    in_time(call(&builder(server).build().unwrap(), Method::GET).timeout(Duration::from_secs(1))).await
}

/// Asserts what a caller can tell from the error of a request that got no answer.
#[track_caller]
fn assert_transport(error: &Error, kind: TransportErrorKind, may_have_been_sent: bool) {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<TransportError>());
    assert_eq!(source.map(TransportError::kind), Some(kind), "{error}");
    assert_told(error, ErrorKind::Transport, may_have_been_sent);
}

/// Asserts what a caller can tell from any error.
#[track_caller]
fn assert_told(error: &Error, kind: ErrorKind, may_have_been_sent: bool) {
    assert_eq!((error.kind(), error.may_have_been_sent()), (kind, may_have_been_sent), "{error}");
    let line = error.to_string();
    assert!(!line.contains("secret") && !line.chars().any(char::is_control) && line.len() < 8000, "{line:?}");
}

/// Asserts that this process never had more memory, in KiB.
fn assert_peak_below(limit: usize) {
    // What Linux tells; elsewhere the limit of the answer is all there is to see.
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak: usize = peak.unwrap().parse().unwrap();
    assert!(peak < limit, "{peak} KiB");
}
