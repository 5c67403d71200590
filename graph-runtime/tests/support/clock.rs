//! `Clock`: tokio's clock, moved by the test alone, also where sockets are waited for.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Tokio's clock while it stands still: nothing is late, however slow the machine is, until the test [moves](Self::advance)
/// it. For the runtime of one thread, which is the default of `tokio::test`. It runs again when this is dropped.
pub struct Clock {
    /// Ends the blocking task by being dropped.
    _running: Sender<()>,
}

impl Clock {
    pub fn stop() -> Self {
        let (running, dropped) = channel::<()>();
        // Where there is nothing to do but to wait, for an answer say, tokio moves a clock that stands still to the next timer,
        // which would be the timeout. It does not while a blocking task runs.
        tokio::task::spawn_blocking(move || dropped.recv());
        tokio::time::pause();
        Self { _running: running }
    }

    /// Moves the clock on, after the runtime has done all there is to do: what was written to a socket has been read.
    pub async fn advance(&self, duration: Duration) {
        settle().await;
        // Timers go by whole milliseconds: what is over after `duration` may be over one later.
        tokio::time::advance(duration + Duration::from_millis(1)).await;
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}

/// Lets the other tasks go on until all of them wait. Sockets are looked at every few dozen turns.
pub async fn settle() {
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
}
