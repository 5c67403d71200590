//! `Chaos`: faults at random, the same for the same seed.

use std::time::Duration;

use http::StatusCode;

use super::expected::Turn;
use super::service::{answer, throttled};
use crate::transport::TransportErrorKind;

/// Shares of all attempts, in percent, that fail in some way, for [`MockGraph::chaos`](super::MockGraph::chaos). The same
/// seed gives the same faults, as long as requests come in the same order.
///
/// ```
/// use graph_runtime::mock::{Chaos, MockGraph};
///
/// let mock = MockGraph::new();
/// mock.chaos(Chaos::new(7).throttled(20).unavailable(5).broken(5));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Chaos {
    random: fastrand::Rng,
    throttled: u8,
    unavailable: u8,
    unconnected: u8,
    broken: u8,
}

impl Chaos {
    /// No faults yet; `seed` says which requests they will meet.
    pub fn new(seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { random, throttled: 0, unavailable: 0, unconnected: 0, broken: 0 }
    }

    /// This share is answered 429 and `Retry-After: 1`.
    pub fn throttled(self, percent: u8) -> Self {
        Self { throttled: percent, ..self }
    }

    /// This share is answered 503.
    pub fn unavailable(self, percent: u8) -> Self {
        Self { unavailable: percent, ..self }
    }

    /// For this share no connection comes about, so that nothing is sent.
    pub fn unconnected(self, percent: u8) -> Self {
        Self { unconnected: percent, ..self }
    }

    /// For this share the connection breaks. The service did nothing, which the client cannot know.
    pub fn broken(self, percent: u8) -> Self {
        Self { broken: percent, ..self }
    }

    /// What happens to the next attempt, if it is to fail.
    pub(super) fn next(&mut self) -> Option<Turn> {
        let faults = [
            (self.throttled, throttled(Duration::from_secs(1))),
            (self.unavailable, Turn::Answer(answer(StatusCode::SERVICE_UNAVAILABLE, None, String::new()))),
            (self.unconnected, Turn::Fault(TransportErrorKind::Connect)),
            (self.broken, Turn::Fault(TransportErrorKind::Broken)),
        ];
        let mut drawn = self.random.u8(..100);
        for (percent, fault) in faults {
            match drawn.checked_sub(percent) {
                Some(rest) => drawn = rest,
                None => return Some(fault),
            }
        }
        None
    }
}
