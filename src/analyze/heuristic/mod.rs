//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod changing_tool_definition;
mod claimed_encryption;
mod cloud_metadata_request;
mod conditional_trigger;
mod decoded_code_executed;
mod download_and_execute;
mod dropped_script;
mod environment_dump;
mod evidence_removal;
mod hidden_recipient;
mod hidden_temporary_file;
mod resource_exhaustion;
mod secret_to_file;
mod secret_to_network;
mod startup_change;
mod system_permission_change;
mod tool_argument_to_eval;
mod tool_argument_to_path;
mod tool_argument_to_shell;
mod tool_argument_to_sql;
mod tool_argument_to_template;
mod tool_argument_to_url;
mod undeclared_behaviour;
mod unpinned_package;
mod unsafe_deserialisation;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    changing_tool_definition::RULE,
    claimed_encryption::RULE,
    cloud_metadata_request::RULE,
    conditional_trigger::RULE,
    decoded_code_executed::RULE,
    download_and_execute::RULE,
    dropped_script::RULE,
    environment_dump::RULE,
    evidence_removal::RULE,
    hidden_recipient::RULE,
    hidden_temporary_file::RULE,
    resource_exhaustion::RULE,
    secret_to_file::RULE,
    secret_to_network::RULE,
    startup_change::RULE,
    system_permission_change::RULE,
    tool_argument_to_eval::RULE,
    tool_argument_to_path::RULE,
    tool_argument_to_shell::RULE,
    tool_argument_to_sql::RULE,
    tool_argument_to_template::RULE,
    tool_argument_to_url::RULE,
    undeclared_behaviour::RULE,
    unpinned_package::RULE,
    unsafe_deserialisation::RULE,
];
