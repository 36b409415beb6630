//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod ambiguous_members;
mod approval_bypass;
mod auto_approve;
mod borrowed_endorsement;
mod boundless_capabilities;
mod boundless_claims;
mod broad_filesystem;
mod conflicting_server;
mod container_escape;
mod deceptive_characters;
mod disguised_name;
mod duplicate_name;
mod environment_override;
mod exposed_secret;
mod floating_package_version;
mod foreign_namespace;
mod hook_payload;
mod incomplete_agent_card;
mod incomplete_server_json;
mod inline_launch;
mod literal_credential;
mod lookalike_package;
mod mass_registration;
mod plaintext_remote;
mod priority_override;
mod privileged_package_arguments;
mod redirected_registry;
mod reserved_plugin_name;
mod split_agent_ownership;
mod templated_host;
mod temporary_remote;
mod unauthenticated_agent;
mod undeclared_destination;
mod undigested_package;
mod unmarked_secret;
mod unpinned_package;
mod unpinned_plugin;
mod unsafe_agent_endpoint;
mod unsafe_required_extension;
mod volatile_executable;
mod weak_agent_authentication;
mod weak_card_signature;
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
    ambiguous_members::RULE,
    approval_bypass::RULE,
    auto_approve::RULE,
    borrowed_endorsement::RULE,
    boundless_capabilities::RULE,
    boundless_claims::RULE,
    broad_filesystem::RULE,
    conflicting_server::RULE,
    container_escape::RULE,
    deceptive_characters::RULE,
    disguised_name::RULE,
    duplicate_name::RULE,
    environment_override::RULE,
    exposed_secret::RULE,
    floating_package_version::RULE,
    foreign_namespace::RULE,
    hook_payload::RULE,
    incomplete_agent_card::RULE,
    incomplete_server_json::RULE,
    inline_launch::RULE,
    literal_credential::RULE,
    lookalike_package::RULE,
    mass_registration::RULE,
    plaintext_remote::RULE,
    priority_override::RULE,
    privileged_package_arguments::RULE,
    redirected_registry::RULE,
    reserved_plugin_name::RULE,
    split_agent_ownership::RULE,
    templated_host::RULE,
    temporary_remote::RULE,
    unauthenticated_agent::RULE,
    undeclared_destination::RULE,
    undigested_package::RULE,
    unmarked_secret::RULE,
    unpinned_package::RULE,
    unpinned_plugin::RULE,
    unsafe_agent_endpoint::RULE,
    unsafe_required_extension::RULE,
    volatile_executable::RULE,
    weak_agent_authentication::RULE,
    weak_card_signature::RULE,
    wildcard_allowed_tools::RULE,
    wildcard_permission::RULE,
];
