//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod ambiguous_members;
mod borrowed_endorsement;
mod boundless_capabilities;
mod boundless_claims;
mod disguised_name;
mod floating_package_version;
mod foreign_namespace;
mod incomplete_agent_card;
mod incomplete_server_json;
mod mass_registration;
mod priority_override;
mod privileged_package_arguments;
mod redirected_registry;
mod split_agent_ownership;
mod templated_host;
mod unauthenticated_agent;
mod uncovered_card_member;
mod undeclared_destination;
mod undigested_package;
mod unmarked_secret;
mod unpinned_package;
mod unsafe_agent_endpoint;
mod unsafe_required_extension;
mod weak_agent_authentication;
mod weak_card_signature;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    ambiguous_members::RULE,
    borrowed_endorsement::RULE,
    boundless_capabilities::RULE,
    boundless_claims::RULE,
    disguised_name::RULE,
    floating_package_version::RULE,
    foreign_namespace::RULE,
    incomplete_agent_card::RULE,
    incomplete_server_json::RULE,
    mass_registration::RULE,
    priority_override::RULE,
    privileged_package_arguments::RULE,
    redirected_registry::RULE,
    split_agent_ownership::RULE,
    templated_host::RULE,
    unauthenticated_agent::RULE,
    uncovered_card_member::RULE,
    undeclared_destination::RULE,
    undigested_package::RULE,
    unmarked_secret::RULE,
    unpinned_package::RULE,
    unsafe_agent_endpoint::RULE,
    unsafe_required_extension::RULE,
    weak_agent_authentication::RULE,
    weak_card_signature::RULE,
];
