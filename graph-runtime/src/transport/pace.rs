//! `Pace`: the time that an exchange has, and a body that keeps to it.
//!
//! reqwest has timeouts of its own, at the price of three allocations for each request, and with an idle timeout that a long
//! upload or a slow answer runs into.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{TransportError, TransportErrorKind};

/// The time that an exchange has.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// How long the whole may take, and when that is over.
    whole: Option<(Duration, Instant)>,
    /// How long an answer may pause.
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

    /// The outcome of `exchange`, up to the headers of its answer. Where nothing limits the whole, the answer must begin
    /// within the idle time; but to a `streamed` request only when all of it is sent, which may take any time.
    pub(super) async fn limit<T>(
        self,
        streamed: bool,
        exchange: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let limit = match self.whole {
            Some((_, end)) => Some(end),
            None if streamed => None,
            None => Instant::now().checked_add(self.idle),
        };
        match limit {
            Some(end) => tokio::time::timeout_at(end, exchange).await.unwrap_or_else(|_| Err(self.over())),
            None => exchange.await,
        }
    }

    /// When the next piece of an answer must have come.
    fn next(self) -> Instant {
        let now = Instant::now();
        let idle = now.checked_add(self.idle);
        let end = self.whole.map(|(_, end)| end);
        idle.into_iter().chain(end).min().unwrap_or(now)
    }

    /// The error of one who is too late.
    fn over(self) -> TransportError {
        let reason = match self.whole {
            Some((timeout, end)) if Instant::now() >= end => format!("not done within {timeout:?}"),
            _ => format!("nothing came for {:?}", self.idle),
        };
        TransportError::new(TransportErrorKind::Timeout, reason)
    }
}

/// A body that keeps to its pace.
pub(super) struct Paced<B> {
    body: B,
    pace: Pace,
    late: Pin<Box<Sleep>>,
}

impl<B> Paced<B> {
    pub(super) fn new(body: B, pace: Pace) -> Self {
        Self { body, pace, late: Box::pin(sleep_until(pace.next())) }
    }
}

impl<B> http_body::Body for Paced<B>
where
    B: http_body::Body<Data = Bytes, Error = TransportError> + Unpin,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        let frame = Pin::new(&mut this.body).poll_frame(context);
        if frame.is_ready() {
            this.late.as_mut().reset(this.pace.next());
            return frame;
        }
        this.late.as_mut().poll(context).map(|()| Some(Err(this.pace.over())))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
