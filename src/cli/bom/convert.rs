//! `proofmark bom convert`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::read;
use crate::bom::spdx3;
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::json;
use crate::source;

/// Write a CycloneDX BOM, in JSON or XML, in another format.
#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    /// A BOM in CycloneDX.
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
    let Some(bom) = file.cyclonedx() else { return Err(Error::NotCycloneDx { bom: args.bom.clone() }) };
    let bytes = match args.format {
        Format::SpdxJson => json(&spdx3::document(&bom?))?,
        Format::CyclonedxJson => json(&bom?)?,
    };
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(ExitStatus::Yes)
}
