//! How old a statement is, and by whose word.

use jiff::{SignedDuration, Timestamp};

use super::Asked;
use crate::policy::Age;
use crate::policy::input::Said;

/// Clocks of machines differ by this much at most.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A time that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    pub(super) time: Timestamp,
    /// A log or a timestamping authority saw it then; otherwise it is the word of whoever signed.
    pub(super) trusted: bool,
}

impl When {
    /// What has to be said beside an age.
    pub(super) const fn note(self) -> &'static str {
        if self.trusted { "" } else { ", by its own word" }
    }
}

impl Asked<'_> {
    /// When a statement was made. A trusted time wins over what it says itself.
    pub(super) fn when(&self, said: &Said) -> Option<When> {
        let trusted = said.signed.map(|time| When { time: time.0, trusted: true });
        let stated = said.stated.filter(|_| !self.policy.trusted_time_only());
        trusted.or_else(|| stated.map(|time| When { time: time.0, trusted: false }))
    }

    /// Whether something from `when` is young enough; otherwise why not.
    pub(super) fn fresh(&self, when: Option<When>, max_age: Option<Age>) -> Result<(), String> {
        let now = self.input.now.0;
        if let Some(when) = when.filter(|when| when.time.duration_since(now) > SKEW) {
            return Err(format!("it is from {}, which is yet to come", when.time));
        }
        let Some(max_age) = max_age else { return Ok(()) };
        let Some(when) = when else {
            return Err(if self.policy.trusted_time_only() {
                "no trusted service says when it was signed".to_owned()
            } else {
                "nothing says how old it is".to_owned()
            });
        };
        if now.duration_since(when.time) > max_age.duration() {
            return Err(format!("it is from {}{}, more than {max_age} ago", when.time, when.note()));
        }
        Ok(())
    }
}
