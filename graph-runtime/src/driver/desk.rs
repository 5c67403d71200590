//! `Desk`: where the futures of a client leave what they ask, for the driver that polls them.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::slot::Slot;
use crate::transport::TransportError;

pub(super) type Answered = Result<http::Response<Bytes>, TransportError>;
pub(super) type Call = Slot<http::Request<Bytes>, Answered>;
pub(super) type Wait = Slot<Duration, ()>;

/// What was asked and is not handed to the host yet.
#[derive(Default)]
pub(super) struct Desk(Mutex<Queues>);

#[derive(Default)]
pub(super) struct Queues {
    pub(super) calls: VecDeque<Arc<Call>>,
    waits: Vec<Arc<Wait>>,
}

impl Queues {
    /// Takes the shortest wait, or one that nobody needs any more.
    pub(super) fn shortest_wait(&mut self) -> Option<Arc<Wait>> {
        let (shortest, _) = self.waits.iter().enumerate().min_by_key(|(_, wait)| wait.question())?;
        Some(self.waits.remove(shortest))
    }
}

thread_local! {
    /// That of the driver that polls on this thread, for as long as it does.
    static CURRENT: RefCell<Option<Arc<Desk>>> = const { RefCell::new(None) };
}

impl Desk {
    /// That of the driver that polls here and now.
    pub(super) fn current() -> Option<Arc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Makes this the current one until `poll` is over, even by a panic.
    pub(super) fn during<T>(self: &Arc<Self>, poll: impl FnOnce() -> T) -> T {
        let _before = Before(CURRENT.replace(Some(Arc::clone(self))));
        poll()
    }

    pub(super) fn queue(&self, asked: impl Queued) {
        asked.queue(&mut self.queues());
    }

    /// The queues; nothing that is done with them leaves them half changed.
    pub(super) fn queues(&self) -> MutexGuard<'_, Queues> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was current before: a future may drive another one while it is polled.
struct Before(Option<Arc<Desk>>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// What has a queue.
pub(super) trait Queued {
    fn queue(self, queues: &mut Queues);
}

impl Queued for Arc<Call> {
    fn queue(self, queues: &mut Queues) {
        queues.calls.push_back(self);
    }
}

impl Queued for Arc<Wait> {
    fn queue(self, queues: &mut Queues) {
        queues.waits.push(self);
    }
}
