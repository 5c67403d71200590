//! A limit for what ends by itself, so that a test fails where it does not.

use std::future::IntoFuture;
use std::time::Duration;

/// Ends what would hang.
pub async fn in_time<F: IntoFuture>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(60), future).await.expect("it ends by itself")
}
