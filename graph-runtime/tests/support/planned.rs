//! A server with a plan, over real sockets: it answers one connection after the other and records what it was sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};

use super::log::Log;

/// What a server does with one request.
pub enum Turn {
    /// Sends these bytes.
    Answer(Vec<u8>),
    /// Sends these bytes, with a pause before the last ones, of which it says how many: until it is [told](Server::resume).
    Pause(Vec<u8>, usize),
    /// Sends these bytes and breaks the connection; the client has not heard all then.
    Break(Vec<u8>),
    /// Reads so many bytes of the request and breaks the connection.
    BreakAfter(usize),
    /// Never answers.
    Silence,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Method and target.
    pub line: String,
    /// The header lines, in lower case.
    pub head: String,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A running server.
#[derive(Clone, Debug)]
pub struct Server {
    pub url: String,
    log: Log<Seen>,
    resume: Sender<()>,
}

/// What happened on the server's side.
#[derive(Debug, Default)]
struct Seen {
    arrived: Vec<Arrived>,
    pauses: usize,
}

impl Server {
    /// A server that does with each request what `plan` says of it and of its number. Connections are closed after it.
    pub fn start(plan: impl Fn(usize, &Arrived) -> Turn + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Log::<Seen>::default();
        let server_log = log.clone();
        let (resume, resumed) = channel();
        // Not joined: it ends with the process.
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for (number, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let Some((mut request, length)) = read_head(&mut stream) else { continue };
                // The plan says by the head how much is read of the body.
                let turn = plan(number, &request);
                let wanted = if let Turn::BreakAfter(bytes) = turn { bytes.min(length) } else { length };
                let have = request.body.len();
                request.body.resize(wanted.max(have), 0);
                let is_whole = stream.read_exact(&mut request.body[have..]).is_ok();
                assert!(is_whole, "the client breaks off");
                server_log.note(|seen| seen.arrived.push(request));
                match turn {
                    Turn::Answer(bytes) | Turn::Break(bytes) => drop(stream.write_all(&bytes)),
                    Turn::Pause(bytes, last) => {
                        let (first, last) = bytes.split_at(bytes.len() - last);
                        drop(stream.write_all(first));
                        server_log.note(|seen| seen.pauses += 1);
                        let _ended = resumed.recv();
                        drop(stream.write_all(last));
                    }
                    Turn::BreakAfter(_) => {}
                    Turn::Silence => silent.push(stream),
                }
            }
        });
        Self { url, log, resume }
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.log.seen().arrived.clone()
    }

    /// Waits until so many requests have arrived.
    pub async fn received(&self, requests: usize) {
        self.log.until(|seen| seen.arrived.len() >= requests).await;
    }

    /// How often it paused so far.
    pub fn pauses(&self) -> usize {
        self.log.seen().pauses
    }

    /// Ends a pause.
    pub fn resume(&self) {
        self.resume.send(()).expect("the server runs");
    }

    pub fn lines(&self) -> Vec<String> {
        self.arrived().into_iter().map(|request| request.line).collect()
    }

    /// The header `name` of each request.
    pub fn headers(&self, name: &str) -> Vec<Option<String>> {
        self.arrived().iter().map(|request| request.header(name).map(str::to_owned)).collect()
    }
}

/// The head of a request and the length of its body; what of the body came with the head is there already.
fn read_head(stream: &mut TcpStream) -> Option<(Arrived, usize)> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut piece = [0; 1024];
        let length = stream.read(&mut piece).ok().filter(|length| *length > 0)?;
        read.extend_from_slice(&piece[..length]);
    };
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let (line, head) = head.split_once("\r\n").unwrap_or((&head, ""));
    let line = line.trim_end_matches(" HTTP/1.1").to_owned();
    let request = Arrived { line, head: head.to_owned(), body: read[end + 4..].to_vec() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    Some((request, length))
}

/// An answer with these header lines.
pub fn answer(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        answer.extend([header, "\r\n"]);
    }
    [answer.as_bytes(), b"\r\n", body].concat()
}
