//! The clocks of the system, where it has them: on `wasm32-unknown-unknown` the standard library has none, and panics.

use std::time::{Instant, SystemTime};

const HAS_CLOCK: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// A moment to measure from.
pub(crate) fn instant() -> Option<Instant> {
    HAS_CLOCK.then(Instant::now)
}

/// The time of day.
pub(crate) fn system() -> Option<SystemTime> {
    HAS_CLOCK.then(SystemTime::now)
}
