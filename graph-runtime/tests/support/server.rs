//! A raw HTTP/1.1 server on a loopback socket, whose answers are bytes that a test writes.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::log::Log;

/// A server that hands each request to a closure. It ends with the test's process.
pub struct Server {
    origin: String,
    log: Log<Seen>,
}

/// What happened on the server's side.
#[derive(Clone, Default)]
struct Seen {
    /// Each request: the number of its connection, and its text.
    requests: Vec<(usize, String)>,
    /// How many connections were made, and how many the client closed.
    made: usize,
    closed: usize,
    /// How many bytes of answers were written.
    written: usize,
}

/// One request, and where its answer goes.
pub struct Exchange {
    /// How many requests arrived before.
    pub number: usize,
    /// Head and body.
    pub request: String,
    stream: TcpStream,
    log: Log<Seen>,
}

impl Server {
    /// Serves with `answer`. A connection is kept for further requests until `answer` [ends](Exchange::end) it.
    pub fn start(answer: impl Fn(&mut Exchange) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let log = Log::<Seen>::default();
        let (server_log, answer) = (log.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (log, answer) = (server_log.clone(), Arc::clone(&answer));
                log.note(|seen| seen.made += 1);
                std::thread::spawn(move || serve(stream.unwrap(), number, &log, &*answer));
            }
        });
        Self { origin, log }
    }

    /// Answers every request with these bytes.
    pub fn answering(answer: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        Self::start(move |exchange| exchange.write(answer.as_ref()))
    }

    /// Scheme, address and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The base URL of the API.
    pub fn url(&self) -> String {
        format!("{}/beta", self.origin)
    }

    /// The texts of the requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.log.seen().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    /// By which connection each request came.
    pub fn connections(&self) -> Vec<usize> {
        self.log.seen().requests.iter().map(|(connection, _)| *connection).collect()
    }

    /// How many bytes of answers were written.
    pub fn bytes(&self) -> usize {
        self.log.seen().written
    }

    /// Waits until so many requests have arrived.
    pub async fn received(&self, requests: usize) {
        self.log.until(|seen| seen.requests.len() >= requests).await;
    }

    /// Waits until so many bytes of answers were written.
    pub async fn written(&self, bytes: usize) {
        self.log.until(|seen| seen.written >= bytes).await;
    }

    /// Waits until the client has closed so many connections.
    pub async fn closed(&self, connections: usize) {
        self.log.until(|seen| seen.closed >= connections).await;
    }
}

impl Exchange {
    /// Sends these bytes.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())?;
        self.log.note(|seen| seen.written += bytes.as_ref().len());
        Ok(())
    }

    /// Sends a whole answer with this status line, these header lines and this body.
    pub fn answer(&mut self, status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> io::Result<()> {
        self.write(answer(status, headers, body.as_ref()))
    }

    /// Ends the connection. It is [closed](Server::closed) when the client has seen that, and closed its side.
    pub fn end(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }

    /// Reads on to the end of a body that comes in chunks; `seen` has all of the request so far, as it came.
    pub fn rest_of_chunks(&mut self, seen: impl Fn(&str)) -> io::Result<()> {
        let mut text = self.request.clone();
        let mut piece = [0; 4096];
        seen(&text);
        while !text.ends_with("\r\n0\r\n\r\n") {
            match self.stream.read(&mut piece)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => text.push_str(&String::from_utf8_lossy(&piece[..length])),
            }
            seen(&text);
        }
        Ok(())
    }

    /// Ends the connection by a reset, as a crash does.
    pub fn reset(&mut self) -> io::Result<()> {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))?;
        Err(io::ErrorKind::ConnectionReset.into())
    }

    /// Sends `bytes` again and again until the client closes.
    pub fn trickle(&mut self, bytes: &[u8]) -> io::Result<()> {
        loop {
            self.write(bytes)?;
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The bytes of an answer with this status, these header lines and this body.
pub fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut lines = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        lines.extend([header, "\r\n"]);
    }
    [lines.as_bytes(), b"\r\n", body].concat()
}

/// Serves the requests of one connection.
fn serve(stream: TcpStream, connection: usize, log: &Log<Seen>, answer: &dyn Fn(&mut Exchange) -> io::Result<()>) {
    let mut exchange = Exchange { number: 0, request: String::new(), stream, log: log.clone() };
    while let Ok(Some(request)) = read_request(&mut exchange.stream) {
        exchange.number = log.note(|seen| {
            seen.requests.push((connection, request.clone()));
            seen.requests.len() - 1
        });
        exchange.request = request;
        if answer(&mut exchange).is_err() {
            break;
        }
    }
    log.note(|seen| seen.closed += 1);
}

/// The text of the next request; none where the client closed.
fn read_request(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut text = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let whole = String::from_utf8_lossy(&text);
        if let Some((head, body)) = whole.split_once("\r\n\r\n")
            && body.len() >= content_length(head)
        {
            return Ok(Some(whole.into_owned()));
        }
        match stream.read(&mut piece)? {
            0 => return Ok(None),
            length => text.extend_from_slice(&piece[..length]),
        }
    }
}

fn content_length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next().map_or(0, |(_, length)| length.trim().parse().unwrap())
}
