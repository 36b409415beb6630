//! The names under which other scanners are started: called as `mcp-scanner`, `a2a-scanner` or `skill-scanner`, the
//! program takes their arguments and prints what their callers read. As with them, findings are no failure: the exit code
//! says whether there was a scan.

mod a2a;
mod mcp;
mod skill;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::{Error, ExitStatus, Io};
use crate::analyze::Engine;
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::scan::{self, Outcome, Silent};
use crate::source::{self, Capture};

/// A scanner whose place we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DropIn {
    Mcp,
    A2a,
    Skill,
}

impl DropIn {
    /// The scanner that a program was started as, by the name in its first argument.
    pub(super) fn named(program: &OsStr) -> Option<Self> {
        match Path::new(program).file_stem()?.to_str()? {
            "mcp-scanner" => Some(Self::Mcp),
            "a2a-scanner" => Some(Self::A2a),
            "skill-scanner" => Some(Self::Skill),
            _ => None,
        }
    }

    /// Runs it with its own arguments, the program's name first.
    pub(super) fn run(self, args: impl Iterator<Item = OsString>, io: &mut Io<'_>) -> ExitStatus {
        let result = match self {
            Self::Mcp => mcp::Arguments::try_parse_from(args).map(|args| mcp::run(&args, io)),
            Self::A2a => a2a::Arguments::try_parse_from(args).map(|args| a2a::run(&args, io)),
            Self::Skill => skill::Arguments::try_parse_from(args).map(|args| skill::run(&args, io)),
        };
        match result {
            Ok(result) => result.unwrap_or_else(|error| io.fail(&error)),
            Err(error) => io.usage(&error),
        }
    }
}

/// What was scanned, whole.
struct Scanned {
    engine: Engine,
    outcome: Outcome,
}

impl Scanned {
    /// Scans a capture. Something that was not read is an error: whoever reads the report knows of no gaps, and takes
    /// what is not in it for safe.
    fn of(io: &Io<'_>, capture: Capture) -> Result<(Self, Capture), Error> {
        let engine = Engine::new(io.analysis())?;
        let captures = [capture];
        let outcome = scan::scan(&engine, &captures, 1, &Silent);
        let [capture] = captures;
        if let Some(gap) = outcome.gaps.first() {
            let (path, reason) = (gap.path.to_string(), format!("{} ({})", gap.reason.describe(), gap.detail));
            return Err(Error::Unscanned { path, reason });
        }
        Ok((Self { engine, outcome }, capture))
    }

    fn report(&self, io: &Io<'_>) -> Report<'_> {
        Report {
            outcome: &self.outcome,
            engine: &self.engine,
            fail_on: Severity::High,
            config: None,
            min_severity: Severity::Info,
            color: io.color.0,
        }
    }

    /// The report for people.
    fn text(&self, io: &Io<'_>) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        report::write(Format::Text, &self.report(io), &mut text)?;
        Ok(text)
    }
}

/// Gives the answer where it was asked for.
fn answer(bytes: &[u8], output: Option<&PathBuf>, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match output {
        Some(file) => source::write_atomic(&io.folder.join(file), bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(ExitStatus::Yes)
}

/// Says which analyzers are not there: nothing is sent to a model or to anybody's cloud.
fn note_absent(analyzers: &[String], present: &[&str], io: &mut Io<'_>) {
    let absent: Vec<&str> =
        analyzers.iter().map(String::as_str).filter(|analyzer| !present.contains(analyzer)).collect();
    if !absent.is_empty() {
        io.note(&format!("proofmark's own rules take the place of {}", absent.join(", ")));
    }
}
