//! A server on this machine that answers any number of requests and notes them.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The request line and the headers, names in lower case as reqwest writes them.
    pub head: String,
    pub body: String,
}

impl Received {
    /// The value of the header `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// The server; it ends with the runtime.
pub struct Loopback {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Loopback {
    /// Answers each request with the bytes that `answer` makes of it.
    pub async fn start(answer: impl Fn(&Received) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/beta", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (answer, notes) = (Arc::new(answer), received.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, notes) = (answer.clone(), notes.clone());
                tokio::spawn(connection(stream, move |request| {
                    notes.lock().unwrap().push(request.clone());
                    answer(request)
                }));
            }
        });
        Self { url, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// Answers the requests of one connection, one after the other.
async fn connection(mut stream: TcpStream, answer: impl Fn(&Received) -> String) {
    let mut bytes = Vec::new();
    while let Some(request) = request(&mut stream, &mut bytes).await {
        let answer = answer(&request);
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request, whose end may be in `bytes` already; none when the client has closed.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Received> {
    loop {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if let Some((head, rest)) = text.split_once("\r\n\r\n") {
            let mut received = Received { head: head.to_owned(), body: String::new() };
            let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
            if rest.len() >= length {
                rest[..length].clone_into(&mut received.body);
                bytes.drain(..head.len() + 4 + length);
                return Some(received);
            }
        }
        if stream.read_buf(bytes).await.ok()? == 0 {
            return None;
        }
    }
}
