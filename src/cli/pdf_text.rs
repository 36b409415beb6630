//! `proofmark pdf-text`: how PDFs are read. It is called by proofmark itself.

use clap::Args;

use super::{Error, ExitStatus, Io};
use crate::source;

/// Print the text of a PDF from the standard input.
#[derive(Debug, Args)]
pub(super) struct PdfTextArgs {
    /// Seconds of the processor.
    seconds: u64,
}

pub(super) fn run(args: &PdfTextArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    source::answer_pdf(args.seconds, &mut std::io::stdin().lock(), io.out)?;
    Ok(ExitStatus::Yes)
}
