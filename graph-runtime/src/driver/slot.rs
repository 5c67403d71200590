//! `Slot`: a question that a future asks its host, and the one answer, given from whatever thread.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use super::desk::{Desk, Queued};

/// What both sides share: `Q` is asked, `A` is the answer.
pub(super) struct Slot<Q, A>(Mutex<State<Q, A>>);

struct State<Q, A> {
    stage: Stage<Q, A>,
    /// Of the future, as long as it waits.
    waker: Option<Waker>,
}

enum Stage<Q, A> {
    /// No host has taken the question yet.
    Asked(Q),
    /// A host has it.
    Taken,
    Answered(A),
    /// The answer was given, or one side is gone.
    Over,
}

impl<Q, A> Slot<Q, A> {
    /// Whether a host has the question, and the future waits for the answer.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self.state().stage, Stage::Taken)
    }

    /// The question, as long as no host has it and the future is there.
    pub(super) fn question(&self) -> Option<Q>
    where
        Q: Copy,
    {
        match self.state().stage {
            Stage::Asked(question) => Some(question),
            Stage::Taken | Stage::Answered(_) | Stage::Over => None,
        }
    }

    /// The question, for one host; none if another has it, or the future is gone.
    pub(super) fn take(self: Arc<Self>) -> Option<(Q, Ticket<Q, A>)> {
        let mut state = self.state();
        match std::mem::replace(&mut state.stage, Stage::Taken) {
            Stage::Asked(question) => {
                drop(state);
                Some((question, Ticket(self)))
            }
            other => {
                state.stage = other;
                None
            }
        }
    }

    /// Ends what a host has to do with it, and wakes the future.
    fn end(&self, with: Stage<Q, A>) {
        let mut state = self.state();
        if matches!(state.stage, Stage::Taken) {
            state.stage = with;
            let waker = state.waker.take();
            // Whoever is woken may call back.
            drop(state);
            waker.into_iter().for_each(Waker::wake);
        }
    }

    /// The state; nothing that is done with it leaves it half changed.
    fn state(&self) -> MutexGuard<'_, State<Q, A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right of a host to give the answer, once.
pub(super) struct Ticket<Q, A>(Arc<Slot<Q, A>>);

impl<Q, A> Ticket<Q, A> {
    pub(super) fn answer(self, answer: A) {
        self.0.end(Stage::Answered(answer));
    }

    /// Whether the future still waits for the answer.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.is_taken()
    }
}

impl<Q, A> Drop for Ticket<Q, A> {
    fn drop(&mut self) {
        self.0.end(Stage::Over);
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// No driver polls the future, so nobody was asked.
    Alone,
    /// A host has dropped the question.
    Dropped,
}

/// The side of the future.
pub(super) struct Asking<Q, A> {
    slot: Arc<Slot<Q, A>>,
    /// Of the driver that it is queued with.
    desk: Weak<Desk>,
}

impl<Q, A> Asking<Q, A> {
    pub(super) fn new(question: Q) -> Self {
        let state = State { stage: Stage::Asked(question), waker: None };
        Self { slot: Arc::new(Slot(Mutex::new(state))), desk: Weak::new() }
    }
}

impl<Q, A> Future for Asking<Q, A>
where
    Arc<Slot<Q, A>>: Queued,
{
    type Output = Result<A, Lost>;

    /// Asks the host of the driver that polls; another one, if it was not taken before its driver ended.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let slot = Arc::clone(&self.slot);
        let mut state = slot.state();
        match std::mem::replace(&mut state.stage, Stage::Over) {
            Stage::Answered(answer) => return Poll::Ready(Ok(answer)),
            Stage::Over => return Poll::Ready(Err(Lost::Dropped)),
            before => state.stage = before,
        }
        state.waker = Some(context.waker().clone());
        let is_asked = matches!(state.stage, Stage::Asked(_));
        drop(state);
        if is_asked {
            let Some(desk) = Desk::current() else { return Poll::Ready(Err(Lost::Alone)) };
            if !std::ptr::eq(self.desk.as_ptr(), Arc::as_ptr(&desk)) {
                self.desk = Arc::downgrade(&desk);
                desk.queue(slot);
            }
        }
        Poll::Pending
    }
}

impl<Q, A> Drop for Asking<Q, A> {
    fn drop(&mut self) {
        // What is dropped is the future's own, so not with the state locked.
        let _before = std::mem::replace(&mut self.slot.state().stage, Stage::Over);
    }
}
