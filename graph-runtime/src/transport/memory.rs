//! `InMemoryTransport`: scripted answers for tests, without a port or a socket.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::{Body, Transport, TransportError, UrlTemplate};
use crate::BoxFuture;

type Answer = dyn Fn(&http::Request<Bytes>) -> http::Response<Bytes> + Send + Sync;

/// Answers each request from a closure, at once, and records it. Clones share the record.
///
/// ```
/// use graph_runtime::transport::InMemoryTransport;
/// use graph_runtime::Client;
///
/// # fn main() -> Result<(), graph_runtime::Error> {
/// let transport = InMemoryTransport::json(200, r#"{"displayName": "Ada"}"#);
/// let client = Client::builder().transport(transport.clone()).build()?;
/// assert_eq!(transport.requests().len(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct InMemoryTransport {
    answer: Arc<Answer>,
    requests: Arc<Mutex<Vec<Recorded>>>,
}

/// One request that a transport for tests was given.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// The HTTP method.
    pub method: http::Method,
    /// The whole URL.
    pub url: String,
    /// All headers, the token included.
    pub headers: http::HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// The URL template of its operation, where a client sent it.
    pub url_template: Option<UrlTemplate>,
    /// Of a `$batch`: those of the requests in it, in their order there.
    #[cfg(feature = "batch")]
    pub batch_url_templates: Vec<UrlTemplate>,
}

impl Recorded {
    fn new(request: &http::Request<Bytes>) -> Self {
        Self {
            method: request.method().clone(),
            url: request.uri().to_string(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            url_template: request.extensions().get().cloned(),
            #[cfg(feature = "batch")]
            batch_url_templates: request
                .extensions()
                .get()
                .map_or_else(Vec::new, |super::BatchUrlTemplates(templates)| templates.clone()),
        }
    }

    /// The record of a request, whose body is read to its end.
    #[cfg(feature = "mock")]
    pub(crate) async fn of(request: http::Request<Body>) -> Result<Self, TransportError> {
        Ok(Self::new(&read(request).await?))
    }
}

/// The request with the whole of its body.
async fn read(request: http::Request<Body>) -> Result<http::Request<Bytes>, TransportError> {
    let (parts, body) = request.into_parts();
    Ok(http::Request::from_parts(parts, body.collect(usize::MAX).await?))
}

impl InMemoryTransport {
    /// Answers with what `answer` makes of the request.
    pub fn new(answer: impl Fn(&http::Request<Bytes>) -> http::Response<Bytes> + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), requests: Arc::default() }
    }

    /// Answers every request with this status and JSON body. A number that is not a status (100 to 999) becomes 500.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::new(move |_| {
            let mut response = http::Response::new(body.clone());
            *response.status_mut() =
                http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
            let json = http::HeaderValue::from_static("application/json");
            response.headers_mut().insert(http::header::CONTENT_TYPE, json);
            response
        })
    }

    /// The requests so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.record().clone()
    }

    /// The record; a test that panicked while holding it has left it whole.
    fn record(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for InMemoryTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let request = read(request).await?;
            self.record().push(Recorded::new(&request));
            Ok((self.answer)(&request).map(Body::from))
        })
    }
}

impl fmt::Debug for InMemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryTransport").field("requests", &self.record().len()).finish_non_exhaustive()
    }
}
