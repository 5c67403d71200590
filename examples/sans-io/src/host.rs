//! The host: it has the connections and the time, and does what the client decides.

use std::error::Error;
use std::net::TcpStream;
use std::time::Duration;
use std::{io, thread};

use graph_runtime::Bytes;
use graph_runtime::driver::{Driver, Step};
use graph_runtime::http::header::HOST;
use graph_runtime::http::{Request, Response, Uri};
use graph_runtime::transport::TransportError;
use graph_runtime::transport::TransportErrorKind::{Broken, Connect, Timeout};

use crate::http1::Message;

/// Drives any future of the client to its end, one step after the other.
pub fn drive<F: IntoFuture>(future: F) -> Result<F::Output, Box<dyn Error>> {
    let mut driver = Driver::new(future);
    loop {
        match driver.step() {
            Step::Send(request, reply) => match exchange(&request, reply.timeout()) {
                Ok(response) => reply.answer(response),
                Err(error) => reply.fail(error),
            },
            Step::Wait(duration, pause) => {
                println!("  wait  {duration:?}");
                thread::sleep(duration);
                pause.over();
            }
            Step::Done(output) => return Ok(output),
            // All that was asked for is done by now, and nothing else is waited for here.
            Step::Out | Step::Elsewhere => return Err("the future waits for something that is not the client's".into()),
        }
    }
}

/// How many bytes of an answer are read: one more than the client takes, which then says so.
const LIMIT: u64 = (64 << 20) + 1;

/// Sends a request over a connection of its own. A real program has a pool of them, with TLS.
fn exchange(request: &Request<Bytes>, timeout: Option<Duration>) -> Result<Response<Bytes>, TransportError> {
    println!("  send  {} {}", request.method(), request.uri());
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => TransportError::new(Timeout, error),
        _ => TransportError::new(Broken, error),
    };
    let connection = connect(request.uri()).map_err(|error| TransportError::new(Connect, error))?;
    let answer = connection
        .set_read_timeout(timeout)
        .and_then(|()| message(request).write(&connection))
        .and_then(|()| Message::read(&connection, LIMIT))
        .map_err(failed)?;
    response(answer).ok_or_else(|| TransportError::new(Broken, "the answer has no status"))
}

fn connect(url: &Uri) -> io::Result<TcpStream> {
    let host = url.host().ok_or(io::ErrorKind::InvalidInput)?;
    TcpStream::connect((host, url.port_u16().unwrap_or(80)))
}

fn message(request: &Request<Bytes>) -> Message {
    let (url, mut headers) = (request.uri(), request.headers().clone());
    if let Some(host) = url.authority().and_then(|authority| authority.as_str().parse().ok()) {
        headers.insert(HOST, host);
    }
    let target = url.path_and_query().map_or("/", |target| target.as_str());
    Message { first: format!("{} {target} HTTP/1.1", request.method()), headers, body: request.body().clone() }
}

fn response(answer: Message) -> Option<Response<Bytes>> {
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.first.split(' ').nth(1)?.parse().ok()?;
    *response.headers_mut() = answer.headers;
    Some(response)
}
