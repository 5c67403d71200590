//! `Error`: the one error type of the runtime, which says everything in one line.

mod made;
mod redacted;

use std::fmt;
use std::sync::Arc;

use http::header::{HeaderName, LOCATION, RETRY_AFTER};
use http::{HeaderMap, Method, StatusCode};

use crate::odata_error::{ErrorDetail, ODataError, one_line};
use crate::shown::shown;
use crate::template;

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be made as configured.
    Configuration,
    /// The request cannot be sent as built; nothing was sent.
    Invalid,
    /// No token could be had, or it must not go to this host; nothing was sent.
    Token,
    /// The request got no answer.
    Transport,
    /// The service answered with an error status; or one that it would answer with, where a request in a batch was not sent
    /// because [another one failed](Error::is_failed_dependency).
    Service,
    /// The service answered with success, but its body does not fit the declared type, or its headers what was asked.
    Decode,
    /// A file of the program cannot be read or written.
    Io,
    /// What was being downloaded has become another file meanwhile; what came before belongs to the old one.
    Changed,
    /// A long-running operation was accepted, and has failed since.
    Operation,
}

/// Why a request failed.
///
/// It prints as one line with all that a log needs: method and path with its keys' names, status, code, message, request ids. It
/// never holds the token, nor path keys and query values, which may identify people. Of an answer that cannot be read it shows
/// some sixty characters, around the place where reading ended.
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    origin: Option<Origin>,
    /// Of a service answer.
    status: Option<StatusCode>,
    headers: HeaderMap,
    odata: ODataError,
    /// Of every other kind.
    reason: String,
    may_have_been_sent: bool,
    /// How often the request was sent, or tried to be.
    attempts: u32,
    /// Of a transfer: how many bytes were through.
    transferred: Option<u64>,
    /// Shared by the errors of all requests that one exchange was to carry.
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The operation an error belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
/// How much of one text of the service the line of `Display` shows.
const SHOWN: usize = 1000;

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers, if the service answered.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The error code of the service, such as `itemNotFound`.
    pub fn code(&self) -> Option<&str> {
        self.0.odata.code.as_deref()
    }

    /// The text of the service for people.
    pub fn message(&self) -> Option<&str> {
        self.0.odata.message.as_deref()
    }

    /// What the error is about, often a member name.
    pub fn target(&self) -> Option<&str> {
        self.0.odata.target.as_deref()
    }

    /// The more specific codes within, outermost first.
    pub fn inner_codes(&self) -> &[String] {
        &self.0.odata.inner_codes
    }

    /// Further errors found in the same request.
    pub fn details(&self) -> &[ErrorDetail] {
        &self.0.odata.details
    }

    /// The service's id of the request, from the body or else the headers. Microsoft's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.odata.request_id.as_deref().or_else(|| self.header(&REQUEST_ID))
    }

    /// The client's id of the request, as the service echoed it.
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.odata.client_request_id.as_deref().or_else(|| self.header(&CLIENT_REQUEST_ID))
    }

    /// When the service met the error, as it wrote it: often without an offset.
    pub fn date(&self) -> Option<&str> {
        self.0.odata.date.as_deref()
    }

    /// The `Retry-After` header as it came: seconds, perhaps with a fraction, or an HTTP date.
    pub fn retry_after(&self) -> Option<&str> {
        self.header(&RETRY_AFTER)
    }

    /// The beginning of an error body that is no OData error, in one line.
    pub fn body_snippet(&self) -> Option<&str> {
        self.0.odata.snippet.as_deref()
    }

    /// The HTTP method of the request.
    pub fn method(&self) -> Option<&Method> {
        self.0.origin.as_ref().map(|origin| &origin.method)
    }

    /// The URL template of the request.
    pub fn url_template(&self) -> Option<&'static str> {
        self.0.origin.as_ref().map(|origin| origin.template)
    }

    /// Whether the service may have carried out the request: sending it again may do it twice.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// How often the request was sent, or tried to be: more than once where it was [repeated](crate::Retry); not at all
    /// where it could not be built.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Where a transfer failed: how many bytes of a download were given, or of an upload the service has confirmed.
    pub fn transferred(&self) -> Option<u64> {
        self.0.transferred
    }

    /// Whether the status is 400.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(StatusCode::BAD_REQUEST)
    }

    /// Whether the status is 401: the token is missing or no longer valid.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether the status is 403: the token lacks a permission.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// Whether the status is 409 or 412: the resource is in another state than the request assumes.
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT) || self.has_status(StatusCode::PRECONDITION_FAILED)
    }

    /// Whether the status is 410: what was asked for is no more. A delta link that has become too old is answered so;
    /// all has to be read again then, without it.
    pub fn is_gone(&self) -> bool {
        self.has_status(StatusCode::GONE)
    }

    /// Whether the status is 424: the request comes after another one in a batch, which failed. The service says so where
    /// both were in one `$batch`; else the request was not sent.
    pub fn is_failed_dependency(&self) -> bool {
        self.has_status(StatusCode::FAILED_DEPENDENCY)
    }

    /// Whether the status is 429: too many requests, see [`retry_after`](Self::retry_after).
    pub fn is_throttled(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.status == Some(status)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = &self.0.origin {
            write!(f, "{} {}: ", origin.method, template::path(origin.template))?;
        }
        if let Some(status) = self.0.status {
            f.write_str(status.as_str())?;
            if let Some(reason) = status.canonical_reason() {
                write!(f, " {reason}")?;
            }
        }
        self.fmt_reason(f)?;
        if self.0.attempts > 1 {
            write!(f, ", after {} attempts", self.0.attempts)?;
        }
        if let Some(bytes) = self.0.transferred {
            write!(f, ", after {bytes} bytes")?;
        }
        self.fmt_ids(f)
    }
}

impl Error {
    /// What follows the status: code, message or snippet, and where a redirect leads.
    fn fmt_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = if self.0.status.is_some() { ": " } else { "" };
        let reason = (!self.0.reason.is_empty()).then_some(self.0.reason.as_str());
        for text in [reason, self.code(), self.message(), self.body_snippet()].into_iter().flatten() {
            write!(f, "{separator}{}", one_line(text, SHOWN))?;
            separator = ": ";
        }
        if self.0.status.is_some_and(|status| status.is_redirection())
            && let Some(location) = self.header(&LOCATION)
        {
            // Without the query: such links often carry a signature that opens them.
            write!(f, "{separator}it points to {}, redirects are not followed", shown(location))?;
        }
        Ok(())
    }

    fn fmt_ids(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = [("request-id", self.request_id()), ("client-request-id", self.client_request_id())];
        let ids: Vec<_> =
            ids.iter().filter_map(|(name, id)| Some(format!("{name} {}", one_line((*id)?, 100)))).collect();
        if ids.is_empty() { Ok(()) } else { write!(f, " ({})", ids.join(", ")) }
    }
}

impl fmt::Debug for Error {
    /// The line of `Display`, since `unwrap` and `main` print this one, and the kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}: {self})", self.0.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
