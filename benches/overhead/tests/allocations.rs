//! What a request costs in memory above what it costs with reqwest alone.

use std::future::Future;

use overhead::{Bare, Ours, serve};
use tokio::runtime::{Builder, Runtime};

/// How many allocations a request makes once the connection is there, the fewest of some.
fn allocations<F: Future>(runtime: &Runtime, send: impl Fn() -> F) -> u64 {
    runtime.block_on(send());
    let once = || allocation_counter::measure(|| drop(runtime.block_on(send()))).count_total;
    (0..20).map(|_| once()).min().unwrap()
}

#[test]
fn a_small_request_makes_ten_allocations_more_at_most() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let url = serve();
    let (ours, bare) = (Ours::new(&url), Bare::new(&url));
    let ours = allocations(&runtime, || ours.send("a"));
    let bare = allocations(&runtime, || bare.send("a"));
    println!("{ours} allocations, {bare} with reqwest alone");
    assert!(ours <= bare + 10, "{ours} allocations, {bare} with reqwest alone");
}
