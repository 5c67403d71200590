//! Operations that go on after their answer: asking a service how far they are, until they end.
//!
//! A service accepts such an operation with 202 and says in a header where to ask for its status
//! ([long-running actions](https://learn.microsoft.com/graph/long-running-actions-overview)). A [`Monitor`] asks there, at
//! the pace that the service wants, and ends with what the operation has led to, or with its error.

mod completed;
mod poll;
mod status;

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

pub use self::completed::Completed;
use self::poll::Polling;
pub use self::status::{OperationStatus, State};
use crate::draft::Draft;
use crate::{BoxFuture, Client, Error, Request};

/// The name of the monitor URL where errors tell what was requested.
const TEMPLATE: &str = "{+monitorUrl}";

impl<T, Q> Request<T, Q> {
    /// Sends the request and asks how far its operation is until that ends; see [`Monitor`].
    ///
    /// ```
    /// use std::time::Duration;
    /// # use graph_runtime::{Error, Request};
    ///
    /// # async fn example(copy: Request<()>) -> Result<(), Error> {
    /// let copied = copy.monitor().deadline(Duration::from_secs(600)).await?;
    /// println!("the copy is {:?}", copied.resource_id());
    /// # Ok(())
    /// # }
    /// ```
    pub fn monitor(self) -> Monitor<T> {
        Monitor::new(self.draft)
    }
}

impl Client {
    /// A [`Monitor`] of an operation that was begun before, by the [URL](Monitor::url) of its status.
    pub fn monitor<T>(&self, url: &str) -> Monitor<T> {
        Monitor::new(Box::new(Draft::onward(self, TEMPLATE, url)))
    }
}

/// Told of each status.
type Progress = Box<dyn FnMut(&OperationStatus) + Send>;

/// A long-running operation. Awaited, it is sent and asked for until it ends, as [`Completed`].
///
/// It is also a [`Stream`] of all that the service tells on the way, with [`next`](Self::next) for those who have no
/// stream library. Dropping it ends the asking, not the operation.
///
/// How it asks:
///
/// - The status is at the URL of the header `Operation-Location`, `Azure-AsyncOperation` or `Location`; that of a `GET` of
///   a resource with a member `status`, such as a `teamsAsyncOperation`, at its own URL. A URL at the client's host, or
///   another that [may have its token](crate::ClientBuilder::allowed_host), gets the token; any other is asked without
///   one, over https.
/// - The pace is `Retry-After`; without it, 1 s, doubled up to 30 s, or the [interval](Self::interval) that is said.
/// - An answer is final if its `status` is (`completed`, `succeeded`, `failed` and the like, however capitalized), if it
///   has no `status` and is not 202, or if it leads to the result (303, or 201 without a body). Every other `status` is one
///   of an operation that goes on, those that nobody knows included.
/// - Unless it is 202, an answer must be an object in JSON, whose `status` is a string if it has one, or a 204 without a body:
///   what cannot be read is an error. One without a `status` and with an `error` is that error.
/// - A redirect other than 303 leads to where the status is now; as the answer to the operation itself, it is an error.
///
/// # Errors
///
/// Those of a [`Request`], `Decode` among them where an answer does not say how the operation is; of kind
/// [`Operation`](crate::ErrorKind::Operation), with the code and message of the service, where the operation fails; a timeout
/// of the transport, where it does not end before the [deadline](Self::deadline). After an error the [URL](Self::url) is
/// still there, to ask at again.
#[must_use = "nothing is sent unless awaited"]
pub struct Monitor<T> {
    polling: Polling,
    last: Option<OperationStatus>,
    progress: Option<Progress>,
    result: PhantomData<fn() -> T>,
}

impl<T> Monitor<T> {
    fn new(draft: Box<Draft>) -> Self {
        Self { polling: Polling::new(draft), last: None, progress: None, result: PhantomData }
    }

    /// How long to wait for the end of the operation, from its being sent; an hour if not said, and without end with
    /// `None`.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.polling.deadline(deadline.into());
        self
    }

    /// How long to wait between two questions where the service does not say it, in place of a growing wait; 100 ms at
    /// least.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.polling.interval(interval);
        self
    }

    /// Calls `progress` with each status that the service tells.
    pub fn on_progress(mut self, progress: impl FnMut(&OperationStatus) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Where the status is asked for, once the service has said it. It may be kept for [`Client::monitor`]. Many of them
    /// open what they lead to: to be kept as a secret.
    pub fn url(&self) -> Option<&str> {
        self.polling.url()
    }

    /// The next status; none after the final one, or after an error. The operation is sent with the first.
    pub async fn next(&mut self) -> Option<Result<OperationStatus, Error>> {
        poll_fn(|context| self.poll_status(context)).await
    }

    /// Asks until the operation ends, or goes on with that after some [`next`](Self::next).
    pub async fn completed(&mut self) -> Result<Completed<T>, Error> {
        while let Some(status) = self.next().await {
            status?;
        }
        let status = self
            .last
            .take()
            .ok_or_else(|| Error::invalid("the monitor has already ended; help: start a new one at its `url`"))?;
        Ok(Completed::new(status, self.polling.take_end(), self.polling.client().clone()))
    }

    fn poll_status(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<OperationStatus, Error>>> {
        self.polling.poll_status(context).map(|told| {
            told.map(|status| {
                let status = status?;
                if let Some(progress) = &mut self.progress {
                    progress(&status);
                }
                self.last = Some(status.clone());
                Ok(status)
            })
        })
    }
}

impl<T: 'static> IntoFuture for Monitor<T> {
    type Output = Result<Completed<T>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.completed().await })
    }
}

impl<T> Stream for Monitor<T> {
    type Item = Result<OperationStatus, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_status(context)
    }
}

impl<T> fmt::Debug for Monitor<T> {
    /// Without the URL, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Monitor").field("last", &self.last).finish_non_exhaustive()
    }
}
