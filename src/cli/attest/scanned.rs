//! The verdict of a scan as a predicate.

use clap::Parser;

use super::{AttestArgs, MAX_FILE};
use crate::attest::ResourceDescriptor;
use crate::attest::predicate::{Document, Report as ReportFiles, TestResult};
use crate::cli::scan::{self, ScanArgs, Scanned};
use crate::cli::subject::About;
use crate::cli::{Error, Io};
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::source::{read_bytes, write_atomic};

/// The flags of a scan, as `proofmark scan` reads them.
#[derive(Debug, Parser)]
#[command(name = "proofmark attest … --")]
struct ScanLine {
    #[command(flatten)]
    scan: ScanArgs,
}

/// Scans what the statement is about: the source, or the very bytes that a store has. `None` where the flags of the
/// scan are wrong, and that was said.
pub(super) fn scanned(args: &AttestArgs, about: &About, io: &mut Io<'_>) -> Result<Option<Document>, Error> {
    let stored = match about {
        About::Here(_) => None,
        About::Stored(_) => about.capture(&args.source, io)?,
    };
    let source = stored.is_none().then_some(args.source.as_str());
    let line = std::iter::once("proofmark attest … --").chain(source).chain(args.scan.iter().map(String::as_str));
    let line = match ScanLine::try_parse_from(line) {
        Ok(line) => line.scan,
        Err(error) => {
            io.usage(&error);
            return Ok(None);
        }
    };
    if line.is_of_changes() {
        return Err(Error::PartOfSubject);
    }
    let Scanned { outcome, engine, fail_on, config, .. } = scan::perform(&line, stored, io)?;
    let report = Report {
        outcome: &outcome,
        engine: &engine,
        fail_on,
        config: config.as_deref(),
        min_severity: Severity::Info,
        color: false,
    };
    let mut sarif = Vec::new();
    report::write(Format::Sarif, &report, &mut sarif)?;
    if let Some(path) = &args.report {
        write_atomic(&io.folder.join(path), &sarif)?;
    }
    let report = ResourceDescriptor::of_bytes("report.sarif", "application/sarif+json", &sarif);
    let config = match config {
        Some(name) => {
            let bytes = read_bytes(&io.folder.join(&name), MAX_FILE)?;
            Some(ResourceDescriptor::of_bytes(&name, "application/toml", &bytes))
        }
        None => None,
    };
    let mut result = TestResult::of_scan(&outcome, &engine, fail_on, ReportFiles { report, config });
    if let Some(scan) = &mut result.scan {
        scan.finished_on = Some(io.clock.now().to_string());
    }
    Ok(Some(Document::of(&result)?))
}
