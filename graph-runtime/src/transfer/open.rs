//! The way to the bytes of a file: over redirects, to the answer that holds what was asked for.

use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, HeaderValue, IF_RANGE, LOCATION, RANGE, USER_AGENT,
};
use http::{Method, StatusCode};

use super::content_range::{self, Span};
use super::validator::Validator;
use crate::draft::Draft;
use crate::location::absolute;
use crate::response::Answer;
use crate::transport::Body;
use crate::{Error, pipeline};

/// How many redirects are followed, one after the other.
const REDIRECTS: usize = 5;

/// An answer that holds what was asked for.
pub(super) struct Opened {
    pub(super) response: http::Response<Body>,
    /// How many bytes of the body are before what was asked for.
    pub(super) skip: u64,
    /// How many bytes of what was asked for there are, where it is known.
    pub(super) length: Option<u64>,
    /// How many of them this answer has, where it says to be a part.
    pub(super) part: Option<u64>,
    pub(super) validator: Validator,
}

impl Opened {
    /// Whether the answer is the part alone, as asked.
    pub(super) fn is_part(&self) -> bool {
        self.response.status() == StatusCode::PARTIAL_CONTENT
    }
}

/// Asks for a part of what `draft` reads, and follows where the service sends on to.
///
/// `Authorization` and the user's own headers go no further than the first answer. The link of a redirect opens what it
/// leads to, so that nobody may read it on its way; it is sent with a token only where the client may send one anyway.
pub(super) async fn open(mut draft: Draft, span: Span, known: Option<&Validator>) -> Result<Opened, Error> {
    let origin = draft.origin.clone();
    // A range counts the bytes of what is sent, compressed or not.
    draft.headers.set(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(range) = span.header() {
        draft.header(RANGE.as_str(), &range);
    }
    if let Some(tag) = known.and_then(Validator::if_range) {
        draft.headers.set(IF_RANGE, tag.clone());
    }
    for redirects in 0..=REDIRECTS {
        let url = draft.url().map_err(|error| if redirects > 0 { error.after(1, true) } else { error })?;
        let like = draft.successor();
        let error = match pipeline::send(draft, true).await {
            Ok(answer) => return read(answer, span).map_err(|error| error.at(&origin)),
            Err(error) if redirects > 0 => sent_before(error),
            Err(error) => error,
        };
        let Some(location) = redirection(&error, &like) else { return Err(error) };
        let Some(location) = absolute(location, &url) else { return Err(error) };
        draft = redirected(&like, &location);
    }
    Err(sent_before(Error::invalid(format!("more than {REDIRECTS} redirects in a row"))).at(&origin))
}

/// `error` on the way from a redirect: whatever became of that, the service had received the request before, and may have
/// carried it out.
fn sent_before(error: Error) -> Error {
    let attempts = error.attempts();
    error.after(attempts, true)
}

/// Where the service sends on to, if it is to be followed (RFC 9110 section 15.4).
fn redirection<'e>(error: &'e Error, draft: &Draft) -> Option<&'e str> {
    let is_followed = match error.status()? {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => true,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => draft.origin.method == Method::GET,
        _ => false,
    };
    error.headers().get(LOCATION).filter(|_| is_followed)?.to_str().ok()
}

/// The request that asks for the same at `location`.
fn redirected(like: &Draft, location: &str) -> Draft {
    let mut draft = Draft::onward(like.route.client(), like.origin.template.clone(), location);
    for name in [ACCEPT, ACCEPT_ENCODING, IF_RANGE, RANGE, USER_AGENT] {
        if let Some(value) = like.headers.get(&name) {
            draft.headers.set(name, value.clone());
        }
    }
    (draft.timeout, draft.retry) = (like.timeout, like.retry);
    draft
}

/// Finds what was asked for in the answer.
fn read(answer: Answer, span: Span) -> Result<Opened, Error> {
    let Answer { response, secret, .. } = answer;
    let header = |name| response.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let found = if response.status() == StatusCode::PARTIAL_CONTENT {
        part(header(CONTENT_RANGE), span)
    } else {
        whole(header(CONTENT_LENGTH).and_then(content_range::number), span)
    };
    let Found { skip, length, part, total } = match found {
        Ok(found) => found,
        Err(reason) => {
            let (parts, _) = response.into_parts();
            return Err(Error::decode(parts.status, parts.headers, reason.to_owned()).redacted(&secret));
        }
    };
    let validator = Validator::of(response.headers(), total);
    Ok(Opened { response, skip, length, part, validator })
}

/// Where in an answer is what was asked for: what an [`Opened`] says, and the total of the file.
struct Found {
    skip: u64,
    length: Option<u64>,
    part: Option<u64>,
    total: Option<u64>,
}

/// An answer that says to be a part must be what was asked for: at its beginning, and no longer. It may be shorter; the
/// rest is asked for afterwards.
fn part(content_range: Option<&str>, span: Span) -> Result<Found, &'static str> {
    if span == Span::WHOLE {
        return Err("the answer has a part of the file, but the whole file was requested");
    }
    let (range, total) =
        content_range.and_then(content_range::parse).ok_or("the answer does not say which part of the file it has")?;
    if range.start != span.from || span.to.is_some_and(|to| range.end > to) {
        return Err("the answer has a different part of the file than requested");
    }
    let part = range.end - range.start;
    let length = match total {
        Some(total) => Some(span.length(total)),
        None => (span.to == Some(range.end)).then_some(part),
    };
    Ok(Found { skip: 0, length, part: Some(part), total })
}

/// A service need not know ranges: it answers with the whole, of which the part is taken.
fn whole(total: Option<u64>, span: Span) -> Result<Found, &'static str> {
    if total.is_some_and(|total| span.from > total) {
        return Err("the file ends before the requested part");
    }
    Ok(Found { skip: span.from, length: total.map(|total| span.length(total)), part: None, total })
}
