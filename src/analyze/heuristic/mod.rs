//! Heuristics: rules written in Rust, one file each. They join facts and hits; patterns are for YARA.

use super::{Context, Sink};
use crate::rule::StaticMeta;

mod bottomless_schemas;
mod contradicted_annotations;
mod credential_resources;
mod discouraged_tools;
mod disguised_file_names;
mod duplicate_tool_names;
mod early_tools;
mod external_schema_references;
mod foreign_tool_orders;
mod invisible_padding;
mod lookalike_words;
mod malformed_tool_names;
mod misleading_links;
mod oversized_descriptions;
mod reordered_text;
mod secret_parameters;
mod shadowed_tools;
mod side_channel_parameters;
mod smuggled_text;
mod suspicious_metadata_urls;
mod system_role_prompts;
mod terminal_escapes;
mod text_out_of_sight;
mod unbounded_command_parameters;
mod unbounded_resource_templates;
mod unpinned_package;
mod zero_width_text;

/// A rule in Rust.
#[derive(Debug)]
pub struct Heuristic {
    pub meta: StaticMeta,
    pub check: fn(&Context<'_>, &mut Sink<'_>),
}

/// Every heuristic, in the order of their names.
pub const ALL: &[Heuristic] = &[
    bottomless_schemas::RULE,
    contradicted_annotations::RULE,
    credential_resources::RULE,
    discouraged_tools::RULE,
    disguised_file_names::RULE,
    duplicate_tool_names::RULE,
    early_tools::RULE,
    external_schema_references::RULE,
    foreign_tool_orders::RULE,
    invisible_padding::RULE,
    lookalike_words::RULE,
    malformed_tool_names::RULE,
    misleading_links::RULE,
    oversized_descriptions::RULE,
    reordered_text::RULE,
    secret_parameters::RULE,
    shadowed_tools::RULE,
    side_channel_parameters::RULE,
    smuggled_text::RULE,
    suspicious_metadata_urls::RULE,
    system_role_prompts::RULE,
    terminal_escapes::RULE,
    text_out_of_sight::RULE,
    unbounded_command_parameters::RULE,
    unbounded_resource_templates::RULE,
    unpinned_package::RULE,
    zero_width_text::RULE,
];
