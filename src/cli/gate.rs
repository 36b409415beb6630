//! What has to hold before an artifact leaves this machine.
//!
//! For now that is a scan of what is pushed. Whoever pushes holds a [`Passed`], which nothing else makes; so another
//! gate changes this file and no other.

use super::packs::PackArgs;
use super::{Error, Io};
use crate::analyze::{self, Engine};
use crate::digest::Digest;
use crate::finding::Verdict;
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::scan::{self, Silent};
use crate::source::{File, Limits};
use crate::store::pack::capture;

/// Findings that keep an artifact here.
const FAIL_ON: Severity = Severity::High;

/// That one artifact may go to one place.
#[derive(Debug)]
pub(super) struct Passed {
    digest: Digest,
    target: String,
}

impl Passed {
    pub(super) const fn digest(&self) -> Digest {
        self.digest
    }

    pub(super) fn target(&self) -> &str {
        &self.target
    }
}

/// What was decided.
#[derive(Debug)]
pub(super) enum Decision {
    Passed(Passed),
    /// With the report that says why.
    Refused(Verdict, Vec<u8>),
}

/// Decides whether an artifact may go to `target`, by the very files that would. No configuration, baseline or waiver
/// applies: what weakens a scan has no place where nobody answers for it.
pub(super) fn decide(
    digest: Digest,
    target: &str,
    files: Vec<File>,
    packs: &PackArgs,
    limits: Limits,
    io: &Io<'_>,
) -> Result<Decision, Error> {
    let packs = packs.read(&io.folder)?;
    let engine = Engine::new(analyze::Options { packs, limits, ..analyze::Options::default() })?;
    let captures = [capture(digest, files)];
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let outcome = scan::scan(&engine, &captures, jobs, &Silent);
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() {
        return Err(Error::Empty { sources: digest.to_string() });
    }
    let verdict = outcome.verdict(FAIL_ON);
    if verdict == Verdict::Pass {
        return Ok(Decision::Passed(Passed { digest, target: target.to_owned() }));
    }
    let report = Report {
        outcome: &outcome,
        engine: &engine,
        fail_on: FAIL_ON,
        config: None,
        min_severity: Severity::Low,
        color: io.color.0,
    };
    let mut text = Vec::new();
    report::write(Format::Text, &report, &mut text)?;
    Ok(Decision::Refused(verdict, text))
}
