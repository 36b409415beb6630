//! A share of the work, so that several machines do it together.

use std::fmt;
use std::str::FromStr;

use crate::artifact::Candidate;
use crate::digest::Digest;

/// One of several shares: `2/8` is the second of eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// 1-based.
    number: u64,
    of: u64,
}

/// Shares that work may be cut into.
const MAX: u64 = 10_000;

impl Shard {
    /// Whether a candidate belongs to the share. Its path decides, so every machine that lists the same sources agrees,
    /// and what is added elsewhere moves nothing.
    pub(super) fn holds(self, candidate: &Candidate) -> bool {
        let hex = Digest::of(candidate.root.as_str()).hex();
        let number = hex.get(..15).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default();
        number % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no share such as `2/8`, the second of eight");
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (number, of) = (number.parse().map_err(|_| wrong())?, of.parse().map_err(|_| wrong())?);
        if (1..=of).contains(&number) && of <= MAX { Ok(Self { number, of }) } else { Err(wrong()) }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}
