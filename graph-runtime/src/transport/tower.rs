//! Layers of tower between the client and its transport.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use super::{Body, Transport, TransportError, TransportErrorKind};
use crate::{BoxError, BoxFuture};

/// The transport below a layer, as the service that it wraps.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

impl Service<http::Request<Body>> for TransportService {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.send(request).await })
    }
}

impl std::fmt::Debug for TransportService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TransportService(..)")
    }
}

/// `transport` with a layer above it.
pub(crate) fn layered<L, B>(transport: Arc<dyn Transport>, layer: &L) -> Arc<dyn Transport>
where
    L: Layer<TransportService>,
    L::Service: Service<http::Request<Body>, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    Arc::new(ServiceTransport(layer.layer(TransportService(transport))))
}

/// A service as a transport.
struct ServiceTransport<S>(S);

impl<S, B> Transport for ServiceTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // A clone of its own for each request: it is the one made ready that must be called.
        let mut service = self.0.clone();
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context)).await.map_err(failure)?;
            let response = service.call(request).await.map_err(failure)?;
            Ok(response.map(Body::stream))
        })
    }
}

/// The error of the transport below, if it is that; else one of a layer.
fn failure(error: impl Into<BoxError>) -> TransportError {
    TransportError::of(error.into(), TransportErrorKind::Layer)
}
