//! `File`: an answer that depends on what part of a file is asked for.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE};
use http::{HeaderMap, StatusCode};

use super::expected::Turn;
use super::service::{answer, odata_error};

/// A file in one state.
#[derive(Clone)]
pub(super) struct File {
    bytes: Bytes,
    /// After how many bytes of an answer the connection breaks.
    breaks_after: Option<usize>,
}

/// What a request wants of a file.
enum Wanted {
    Whole,
    Part(Range<usize>),
    /// A part that begins behind the end.
    Nothing,
}

impl File {
    pub(super) fn new(bytes: Bytes, breaks_after: Option<usize>) -> Self {
        Self { bytes, breaks_after }
    }

    /// What a service does that knows ranges and marks of a file's state (RFC 9110 section 14.2).
    pub(super) fn turn(&self, asked: &HeaderMap) -> Turn {
        let length = self.bytes.len();
        let (status, range) = match self.wanted(asked) {
            Wanted::Whole => (StatusCode::OK, 0..length),
            Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
            Wanted::Nothing => {
                let mut refused = odata_error(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    "invalidRange",
                    "the mock's file ends before the requested part",
                );
                set(&mut refused, CONTENT_RANGE, &format!("bytes */{length}"));
                return Turn::Answer(refused);
            }
        };
        let mut answer = answer(status, Some("application/octet-stream"), self.bytes.slice(range.clone()));
        set(&mut answer, ACCEPT_RANGES, "bytes");
        set(&mut answer, ETAG, &self.etag());
        set(&mut answer, CONTENT_LENGTH, &range.len().to_string());
        if status == StatusCode::PARTIAL_CONTENT {
            set(&mut answer, CONTENT_RANGE, &format!("bytes {}-{}/{length}", range.start, range.end - 1));
        }
        match self.breaks_after.filter(|bytes| *bytes < range.len()) {
            Some(bytes) => Turn::Broken(answer, bytes),
            None => Turn::Answer(answer),
        }
    }

    fn wanted(&self, asked: &HeaderMap) -> Wanted {
        let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
        let is_this = text(IF_RANGE).is_none_or(|tag| tag == self.etag());
        match text(RANGE).filter(|_| is_this).and_then(first_and_last) {
            None => Wanted::Whole,
            Some((first, _)) if first >= self.bytes.len() => Wanted::Nothing,
            Some((first, last)) => {
                Wanted::Part(first..last.map_or(self.bytes.len(), |last| self.bytes.len().min(last + 1)))
            }
        }
    }

    /// The mark of this state: another file has another one.
    fn etag(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.bytes.hash(&mut hasher);
        format!("\"mock-{:016x}\"", hasher.finish())
    }
}

/// The one range that is asked for; what is written in another way is not a range, and may be ignored (RFC 9110 section 14.2).
fn first_and_last(range: &str) -> Option<(usize, Option<usize>)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.parse().ok()?;
    let last = if last.is_empty() { None } else { Some(last.parse::<usize>().ok()?) };
    last.is_none_or(|last| (first..usize::MAX).contains(&last)).then_some((first, last))
}

fn set(answer: &mut http::Response<Bytes>, name: HeaderName, value: &str) {
    let value = HeaderValue::from_str(value).expect("invariant: marks and numbers are printable ASCII");
    answer.headers_mut().insert(name, value);
}
