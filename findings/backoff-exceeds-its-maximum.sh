#!/usr/bin/env bash
# `ExponentialBuilder` of backon waits up to twice as long as its `max_delay`, once it has jitter.
#
# Version     backon 1.6.0
# Behavior    `with_max_delay(4 s).with_jitter()` gives waits of up to 8 s: the jitter, a random part of the current delay, is
#             added to a delay that was cut to the maximum before.
# The guess   No wait is longer than `max_delay`. The known recipe takes a random part of a delay that was cut to the maximum
#             (AWS Architecture Blog, "Exponential Backoff And Jitter"), and so stays below it.
# Why it      The maximum is what callers reckon with: the deadline of a job, or how long a service that shuts down has to
# matters     wait for its last request. Cut what the iterator gives once more.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cargo init --quiet --vcs none --name finding
cargo add --quiet backon@=1.6.0 --no-default-features --features std
cat >src/main.rs <<'RUST'
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

fn main() {
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(4));
    let builder = ExponentialBuilder::default().with_min_delay(first).with_max_delay(longest).with_max_times(200);
    // Of 200 waits, some are far above the maximum; each is below with a probability of next to nothing.
    let waits: Vec<_> = builder.with_jitter().with_jitter_seed(7).build().collect();
    let most = waits.iter().max().expect("there are some");
    println!("longest without jitter: {:?}", builder.build().max().expect("there are some"));
    println!("above the maximum with jitter: {}", *most > longest);
    println!("above 1.9 times the maximum: {}", *most > longest.mul_f64(1.9));
    println!("above twice the maximum: {}", *most > longest * 2);
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
longest without jitter: 4s
above the maximum with jitter: true
above 1.9 times the maximum: true
above twice the maximum: false
TEXT
