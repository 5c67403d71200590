//! `Pace`: the time that an exchange has, and bodies that keep to it.
//!
//! reqwest has timeouts of its own, at the price of three allocations for each request, and with an idle timeout that begins
//! with the request and so cuts off a long upload that moves.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use crate::transport::{Body, TransportError, TransportErrorKind};

/// The time that an exchange has.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// How long the whole may take, and when that is over.
    whole: Option<(Duration, Instant)>,
    /// How long a stream may pause, and an answer.
    idle: Duration,
}

impl Pace {
    /// Begins now.
    pub(super) fn new(timeout: Option<Duration>, idle: Duration) -> Self {
        let now = Instant::now();
        // A time that the clock cannot tell never comes.
        let whole = timeout.and_then(|timeout| Some((timeout, now.checked_add(timeout)?)));
        Self { whole, idle }
    }

    /// The outcome of `exchange`, up to the headers of its answer.
    ///
    /// Of a request that is a stream it is known when it `moved` last: it may not pause, nor may the answer be late then. A
    /// request in memory is sent as a whole; it has the time of the whole where there is one, else the idle time.
    pub(super) async fn limit<T>(
        self,
        moved: Option<Moved>,
        mut exchange: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, TransportError> {
        loop {
            let last = moved.as_ref().map(Moved::last);
            let end = match (self.whole, last) {
                (Some((_, end)), None) => end,
                (_, last) => self.next(last.unwrap_or_else(Instant::now)),
            };
            match timeout_at(end, &mut exchange).await {
                Ok(outcome) => return Ok(outcome),
                Err(_) if moved.as_ref().map(Moved::last) > last && !self.is_over() => {}
                Err(_) => return Err(self.late()),
            }
        }
    }

    /// When the next piece must have come, if the last did at `last`.
    fn next(self, last: Instant) -> Instant {
        let idle = last.checked_add(self.idle);
        let end = self.whole.map(|(_, end)| end);
        // Where neither can be told, in thirty years: as tokio has it.
        idle.into_iter().chain(end).min().unwrap_or_else(|| last + Duration::from_secs(86_400 * 365 * 30))
    }

    fn is_over(self) -> bool {
        self.whole.is_some_and(|(_, end)| Instant::now() >= end)
    }

    /// The error of one who is too late.
    fn late(self) -> TransportError {
        let reason = match self.whole {
            Some((timeout, _)) if self.is_over() => format!("the exchange did not finish within {timeout:?}"),
            _ => format!("no data was transferred for {:?}", self.idle),
        };
        TransportError::new(TransportErrorKind::Timeout, reason)
    }
}

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

/// A body on its way in, which keeps to its pace.
pub(super) struct Incoming<B> {
    body: B,
    pace: Pace,
    /// Since the body keeps one waiting.
    wait: Option<Pin<Box<Sleep>>>,
}

impl<B> Incoming<B> {
    pub(super) fn new(body: B, pace: Pace) -> Self {
        Self { body, pace, wait: None }
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
        let pace = self.pace;
        let wait = self.wait.get_or_insert_with(|| Box::pin(sleep_until(pace.next(Instant::now()))));
        ready!(wait.as_mut().poll(context));
        Poll::Ready(Some(Err(pace.late())))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
