//! proofmark: scan, inventory, attest and gate AI-agent artifacts.
//!
//! Modules in layer order; each uses only those above it. An *artifact* here is what a team ships (a skill, an MCP
//! server, an agent card, a configuration); a *skill* is a folder with a `SKILL.md`, never a skill of an agent card,
//! which is called a card skill.

#![cfg_attr(test, expect(clippy::string_slice, reason = "a test may slice where it knows the text"))]

pub mod clock;
pub mod digest;
pub mod text;

pub mod rule;

pub mod finding;

pub mod config;

pub mod net;

pub mod source;

pub mod artifact;

pub mod analyze;

pub mod judge;

pub mod scan;

pub mod attest;
pub mod lock;

pub mod inventory;

pub mod bom;

pub mod eval;
pub mod store;

pub mod policy;
pub mod promotion;

pub mod report;

pub mod serve;

pub mod cli;
