//! The constructors of `Error`, one for each cause, and what is added to an error on its way to the caller.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::{Error, ErrorKind, Inner, Origin};
use crate::odata_error::ODataError;
use crate::template::TemplateError;
use crate::token::Secret;
use crate::transport::TransportError;
use crate::{BoxError, odata_error};

impl Error {
    fn new(kind: ErrorKind, reason: String) -> Self {
        Self(Box::new(Inner {
            kind,
            origin: None,
            status: None,
            headers: HeaderMap::new(),
            odata: ODataError::default(),
            reason,
            transport: None,
            may_have_been_sent: false,
            attempts: 0,
            transferred: None,
            source: None,
        }))
    }

    pub(crate) fn configuration(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, reason.into())
    }

    pub(crate) fn invalid(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, reason.into())
    }

    pub(crate) fn template(error: TemplateError) -> Self {
        Self::invalid("the URL of the request cannot be made").with_source(error)
    }

    pub(crate) fn token(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Token, reason.into())
    }

    pub(crate) fn transport(error: TransportError) -> Self {
        let mut made = Self::new(ErrorKind::Transport, "no complete answer".to_owned());
        made.0.transport = Some(error.kind());
        made.0.may_have_been_sent = error.may_have_been_sent();
        made.with_source(error)
    }

    /// An answer with an error status, to a request that was sent with `secret`.
    pub(crate) fn service(response: http::Response<bytes::Bytes>, secret: &Secret) -> Self {
        let (parts, body) = response.into_parts();
        let mut made = Self::new(ErrorKind::Service, String::new());
        // Before anything of it is cut off: half a secret cannot be told from any other text.
        let body = String::from_utf8_lossy(&body);
        made.0.odata = odata_error::read(secret.redactor().text(&body).as_bytes());
        made.0.answered(parts.status, parts.headers);
        made
    }

    /// A successful answer that cannot be read.
    pub(crate) fn decode(status: StatusCode, headers: HeaderMap, reason: String) -> Self {
        let mut made = Self::new(ErrorKind::Decode, reason);
        made.0.answered(status, headers);
        made
    }

    /// The failure of an operation that a service had accepted, with the error in the body of its status.
    #[cfg(feature = "monitor")]
    pub(crate) fn operation(reason: String, odata: ODataError) -> Self {
        let mut made = Self::new(ErrorKind::Operation, reason);
        made.0.odata = odata;
        made.0.may_have_been_sent = true;
        made
    }

    #[cfg(feature = "transfer")]
    pub(crate) fn io(what: &str, error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, what.to_owned()).with_source(error)
    }

    /// An answer that contradicts itself or an earlier one.
    #[cfg(feature = "transfer")]
    pub(crate) fn unexpected(reason: String) -> Self {
        let mut made = Self::new(ErrorKind::Decode, reason);
        made.0.may_have_been_sent = true;
        made
    }

    #[cfg(feature = "transfer")]
    pub(crate) fn changed() -> Self {
        Self::new(
            ErrorKind::Changed,
            "the file changed during the download; help: download it again from the beginning".to_owned(),
        )
    }

    /// The same error with an explanation beside the message of the service.
    pub(crate) fn because(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.0.reason);
        self
    }

    /// The same error, of a transfer that had got this many bytes.
    #[cfg(feature = "transfer")]
    pub(crate) fn transferring(mut self, bytes: u64) -> Self {
        self.0.transferred = Some(bytes);
        self
    }

    /// The same error with its cause, whose text it does not repeat.
    pub(crate) fn with_source(self, source: impl Into<BoxError>) -> Self {
        self.with_shared_source(Arc::from(source.into()))
    }

    /// The same error with a cause that other errors have, too.
    pub(crate) fn with_shared_source(mut self, source: Arc<dyn std::error::Error + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    /// The same error as the outcome of several attempts, any of which may have been carried out.
    pub(crate) fn after(mut self, attempts: u32, may_have_been_sent: bool) -> Self {
        self.0.attempts = attempts;
        self.0.may_have_been_sent |= may_have_been_sent;
        self
    }

    /// The same error, for another caller.
    pub(crate) fn shared(&self) -> Self {
        Self(self.0.clone())
    }

    /// The same error, of this operation.
    pub(crate) fn at(mut self, origin: &Origin) -> Self {
        self.0.origin.get_or_insert_with(|| origin.clone());
        self
    }
}

/// Of requests in a batch.
#[cfg(feature = "batch")]
impl Error {
    /// This failure of a `$batch` as the error of each request in it.
    pub(crate) fn in_batch(&self) -> Self {
        let mut made = self.shared();
        let (what, reason) = ("the batch failed as a whole", &self.0.reason);
        made.0.origin = None;
        made.0.reason = if reason.is_empty() { what.to_owned() } else { format!("{what}: {reason}") };
        made
    }

    /// A request without an answer in the answer of its `$batch`, which has these headers.
    pub(crate) fn unanswered(headers: HeaderMap, reason: &str) -> Self {
        let mut made = Self::new(ErrorKind::Transport, reason.to_owned());
        made.0.headers = headers;
        made.0.may_have_been_sent = true;
        made
    }

    /// A request that was not sent, because one that it depends on failed.
    pub(crate) fn failed_dependency() -> Self {
        let mut made =
            Self::new(ErrorKind::Service, "not sent, because a request that it depends on failed".to_owned());
        made.0.status = Some(StatusCode::FAILED_DEPENDENCY);
        made
    }
}

impl Inner {
    fn answered(&mut self, status: StatusCode, headers: HeaderMap) {
        self.status = Some(status);
        self.headers = headers;
        self.may_have_been_sent = true;
    }
}
