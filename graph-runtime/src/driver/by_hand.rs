//! `ByHand`: the transport and the timer of a client without a transport, which leave both to the driver.

use std::time::Duration;

use super::slot::{Asking, Lost};
use crate::transport::{Body, Transport, TransportError, TransportErrorKind};
use crate::{BoxFuture, Timer};

/// What is said where a client without a transport is to send, and no driver polls.
pub(crate) const NO_TRANSPORT: &str = "the client has no transport, and no driver polls it; help: give it one with \
                                       `.transport(..)`, enable the feature `rustls`, or use `driver::Driver`";
const STREAM: &str = "a body that is a stream cannot be handed over; help: read the stream first";
const DROPPED: &str = "the program dropped the request without an answer";

/// Hands requests and waits to the driver that polls.
pub(crate) struct ByHand;

impl Transport for ByHand {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async {
            let refused = |reason: &str| TransportError::new(TransportErrorKind::Refused, reason);
            let (head, body) = request.into_parts();
            let body = body.as_bytes().cloned().ok_or_else(|| refused(STREAM))?;
            match Asking::new(http::Request::from_parts(head, body)).await {
                Ok(answered) => answered.map(|response| response.map(Body::from)),
                Err(Lost::Alone) => Err(refused(NO_TRANSPORT)),
                Err(Lost::Dropped) => Err(TransportError::new(TransportErrorKind::Broken, DROPPED)),
            }
        })
    }

    fn timer(&self) -> Option<Box<dyn Timer>> {
        Some(Box::new(Self))
    }
}

impl Timer for ByHand {
    /// Over, too, where nobody waits: then nobody sends either, which the next attempt says.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let _over_or_lost = Asking::new(duration).await;
        })
    }
}
