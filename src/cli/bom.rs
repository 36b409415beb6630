//! `proofmark bom`

use std::path::PathBuf;

use clap::Args;

use super::limits::LimitArgs;
use super::{Error, ExitStatus, Io};
use crate::bom::{self, Format};
use crate::config::LimitSettings;
use crate::inventory;
use crate::source::{self, Limits};

/// List what an agent is made of: models, tools, prompts, skills, MCP servers, packages.
#[derive(Debug, Args)]
pub(super) struct BomArgs {
    /// Files and folders.
    #[arg(value_name = "SOURCE", default_value = ".")]
    sources: Vec<String>,

    /// Say yes where there is nothing to list.
    #[arg(long)]
    allow_empty: bool,

    /// Read build output and installed dependencies, too.
    #[arg(long)]
    no_ignore: bool,

    /// How to write the list.
    #[arg(long, default_value = "text", value_parser = format(), help_heading = "Output")]
    format: Format,

    /// Write the list to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    limits: LimitArgs,
}

/// Names its values in `--help`, which a plain function does not.
fn format() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
        .try_map(|name| Format::ALL.iter().copied().find(|format| format.name() == name).ok_or("is no format"))
}

pub(super) fn run(args: &BomArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    let options = source::Options { limits, no_ignore: args.no_ignore };
    let fetch = |reference: &String| Ok((reference.clone(), source::fetch(reference, &io.folder, &options)?));
    let trees = args.sources.iter().map(fetch).collect::<Result<Vec<_>, Error>>()?;
    let inventory = inventory::collect(&trees, &limits);
    if inventory.components.is_empty() && !inventory.has_gaps() && !args.allow_empty {
        let sources = args.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::NothingToList { sources });
    }
    let mut bytes = Vec::new();
    bom::write(args.format, &inventory, &mut bytes)?;
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(if inventory.has_gaps() { ExitStatus::Unknown } else { ExitStatus::Yes })
}
