//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::script::ScriptRule;
use super::{Context, Sink};
use crate::rule::StaticMeta;

mod active_document;
mod agent_configuration_changed;
mod ambiguous_members;
mod appended_payload;
mod auto_approve;
mod borrowed_endorsement;
mod bottomless_schemas;
mod boundless_capabilities;
mod boundless_claims;
mod broad_filesystem;
mod bundled_archive;
mod changing_tool_definition;
mod claimable_package;
mod claimed_encryption;
mod cloud_metadata_request;
mod command_from_content;
mod comment_steers_answer;
mod conditional_trigger;
mod conflicting_server;
mod consent_presumed;
mod container_escape;
mod contradicted_annotations;
mod contradicted_promise;
mod covert_act;
mod credential_resources;
mod credential_theft;
mod crowded_listing;
mod data_demanded;
mod deceptive_characters;
mod deceptive_file_name;
mod decoded_code_executed;
mod disabled_approval;
mod disarmed_check;
mod discouraged_tools;
mod disguised_file;
mod disguised_file_names;
mod disguised_name;
mod dormant_order;
mod download_and_execute;
mod download_and_run;
mod dropped_script;
mod duplicate_name;
mod duplicate_tool_names;
mod early_tools;
mod encoded_blob_run;
mod encoded_sentence;
mod endless_loop;
mod environment_dump;
mod environment_override;
mod environment_theft;
mod evidence_removal;
mod exposed_secret;
mod external_schema_references;
mod favour_ordered;
mod floating_package_version;
mod foreign_context_requested;
mod foreign_namespace;
mod foreign_package_index;
mod foreign_tool_orders;
mod hard_coded_bypass;
mod hidden_executable;
mod hidden_recipient;
mod hidden_temporary_file;
mod hook_payload;
mod ignored_safeguard;
mod incomplete_agent_card;
mod incomplete_server_json;
mod inline_launch;
mod install_script;
mod invisible_padding;
mod latex_hidden_text;
mod layered_decoding;
mod literal_credential;
mod live_login;
mod lookalike_endpoint;
mod lookalike_package;
mod lookalike_words;
mod malformed_skill;
mod malformed_tool_names;
mod mass_registration;
mod misleading_links;
mod missing_file;
mod mixed_lock_sources;
mod native_program;
mod orders_in_answers;
mod orphan_script;
mod output_doctored;
mod oversized_descriptions;
mod password_handoff;
mod personal_files_sent;
mod pipe_to_shell;
mod plaintext_remote;
mod precedence_planted;
mod priority_override;
mod privileged_package_arguments;
mod redirected_registry;
mod relay_opened;
mod renamed_secret_file;
mod reordered_text;
mod reserved_plugin_name;
mod resource_exhaustion;
mod results_falsified;
mod schemaless_tools;
mod secret_parameters;
mod secret_to_file;
mod secret_to_network;
mod sentence;
mod session_takeover;
mod shadowed_tools;
mod side_channel_parameters;
mod skill_input_to_code;
mod smuggled_text;
mod spelled_address;
mod split_agent_ownership;
mod spying;
mod startup_change;
mod startup_connection;
mod startup_credential_access;
mod startup_model_request;
mod startup_outside_access;
mod startup_payload;
mod stray_bytecode;
mod stray_receiver;
mod suspicious_metadata_urls;
mod swapped_values;
mod system_permission_change;
mod system_role_prompts;
mod templated_host;
mod temporary_remote;
mod terminal_escapes;
mod text_out_of_sight;
mod token_to_stranger;
mod tool_argument_to_eval;
mod tool_argument_to_option;
mod tool_argument_to_path;
mod tool_argument_to_shell;
mod tool_argument_to_sql;
mod tool_argument_to_template;
mod tool_argument_to_url;
mod tool_argument_to_xml;
mod trust_planted;
mod unannounced_deletion;
mod unauthenticated_agent;
mod unbounded_command_parameters;
mod unbounded_locator_parameters;
mod unbounded_resource_templates;
mod uncovered_card_member;
mod undeclared_behaviour;
mod undeclared_collection;
mod undeclared_destination;
mod undeclared_foothold;
mod undigested_package;
mod unknown_protocol_version;
mod unmarked_secret;
mod unpinned_package;
mod unpinned_plugin;
mod unread_document;
mod unread_servers;
mod unsafe_agent_endpoint;
mod unsafe_deserialisation;
mod unsafe_pickle;
mod unsafe_required_extension;
mod unstable_listing;
mod user_overruled;
mod volatile_executable;
mod weak_agent_authentication;
mod weak_card_signature;
mod wildcard_allowed_tools;
mod wildcard_permission;
mod withdrawn_package;
mod writable_configuration;
mod zero_width_text;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

// Rules of the second pass speak for these, too, where what is joined stands in several artifacts.
pub(super) const SHADOWED_TOOLS: StaticMeta = shadowed_tools::RULE.meta;
pub(super) const CONFLICTING_SERVER: StaticMeta = conflicting_server::RULE.meta;
pub(super) use duplicate_tool_names::folded;
pub use sentence::CLAUSES;

/// The metadata of every heuristic, kind by kind.
pub fn metas() -> impl Iterator<Item = StaticMeta> {
    let clauses = CLAUSES.iter().map(|rule| rule.meta);
    ALL.iter().map(|rule| rule.meta).chain(clauses).chain(SCRIPTS.iter().map(|rule| rule.meta))
}

/// Every rule about forms of code, in the order of their names.
pub const SCRIPTS: &[ScriptRule] =
    &[disarmed_check::RULE, output_doctored::RULE, undeclared_collection::RULE, undeclared_foothold::RULE];

/// Every other heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    active_document::RULE,
    agent_configuration_changed::RULE,
    ambiguous_members::RULE,
    appended_payload::RULE,
    auto_approve::RULE,
    borrowed_endorsement::RULE,
    bottomless_schemas::RULE,
    boundless_capabilities::RULE,
    boundless_claims::RULE,
    broad_filesystem::RULE,
    bundled_archive::RULE,
    changing_tool_definition::RULE,
    claimable_package::RULE,
    claimed_encryption::RULE,
    cloud_metadata_request::RULE,
    command_from_content::RULE,
    comment_steers_answer::RULE,
    conditional_trigger::RULE,
    conflicting_server::RULE,
    consent_presumed::RULE,
    container_escape::RULE,
    contradicted_annotations::RULE,
    contradicted_promise::RULE,
    covert_act::RULE,
    credential_resources::RULE,
    credential_theft::RULE,
    crowded_listing::RULE,
    data_demanded::RULE,
    deceptive_characters::RULE,
    deceptive_file_name::RULE,
    decoded_code_executed::RULE,
    disabled_approval::RULE,
    discouraged_tools::RULE,
    disguised_file::RULE,
    disguised_file_names::RULE,
    disguised_name::RULE,
    dormant_order::RULE,
    download_and_execute::RULE,
    download_and_run::RULE,
    dropped_script::RULE,
    duplicate_name::RULE,
    duplicate_tool_names::RULE,
    early_tools::RULE,
    encoded_blob_run::RULE,
    encoded_sentence::RULE,
    endless_loop::RULE,
    environment_dump::RULE,
    environment_override::RULE,
    environment_theft::RULE,
    evidence_removal::RULE,
    exposed_secret::RULE,
    external_schema_references::RULE,
    favour_ordered::RULE,
    floating_package_version::RULE,
    foreign_context_requested::RULE,
    foreign_namespace::RULE,
    foreign_package_index::RULE,
    foreign_tool_orders::RULE,
    hard_coded_bypass::RULE,
    hidden_executable::RULE,
    hidden_recipient::RULE,
    hidden_temporary_file::RULE,
    hook_payload::RULE,
    ignored_safeguard::RULE,
    incomplete_agent_card::RULE,
    incomplete_server_json::RULE,
    inline_launch::RULE,
    install_script::RULE,
    invisible_padding::RULE,
    latex_hidden_text::RULE,
    layered_decoding::RULE,
    literal_credential::RULE,
    live_login::RULE,
    lookalike_endpoint::RULE,
    lookalike_package::RULE,
    lookalike_words::RULE,
    malformed_skill::RULE,
    malformed_tool_names::RULE,
    mass_registration::RULE,
    misleading_links::RULE,
    missing_file::RULE,
    mixed_lock_sources::RULE,
    native_program::RULE,
    orders_in_answers::RULE,
    orphan_script::RULE,
    oversized_descriptions::RULE,
    password_handoff::RULE,
    personal_files_sent::RULE,
    pipe_to_shell::RULE,
    plaintext_remote::RULE,
    precedence_planted::RULE,
    priority_override::RULE,
    privileged_package_arguments::RULE,
    redirected_registry::RULE,
    relay_opened::RULE,
    renamed_secret_file::RULE,
    reordered_text::RULE,
    reserved_plugin_name::RULE,
    resource_exhaustion::RULE,
    results_falsified::RULE,
    schemaless_tools::RULE,
    secret_parameters::RULE,
    secret_to_file::RULE,
    secret_to_network::RULE,
    session_takeover::RULE,
    shadowed_tools::RULE,
    side_channel_parameters::RULE,
    skill_input_to_code::RULE,
    smuggled_text::RULE,
    spelled_address::RULE,
    split_agent_ownership::RULE,
    spying::RULE,
    startup_change::RULE,
    startup_connection::RULE,
    startup_credential_access::RULE,
    startup_model_request::RULE,
    startup_outside_access::RULE,
    startup_payload::RULE,
    stray_bytecode::RULE,
    stray_receiver::RULE,
    suspicious_metadata_urls::RULE,
    swapped_values::RULE,
    system_permission_change::RULE,
    system_role_prompts::RULE,
    templated_host::RULE,
    temporary_remote::RULE,
    terminal_escapes::RULE,
    text_out_of_sight::RULE,
    token_to_stranger::RULE,
    tool_argument_to_eval::RULE,
    tool_argument_to_option::RULE,
    tool_argument_to_path::RULE,
    tool_argument_to_shell::RULE,
    tool_argument_to_sql::RULE,
    tool_argument_to_template::RULE,
    tool_argument_to_url::RULE,
    tool_argument_to_xml::RULE,
    trust_planted::RULE,
    unannounced_deletion::RULE,
    unauthenticated_agent::RULE,
    unbounded_command_parameters::RULE,
    unbounded_locator_parameters::RULE,
    unbounded_resource_templates::RULE,
    uncovered_card_member::RULE,
    undeclared_behaviour::RULE,
    undeclared_destination::RULE,
    undigested_package::RULE,
    unknown_protocol_version::RULE,
    unmarked_secret::RULE,
    unpinned_package::RULE,
    unpinned_plugin::RULE,
    unread_document::RULE,
    unread_servers::RULE,
    unsafe_agent_endpoint::RULE,
    unsafe_deserialisation::RULE,
    unsafe_pickle::RULE,
    unsafe_required_extension::RULE,
    unstable_listing::RULE,
    user_overruled::RULE,
    volatile_executable::RULE,
    weak_agent_authentication::RULE,
    weak_card_signature::RULE,
    wildcard_allowed_tools::RULE,
    wildcard_permission::RULE,
    withdrawn_package::RULE,
    writable_configuration::RULE,
    zero_width_text::RULE,
];
