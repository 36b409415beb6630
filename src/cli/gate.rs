//! What has to hold before an artifact leaves this machine.
//!
//! Where a policy is named, signed history decides; otherwise a scan of what is pushed. Whoever pushes holds a
//! [`Passed`], which nothing else makes.

use super::governed::Governed;
use super::packs::PackArgs;
use super::seen::Seen;
use super::{Error, Io};
use crate::analyze::{self, Engine};
use crate::digest::Digest;
use crate::finding::Verdict;
use crate::policy::Stage;
use crate::promotion;
use crate::report::promotion::{Status, status_text};
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::scan::{self, Silent};
use crate::source::{File, Limits};
use crate::store::Store;
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

/// Decides whether an artifact may go to `target` by what the policy's signers have decided about it there: evidence of
/// the store and of the registry counts alike, so that a revocation that only one of them knows does.
pub(super) fn decide_by_history(
    digest: Digest,
    target: &str,
    stores: [&dyn Store; 2],
    governed: &Governed,
    seen: &Seen,
    io: &Io<'_>,
) -> Result<Decision, Error> {
    let [here, there] = stores;
    let trust = governed.trust(io.clock.now());
    let resource = format!("oci://{}", there.place());
    let mut evidence = promotion::gather(here, digest, target, &trust)?;
    if there.manifest(digest)?.is_some() {
        evidence = evidence.and(promotion::gather(there, digest, target, &trust)?);
    }
    let history = seen.history(digest, &resource, evidence, &trust);
    let state = &history.state;
    let verdict = match (state.standing.check(), state.stage) {
        (None, Some(stage)) if stage > Stage::Draft && stage < Stage::Revoked => Verdict::Pass,
        (Some(_), stage) if stage != Some(Stage::Revoked) => Verdict::Incomplete,
        _ => Verdict::Fail,
    };
    if verdict == Verdict::Pass {
        return Ok(Decision::Passed(Passed { digest, target: target.to_owned() }));
    }
    let status = Status {
        name: target,
        subject: digest,
        resource: &resource,
        kind: None,
        policy: trust.policy,
        history: &history,
        now: trust.now,
    };
    Ok(Decision::Refused(verdict, status_text(&status).into_bytes()))
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
    let engine = Engine::new(analyze::Options { packs, limits, ..io.analysis() })?;
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
