//! What a small request costs in time above what it costs with reqwest alone: `cargo bench -p graph-runtime --bench overhead`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use support::peer::{Bare, Ours, body, serve};
use tokio::runtime::Builder;

/// How many requests are measured at a time.
const BATCH: u32 = 200;
/// How many batches of each. They alternate, so that whatever else the machine does falls on both, and each has a connection
/// of its own, for it is much of the time where the system puts the two ends of it.
const BATCHES: usize = 100;

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (url, call) = (serve(), body());
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..BATCHES {
        let (ours, bare) = (Ours::new(&url), Bare::new(&url));
        with.push(runtime.block_on(timed(|| ours.send("a", &call))));
        without.push(runtime.block_on(timed(|| bare.send("a", &call))));
    }
    let (with, without) = (median(with), median(without));
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    println!("a small POST over loopback: {with:?}, with reqwest alone {without:?}: {:+.1} %", (ratio - 1.0) * 100.0);
}

/// The time of one request, as the mean of a batch; the first, which connects, is left out.
async fn timed<F: Future>(send: impl Fn() -> F) -> Duration {
    send().await;
    let start = Instant::now();
    for _ in 0..BATCH {
        send().await;
    }
    start.elapsed() / BATCH
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
