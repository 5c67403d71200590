//! The HTTP request that a draft becomes.

use bytes::Bytes;
use http::Uri;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::Draft;
use crate::conditions::{CONSISTENCY_LEVEL, needs_index};
use crate::transport::{Body, Timeout};
use crate::{ConsistencyLevel, Error, request_id};

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const STREAM: &str = "the body is a stream, and the request is asked for as bytes; help: read the stream first, or send the \
                      request with a client";

impl Draft {
    /// Whether the request can be made more than once: its body, if it has one, is in memory.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(|body| body.as_bytes().is_some())
    }

    /// The HTTP request, for one attempt, or the first step that failed. Each has the same id; a body that is a stream goes
    /// into the first.
    pub(crate) fn request(&mut self) -> Result<http::Request<Body>, Error> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        self.headers.set_default(CLIENT_REQUEST_ID, request_id::new);
        let head = self.head()?;
        let body = self.body.as_ref().and_then(Body::try_clone).or_else(|| self.body.take());
        let mut request = head.map(|()| body.unwrap_or_default());
        if let Some(after) = self.connected_after.take() {
            request.extensions_mut().insert(after);
        }
        Ok(request)
    }

    /// The same for whoever sends it by other means than a client: without a token, and with an id of its own each time.
    ///
    /// # Errors
    /// The first step that failed, or a body that is a stream.
    pub(crate) fn to_http(&self) -> Result<http::Request<Bytes>, Error> {
        let mut head = self.head()?;
        let body = match &self.body {
            None => Bytes::new(),
            Some(body) => body.as_bytes().cloned().ok_or_else(|| Error::invalid(STREAM))?,
        };
        head.headers_mut().entry(CLIENT_REQUEST_ID).or_insert_with(request_id::new);
        Ok(head.map(|()| body))
    }

    /// Method, URL and headers.
    fn head(&self) -> Result<http::Request<()>, Error> {
        let mut head = http::Request::new(());
        *head.uri_mut() = Uri::try_from(self.url()?)
            .map_err(|error| Error::invalid("the URL of the request is invalid").with_source(error))?;
        *head.method_mut() = self.origin.method.clone();
        let mut headers = self.headers.to_map();
        if self.advanced && needs_index(&self.origin.template, &self.options) {
            let eventual = HeaderValue::from_static(ConsistencyLevel::Eventual.as_str());
            headers.entry(CONSISTENCY_LEVEL).or_insert(eventual);
        }
        if self.is_open() {
            headers.remove(&AUTHORIZATION);
        }
        *head.headers_mut() = headers;
        Ok(head)
    }

    /// How long the exchange may take, where that is said: by the request, else by the client; but streams take their
    /// time. `streamed` says that the answer is one.
    pub(crate) fn timeout(&self, streamed: bool) -> Option<Timeout> {
        let is_stream = streamed || self.body.as_ref().is_some_and(|body| body.as_bytes().is_none());
        self.timeout.or(if is_stream { Some(Timeout(None)) } else { self.route.client().timeout() })
    }
}
