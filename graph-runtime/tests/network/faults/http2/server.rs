//! A raw HTTP/2 server over TLS on a loopback socket, whose answers are frames that a test writes (RFC 9113 section 6).

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::log::Log;

/// Types of frames.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

/// Flags of frames.
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// Error codes (RFC 9113 section 7).
pub const NO_ERROR: u32 = 0;
pub const PROTOCOL_ERROR: u32 = 1;
pub const INTERNAL_ERROR: u32 = 2;
pub const REFUSED_STREAM: u32 = 7;
pub const ENHANCE_YOUR_CALM: u32 = 11;

/// `:status: 200`, by its place in the static table (RFC 7541 appendix A).
const STATUS_200: u8 = 0x88;

/// How much of the bodies of a connection may be sent that the other side has given no room for (RFC 9113 section 6.9.2).
pub const ROOM: usize = (1 << 16) - 1;

/// How long a frame may be that the other side has allowed nothing for.
const FRAME: usize = 1 << 14;

/// How many authorities there are.
static AUTHORITIES: AtomicU32 = AtomicU32::new(0);

/// A server that hands each request to a closure. It ends with the test's process.
pub struct Server {
    url: String,
    authority: String,
    log: Log<Seen>,
}

/// What happened on the server's side.
#[derive(Default)]
struct Seen {
    /// The connection of each request whose headers came.
    connections: Vec<usize>,
    /// The bodies of the requests that were carried out.
    done: Vec<String>,
    /// How many bytes of bodies came.
    uploaded: usize,
    /// How many streams the client gave up, and how many connections ended.
    reset: usize,
    closed: usize,
}

/// One request that has come as a whole, and the connection for its answer.
pub struct Exchange {
    /// The number of its connection.
    pub connection: usize,
    /// How many requests of this connection came as a whole before.
    pub number: usize,
    pub stream: u32,
    pub body: String,
    tls: StreamOwned<ServerConnection, TcpStream>,
    log: Log<Seen>,
}

impl Server {
    /// Serves with `answer`, one request after the other. A connection is kept until `answer` fails.
    pub fn start(answer: impl Fn(&mut Exchange) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/beta", listener.local_addr().unwrap());
        let (config, authority) = certified();
        let log = Log::<Seen>::default();
        let (server_log, answer) = (log.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let tls = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream.unwrap());
                let (log, answer) = (server_log.clone(), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let body = String::new();
                    let mut exchange = Exchange { connection, number: 0, stream: 0, body, tls, log };
                    let _ended = exchange.serve(&*answer);
                    exchange.log.note(|seen| seen.closed += 1);
                });
            }
        });
        Self { url, authority, log }
    }

    /// The base URL of the API.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate, in PEM, of who vouches for this server.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// By which connection each request came, those that did not come as a whole among them.
    pub fn connections(&self) -> Vec<usize> {
        self.log.seen().connections.clone()
    }

    /// The bodies of the requests that were carried out, sorted.
    pub fn done(&self) -> Vec<String> {
        let mut done = self.log.seen().done.clone();
        done.sort();
        done
    }

    /// Waits until so many bytes of bodies have come.
    pub async fn uploaded(&self, bytes: usize) {
        self.log.until(|seen| seen.uploaded >= bytes).await;
    }

    /// Waits until the client has given up so many streams.
    pub async fn reset(&self, streams: usize) {
        self.log.until(|seen| seen.reset >= streams).await;
    }

    /// Waits until so many connections have ended.
    pub async fn closed(&self, connections: usize) {
        self.log.until(|seen| seen.closed >= connections).await;
    }
}

impl Exchange {
    /// Carries the request out: answers with a call whose id is the body.
    pub fn answer(&mut self) -> io::Result<()> {
        self.answer_to(self.stream, &self.body.clone())
    }

    /// The same for a request that came before on this connection.
    pub fn answer_to(&mut self, stream: u32, body: &str) -> io::Result<()> {
        self.log.note(|seen| seen.done.push(body.to_owned()));
        self.frame(HEADERS, END_HEADERS, stream, &[STATUS_200])?;
        self.frame(DATA, END_STREAM, stream, format!(r#"{{"id":"{body}"}}"#).as_bytes())
    }

    /// Begins the answer, with these fields and this piece of its body.
    pub fn begin(&mut self, fields: &[u8], piece: &[u8]) -> io::Result<()> {
        self.frame(HEADERS, END_HEADERS, self.stream, &[&[STATUS_200], fields].concat())?;
        self.frame(DATA, 0, self.stream, piece)
    }

    /// Answers with these fields and no body, in as many frames as it takes.
    pub fn head(&mut self, fields: &[u8]) -> io::Result<()> {
        let block = [&[STATUS_200], fields].concat();
        let frames = block.len().div_ceil(FRAME);
        for (number, piece) in block.chunks(FRAME).enumerate() {
            let (kind, end_stream) = if number == 0 { (HEADERS, END_STREAM) } else { (CONTINUATION, 0) };
            let end_headers = if number + 1 == frames { END_HEADERS } else { 0 };
            self.frame(kind, end_stream | end_headers, self.stream, piece)?;
        }
        Ok(())
    }

    /// Closes the stream of the request with this error code.
    pub fn reset(&mut self, code: u32) -> io::Result<()> {
        self.frame(RST_STREAM, 0, self.stream, &code.to_be_bytes())
    }

    /// Says that the connection ends, with this error code, and that no stream after `last` is looked at.
    pub fn go_away(&mut self, last: u32, code: u32) -> io::Result<()> {
        self.frame(GOAWAY, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat())
    }

    /// Ends the connection.
    pub fn end(&mut self) -> io::Result<()> {
        self.tls.sock.shutdown(Shutdown::Both)?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    /// Sends a frame (RFC 9113 section 4.1).
    fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
        self.tls.write_all(&[&length, &[kind, flags][..], &stream.to_be_bytes(), payload].concat())?;
        self.tls.flush()
    }

    /// Reads a frame: kind, flags, stream and payload.
    fn read_frame(&mut self) -> io::Result<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.tls.read_exact(&mut head)?;
        let [high, middle, low, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, high, middle, low]) as usize];
        self.tls.read_exact(&mut payload)?;
        Ok((kind, flags, u32::from_be_bytes(stream), payload))
    }

    /// Serves the connection. Bodies get no more room than a new stream and a new connection have, for none is given.
    fn serve(&mut self, answer: &dyn Fn(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.tls.read_exact(&mut [0; b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()])?;
        self.frame(SETTINGS, 0, 0, &[])?;
        let mut bodies = HashMap::new();
        loop {
            let (kind, flags, stream, payload) = self.read_frame()?;
            match kind {
                SETTINGS if flags & ACK == 0 => self.frame(SETTINGS, ACK, 0, &[])?,
                HEADERS => {
                    self.log.note(|seen| seen.connections.push(self.connection));
                    bodies.insert(stream, String::new());
                }
                DATA => {
                    self.log.note(|seen| seen.uploaded += payload.len());
                    bodies.entry(stream).or_default().push_str(&String::from_utf8_lossy(&payload));
                }
                RST_STREAM => self.log.note(|seen| seen.reset += 1),
                _ => {}
            }
            if matches!(kind, HEADERS | DATA) && flags & END_STREAM != 0 {
                (self.stream, self.body) = (stream, bodies.remove(&stream).unwrap_or_default());
                answer(self)?;
                self.number += 1;
            }
        }
    }
}

/// A field as it is, name and value shorter than 127 bytes (RFC 7541 section 6.2.2).
pub fn field(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

/// What a server speaks HTTP/2 with for 127.0.0.1, and the certificate of who vouches for it.
fn certified() -> (Arc<ServerConfig>, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // OpenSSL goes by the names: a certificate with that of its issuer is self-signed to it.
    let number = AUTHORITIES.fetch_add(1, Ordering::Relaxed);
    authority.distinguished_name.push(DnType::CommonName, format!("authority {number}"));
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.into()], key.into());
    let mut config = config.unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    (Arc::new(config), authority.pem())
}
