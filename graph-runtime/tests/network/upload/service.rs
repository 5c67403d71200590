//! A service that takes a file in pieces, and what arrived there.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::{Bytes, Client, Error, Retry, StaticToken};

use crate::support::planned::{Arrived, Server, Turn, answer};

pub const CHUNK: usize = 320 << 10;
pub const TOTAL: usize = 3 * CHUNK + 1000;
/// The file in pieces of that size.
pub const IN_FOUR: [Range<usize>; 4] = [0..CHUNK, CHUNK..2 * CHUNK, 2 * CHUNK..3 * CHUNK, 3 * CHUNK..TOTAL];

pub fn client() -> Client {
    let retry = Retry::default().delay(Duration::from_millis(1)).max_delay(Duration::from_secs(1));
    let builder = Client::builder().allow_loopback_http().token(StaticToken::new("secret-token"));
    builder.retry(retry).build().unwrap()
}

/// A file whose pieces differ.
pub fn file() -> Bytes {
    (0..TOTAL).map(|place| (place / 1000 + place % 251).to_le_bytes()[0]).collect::<Vec<_>>().into()
}

pub fn session(server: &Server) -> UploadSession {
    let url = format!("{}/up?sig=secret", server.url);
    let told =
        format!(r#"{{"uploadUrl":"{url}","expirationDateTime":"2026-01-01T00:00:00Z","nextExpectedRanges":["0-"]}}"#);
    UploadSession::new(&client(), &told.parse::<Json>().unwrap()).unwrap()
}

pub async fn upload(server: &Server) -> Result<Json, Error> {
    session(server).upload(file()).chunk_size(CHUNK as u64).send().await
}

/// Where the bytes of a service are kept, which says what it is missing as `OneDrive` does.
#[derive(Clone, Default)]
pub struct Store(pub Arc<Mutex<Vec<u8>>>);

impl Store {
    pub fn take(&self, request: &Arrived, bytes: usize) {
        let mut store = self.0.lock().unwrap();
        let (range, _) = range(request);
        assert_eq!(range.start, store.len(), "a piece that was not expected");
        store.extend_from_slice(&file()[range.start..range.start + bytes]);
    }

    pub fn expects(&self) -> Vec<u8> {
        let next = self.0.lock().unwrap().len();
        answer("202 Accepted", &[], format!(r#"{{"nextExpectedRanges":["{next}-"]}}"#))
    }

    /// Does what a service should.
    pub fn serve(&self, request: &Arrived) -> Turn {
        if request.line.starts_with("GET") {
            return Turn::Answer(self.expects());
        }
        self.take(request, range(request).0.len());
        if self.0.lock().unwrap().len() < TOTAL {
            return Turn::Answer(self.expects());
        }
        Turn::Answer(answer("201 Created", &["Location: /item"], r#"{"id":"item"}"#))
    }
}

/// The range and the total of a piece.
pub fn range(request: &Arrived) -> (Range<usize>, usize) {
    let (range, total) =
        request.header("content-range").unwrap().strip_prefix("bytes ").unwrap().split_once('/').unwrap();
    let (first, last) = range.split_once('-').unwrap();
    (first.parse().unwrap()..last.parse::<usize>().unwrap() + 1, total.parse().unwrap())
}

/// The pieces that arrived, checked against the file.
pub fn pieces(server: &Server) -> Vec<Range<usize>> {
    let puts = server.arrived().into_iter().filter(|request| request.line.starts_with("PUT"));
    puts.map(|put| {
        let (range, total) = range(&put);
        assert_eq!(total, TOTAL);
        assert_eq!(put.body, file()[range.clone()][..put.body.len()], "the bytes of {range:?}");
        range
    })
    .collect()
}

/// How often it was asked what is missing.
pub fn asked(server: &Server) -> usize {
    server.lines().iter().filter(|line| line.starts_with("GET")).count()
}
