//! What ends an exchange in which nothing moves any more.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep, timeout_at};

use super::{Body, TransportError, TransportErrorKind};

/// When a request moved last. Clones share it.
#[derive(Clone)]
pub(super) struct Moved(Arc<Mutex<Instant>>);

impl Moved {
    pub(super) fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The outcome of `sending`, unless nothing moves for as long as `limit` before.
    pub(super) async fn unless_idle<T>(
        &self,
        limit: Duration,
        sending: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let mut sending = pin!(sending);
        loop {
            let last = self.last();
            match timeout_at(last + limit, &mut sending).await {
                Ok(outcome) => return outcome,
                Err(_) if self.last() > last => {}
                Err(_) => return Err(idle(limit)),
            }
        }
    }
}

/// A body on its way out, which notes that it moves.
pub(super) struct Outgoing {
    pub(super) body: Body,
    pub(super) moved: Moved,
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        *self.moved.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body on its way in, which ends with an error when it does not move.
pub(super) struct Incoming<B> {
    body: B,
    limit: Duration,
    /// Since the body keeps one waiting.
    wait: Option<Pin<Box<Sleep>>>,
}

impl<B> Incoming<B> {
    pub(super) fn new(body: B, limit: Duration) -> Self {
        Self { body, limit, wait: None }
    }
}

impl<B> http_body::Body for Incoming<B>
where
    B: http_body::Body<Data = Bytes, Error = TransportError> + Unpin,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.wait = None;
            return Poll::Ready(frame);
        }
        let limit = self.limit;
        let wait = self.wait.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(wait.as_mut().poll(context));
        Poll::Ready(Some(Err(idle(limit))))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn idle(limit: Duration) -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, format!("nothing moved for {limit:?}"))
}
