//! `proofmark rules list`

use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};

use crate::analyze::{Engine, Options};
use crate::cli::packs::PackArgs;
use crate::cli::{Error, ExitStatus, Io};
use crate::report;
use crate::rule::{Catalogue, RuleMeta};

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
    match args.format {
        ListFormat::Text => table(rules, io)?,
        ListFormat::Json => {
            let rules: Vec<&RuleMeta> = rules.iter().collect();
            serde_json::to_writer_pretty(&mut *io.out, &rules).map_err(std::io::Error::from)?;
            writeln!(io.out)?;
        }
        ListFormat::Markdown => io.out.write_all(report::catalogue(rules).as_bytes())?,
    }
    io.out.flush()?;
    Ok(ExitStatus::Yes)
}

fn table(rules: &Catalogue, io: &mut Io<'_>) -> Result<(), Error> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["RULE", "SEVERITY", "THREAT", "FINDS"]);
    for rule in rules.iter() {
        table.add_row([rule.id.as_str(), rule.severity.name(), rule.threat.name(), &rule.title]);
    }
    for line in table.lines() {
        writeln!(io.out, "{}", line.trim())?;
    }
    Ok(())
}
