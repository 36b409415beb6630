//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod approval_skipped;
mod clause;
mod data_to_stranger;
mod foreign_order;
mod instructions_planted;
mod kept_from_user;
mod malformed_skill;
mod missing_file;
mod password_handoff;
mod payload_prerequisite;
mod report_bent;
mod rules_dropped;
mod secret_taken;
mod unpinned_package;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    approval_skipped::RULE,
    data_to_stranger::RULE,
    foreign_order::RULE,
    instructions_planted::RULE,
    kept_from_user::RULE,
    malformed_skill::RULE,
    missing_file::RULE,
    password_handoff::RULE,
    payload_prerequisite::RULE,
    report_bent::RULE,
    rules_dropped::RULE,
    secret_taken::RULE,
    unpinned_package::RULE,
];
