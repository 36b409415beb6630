//! All integration tests, in one binary: each further one would link the pattern engine again.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures and start the binary")]

mod generated;
mod harness;
mod hostile;
mod house;
mod living;
mod rules;
mod scan;
