//! The futures of a client on any event loop: the caller has the connections and the clock, the client decides what is
//! sent, whether it is sent again and after how long.
//!
//! A client [without a transport](crate::ClientBuilder::without_transport) sends nothing. A [`Driver`] polls one of its
//! futures, be it a [request](crate::Request), a batch, the next [page](crate::Pages::next) or an upload, and tells the next
//! [`Step`]: send this, wait for so long, or here is the result. Nothing is built twice: retries, tokens, claims
//! challenges, next links and batches are those of every client.
//!
//! ```
//! use graph_runtime::driver::{Driver, Step};
//! use graph_runtime::http::{Request, Response};
//! use graph_runtime::transport::TransportError;
//! use graph_runtime::{Bytes, Client, Method};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What the program has: a connection, sockets, a browser.
//! fn exchange(request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
//! #   assert_eq!(request.uri(), "https://graph.microsoft.com/beta/me/displayName/$value");
//!     // ..
//! #   Ok(Response::new(Bytes::from_static(b"\"Ada\"")))
//! }
//!
//! let client = Client::builder().without_transport().build()?;
//! let mut driver = Driver::new(client.request::<String>(Method::GET, "/me/displayName/$value"));
//! let name = loop {
//!     match driver.step() {
//!         Step::Send(request, reply) => match exchange(request) {
//!             Ok(response) => reply.answer(response),
//!             Err(error) => reply.fail(error),
//!         },
//!         Step::Wait(duration, pause) => {
//!             std::thread::sleep(duration);
//!             pause.over();
//!         }
//!         Step::Done(name) => break name?,
//!         Step::Out | Step::Elsewhere => return Err("not with a loop that does one thing after the other".into()),
//!     }
//! };
//! assert_eq!(name, "Ada");
//! # Ok(())
//! # }
//! ```
//!
//! A program with an event loop of its own keeps [`Reply`] and [`Pause`] until the answer is there or the time has passed,
//! gives them back from wherever it is, and calls [`step`](Driver::step) again when [`on_wake`](Driver::on_wake) says so.
//! Several may be out at once, of one driver and of many.
//!
//! Bodies are whole in both directions. A body that is a [stream](crate::transport::Body::stream) is refused, and an answer
//! that is read as one has all its bytes already.

mod by_hand;
mod desk;
mod slot;
mod tickets;

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use bytes::Bytes;

pub(crate) use self::by_hand::{ByHand, NO_TRANSPORT};
use self::desk::{Call, Desk, Wait};
use self::slot::{Slot, Ticket};
pub use self::tickets::{Pause, Reply};
use crate::transport::Timeout;

/// Whether a driver polls here and now.
pub(crate) fn is_polling() -> bool {
    Desk::current().is_some()
}

/// What a program has to do next for a future.
#[derive(Debug)]
#[must_use]
#[expect(clippy::large_enum_variant, reason = "a step is taken apart at once, and a box costs more than a move")]
pub enum Step<T> {
    /// Send this request, whole, and give its answer. No redirect is to be followed, and nothing to be repeated.
    Send(http::Request<Bytes>, Reply),
    /// Wait for so long.
    Wait(Duration, Pause),
    /// Nothing until one of the replies and pauses is given back that are out.
    Out,
    /// Nothing: the future waits for something that is not the client's, such as a token source with connections of its own,
    /// or it is [done](Self::Done).
    Elsewhere,
    /// The result. The future is gone.
    Done(T),
}

/// A future of a client without a transport, and what it waits for; see the [module](self).
///
/// Whatever is made of such futures works as well: an `async` block with several requests, a join of them. Dropping the
/// driver drops the future; replies and pauses that are out then have no effect.
pub struct Driver<F: Future> {
    /// None when it is done.
    future: Option<Pin<Box<F>>>,
    desk: Arc<Desk>,
    alarm: Arc<Alarm>,
    /// What the program has in hand.
    calls: Vec<Arc<Call>>,
    waits: Vec<Arc<Wait>>,
}

impl<F: Future> Driver<F> {
    /// A driver of `future`, which is not polled yet.
    pub fn new(future: impl IntoFuture<IntoFuture = F>) -> Self {
        Self {
            future: Some(Box::pin(future.into_future())),
            desk: Arc::default(),
            alarm: Arc::new(Alarm { is_due: AtomicBool::new(true), notify: OnceLock::new() }),
            calls: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// Has `notify` called whenever [`step`](Self::step) may have something new, on the thread that made it so: it should
    /// make the event loop call `step`, and not do so itself. Of several, the first counts.
    pub fn on_wake(self, notify: impl Fn() + Send + Sync + 'static) -> Self {
        let _first = self.alarm.notify.set(Box::new(notify));
        self
    }

    /// What to do next: the requests that the future asked for, then what it asks for when it goes on, which may make waits
    /// needless, then its waits, the shortest first. The future is polled only if it was woken.
    pub fn step(&mut self) -> Step<F::Output> {
        loop {
            if let Some((request, ticket)) = next(&mut self.calls, || self.desk.queues().calls.pop_front()) {
                let timeout = request.extensions().get::<Timeout>().copied().unwrap_or_default();
                return Step::Send(request, Reply { ticket, timeout });
            }
            let is_due = self.alarm.is_due.swap(false, Ordering::AcqRel);
            let Some(future) = self.future.as_mut().filter(|_| is_due) else { return self.wait_or_idle() };
            let waker = Waker::from(Arc::clone(&self.alarm));
            let polled = self.desk.during(|| future.as_mut().poll(&mut Context::from_waker(&waker)));
            if let Poll::Ready(output) = polled {
                self.future = None;
                return Step::Done(output);
            }
        }
    }

    /// The shortest wait, or what there is to say where nothing is to be done.
    fn wait_or_idle(&mut self) -> Step<F::Output> {
        if let Some((duration, ticket)) = next(&mut self.waits, || self.desk.queues().shortest_wait()) {
            return Step::Wait(duration, Pause { ticket });
        }
        let is_out = self.calls.iter().any(|call| call.is_taken()) || self.waits.iter().any(|wait| wait.is_taken());
        if is_out { Step::Out } else { Step::Elsewhere }
    }
}

/// The next question that still waits for an answer, noted among those that are `out`.
fn next<Q, A>(
    out: &mut Vec<Arc<Slot<Q, A>>>,
    mut asked: impl FnMut() -> Option<Arc<Slot<Q, A>>>,
) -> Option<(Q, Ticket<Q, A>)> {
    loop {
        let slot = asked()?;
        if let Some(taken) = Arc::clone(&slot).take() {
            out.retain(|slot| slot.is_taken());
            out.push(slot);
            return Some(taken);
        }
    }
}

impl<F: Future> fmt::Debug for Driver<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("is_done", &self.future.is_none()).finish_non_exhaustive()
    }
}

/// What wakes the future: it is polled again with the next step.
struct Alarm {
    is_due: AtomicBool,
    notify: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.is_due.store(true, Ordering::Release);
        if let Some(notify) = self.notify.get() {
            notify();
        }
    }
}
