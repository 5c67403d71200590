//! `RetryBudget`: how many retries all requests of a client may make together.

use std::sync::atomic::{AtomicU32, Ordering};

/// Keeps the retries of a client's requests from adding to the load of a service that fails.
///
/// A service that is down makes every request fail, and each of them is worth a few retries: several times the load for
/// the service to come up under. A budget lets the first of them through and then as many as a share of what succeeds.
/// Where it is used up, failures are told at once. Retries that the service asks for, with `Retry-After`, are free.
#[derive(Debug)]
pub struct RetryBudget {
    /// What is left, in hundredths of a retry.
    left: AtomicU32,
    most: u32,
    /// What a success adds, in hundredths of a retry.
    percent: u32,
}

/// What a retry takes.
const RETRY: u32 = 100;

impl RetryBudget {
    /// A budget of `retries` to begin with and at most, to which each success adds `percent` of a retry.
    pub fn new(retries: u32, percent: u32) -> Self {
        let most = retries.saturating_mul(RETRY);
        Self { left: AtomicU32::new(most), most, percent }
    }

    /// A budget that does not end.
    pub fn unlimited() -> Self {
        Self::new(u32::MAX, 100)
    }

    /// Adds what a success is worth.
    pub(super) fn deposit(&self) {
        self.change(|left| Some(left.saturating_add(self.percent).min(self.most)));
    }

    /// Takes a retry, if there is one.
    pub(super) fn withdraw(&self) -> bool {
        self.most == u32::MAX || self.change(|left| left.checked_sub(RETRY))
    }

    fn change(&self, to: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, to).is_ok()
    }
}

impl Default for RetryBudget {
    /// 500 retries, and one more for each five successes.
    fn default() -> Self {
        Self::new(500, 20)
    }
}

#[cfg(test)]
mod tests {
    use super::RetryBudget;

    fn all(budget: &RetryBudget) -> usize {
        (0..1000).take_while(|_| budget.withdraw()).count()
    }

    #[test]
    fn successes_earn_retries_up_to_what_there_was() {
        let budget = RetryBudget::new(3, 20);
        assert_eq!(all(&budget), 3);
        for _ in 0..9 {
            budget.deposit();
        }
        assert_eq!(all(&budget), 1, "nine fifths of a retry");
        for _ in 0..1000 {
            budget.deposit();
        }
        assert_eq!(all(&budget), 3);
    }

    #[test]
    fn an_unlimited_budget_does_not_end() {
        assert_eq!(all(&RetryBudget::unlimited()), 1000);
        assert_eq!(all(&RetryBudget::new(0, 20)), 0);
    }
}
