//! What a small request costs in time above what it costs with reqwest alone: `cargo bench -p overhead`.

use std::time::Instant;

use overhead::{Bare, Ours, serve};
use tokio::runtime::Builder;

/// How many requests are measured at a time.
const BATCH: u32 = 200;
/// How many times a batch of each. They follow each other, so that whatever else the machine does falls on all; and each has a
/// connection of its own, for it is much of the time where the system puts the two ends of it.
const ROUNDS: usize = 600;
/// The orders in which they take turns, for it also counts what ran before.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [2, 1, 0], [1, 0, 2]];

fn main() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = serve();
    let mut times = [const { Vec::new() }; 3];
    for round in 0..ROUNDS {
        let (ours, bare, alike) = (Ours::new(&url), Bare::new(&url), Bare::alike(&url));
        for peer in ORDERS[round % ORDERS.len()] {
            times[peer].push(match peer {
                0 => runtime.block_on(timed(|| ours.send("a"))),
                1 => runtime.block_on(timed(|| bare.send("a"))),
                _ => runtime.block_on(timed(|| alike.send("a"))),
            });
        }
    }
    let [ours, bare, alike] = times;
    println!("a small POST over loopback: {:.1} µs", median(ours.clone()));
    println!("more than the same exchange by hand: {:+.1} %", more(&ours, &alike));
    println!("more than by hand with no more than it needs: {:+.1} %", more(&ours, &bare));
}

/// How much longer the one takes than the other, as the median of all rounds.
fn more(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| (one / other - 1.0) * 100.0).collect())
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
