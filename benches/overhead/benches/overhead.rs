//! What a small request costs in time above what it costs with reqwest alone: `cargo bench -p overhead`.

use std::time::Instant;

use overhead::{Bare, Ours, serve};
use tokio::runtime::Builder;

/// How many requests are measured at a time.
const BATCH: u32 = 200;
/// How many pairs of batches. The two of a pair follow each other, so that whatever else the machine does falls on both, and
/// each has a connection of its own, for it is much of the time where the system puts the two ends of it.
const PAIRS: usize = 400;

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = serve();
    let pair = |_| {
        let (ours, bare) = (Ours::new(&url), Bare::new(&url));
        (runtime.block_on(timed(|| ours.send("a"))), runtime.block_on(timed(|| bare.send("a"))))
    };
    let (ours, bare): (Vec<f64>, Vec<f64>) = (0..PAIRS).map(pair).unzip();
    let more = ours.iter().zip(&bare).map(|(ours, bare)| (ours / bare - 1.0) * 100.0).collect();
    let (ours, bare, more) = (median(ours), median(bare), median(more));
    println!("a small POST over loopback: {ours:.1} µs, with reqwest alone {bare:.1} µs: {more:+.1} %");
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
