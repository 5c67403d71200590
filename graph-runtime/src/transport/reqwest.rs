//! `ReqwestTransport`: the transport for real services. No type of reqwest shows outside this file.

use bytes::{Bytes, BytesMut};

use super::{Limits, Transport, TransportError, TransportErrorKind};
use crate::BoxFuture;

/// Sends requests with reqwest: TLS by rustls, HTTP/1.1 and 2, a pool of connections. Needs a tokio runtime.
///
/// It follows no redirect, so that a token is never carried to where an answer points.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with its own connection pool.
    ///
    /// # Errors
    /// The TLS stack cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        client.map(Self).map_err(failure)
    }

    async fn exchange(self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let limits = request.extensions().get::<Limits>().copied().unwrap_or_default();
        let mut request = reqwest::Request::try_from(request).map_err(failure)?;
        *request.timeout_mut() = limits.timeout;
        let response = self.0.execute(request).await.map_err(failure)?;
        let mut answer = http::Response::new(Bytes::new());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        answer.headers_mut().clone_from(response.headers());
        *answer.body_mut() = read_body(response, &limits).await?;
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.clone().exchange(request))
    }
}

/// Reads a body within its limit: a success must fit, of an error the beginning is enough.
async fn read_body(mut response: reqwest::Response, limits: &Limits) -> Result<Bytes, TransportError> {
    let success = response.status().is_success();
    let limit = if success { limits.success_body } else { limits.error_body };
    let mut body = BytesMut::new();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            // The status of an error is worth more than its body.
            Err(_) if !success => break,
            Err(error) => return Err(failure(error)),
        };
        let room = limit - body.len();
        if chunk.len() > room && success {
            let reason = format!("more than {limit} bytes");
            return Err(TransportError::new(TransportErrorKind::TooLarge, reason));
        }
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            break;
        }
    }
    Ok(body.freeze())
}

/// The error of ours for one of reqwest, without the URL: its query may hold what must not be logged.
fn failure(error: reqwest::Error) -> TransportError {
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
