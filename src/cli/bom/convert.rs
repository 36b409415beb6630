//! `proofmark bom convert`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::read;
use crate::bom::{Dialect, spdx3};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::json;
use crate::source;

/// Write a BOM in another format: CycloneDX of JSON or XML, or SPDX 2.2 or 2.3.
#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    /// A BOM in CycloneDX, or in SPDX 2, of which SPDX 3 is made.
    #[arg(value_name = "BOM")]
    bom: String,

    /// The format to write. CycloneDX keeps its version.
    #[arg(long, value_enum, default_value = "spdx-json", help_heading = "Output")]
    format: Format,

    /// Write the BOM to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// SPDX 3.0.1 in JSON-LD.
    SpdxJson,
    /// CycloneDX in JSON.
    CyclonedxJson,
}

pub(super) fn run(args: &ConvertArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let file = read::bom(&args.bom, io)?;
    let bytes = match (args.format, file.cyclonedx(), file.dialect) {
        (Format::SpdxJson, Some(bom), _) => json(&spdx3::document(&bom?))?,
        (Format::SpdxJson, None, Dialect::Spdx2(_)) => json(&spdx3::upgrade(&file.value))?,
        (Format::CyclonedxJson, Some(bom), _) => json(&bom?)?,
        _ => return Err(Error::NotCycloneDx { bom: args.bom.clone() }),
    };
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(ExitStatus::Yes)
}
