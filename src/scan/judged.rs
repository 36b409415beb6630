//! The opinion of a model about what a scan has read and found.

use std::collections::{BTreeSet, HashMap};

use super::{Outcome, STACK, loaded, work};
use crate::analyze::Engine;
use crate::artifact::Artifact;
use crate::finding::Finding;
use crate::judge::{Answer, Judge, Judged, Preview, Raised, Said, Suspicion};
use crate::source::Capture;

/// Asks a judge about every artifact of an outcome, one after the other. What it raises is added to the findings, what it
/// did not answer to the gaps; nothing is taken away.
pub fn judge(engine: &Engine, captures: &[Capture], judge: &Judge, outcome: &mut Outcome) {
    let (mut said, mut raised, mut gaps) = (Said::default(), Vec::new(), Vec::new());
    each(engine, captures, outcome, |artifact, findings| {
        let Answer { opinions, raised: suspicions, gaps: open } = judge.ask(artifact, findings, &mut said);
        said.opinions.extend(opinions);
        gaps.extend(open);
        let found = engine.judged(artifact, suspicions.iter().map(|suspicion| suspicion.report.clone()));
        for (finding, suspicion) in found.into_iter().zip(suspicions) {
            let Some(finding) = finding else { continue };
            let Suspicion { threat, votes, explanation, .. } = suspicion;
            let (fingerprint, artifact) = (finding.fingerprint.clone(), finding.artifact.clone());
            said.raised.push(Raised { fingerprint, artifact, threat, votes, explanation });
            raised.push(finding);
        }
    });
    outcome.findings.extend(raised);
    outcome.gaps.extend(gaps);
    outcome.order();
    let places: HashMap<&str, usize> =
        outcome.findings.iter().enumerate().map(|(at, finding)| (finding.fingerprint.as_str(), at)).collect();
    said.order(|fingerprint| places.get(fingerprint.as_str()).copied());
    outcome.judged = Some(Judged { by: judge.setup(), said });
}

/// The requests that [`judge`] would make. Nothing is sent.
pub fn judge_preview(engine: &Engine, captures: &[Capture], judge: &Judge, outcome: &Outcome) -> Vec<Preview> {
    let mut all = Vec::new();
    each(engine, captures, outcome, |artifact, findings| all.extend(judge.preview(artifact, findings)));
    all
}

/// Calls `then` with every artifact of the outcome, in its order of work, and the findings about it.
fn each(engine: &Engine, captures: &[Capture], outcome: &Outcome, mut then: impl FnMut(&Artifact, &[&Finding]) + Send) {
    let mut found: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in &outcome.findings {
        found.entry(finding.artifact.as_str()).or_default().push(finding);
    }
    let mut seen = BTreeSet::new();
    let all = move || {
        for (_, tree, candidate) in work(captures, outcome.shard) {
            // One that cannot be loaded is a gap already.
            for artifact in loaded(tree, &candidate, engine).map(|(artifacts, _)| artifacts).unwrap_or_default() {
                let id = artifact.id();
                let findings = found.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
                if seen.insert((id, artifact.digest)) {
                    then(&artifact, findings);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        // Parsers recurse as deep as their limits let them.
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, all);
        if let Ok(Err(panic)) = thread.map(std::thread::ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    });
}
