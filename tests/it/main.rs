//! All integration tests, in one binary: each further one would link the pattern engine again.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures and start the binary")]

mod cards;
mod cli;
mod configs;
mod formats;
mod generated;
mod harness;
mod house;
mod living;
mod listings;
mod rules;
mod scan;
