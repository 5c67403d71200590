//! `Log`: what a server of the tests has seen, which the test looks at while it runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a server has seen. Clones share it.
#[derive(Debug, Default)]
pub struct Log<T>(Arc<Mutex<T>>);

impl<T> Log<T> {
    /// What was seen so far. A test that failed meanwhile takes nothing from it.
    pub fn held(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits without blocking, for it is the client's runtime that has to go on.
    pub async fn until(&self, reached: impl Fn(&T) -> bool) {
        while !reached(&self.held()) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
