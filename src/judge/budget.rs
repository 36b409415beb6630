//! What a judge may cost.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::Failure;

/// What may be spent in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Requests, those that are tried again included. Answers that were kept cost nothing.
    pub requests: u64,
    /// Tokens, read and written together, by the server's own count; by an estimate where it does not say.
    pub tokens: u64,
}

/// What is left to spend.
#[derive(Debug)]
pub(super) struct Budget(Mutex<Caps>);

impl Budget {
    pub(super) const fn new(caps: Caps) -> Self {
        Self(Mutex::new(caps))
    }

    fn left(&self) -> MutexGuard<'_, Caps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether so many requests of so many tokens each may be made.
    pub(super) fn affords(&self, requests: u64, tokens: u64) -> Result<(), Failure> {
        self.left().affords(requests, tokens)
    }

    /// Takes one request, and what it may cost at most.
    pub(super) fn take(&self, tokens: u64) -> Result<(), Failure> {
        let mut left = self.left();
        left.affords(1, tokens)?;
        left.requests -= 1;
        left.tokens -= tokens;
        Ok(())
    }

    /// Gives back what was not used of `taken` tokens; more than was taken is taken now.
    pub(super) fn settle(&self, taken: u64, used: u64) {
        let mut left = self.left();
        left.tokens = left.tokens.saturating_add(taken).saturating_sub(used);
    }
}

impl Caps {
    fn affords(self, requests: u64, tokens: u64) -> Result<(), Failure> {
        if self.requests < requests {
            return Err(Failure::Cap { what: "`--judge-max-requests`" });
        }
        if self.tokens < tokens.saturating_mul(requests) {
            return Err(Failure::Cap { what: "`--judge-max-tokens`" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_spent_beyond_a_cap() {
        let budget = Budget::new(Caps { requests: 2, tokens: 100 });
        assert!(budget.affords(2, 50).is_ok() && budget.affords(2, 51).is_err() && budget.affords(3, 1).is_err());
        budget.take(60).unwrap();
        assert!(budget.take(60).is_err());
        budget.settle(60, 10);
        budget.take(60).unwrap();
        assert!(matches!(budget.take(0), Err(Failure::Cap { what: "`--judge-max-requests`" })));
        budget.settle(60, u64::MAX);
        assert!(budget.affords(0, 1).is_ok());
    }
}
