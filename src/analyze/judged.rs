//! What a model finds, for whoever asks one: the rule that its findings are of. The model is asked elsewhere; no scan
//! fires the rule by itself.

use super::report::Findings;
use super::worker::finish;
use super::{Engine, Report, Sink};
use crate::artifact::Artifact;
use crate::finding::Finding;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

/// The rule of everything that a model raises.
pub const JUDGED: StaticMeta = StaticMeta {
    id: "judged-harmful-text",
    title: "a model takes a passage for harmful to whoever lets an agent read it",
    severity: Severity::Medium,
    confidence: Confidence::Low,
    threat: Threat::PromptInjection,
    why: "A language model that was asked with `--judge` has read the text and quotes this passage. It may know wording that no rule knows, and it may be wrong.",
    fix: "Read the passage as a person would; rewrite it so that it asks an agent for nothing that its user has not.",
    ..StaticMeta::BASE
};

impl Engine {
    /// The findings of what a model raises about one artifact, in the order of the reports; `None` for one that says
    /// what another says already, or that is disabled.
    pub fn judged(&self, artifact: &Artifact, reports: impl IntoIterator<Item = Report>) -> Vec<Option<Finding>> {
        let mut findings = Findings::default();
        let mut kept = Vec::new();
        if let Some(meta) = self.catalogue().get(JUDGED.id).filter(|meta| !self.is_disabled(&meta.id)) {
            for report in reports {
                let before = findings.list.len();
                Sink::new(artifact, meta, &mut findings).report(report);
                kept.push((findings.list.len() > before).then_some(before));
            }
        }
        // Fingerprints count occurrences in the order of the file.
        let mut ordered: Vec<(usize, Finding)> = findings.list.into_iter().enumerate().collect();
        ordered.sort_by(|(_, a), (_, b)| a.order().cmp(&b.order()));
        let (indices, mut named): (Vec<usize>, Vec<Finding>) = ordered.into_iter().unzip();
        finish(artifact, &mut named);
        let find = |wanted: usize| {
            let at = indices.iter().position(|index| *index == wanted)?;
            named.get(at).cloned()
        };
        kept.into_iter().map(|kept| find(kept?)).collect()
    }
}
