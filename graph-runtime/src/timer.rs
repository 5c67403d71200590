//! `Timer`: how a client waits before it sends a request again, on whatever runtime it is used.

use std::time::Duration;

use crate::BoxFuture;

/// Waits. A client has the timer that [`ClientBuilder::timer`](crate::ClientBuilder::timer) is given, or else that of its
/// [transport](crate::transport::Transport::timer), which is tokio's where reqwest sends; without one it does not wait.
pub trait Timer: Send + Sync {
    /// A future that is ready after `duration`; dropping it ends the waiting.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// Waits with tokio.
#[cfg(feature = "reqwest")]
#[derive(Clone, Copy, Debug)]
pub struct TokioTimer;

#[cfg(feature = "reqwest")]
impl Timer for TokioTimer {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
