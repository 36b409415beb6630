//! `proofmark bom merge`

use std::path::PathBuf;

use clap::Args;

use super::read;
use crate::bom::merge;
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::json;
use crate::source;

/// Make one BOM of several; what they do not agree on is said, and both digests of one name are kept.
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// BOMs in CycloneDX, SPDX 2.2, 2.3 or 3.0.1; of several formats, SPDX 3.0.1 is made. The first gives the metadata.
    #[arg(value_name = "FILE", required = true, num_args = 2..)]
    files: Vec<String>,

    /// Say no where the documents do not agree.
    #[arg(long)]
    strict: bool,

    /// Write the BOM to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &MergeArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut files = Vec::with_capacity(args.files.len());
    for name in &args.files {
        files.push(read::bom(name, io)?);
    }
    let merged = merge::merge(&files)?;
    let bytes = json(&merged.value)?;
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    for conflict in &merged.conflicts {
        io.note(&format!("{}: `{}` {}", conflict.document, conflict.about, conflict.message));
    }
    Ok(if args.strict && !merged.conflicts.is_empty() { ExitStatus::No } else { ExitStatus::Yes })
}
