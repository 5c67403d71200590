//! `UploadExpectation`: an upload session that takes a file in pieces.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_RANGE;
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::Returned;
use super::expected::Turn;
use super::service::{Service, answer, odata_error, target, throttled};
use crate::transport::{Recorded, TransportErrorKind};

/// An upload session that a [`MockGraph`](super::MockGraph) expects a file through. It takes pieces in their order, says what
/// is missing, and answers the last piece as [`returns`](Self::returns) says, 201 without a body if it does not.
///
/// What happens to pieces otherwise is said in the order in which it happens: `.takes(1).fault(Broken)` takes the first and
/// breaks the connection at the second. What was not said is taken.
pub struct UploadExpectation<'m> {
    number: usize,
    service: &'m Service,
}

impl<'m> UploadExpectation<'m> {
    pub(super) fn new(number: usize, service: &'m Service) -> Self {
        Self { number, service }
    }

    fn change(self, change: impl FnOnce(&mut Session)) -> Self {
        change(&mut self.service.state().sessions[self.number]);
        self
    }

    fn then(self, times: usize, fate: &Fate) -> Self {
        self.change(|session| session.fates.extend(std::iter::repeat_n(fate.clone(), times)))
    }

    /// Answers the last piece with this value, such as the drive item that the file has become. An `http::Response` of one
    /// has its own status and headers.
    pub fn returns(self, value: impl Returned) -> Self {
        match value.into_answer() {
            Ok(answer) => self.change(|session| session.answer = answer),
            Err(error) => self.change(|session| session.fault = Some(error.to_string())),
        }
    }

    /// Waits for a request that commits the file ([`UploadSession::commit`](crate::transfer::UploadSession::commit)), and
    /// gives its answer to that: a session that was created with `deferCommit`.
    pub fn deferred(self) -> Self {
        self.change(|session| session.is_deferred = true)
    }

    /// Takes so many pieces.
    pub fn takes(self, pieces: usize) -> Self {
        self.then(pieces, &Fate::Taken)
    }

    /// Answers so many pieces 429, with this wait in `Retry-After`; they are not taken.
    pub fn throttle(self, times: usize, retry_after: Duration) -> Self {
        self.then(times, &Fate::Refused(throttled(retry_after)))
    }

    /// Answers a piece with this status and an OData error of this code; it is not taken.
    pub fn fails(self, status: u16, code: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.then(1, &Fate::Refused(Turn::Answer(odata_error(status, code, "an error of the mock"))))
    }

    /// Has a piece fail in this way; it is not taken.
    pub fn fault(self, kind: TransportErrorKind) -> Self {
        self.then(1, &Fate::Refused(Turn::Fault(kind)))
    }

    /// Takes a piece, and then fails in this way: the client cannot know that it was taken.
    pub fn loses_answer(self, kind: TransportErrorKind) -> Self {
        self.then(1, &Fate::Lost(kind))
    }

    /// Lets every answer come so late; see [`Expectation::delay`](super::Expectation::delay).
    pub fn delay(self, delay: Duration) -> Self {
        self.change(|session| session.delay = delay)
    }

    /// All bytes that have been taken so far.
    pub fn bytes(&self) -> Bytes {
        self.service.state().sessions[self.number].taken.clone().freeze()
    }
}

impl fmt::Debug for UploadExpectation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.service.state();
        write!(
            f,
            "UploadExpectation({}, {} bytes)",
            target(&state.sessions[self.number].url),
            state.sessions[self.number].taken.len()
        )
    }
}

/// What becomes of a piece.
#[derive(Clone)]
enum Fate {
    Taken,
    Refused(Turn),
    Lost(TransportErrorKind),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Complete,
    Cancelled,
}

pub(super) struct Session {
    url: String,
    answer: http::Response<Bytes>,
    fates: VecDeque<Fate>,
    is_deferred: bool,
    delay: Duration,
    taken: BytesMut,
    total: Option<usize>,
    stage: Stage,
    /// Why it can never be met.
    fault: Option<String>,
}

impl Session {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            answer: answer(StatusCode::CREATED, None, Bytes::new()),
            fates: VecDeque::new(),
            is_deferred: false,
            delay: Duration::ZERO,
            taken: BytesMut::new(),
            total: None,
            stage: Stage::Open,
            fault: None,
        }
    }

    /// What happens to this request, if it is for this session.
    pub(super) fn take(&mut self, request: &Recorded) -> Option<(Duration, Turn)> {
        (self.url == request.url).then(|| (self.delay, self.turn(request)))
    }

    fn turn(&mut self, request: &Recorded) -> Turn {
        if self.stage != Stage::Open {
            return Turn::Answer(odata_error(
                StatusCode::NOT_FOUND,
                "itemNotFound",
                "the mock's upload session has ended",
            ));
        }
        match request.method {
            Method::PUT => match self.fates.pop_front().unwrap_or(Fate::Taken) {
                Fate::Taken => Turn::Answer(self.put(&request.headers, &request.body)),
                Fate::Refused(turn) => turn,
                Fate::Lost(kind) => {
                    self.put(&request.headers, &request.body);
                    Turn::Fault(kind)
                }
            },
            Method::GET => Turn::Answer(self.expects(StatusCode::OK)),
            Method::POST if self.has_all() => Turn::Answer(self.complete()),
            Method::DELETE => {
                self.stage = Stage::Cancelled;
                Turn::Answer(answer(StatusCode::NO_CONTENT, None, Bytes::new()))
            }
            _ => Turn::Answer(odata_error(StatusCode::BAD_REQUEST, "invalidRequest", "the mock's session lacks bytes")),
        }
    }

    /// Takes a piece, if it is the next one.
    fn put(&mut self, headers: &HeaderMap, piece: &Bytes) -> http::Response<Bytes> {
        let refuse = |status, code, why| odata_error(status, code, why);
        let range = headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok()).and_then(first_end_and_total);
        let Some((first, end, total)) = range.filter(|(first, end, _)| end - first == piece.len()) else {
            return refuse(StatusCode::BAD_REQUEST, "invalidRequest", "the `Content-Range` is not that of the piece");
        };
        if *self.total.get_or_insert(total) != total {
            return refuse(StatusCode::BAD_REQUEST, "invalidRequest", "the file had a different length before");
        }
        if first != self.taken.len() || end > total {
            return refuse(StatusCode::RANGE_NOT_SATISFIABLE, "invalidRange", "the piece is not the next one");
        }
        self.taken.extend_from_slice(piece);
        if self.has_all() && !self.is_deferred { self.complete() } else { self.expects(StatusCode::ACCEPTED) }
    }

    fn has_all(&self) -> bool {
        self.total == Some(self.taken.len())
    }

    fn complete(&mut self) -> http::Response<Bytes> {
        self.stage = Stage::Complete;
        self.answer.clone()
    }

    /// What is missing.
    fn expects(&self, status: StatusCode) -> http::Response<Bytes> {
        let missing: &[_] = if self.has_all() { &[] } else { &[format!("{}-", self.taken.len())] };
        answer(status, Some("application/json"), json!({"nextExpectedRanges": missing}).to_string())
    }

    /// What is not as expected.
    pub(super) fn problem(&self) -> Option<String> {
        let place = format!("the upload to {}", target(&self.url));
        if let Some(fault) = &self.fault {
            return Some(format!("{place} is expected, but cannot be answered: {fault}"));
        }
        let received = match self.total {
            _ if self.stage != Stage::Open => return None,
            None => "nothing was received".to_owned(),
            Some(total) if self.has_all() => format!("all {total} bytes were received, but not committed"),
            Some(total) => format!("{} of {total} bytes were received", self.taken.len()),
        };
        Some(format!("{place}: {received}"))
    }
}

/// What a `Content-Range` says (RFC 9110 section 14.4): the first byte, where the piece ends, and the length of the file.
fn first_end_and_total(range: &str) -> Option<(usize, usize, usize)> {
    let (range, total) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last.checked_add(1)?, total.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;
    use http::header::CONTENT_RANGE;

    use super::Session;

    #[test]
    fn a_piece_that_is_not_the_next_one_is_refused() {
        let mut session = Session::new("https://files.example/up/1".to_owned());
        for (range, status) in [
            ("bytes 5-9/20", 416),
            ("bytes 0-9/20", 400),
            ("bytes 4-0/20", 400),
            ("0-4/20", 400),
            ("bytes 0-18446744073709551615/20", 400),
            ("bytes 0-4/20", 202),
            // It is there already.
            ("bytes 0-4/20", 416),
            ("bytes 5-9/21", 400),
            ("bytes 5-9/20", 202),
        ] {
            let headers: HeaderMap = [(CONTENT_RANGE, range.parse().unwrap())].into_iter().collect();
            assert_eq!(session.put(&headers, &Bytes::from_static(b"12345")).status(), status, "{range}");
        }
        assert_eq!(session.taken, "1234512345");
    }
}
