//! `Error`: the one error type of requests. Here are what it tells and how it prints; `constructors` makes it.
//!
//! All error types of the crate keep to one rule: `Display` has this level alone, `source` gives the cause, and `Debug`
//! prints both on one line ([`Report`]).

mod constructors;
mod one_line;
mod redacted;
mod report;

use std::fmt;
use std::sync::Arc;

use http::header::{HeaderName, LOCATION, RETRY_AFTER};
use http::{HeaderMap, Method, StatusCode};

pub(crate) use self::one_line::one_line;
pub(crate) use self::report::{Report, debug_as_report};
use crate::odata_error::{ErrorDetail, ODataError};
use crate::shown::shown;
use crate::template;
use crate::transport::TransportErrorKind;
use crate::transport::UrlTemplate;

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be made as configured.
    Configuration,
    /// The request cannot be sent as built; nothing was sent.
    Invalid,
    /// There is no token for the request, or the host must not get one; nothing was sent.
    Token,
    /// No complete answer came: see [`Error::transport_kind`].
    Transport,
    /// The service answered with an error status. Also a request in a batch that was not sent because
    /// [one that it depends on failed](Error::is_failed_dependency): the service would answer it with that status.
    Service,
    /// The service answered with success, but the body does not fit the declared type, or the headers do not fit the request.
    Decode,
    /// A file of the program cannot be read or written.
    Io,
    /// The file being downloaded was replaced by another version; the bytes before belong to the old one.
    Changed,
    /// The service accepted a long-running operation, which failed later.
    Operation,
}

/// Why a request failed.
///
/// `Display` prints this level on one line: method and path with the names of its keys, status, code, message, request ids.
/// What caused the error is in [`source`](std::error::Error::source), as libraries that print errors expect. `Debug`, which
/// `unwrap` and a `main` that returns the error print, and [`report`](Self::report) print both, on one line:
///
/// ```
/// use graph_runtime::model::Json;
/// # use graph_runtime::transport::InMemoryTransport;
/// use graph_runtime::{Client, Error, Method};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let client = Client::builder().transport(InMemoryTransport::json(200, "no")).build()?;
/// let error = client.request::<Json>(Method::GET, "/me").await.unwrap_err();
/// assert_eq!(error.to_string(), "GET /{+path}: 200 OK: the answer cannot be read near `no`");
/// let line = "GET /{+path}: 200 OK: the answer cannot be read near `no`: expected ident at line 1 column 2";
/// assert_eq!((format!("{error:?}").as_str(), error.report().to_string().as_str()), (line, line));
/// # Ok(())
/// # }
/// ```
///
/// An error never holds the token, nor values of keys and query options, which may identify people. Of an answer that cannot
/// be read it shows about sixty characters, around the place where reading ended.
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    origin: Option<Origin>,
    /// Of a service answer.
    status: Option<StatusCode>,
    headers: HeaderMap,
    odata: ODataError,
    /// In words, where no service says it.
    reason: String,
    transport: Option<TransportErrorKind>,
    may_have_been_sent: bool,
    /// How often the request was sent, successfully or not.
    attempts: u32,
    /// Of a transfer: how many bytes were transferred.
    transferred: Option<u64>,
    /// Shared by the errors of all requests of one batch.
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The operation an error belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) method: Method,
    pub(crate) template: UrlTemplate,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
/// How many characters of one text are shown.
pub(crate) const SHOWN: usize = 1000;

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// How the transport failed, if it did: what decides whether a request [is sent again](crate::Retry). None for every other
    /// [kind](Self::kind), and for a request that its batch was answered without an answer for.
    pub fn transport_kind(&self) -> Option<TransportErrorKind> {
        self.0.transport
    }

    /// The error and everything that caused it, on one line: for a log.
    ///
    /// Each text is there once. None has control characters or characters that turn the direction of writing, and long ones
    /// are cut.
    pub fn report(&self) -> impl fmt::Display + '_ {
        Report(self)
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

    /// The error message of the service, for people.
    pub fn message(&self) -> Option<&str> {
        self.0.odata.message.as_deref()
    }

    /// What the error is about, often a member name.
    pub fn target(&self) -> Option<&str> {
        self.0.odata.target.as_deref()
    }

    /// The codes of the inner errors, which are more specific; outermost first.
    pub fn inner_codes(&self) -> &[String] {
        &self.0.odata.inner_codes
    }

    /// Further errors found in the same request.
    pub fn details(&self) -> &[ErrorDetail] {
        &self.0.odata.details
    }

    /// The service's id of the request, from the body or else from the headers. Microsoft's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.odata.request_id.as_deref().or_else(|| self.header(&REQUEST_ID))
    }

    /// The client's id of the request, as the service echoed it.
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.odata.client_request_id.as_deref().or_else(|| self.header(&CLIENT_REQUEST_ID))
    }

    /// When the error occurred, as the service wrote it: often without an offset.
    pub fn date(&self) -> Option<&str> {
        self.0.odata.date.as_deref()
    }

    /// The header `Retry-After` as it came: seconds, perhaps with a fraction, or an HTTP date.
    pub fn retry_after(&self) -> Option<&str> {
        self.header(&RETRY_AFTER)
    }

    /// The beginning of an error body that is not an OData error, on one line.
    pub fn body_snippet(&self) -> Option<&str> {
        self.0.odata.snippet.as_deref()
    }

    /// The HTTP method of the request.
    pub fn method(&self) -> Option<&Method> {
        self.0.origin.as_ref().map(|origin| &origin.method)
    }

    /// The URL template of the request.
    pub fn url_template(&self) -> Option<&str> {
        self.0.origin.as_ref().map(|origin| origin.template.as_str())
    }

    /// Whether the service may have carried out the request: sending it again may do it twice.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// How often the request was sent, successfully or not: more than once if it was [sent again](crate::Retry), and 0 if it
    /// could not be built.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How many bytes a failed transfer had got: of a download those that were given to the program, of an upload those that
    /// the service confirmed.
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

    /// Whether the status is 409 or 412: the resource is not in the state that the request assumes.
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT) || self.has_status(StatusCode::PRECONDITION_FAILED)
    }

    /// Whether the status is 410: the resource no longer exists. A delta link that is too old is answered with it, too: then
    /// read everything again, without the link.
    pub fn is_gone(&self) -> bool {
        self.has_status(StatusCode::GONE)
    }

    /// Whether the status is 424: the request depends on another one of its batch, which failed. The service says so if both
    /// were in one `$batch`; otherwise the request was not sent.
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
            write!(f, "{} {}: ", origin.method, template::path(&origin.template))?;
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
            write!(f, "{separator}it points to {}; redirects are not followed", shown(location))?;
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

debug_as_report!(Error);

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
