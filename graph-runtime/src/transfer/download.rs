//! `Download`: the bytes of a file on their way, which goes on where a connection broke.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::ops::RangeBounds;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_RANGE;
use http::{HeaderMap, Method, StatusCode};
use http_body::Body as _;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::Progress;
use super::content_range::{Span, unsatisfied};
use super::open::{Opened, open};
use super::validator::Validator;
use crate::draft::Draft;
use crate::error::Origin;
use crate::retry::Attempts;
use crate::transport::{Body, TransportError, TransportErrorKind};
use crate::{BoxFuture, Client, Error, Request};

impl<Q> Request<Bytes, Q> {
    /// The answer as a [`Download`], in place of all its bytes at once: of any size, with progress, in part.
    ///
    /// ```
    /// # use graph_runtime::{Bytes, Error, Request};
    /// # async fn example(content: Request<Bytes>, file: &mut (impl tokio::io::AsyncWrite + Unpin)) -> Result<(), Error> {
    /// let bytes = content.download().await?.copy_to(file).await?;
    /// println!("{bytes} bytes");
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(self) -> DownloadRequest {
        DownloadRequest::new(self.draft)
    }
}

impl Client {
    /// A [`Download`] from a URL that a service gave and that opens what it leads to, such as
    /// `@microsoft.graph.downloadUrl`. It may be on any host, over https, and is asked for without a token.
    pub fn download(&self, url: &str) -> DownloadRequest {
        DownloadRequest::new(Box::new(Draft::open(self, Method::GET, "{+downloadUrl}", url)))
    }
}

/// A request for a [`Download`], which does nothing until awaited.
///
/// # Errors
///
/// Those of a [`Request`]; `Invalid` too where a redirect leads to where anybody could read along, or to further ones
/// without end, and `Decode` where the answer is not the part that was asked for.
#[must_use = "requests do nothing unless awaited"]
pub struct DownloadRequest {
    draft: Box<Draft>,
    span: Span,
    progress: Option<Progress<'static, Option<u64>>>,
}

impl DownloadRequest {
    fn new(draft: Box<Draft>) -> Self {
        Self { draft, span: Span::WHOLE, progress: None }
    }

    /// Asks for a part: `1000..2000`, or `1000..` to go on with a file of which a thousand bytes are there. Of a service
    /// that knows no ranges, what is before the part is read and dropped.
    pub fn range(mut self, bytes: impl RangeBounds<u64>) -> Self {
        match Span::of(&bytes) {
            Some(span) => self.span = span,
            None => self.draft.fail(Error::invalid("the range to download is empty; help: it needs at least one byte")),
        }
        self
    }

    /// Calls `progress` for each piece that is given, with the bytes so far, and of how many, where that is known.
    pub fn on_progress(mut self, progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    async fn send(self) -> Result<Download, Error> {
        let Self { draft, span, progress } = self;
        let again = Again::of(&draft);
        let opened = open(*draft, span, None).await?;
        let attempts = Attempts::new(again.draft.retry, again.draft.route.client());
        let (parts, body) = opened.response.into_parts();
        Ok(Download {
            again,
            attempts,
            span,
            status: parts.status,
            headers: parts.headers,
            validator: opened.validator,
            length: opened.length,
            part_left: opened.part,
            skip: opened.skip,
            given: 0,
            progress,
            place: Place::Reading(body),
        })
    }
}

impl IntoFuture for DownloadRequest {
    type Output = Result<Download, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A file on its way, made by [`Request::download`]: status and headers are there, and the bytes come when asked for.
///
/// It is a [`Stream`] for those who want one, and has [`chunk`](Self::chunk) and [`copy_to`](Self::copy_to) for those who
/// do not. Dropping it ends it; waiting for a chunk may be given up and taken up again.
///
/// Where the connection breaks, the rest is asked for, after the waits of the client's [`Retry`](crate::Retry), if the
/// service has told the length of what it sends and a mark of the file's state (`ETag`, `Last-Modified`). So is, at once,
/// what follows an answer that holds less than was asked for. A file that has changed meanwhile is an error of kind
/// [`Changed`](crate::ErrorKind::Changed): nothing of it is mixed with what came before. After an error it ends;
/// [`Error::transferred`] says how many bytes were given.
#[must_use = "the bytes come when asked for"]
pub struct Download {
    again: Again,
    attempts: Attempts,
    span: Span,
    status: StatusCode,
    headers: HeaderMap,
    validator: Validator,
    /// How many bytes there are to give, where it is known.
    length: Option<u64>,
    /// How many of them the answer has left that is being read, where it says to be a part.
    part_left: Option<u64>,
    /// How many of the next bytes are not asked for.
    skip: u64,
    given: u64,
    progress: Option<Progress<'static, Option<u64>>>,
    place: Place,
}

enum Place {
    Reading(Body),
    Reopening(BoxFuture<'static, Result<Opened, Error>>),
    Failed(Error),
    Over,
}

/// How to ask once more.
struct Again {
    origin: Origin,
    draft: Draft,
    url: String,
}

impl Again {
    fn of(draft: &Draft) -> Self {
        // A URL that cannot be made is told by the first request.
        let url = draft.url().unwrap_or_default();
        Self { origin: draft.origin.clone(), draft: draft.again(&url), url }
    }
}

impl Download {
    /// The status of the answer: 200, or 206 for a part.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many bytes come in all, if the service has said so by now.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes; none after the last ones.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Writes all that is left to `writer`, and gives the number of bytes. One piece is in memory at a time.
    ///
    /// # Errors
    /// What the download fails of; and [`Io`](crate::ErrorKind::Io), where the writer does.
    pub async fn copy_to(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, Error> {
        let before = self.given;
        let unwritten = |error| Error::io("the downloaded bytes cannot be written", error);
        while let Some(chunk) = self.chunk().await {
            let written = writer.write_all(&chunk?).await;
            written.map_err(|error| unwritten(error).at(&self.again.origin).transferring(self.given))?;
        }
        let flushed = writer.flush().await;
        flushed.map_err(|error| unwritten(error).at(&self.again.origin).transferring(self.given))?;
        Ok(self.given - before)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.place, Place::Over) {
                Place::Reading(_) if self.most_left() == Some(0) => return Poll::Ready(None),
                Place::Reading(_) if self.part_left == Some(0) => self.place = self.following(),
                Place::Reading(mut body) => match poll_data(&mut body, context) {
                    Poll::Pending => {
                        self.place = Place::Reading(body);
                        return Poll::Pending;
                    }
                    Poll::Ready(Some(Ok(bytes))) => {
                        self.place = Place::Reading(body);
                        let bytes = self.wanted(bytes);
                        if !bytes.is_empty() {
                            return Poll::Ready(Some(Ok(bytes)));
                        }
                    }
                    Poll::Ready(Some(Err(error))) => self.place = self.reopening(error),
                    Poll::Ready(None) if self.skip > 0 && self.length.is_none() => self.place = self.too_short(),
                    Poll::Ready(None) if self.length.is_none() && self.part_left.is_none() => return Poll::Ready(None),
                    Poll::Ready(None) => self.place = self.reopening(cut_short()),
                },
                Place::Reopening(mut opening) => match opening.as_mut().poll(context) {
                    Poll::Pending => {
                        self.place = Place::Reopening(opening);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(opened)) => self.place = self.going_on(opened),
                    Poll::Ready(Err(error)) => self.place = self.without_rest(error),
                },
                Place::Failed(error) => {
                    return Poll::Ready(Some(Err(error.at(&self.again.origin).transferring(self.given))));
                }
                Place::Over => return Poll::Ready(None),
            }
        }
    }

    /// How many bytes are left to give, at most.
    fn most_left(&self) -> Option<u64> {
        let asked = self.span.to.map(|to| to - self.span.from);
        self.length.or(asked).map(|most| most.saturating_sub(self.given))
    }

    /// What of `bytes` was asked for.
    fn wanted(&mut self, mut bytes: Bytes) -> Bytes {
        let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
        self.skip -= skipped as u64;
        let mut bytes = bytes.split_off(skipped);
        for left in [self.most_left(), self.part_left].into_iter().flatten() {
            bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        if !bytes.is_empty() {
            self.part_left = self.part_left.map(|left| left - bytes.len() as u64);
            self.given += bytes.len() as u64;
            // What has moved on may break as often as at first.
            self.attempts = Attempts::new(self.again.draft.retry, self.again.draft.route.client());
            if let Some(progress) = &mut self.progress {
                progress(self.given, self.length);
            }
        }
        bytes
    }

    /// The request for the rest, after a fault, where there can be one.
    fn reopening(&mut self, error: TransportError) -> Place {
        self.attempts.begin();
        let error = Error::transport(error);
        self.attempts.failed(&error);
        let has_end = self.length.is_some() || self.part_left.is_some();
        let can_go_on = self.again.origin.method == Method::GET && has_end && self.validator.tells();
        let Some(wait) = can_go_on.then(|| self.attempts.delay(&error)).flatten() else {
            return Place::Failed(self.attempts.told(error));
        };
        self.attempts.waited(wait);
        let rest = self.rest();
        let pause = self.again.draft.route.client().pause(wait);
        Place::Reopening(Box::pin(async move {
            pause.await;
            rest.await
        }))
    }

    /// The request for what follows a part that came whole. Without a mark of the file's state nothing of the answer can be
    /// taken; it may say that nothing follows, where the length is not known.
    fn following(&mut self) -> Place {
        let is_asked = self.validator.tells() || self.length.is_none();
        if self.again.origin.method == Method::GET && is_asked {
            return Place::Reopening(self.rest());
        }
        Place::Failed(Error::transport(cut_short()))
    }

    /// Asks for what was not given yet.
    fn rest(&self) -> BoxFuture<'static, Result<Opened, Error>> {
        let draft = self.again.draft.again(&self.again.url);
        let span = Span { from: self.position(), to: self.span.to };
        let known = self.validator.clone();
        Box::pin(async move { open(draft, span, Some(&known)).await })
    }

    /// Goes on with the rest, if it is of the same file.
    fn going_on(&mut self, opened: Opened) -> Place {
        if !self.validator.tells() {
            return Place::Failed(Error::transport(cut_short()));
        }
        if !self.validator.is_of(&opened.validator, opened.is_part()) {
            return Place::Failed(Error::changed());
        }
        self.validator.total = self.validator.total.or(opened.validator.total);
        self.length = self.length.or(opened.length.map(|length| self.given + length));
        (self.skip, self.part_left) = (opened.skip, opened.part);
        Place::Reading(opened.response.into_body())
    }

    /// Ends where the whole of a file, sent in place of a part, is over before the part begins.
    fn too_short(&self) -> Place {
        let reason = "the file ends before the requested part".to_owned();
        Place::Failed(Error::decode(self.status, self.headers.clone(), reason))
    }

    /// Ends where the service says that nothing follows a part; else with the error.
    fn without_rest(&self, error: Error) -> Place {
        let is_over = (self.length, self.part_left) == (None, Some(0));
        if error.status() != Some(StatusCode::RANGE_NOT_SATISFIABLE) || !is_over {
            return Place::Failed(error);
        }
        let total = error.headers().get(CONTENT_RANGE).and_then(|total| total.to_str().ok());
        match total.and_then(unsatisfied) {
            Some(total) if total != self.position() => Place::Failed(Error::changed()),
            _ => Place::Over,
        }
    }

    /// Where in the file the next byte is.
    fn position(&self) -> u64 {
        self.span.from + self.given
    }
}

/// What is said of bytes that are missing at the end.
fn cut_short() -> TransportError {
    TransportError::new(TransportErrorKind::Broken, "the body ended too early")
}

/// The next bytes of a body; trailers are passed over.
fn poll_data(body: &mut Body, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
    loop {
        match ready!(Pin::new(&mut *body).poll_frame(context)) {
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            }
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}

impl fmt::Debug for Download {
    /// Shows method, template and how far it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { method, template } = &self.again.origin;
        write!(f, "Download({method} {template}, {} of {:?} bytes)", self.given, self.length)
    }
}

impl fmt::Debug for DownloadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { method, template } = &self.draft.origin;
        write!(f, "DownloadRequest({method} {template})")
    }
}
