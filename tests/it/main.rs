//! All integration tests, in one binary: each further one would link the pattern engine again.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures and start the binary")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::use_debug,
    reason = "a test may stop where it finds what it does not expect"
)]

#[cfg(unix)]
mod action;
mod agent_registry;
mod archives;
mod attest;
mod beside;
mod bom;
mod bom_documents;
mod bom_written;
mod capture;
mod cards;
mod changes;
mod cli;
mod configs;
mod conformance;
mod cosign;
mod cross;
mod discover;
#[cfg(unix)]
mod docs;
mod dropin;
mod eval;
mod formats;
mod gate;
mod generated;
mod git;
mod git_servers;
mod harness;
mod hints;
mod hostile;
mod house;
mod image;
mod init;
mod instance;
mod judge;
mod laws;
mod listings;
mod living;
mod lock;
mod mcp;
mod needs;
mod oci;
mod packages;
mod packed;
mod page;
mod pdf;
mod platforms;
mod policy;
mod promised;
mod promotion;
mod push;
mod ready;
mod registry;
mod rules;
mod runners;
mod scan;
mod server;
mod servers;
mod shell;
mod source;
mod specimens;
mod store;
mod sweep;
mod tamper;
mod tuf;
mod upload;
mod verify;
mod ways;
mod web;
