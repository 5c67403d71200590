//! A limit for what ends by itself, so that a test fails where it does not.

use std::future::IntoFuture;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use tokio::sync::oneshot;

/// Far more than anything takes on a machine that has other things to do.
const LIMIT: Duration = Duration::from_secs(600);

/// Ends what would hang. By the time of the machine, because that of tokio may [stand still](super::clock::Clock).
pub async fn in_time<F: IntoFuture>(future: F) -> F::Output {
    let (_running, dropped) = channel::<()>();
    let (end, ended) = oneshot::channel();
    std::thread::spawn(move || {
        if dropped.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
            let _ = end.send(());
        }
    });
    tokio::select! {
        biased;
        output = future.into_future() => output,
        _ = ended => panic!("it does not end by itself"),
    }
}
