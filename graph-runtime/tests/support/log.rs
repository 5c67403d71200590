//! `Log`: what a server of the tests has seen, which the test looks at and waits for while it runs.

use tokio::sync::watch::{Ref, Sender};

/// What a server has seen. Clones share it.
#[derive(Debug, Default)]
pub struct Log<T>(Sender<T>);

impl<T> Log<T> {
    /// What was seen so far.
    pub fn seen(&self) -> Ref<'_, T> {
        self.0.borrow()
    }

    /// Takes down what is seen now, for those who wait for it too.
    pub fn note<R>(&self, note: impl FnOnce(&mut T) -> R) -> R {
        let mut noted = None;
        self.0.send_modify(|seen| noted = Some(note(seen)));
        noted.expect("it was called")
    }

    /// Waits without blocking, because it is the client's runtime that has to go on.
    pub async fn until(&self, reached: impl FnMut(&T) -> bool) {
        self.0.subscribe().wait_for(reached).await.expect("its sender is here");
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
