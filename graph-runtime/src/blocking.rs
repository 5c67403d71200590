//! The blocking facade: requests, pages and items for programs without an async runtime.

use std::io;
use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, Runtime};

use crate::paging::{Items, Page, Pages};
use crate::{Error, Request, Response};

/// Waits on this thread for what a future gives. Requests, downloads, batches: whatever can be awaited.
///
/// ```no_run
/// # use graph_runtime::{Client, Error, Method, block_on};
/// # fn main() -> Result<(), Error> {
/// let client = Client::builder().build()?;
/// block_on(client.request::<()>(Method::GET, "/me"))??;
/// # Ok(())
/// # }
/// ```
///
/// The network is driven by one thread for the whole program, which begins with the first call. On a thread of an async
/// runtime it works as well, but keeps that thread from its other tasks: await there.
///
/// # Errors
/// The network thread cannot start.
pub fn block_on<F: IntoFuture>(future: F) -> Result<F::Output, Error> {
    static RUNTIME: OnceLock<Result<Runtime, Arc<io::Error>>> = OnceLock::new();
    let runtime = RUNTIME
        .get_or_init(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(Arc::new))
        .as_ref()
        .map_err(|error| Error::configuration("the network thread cannot start").with_shared_source(error.clone()))?;
    // Sockets and timers belong to the runtime; the future itself is polled here, which is allowed on every thread.
    let _entered = runtime.enter();
    Ok(pollster::block_on(future))
}

impl<T: Response, Q> Request<T, Q> {
    /// Sends the request and waits for its answer on this thread; see [`block_on`].
    pub fn block(self) -> Result<T, Error> {
        block_on(self)?
    }
}

impl<T: Page> Pages<T> {
    /// The pages, each waited for on this thread.
    pub fn block(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<T: Page> Items<T> {
    /// The items, each waited for on this thread:
    ///
    /// ```no_run
    /// # use graph_runtime::{Error, Page, Request};
    /// # fn example<T: Page<Item: std::fmt::Debug>>(request: Request<T>) -> Result<(), Error> {
    /// for item in request.items().block() {
    ///     println!("{:?}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn block(self) -> Blocking<Self> {
        Blocking(self)
    }
}

/// The iterator over [`Pages`] or [`Items`] that waits on the thread it is used on.
#[derive(Debug)]
#[must_use = "nothing is sent before the first one is asked for"]
pub struct Blocking<S>(S);

impl<S> Blocking<S> {
    /// The stream again, to ask it for its delta link or to go on asynchronously.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<T: Page> Iterator for Blocking<Pages<T>> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}

impl<T: Page> Iterator for Blocking<Items<T>> {
    type Item = Result<T::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next()).unwrap_or_else(|error| Some(Err(error)))
    }
}
