//! `a2a-scanner`

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::{Scanned, answer, note_absent};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::cisco;
use crate::serve::Form;
use crate::source::{Capture, Limits, Tree, read_small};

/// Scan A2A agent cards with proofmark, in the words of Cisco's a2a-scanner.
#[derive(Debug, Parser)]
#[command(name = "a2a-scanner", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,

    #[arg(long, hide = true, global = true)]
    debug: bool,
    #[arg(long, hide = true, global = true)]
    dev: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan an agent card.
    ScanCard {
        card_file: PathBuf,
        /// Taken for the sake of callers; all of our rules always apply.
        #[arg(long, short, value_delimiter = ',', default_value = "yara,spec")]
        analyzers: Vec<String>,
        /// Write the report to a file.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// Print JSON (`json` and `raw`) or a report for people.
        #[arg(long, short, value_enum, default_value = "table")]
        format: Format,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Summary,
    Table,
    Detailed,
    Json,
    Raw,
}

pub(super) fn run(args: &Arguments, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let Command::ScanCard { card_file, analyzers, output, format } = &args.command;
    note_absent(analyzers, &["yara", "spec", "heuristic"], io);
    let text = read_small(&io.folder.join(card_file), Limits::DEFAULT.max_file_size)?;
    // Callers write the card to a file of any name.
    let mut tree = Tree::of_files("".into(), [Form::AgentCard.file(&text)]);
    tree.single = true;
    let (scanned, _) = Scanned::of(io, Capture::local(card_file.to_string_lossy(), tree))?;
    if !matches!(format, Format::Json | Format::Raw) {
        return answer(&scanned.text(io)?, output.as_ref(), io);
    }
    let mut bytes = Vec::new();
    cisco::write(&cisco::card(&scanned.report(io), analyzers), &mut bytes)?;
    answer(&bytes, output.as_ref(), io)
}
