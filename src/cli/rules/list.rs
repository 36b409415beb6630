//! `proofmark rules list`

use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};

use crate::analyze::{Engine, Options};
use crate::cli::packs::PackArgs;
use crate::cli::{Error, ExitStatus, Io};
use crate::report;
use crate::rule::{Catalogue, RuleMeta};
use crate::text::visible_line;

/// List all rules, one a line.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    packs: PackArgs,

    /// How to write the list.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// A table.
    Text,
    /// All metadata.
    Json,
    /// The catalogue, as in `rules/README.md`.
    Markdown,
}

pub(super) fn run(args: &ListArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let packs = args.packs.read(&io.folder)?;
    let engine = Engine::new(Options { packs, ..Options::default() })?;
    let rules = engine.catalogue();
    io.answer(match args.format {
        ListFormat::Text => table(rules),
        ListFormat::Json => {
            let rules: Vec<&RuleMeta> = rules.iter().collect();
            serde_json::to_string_pretty(&rules).map_err(std::io::Error::from)? + "\n"
        }
        ListFormat::Markdown => report::catalogue(rules),
    })?;
    Ok(ExitStatus::Yes)
}

fn table(rules: &Catalogue) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["RULE", "SEVERITY", "THREAT", "FINDS"]);
    for rule in rules.iter() {
        table.add_row([rule.id.as_str(), rule.severity.name(), rule.threat.name(), &*visible_line(&rule.title)]);
    }
    table.lines().flat_map(|line| [line.trim().to_owned(), "\n".to_owned()]).collect()
}
