//! `proofmark bom validate`

use clap::{Args, ValueEnum};

use super::read;
use crate::bom::validate;
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{self, Checked};

/// Say whether BOMs are right: schema, references, ids, package URLs, ranges, licences and digests.
///
/// CycloneDX 1.3 to 1.7 in JSON, 1.3 to 1.5 in XML, SPDX 2.2, 2.3 and 3.0.1. Nothing is fetched. What the crate
/// cyclonedx-bom objects to in CycloneDX 1.3 to 1.5 is noted as a second opinion, and decides nothing.
#[derive(Debug, Args)]
pub(super) struct ValidateArgs {
    /// BOMs in any format that is read.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &ValidateArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut checked = Vec::with_capacity(args.files.len());
    for name in &args.files {
        let bom = read::bom(name, io)?;
        let faults = validate::validate(&bom);
        for objection in validate::second_opinion(&bom) {
            io.note(&format!("{name}: cyclonedx-bom objects: {objection}"));
        }
        checked.push(Checked { path: name.clone(), dialect: bom.dialect, faults });
    }
    let right = checked.iter().all(|file| file.faults.is_empty());
    io.answer(match args.format {
        Format::Text => bom::faults_text(&checked).into_bytes(),
        Format::Json => bom::faults_json(&checked)?,
    })?;
    Ok(if right { ExitStatus::Yes } else { ExitStatus::No })
}
