//! `CachedToken`: a token source that asks another one only when a new token is needed.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::future::{Either, select};

use super::cell::{Cell, Fetch, Found, Timing, is_valid};
use super::{AccessToken, TokenRequest, TokenSource};
use crate::{BoxError, BoxFuture, Timer};

/// Keeps the tokens of a source until shortly before they expire.
///
/// - A token that is valid is given at once, without waiting.
/// - Five minutes before it expires, one request asks the source for the next, while the others go on with the old one. If
///   that fails, is given up, takes more than [ten seconds](Self::renewal_wait), or gives one that has expired, the old one is
///   used as long as it is valid; the source is asked again half a minute later, then after a minute, and so on, each time
///   twice as long.
/// - Without a valid token, the source is asked once, however many requests wait: all get its answer, or its error, which
///   is not kept. A request that is dropped takes nothing from the others.
/// - A token that the service refused is forgotten, and one with other [claims](TokenRequest::claims) is asked for.
/// - A token whose [expiry](AccessToken::expires_on) is unknown is not kept.
///
/// Tokens for different scopes are kept apart, so clients of several clouds may share one behind an `Arc`. It needs no
/// runtime: the source is polled by the requests that wait for it.
///
/// ```
/// use std::time::Duration;
///
/// use graph_runtime::{AccessToken, Client, TokenSource, token_fn};
///
/// # fn main() -> Result<(), graph_runtime::Error> {
/// let source = token_fn(|| async { Ok(AccessToken::new("..").valid_for(Duration::from_secs(3600))) });
/// # let transport = graph_runtime::transport::InMemoryTransport::json(200, "{}");
/// let client = Client::builder().token(source.cached());
/// # client.transport(transport).build()?;
/// # Ok(())
/// # }
/// ```
pub struct CachedToken<S> {
    source: Arc<S>,
    timing: Timing,
    cells: Mutex<HashMap<Arc<[String]>, Arc<Cell>>>,
}

impl<S> CachedToken<S> {
    /// Keeps the tokens of `source`.
    pub fn new(source: S) -> Self {
        Self { source: Arc::new(source), timing: Timing::default(), cells: Mutex::default() }
    }

    /// How long before a token expires the next one is asked for; five minutes if not said.
    #[must_use]
    pub fn refresh_before(mut self, duration: Duration) -> Self {
        self.timing.refresh_before = duration;
        self
    }

    /// How long the source is left alone after it was asked, while there is a valid token; 30 seconds if not said. With
    /// each failure in a row it is twice as long.
    #[must_use]
    pub fn pause(mut self, duration: Duration) -> Self {
        self.timing.pause = duration;
        self
    }

    /// How long the source may take until the next request asks it a second time; 60 seconds if not said. Without such a
    /// limit, a source that hangs would hold up every request to come.
    #[must_use]
    pub fn patience(mut self, duration: Duration) -> Self {
        self.timing.patience = duration;
        self
    }

    /// How long the request that began a renewal waits for it while the old token is valid; 10 seconds if not said. Then it
    /// goes on with the old token, as if the renewal had failed. The wait is that of the client's [`Timer`]; a client without
    /// one waits for the renewal's end.
    #[must_use]
    pub fn renewal_wait(mut self, duration: Duration) -> Self {
        self.timing.renewal_wait = duration;
        self
    }

    /// What tells the time, in place of the system's clock: on a platform without one, such as `wasm32-unknown-unknown`, and
    /// in tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.timing.clock = Arc::new(now);
        self
    }

    /// Whether `fetch` takes longer than a request that has a valid token waits.
    async fn takes_long(&self, fetch: Fetch, timer: &dyn Timer) -> bool {
        let wait = timer.sleep(self.timing.renewal_wait);
        matches!(select(fetch, wait).await, Either::Right(_))
    }

    /// The cell of these scopes: one for each client that shares this, at most.
    fn cell(&self, scopes: &Arc<[String]>) -> Arc<Cell> {
        let mut cells = self.cells();
        if let Some(cell) = cells.get(scopes) {
            return cell.clone();
        }
        cells.entry(scopes.clone()).or_default().clone()
    }

    /// The cells; nothing that is done with them leaves them half changed.
    fn cells(&self) -> MutexGuard<'_, HashMap<Arc<[String]>, Arc<Cell>>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: TokenSource + 'static> TokenSource for CachedToken<S> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        let (cell, timer) = (self.cell(request.shared_scopes()), request.timer().cloned());
        match cell.find(&self.source, request, &self.timing) {
            Found::Held(token) => Box::pin(std::future::ready(Ok(token))),
            Found::Awaited { fetch, old } => Box::pin(async move {
                if let (Some(old), Some(timer)) = (&old, timer)
                    && self.takes_long(fetch.clone(), &*timer).await
                    && is_valid(old, (self.timing.clock)())
                {
                    cell.put_off(old, &self.timing);
                    return Ok(old.clone());
                }
                let answer = fetch.await;
                let now = (self.timing.clock)();
                let old = old.filter(|old| is_valid(old, now));
                match (answer, old) {
                    (Ok(token), Some(old)) => Ok(if is_valid(&token, now) { token } else { old }),
                    (Ok(token), None) | (Err(_), Some(token)) => Ok(token),
                    (Err(error), None) => Err(error.into()),
                }
            }),
        }
    }

    fn invalidate(&self, token: &AccessToken) {
        let cells: Vec<_> = self.cells().values().cloned().collect();
        for cell in cells {
            cell.forget(token);
        }
        self.source.invalidate(token);
    }
}

impl<S> fmt::Debug for CachedToken<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedToken").field("timing", &self.timing).finish_non_exhaustive()
    }
}
