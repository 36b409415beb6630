//! All integration tests, in one binary: each further one would link the pattern engine again.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures and start the binary")]

mod generated;
mod harness;
mod house;
mod rules;
mod scan;
mod source;
