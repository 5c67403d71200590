//! The answers of reqwest, and its errors, as ours.

use std::error::Error as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::pace::{Incoming, Pace};
use crate::transport::{Body, TransportError, TransportErrorKind};

/// The answer of reqwest as one of ours, whose body keeps to its `pace`.
pub(super) fn incoming(mut response: reqwest::Response, is_bodiless: bool, pace: Pace) -> http::Response<Body> {
    let mut incoming = http::Response::new(Body::empty());
    *incoming.status_mut() = response.status();
    *incoming.version_mut() = response.version();
    *incoming.headers_mut() = std::mem::take(response.headers_mut());
    if !is_bodiless && response.content_length() != Some(0) {
        *incoming.body_mut() = Body::stream(Incoming::new(Received(response.into()), pace));
    }
    incoming
}

/// The body of an answer, with errors of ours, which is not less than was said.
struct Received(reqwest::Body);

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
        match self.0.size_hint().lower() {
            // To hyper a stream of HTTP/2 that is reset with NO_ERROR has ended well. It has where the whole answer came
            // before (RFC 9113 section 8.1).
            left @ 1.. if frame.is_none() => {
                let reason = format!("the answer ended {left} bytes too early");
                Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Broken, reason))))
            }
            _ => Poll::Ready(frame.map(|frame| frame.map_err(failure))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// The error of ours for one of reqwest that came in place of an answer.
pub(super) fn unanswered(error: reqwest::Error) -> TransportError {
    match unprocessed(&error) {
        Some(kind) => TransportError::new(kind, error.without_url()),
        None => failure(error),
    }
}

/// How the service said that it did nothing for the request, if it did (RFC 9113 section 8.7): it refused the stream, or went
/// away and has not come to it. Of the streams that it may have come to, h2 does not say that it went away.
fn unprocessed(error: &reqwest::Error) -> Option<TransportErrorKind> {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    let error: &h2::Error =
        causes.find_map(|cause| cause.downcast_ref()).filter(|error: &&h2::Error| error.is_remote())?;
    match error.reason() {
        Some(h2::Reason::NO_ERROR) if error.is_go_away() => Some(TransportErrorKind::ShutDown),
        Some(h2::Reason::REFUSED_STREAM) => Some(TransportErrorKind::Unprocessed),
        _ => error.is_go_away().then_some(TransportErrorKind::Unprocessed),
    }
}

/// The error of ours for one of reqwest, without the URL: its query may hold what must not be logged.
pub(super) fn failure(error: reqwest::Error) -> TransportError {
    let kind = if error.is_builder() {
        TransportErrorKind::Refused
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind, error.without_url())
}
