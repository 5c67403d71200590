//! What a small request costs in time above what it costs with reqwest alone: `cargo bench -p overhead`.

use std::time::Instant;

use overhead::{Bare, Ours, serve};
use tokio::runtime::Builder;

/// How many requests are measured at a time.
const BATCH: u32 = 200;
/// How many times a batch of each. They follow each other, so that whatever else the machine does falls on all, and each has a
/// connection of its own, for it is much of the time where the system puts the two ends of it.
const ROUNDS: usize = 400;

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = serve();
    let (mut times, mut more, mut more_than_alike) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (ours, bare, alike) = (Ours::new(&url), Bare::new(&url), Bare::alike(&url));
        let ours = runtime.block_on(timed(|| ours.send("a")));
        let bare = runtime.block_on(timed(|| bare.send("a")));
        let alike = runtime.block_on(timed(|| alike.send("a")));
        times.push(ours);
        more.push((ours / bare - 1.0) * 100.0);
        more_than_alike.push((ours / alike - 1.0) * 100.0);
    }
    println!("a small POST over loopback: {:.1} µs", median(times));
    println!("more than with reqwest alone: {:+.1} %", median(more));
    println!("more than that with the same headers and timeout: {:+.1} %", median(more_than_alike));
}

/// The time of one request in microseconds, as the mean of a batch; the first, which connects, is left out.
async fn timed<F: Future>(send: impl Fn() -> F) -> f64 {
    send().await;
    let start = Instant::now();
    for _ in 0..BATCH {
        send().await;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
