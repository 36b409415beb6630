//! Where a report goes, and what is said beside it.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::{Error, Io};
use crate::report::{self, Beside, Format, Report};
use crate::source;

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Record the time, or that of `SOURCE_DATE_EPOCH`, in formats that have a place for it.
    #[arg(long)]
    timestamp: bool,

    /// Say nothing beside the report but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl OutputArgs {
    /// The time to record, if there is one.
    pub(super) fn time(&self, io: &Io<'_>) -> Option<Timestamp> {
        self.timestamp.then(|| io.clock.now())
    }

    /// Writes a report where it was asked for.
    pub(super) fn answer(
        &self,
        format: Format,
        report: &Report<'_>,
        beside: &Beside<'_>,
        io: &mut Io<'_>,
    ) -> Result<(), Error> {
        let mut bytes = Vec::new();
        // A file is read by anything, so it is never coloured.
        let color = report.color && self.output.is_none();
        report::write_with(format, &Report { color, ..*report }, beside, &mut bytes)?;
        self.put(&bytes, io)?;
        if let Some(file) = self.output.as_ref().filter(|_| !self.quiet) {
            io.say(&format!("{}\nthe report is in `{}`", report::sentence(report), file.display()));
        }
        Ok(())
    }

    /// Writes what is a report already.
    pub(super) fn put(&self, bytes: &[u8], io: &mut Io<'_>) -> Result<(), Error> {
        match &self.output {
            Some(file) => Ok(source::write_atomic(&io.folder.join(file), bytes)?),
            None => io.answer(bytes),
        }
    }
}
