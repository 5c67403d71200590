//! As much of HTTP/1.1 (RFC 9112) as two sides need that close the connection after each message.

use std::io::{self, BufRead, BufReader, Read, Write};

use graph_runtime::Bytes;
use graph_runtime::http::{HeaderMap, HeaderName, HeaderValue};

/// How many bytes the head of a message may have.
const HEAD: u64 = 64 << 10;

/// A message: its first line, its headers and its body.
#[derive(Debug)]
pub struct Message {
    /// The request line or the status line.
    pub first: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Message {
    /// Reads a message whose body has `limit` bytes at most.
    pub fn read(from: impl Read, limit: u64) -> io::Result<Self> {
        let mut reader = BufReader::new(from);
        let mut head = (&mut reader).take(HEAD);
        let mut line = || {
            let mut line = String::new();
            head.read_line(&mut line)?;
            line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
        };
        let first = line()?;
        let mut headers = HeaderMap::new();
        loop {
            let line = line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
            let name = HeaderName::try_from(name).map_err(io::Error::other)?;
            headers.append(name, HeaderValue::try_from(value.trim()).map_err(io::Error::other)?);
        }
        let length = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let length = length.unwrap_or_default();
        let mut body = Vec::new();
        reader.take(length.min(limit)).read_to_end(&mut body)?;
        if (body.len() as u64) < length.min(limit) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Self { first, headers, body: body.into() })
    }

    /// Writes the message, which says the length of its body.
    pub fn write(&self, mut to: impl Write) -> io::Result<()> {
        write!(to, "{}\r\nconnection: close\r\ncontent-length: {}\r\n", self.first, self.body.len())?;
        for (name, value) in &self.headers {
            to.write_all(name.as_str().as_bytes())?;
            to.write_all(b": ")?;
            to.write_all(value.as_bytes())?;
            to.write_all(b"\r\n")?;
        }
        to.write_all(b"\r\n")?;
        to.write_all(&self.body)
    }
}
