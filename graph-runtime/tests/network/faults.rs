//! What a server or the way to it may do wrong, over loopback sockets: each fault is told in bounded time and memory, with
//! whether the request may have been carried out.

#![cfg(feature = "reqwest")]

mod bodies;
mod connections;
mod heads;
mod http2;
mod links;
mod waits;

use std::process::Command;
use std::time::Duration;

use graph_runtime::transport::TransportErrorKind;
use graph_runtime::{Client, ClientBuilder, Error, ErrorKind, Method, Request, Retry, StaticToken};

use crate::support::Call;
use crate::support::clock::Clock;
use crate::support::in_time::in_time;
use crate::support::printed::line_of;
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

/// The outcome of `request` to a server that has written so many bytes by then, when `timeout` is over.
async fn after<T: Send + 'static>(
    timeout: Duration,
    server: &Server,
    bytes: usize,
    request: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let clock = Clock::stop();
    let outcome = tokio::spawn(request);
    in_time(server.written(bytes)).await;
    clock.advance(timeout).await;
    in_time(outcome).await.unwrap()
}

/// The outcome of one request that ends by its timeout, when so many bytes have been written.
async fn get_late(server: &Server, bytes: usize) -> Result<Call, Error> {
    let timeout = Duration::from_secs(60);
    let request = call(&builder(server).build().unwrap(), Method::GET).timeout(timeout);
    after(timeout, server, bytes, request.send()).await
}

/// Asserts what a caller can tell from the error of a request that got no answer.
#[track_caller]
fn assert_transport(error: &Error, kind: TransportErrorKind, may_have_been_sent: bool) {
    assert_eq!(error.transport_kind(), Some(kind), "{error:?}");
    assert_told(error, ErrorKind::Transport, may_have_been_sent);
}

/// Asserts what a caller can tell from any error.
#[track_caller]
fn assert_told(error: &Error, kind: ErrorKind, may_have_been_sent: bool) {
    assert_eq!((error.kind(), error.may_have_been_sent()), (kind, may_have_been_sent), "{error}");
    let line = line_of(error);
    assert!(!line.contains("secret") && !line.chars().any(char::is_control) && line.len() < 8000, "{line:?}");
}

/// Whether this process is there for the test `name` alone, whose memory is that of the process then. If not, such a process
/// runs the test.
fn is_alone(name: &str) -> bool {
    const ALONE: &str = "GRAPH_RUNTIME_TEST_ALONE";
    if std::env::var(ALONE).is_ok_and(|alone| alone == name) {
        return true;
    }
    let mut test = Command::new(std::env::current_exe().unwrap());
    let output = test.args(["--exact", name]).env(ALONE, name).output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(output.status.success() && said.contains(" 1 passed"), "{said}");
    false
}

/// Asserts that this process never had more memory, in KiB.
fn assert_peak_below(limit: usize) {
    // What Linux tells; elsewhere the limit of the answer is all there is to see.
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak: usize = peak.unwrap().parse().unwrap();
    assert!(peak < limit, "{peak} KiB");
}
