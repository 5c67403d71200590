//! `Cell`: one token that is kept, and the one fetch of the next that all who need it wait for.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared};

use super::{AccessToken, TokenRequest, TokenSource};
use crate::error::debug_as_report;
use crate::{BoxError, BoxFuture};

/// When tokens are fetched.
#[derive(Clone)]
pub(super) struct Timing {
    pub(super) refresh_before: Duration,
    pub(super) pause: Duration,
    pub(super) patience: Duration,
    /// How long a request that has a valid token waits for the next one.
    pub(super) renewal_wait: Duration,
    /// What tells the time.
    pub(super) clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Timing {
    /// When the source may be asked again, after so many failures in a row: each time, the pause is twice as long.
    fn pause_over(&self, now: SystemTime, failures: u32) -> SystemTime {
        let pause = self.pause.saturating_mul(1 << failures.min(10));
        now.checked_add(pause).unwrap_or(now)
    }
}

impl fmt::Debug for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { refresh_before, pause, patience, renewal_wait, clock: _ } = self;
        let mut shown = f.debug_struct("Timing");
        shown.field("refresh_before", refresh_before).field("pause", pause).field("patience", patience);
        shown.field("renewal_wait", renewal_wait);
        shown.finish_non_exhaustive()
    }
}

impl Default for Timing {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let clock = Arc::new(SystemTime::now);
        Self {
            refresh_before: seconds(5 * 60),
            pause: seconds(30),
            patience: seconds(60),
            renewal_wait: seconds(10),
            clock,
        }
    }
}

/// The token for one set of scopes.
#[derive(Default)]
pub(super) struct Cell(Mutex<State>);

#[derive(Default)]
struct State {
    held: Option<Held>,
    flight: Option<Flight>,
    /// How many fetches there were; the number of the last.
    flights: u64,
}

/// A token that is kept.
struct Held {
    token: AccessToken,
    claims: Option<Arc<str>>,
    expires_on: SystemTime,
    /// From when on the next one is asked for.
    refresh_at: SystemTime,
    /// How often that failed.
    failures: u32,
}

/// A fetch that is under way. It lives in those that wait for it: when all are dropped, it is, too.
struct Flight {
    number: u64,
    claims: Option<Arc<str>>,
    started: SystemTime,
    fetch: WeakShared<BoxFuture<'static, Fetched>>,
}

/// What [`Cell::find`] found.
pub(super) enum Found {
    /// A valid token.
    Held(AccessToken),
    /// A fetch to wait for, and the valid token to go on with if it fails.
    Awaited { fetch: Fetch, old: Option<AccessToken> },
}

pub(super) type Fetch = Shared<BoxFuture<'static, Fetched>>;
type Fetched = Result<AccessToken, FetchError>;

impl Cell {
    /// A token for `request`, or the fetch that will give one.
    pub(super) fn find<S>(self: &Arc<Self>, source: &Arc<S>, request: TokenRequest, timing: &Timing) -> Found
    where
        S: TokenSource + 'static,
    {
        let now = (timing.clock)();
        // Declared before the lock is taken, so that it is dropped after: with it may go the source's own future.
        let under_way;
        let mut state = self.state();
        if let Some(rejected) = request.rejected() {
            state.forget(rejected);
        }
        under_way = state.under_way(timing.patience, now);
        let held = state.held_for(&request, now);
        if let Some(held) = held
            && (now < held.refresh_at || under_way.is_some())
        {
            return Found::Held(held.token.clone());
        }
        let old = held.map(|held| held.token.clone());
        if let Some(held) = state.held.as_mut().filter(|_| old.is_some()) {
            // Whether it fails or the request that asks is dropped, the next ones go on with the old one.
            held.refresh_at = timing.pause_over(now, held.failures);
        }
        let fetch = match &under_way {
            Some((fetch, claims)) if satisfies(claims.as_ref(), &request) => fetch.clone(),
            _ => state.fetch(self.clone(), source.clone(), request, timing.clone()),
        };
        Found::Awaited { fetch, old }
    }

    /// Drops `token` if it is the one that is kept.
    pub(super) fn forget(&self, token: &AccessToken) {
        self.state().forget(token);
    }

    /// Puts off the next renewal, because one took longer than the request that began it waits.
    pub(super) fn put_off(&self, old: &AccessToken, timing: &Timing) {
        let now = (timing.clock)();
        let mut state = self.state();
        if let Some(held) = state.held.as_mut().filter(|held| held.token.is_same(old)) {
            held.put_off(timing, now);
        }
    }

    /// Takes the answer of the fetch with this number, unless a later one has ended, or asks for other claims.
    fn land(&self, number: u64, request: &TokenRequest, fetched: &Fetched, timing: &Timing) {
        let now = (timing.clock)();
        let mut state = self.state();
        let Some(flight) = state.flight.as_ref().filter(|flight| flight.claims.as_ref() == request.shared_claims())
        else {
            return;
        };
        if flight.number == number {
            state.flight = None;
        }
        let token = fetched.as_ref().ok().filter(|token| !request.rejected().is_some_and(|old| old.is_same(token)));
        let is_better = |token: &&AccessToken| is_valid(token, now) || state.held_for(request, now).is_none();
        let token = token.filter(is_better);
        if let Some((token, expires_on)) = token.and_then(|token| Some((token.clone(), token.expires_on()?))) {
            let early = expires_on.checked_sub(timing.refresh_before).unwrap_or(now);
            let refresh_at = early.max(timing.pause_over(now, 0));
            let claims = request.shared_claims().cloned();
            state.held = Some(Held { token, claims, expires_on, refresh_at, failures: 0 });
        } else if let Some(held) = &mut state.held {
            held.put_off(timing, now);
        }
    }

    /// The state; nothing that is done with it leaves it half changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Counts a renewal that failed.
    fn put_off(&mut self, timing: &Timing, now: SystemTime) {
        self.refresh_at = timing.pause_over(now, self.failures);
        self.failures = self.failures.saturating_add(1);
    }
}

impl State {
    fn forget(&mut self, token: &AccessToken) {
        self.held.take_if(|held| held.token.is_same(token));
    }

    /// The token that is kept, if it is valid and answers the request.
    fn held_for(&self, request: &TokenRequest, now: SystemTime) -> Option<&Held> {
        self.held.as_ref().filter(|held| now < held.expires_on && satisfies(held.claims.as_ref(), request))
    }

    /// The fetch that others wait for, if it has not taken too long, and its claims.
    fn under_way(&self, patience: Duration, now: SystemTime) -> Option<(Fetch, Option<Arc<str>>)> {
        // A clock that was turned back tells nothing.
        let takes_too_long = |started| now.duration_since(started).map_or(true, |elapsed| elapsed >= patience);
        let flight = self.flight.as_ref().filter(|flight| !takes_too_long(flight.started))?;
        Some((flight.fetch.upgrade()?, flight.claims.clone()))
    }

    /// Begins a fetch, in place of any other.
    fn fetch<S>(&mut self, cell: Arc<Cell>, source: Arc<S>, request: TokenRequest, timing: Timing) -> Fetch
    where
        S: TokenSource + 'static,
    {
        self.flights += 1;
        let number = self.flights;
        let (claims, started) = (request.shared_claims().cloned(), (timing.clock)());
        let fetch: BoxFuture<'static, Fetched> = Box::pin(async move {
            let fetched = ask(&*source, request.clone()).await;
            cell.land(number, &request, &fetched, &timing);
            fetched
        });
        let fetch = fetch.shared();
        self.flight = fetch.downgrade().map(|fetch| Flight { number, claims, started, fetch });
        fetch
    }
}

/// Whether a token is not known to have expired.
pub(super) fn is_valid(token: &AccessToken, now: SystemTime) -> bool {
    token.expires_on().is_none_or(|expires_on| now < expires_on)
}

/// Whether a token that was asked for with `claims` answers `request`: claims are only ever added.
fn satisfies(claims: Option<&Arc<str>>, request: &TokenRequest) -> bool {
    request.shared_claims().is_none_or(|asked| claims == Some(asked))
}

/// Asks the source. A panic in it is an error for all who wait, not a panic in each.
async fn ask(source: &impl TokenSource, request: TokenRequest) -> Fetched {
    let answer = AssertUnwindSafe(async { source.token(request).await }).catch_unwind().await;
    let answer = answer.unwrap_or_else(|_| Err("the token source panicked".into()));
    answer.map_err(FetchError::new)
}

/// The one error of a fetch, for each request that waited for it.
#[derive(Clone)]
pub(super) struct FetchError(Arc<dyn std::error::Error + Send + Sync>);

debug_as_report!(FetchError);

impl FetchError {
    /// The error of a source, which may have failed to fetch in its turn.
    fn new(cause: BoxError) -> Self {
        cause.downcast().map_or_else(|cause| Self(cause.into()), |error| *error)
    }

    /// The error of the source.
    pub(super) fn into_cause(self) -> Arc<dyn std::error::Error + Send + Sync> {
        self.0
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token cannot be fetched")
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
