//! `Body`: what a request carries and what its answer brings, in memory or still on its way.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use sync_wrapper::SyncWrapper;

use super::{TransportError, TransportErrorKind};
use crate::{BoxError, BoxFuture};

/// A body: bytes in memory, or a stream of them.
///
/// One in memory can be sent again, a stream cannot. Both are an [`http_body::Body`], so that the crates that work on
/// those work on this one.
pub struct Body(Content);

enum Content {
    /// What is left of bytes in memory.
    Bytes(Bytes),
    /// A stream, and how many bytes it still has, where that is known. Transports ask for `Sync`, though nobody shares a
    /// body.
    Stream { stream: SyncWrapper<UnsyncBoxBody<Bytes, TransportError>>, left: Option<u64> },
}

impl Body {
    /// No bytes.
    pub const fn empty() -> Self {
        Self(Content::Bytes(Bytes::new()))
    }

    /// A stream. An error of it that is no [`TransportError`] counts as a connection that broke.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let left = body.size_hint().exact();
        let stream = body.map_err(|error| TransportError::of(error.into(), TransportErrorKind::Broken));
        Self(Content::Stream { stream: SyncWrapper::new(stream.boxed_unsync()), left })
    }

    /// The bytes, if all are in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// The same body to be sent another time, if all of it is in memory.
    pub fn try_clone(&self) -> Option<Self> {
        self.as_bytes().cloned().map(Self::from)
    }

    /// The next bytes; none after the last ones. Trailers are passed over.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        loop {
            match self.frame().await?.map(Frame::into_data) {
                Ok(Ok(data)) => return Some(Ok(data)),
                Ok(Err(_trailers)) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// All bytes, if they are no more than `limit`.
    ///
    /// # Errors
    /// [`TransportErrorKind::TooLarge`], as soon as it is known; and what a stream breaks with.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        if let Content::Bytes(bytes) = &mut self.0
            && bytes.len() <= limit
        {
            return Ok(std::mem::take(bytes));
        }
        // Most bodies are one chunk, which is given as it came. One that has ended is not asked again: its stream may panic.
        let Some(first) = self.chunk().await else { return Ok(Bytes::new()) };
        let mut all = first?;
        while all.len() <= limit {
            let Some(chunk) = self.chunk().await else { return Ok(all) };
            let mut longer = BytesMut::from(all);
            longer.extend_from_slice(&chunk?);
            all = longer.freeze();
        }
        Err(TransportError::too_large(limit))
    }

    /// The first bytes, `limit` at most, up to where the body ends or breaks, or the wait is over that begins when it keeps
    /// one waiting.
    pub(crate) async fn beginning(self, limit: usize, wait: impl Fn() -> BoxFuture<'static, ()>) -> Bytes {
        let mut read = BytesMut::new();
        {
            let mut reading = pin!(self.read(limit, &mut read));
            let mut over = None;
            poll_fn(|context| match reading.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => over.get_or_insert_with(&wait).as_mut().poll(context),
            })
            .await;
        }
        read.freeze()
    }

    /// Appends to `read` until it has `limit` bytes, or the body ends or breaks.
    async fn read(mut self, limit: usize, read: &mut BytesMut) {
        while read.len() < limit
            && let Some(Ok(chunk)) = self.chunk().await
        {
            let room = limit - read.len();
            read.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let (stream, left) = match &mut self.0 {
            Content::Bytes(bytes) if bytes.is_empty() => return Poll::Ready(None),
            Content::Bytes(bytes) => return Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Stream { stream, left } => (stream, left),
        };
        let frame = ready!(Pin::new(stream.get_mut()).poll_frame(context));
        let length = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
        *left = left.map(|left| left.saturating_sub(length as u64));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.size_hint().exact() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        let left = match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream { left, .. } => *left,
        };
        left.map(SizeHint::with_exact).unwrap_or_default()
    }
}

impl fmt::Debug for Body {
    /// Shows no content: it may be anybody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Content::Stream { .. } => f.write_str("Body(stream)"),
        }
    }
}
