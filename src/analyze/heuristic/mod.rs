//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod approval_bypass;
mod auto_approve;
mod broad_filesystem;
mod conflicting_server;
mod container_escape;
mod disguised_name;
mod duplicate_name;
mod environment_override;
mod exposed_secret;
mod hook_payload;
mod inline_launch;
mod literal_credential;
mod lookalike_package;
mod plaintext_remote;
mod reserved_plugin_name;
mod temporary_remote;
mod unpinned_package;
mod unpinned_plugin;
mod volatile_executable;
mod wildcard_allowed_tools;
mod wildcard_permission;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    approval_bypass::RULE,
    auto_approve::RULE,
    broad_filesystem::RULE,
    conflicting_server::RULE,
    container_escape::RULE,
    disguised_name::RULE,
    duplicate_name::RULE,
    environment_override::RULE,
    exposed_secret::RULE,
    hook_payload::RULE,
    inline_launch::RULE,
    literal_credential::RULE,
    lookalike_package::RULE,
    plaintext_remote::RULE,
    reserved_plugin_name::RULE,
    temporary_remote::RULE,
    unpinned_package::RULE,
    unpinned_plugin::RULE,
    volatile_executable::RULE,
    wildcard_allowed_tools::RULE,
    wildcard_permission::RULE,
];
