//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod active_document;
mod agent_configuration_changed;
mod appended_payload;
mod bundled_archive;
mod credential_theft;
mod deceptive_file_name;
mod disguised_file;
mod download_and_run;
mod environment_theft;
mod foreign_package_index;
mod hidden_executable;
mod native_program;
mod orphan_script;
mod pipe_to_shell;
mod spying;
mod stray_bytecode;
mod unpinned_package;
mod unsafe_pickle;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    active_document::RULE,
    agent_configuration_changed::RULE,
    appended_payload::RULE,
    bundled_archive::RULE,
    credential_theft::RULE,
    deceptive_file_name::RULE,
    disguised_file::RULE,
    download_and_run::RULE,
    environment_theft::RULE,
    foreign_package_index::RULE,
    hidden_executable::RULE,
    native_program::RULE,
    orphan_script::RULE,
    pipe_to_shell::RULE,
    spying::RULE,
    stray_bytecode::RULE,
    unpinned_package::RULE,
    unsafe_pickle::RULE,
];
