//! How the scan was made: rules, thresholds, limits, sources, and what does not count.

use super::{Fact, shown};
use crate::report::{Report, words};
use crate::scan::SourceSummary;

/// Lines of each list.
const MAX_LINES: usize = 500;
/// Sources that are named.
const MAX_SOURCES: usize = 100;

pub(super) struct About {
    pub(super) facts: Vec<Fact>,
    pub(super) sources: Vec<Source>,
    pub(super) more_sources: usize,
    /// None of them is empty.
    pub(super) lists: Vec<List>,
}

pub(super) struct Source {
    pub(super) reference: String,
    pub(super) kind: String,
    pub(super) files: String,
    pub(super) lines: Vec<Fact>,
}

pub(super) struct List {
    pub(super) title: &'static str,
    pub(super) total: usize,
    pub(super) lines: Vec<Fact>,
}

impl About {
    pub(super) fn new(report: &Report<'_>) -> Self {
        let (outcome, engine) = (report.outcome, report.engine);
        let mut facts = vec![
            Fact::new("Verdict is no at", report.fail_on.name()),
            Fact::new("Listed from", report.min_severity.name()),
            Fact::new("Rules", format!("{} ({})", engine.catalogue().len(), engine.digest())),
            Fact::new("Disabled rules", or_none(engine.disabled().collect::<Vec<_>>().join(", "))),
            Fact::new("Configuration", report.config.unwrap_or("none")),
        ];
        facts.extend(outcome.shard.map(|shard| Fact::new("Share of a sweep", shard.to_string())));
        let limits = serde_json::to_value(engine.limits).unwrap_or_default();
        let limits = limits.as_object().into_iter().flatten().map(|(name, value)| format!("{name} {value}"));
        facts.push(Fact::new("Limits", limits.collect::<Vec<_>>().join(", ")));
        let suppressed = outcome.suppressed.iter().map(|hidden| {
            let finding = &hidden.finding;
            let why = format!("{}: {}", hidden.by.name(), words::suppression(&hidden.by));
            Fact::new(&words::place(&finding.location), format!("{} ({}), {why}", finding.rule, finding.severity))
        });
        let accepted = outcome.accepted.iter().map(|accepted| {
            let why = format!("{}, accepted: {}", words::gap(&accepted.gap), accepted.reason);
            Fact::new(&words::path(&accepted.gap.path), why)
        });
        let skipped = outcome.skipped.iter().map(|skipped| Fact::new(skipped.path.as_str(), skipped.reason.clone()));
        let lists = [
            List::new("Findings that do not count", outcome.suppressed.len(), suppressed),
            List::new("Accepted gaps", outcome.accepted.len(), accepted),
            List::new("Folders left out on purpose", outcome.skipped.len(), skipped),
        ];
        Self {
            facts,
            sources: outcome.sources.iter().take(MAX_SOURCES).map(Source::new).collect(),
            more_sources: outcome.sources.len().saturating_sub(MAX_SOURCES),
            lists: lists.into_iter().filter(|list| list.total > 0).collect(),
        }
    }
}

impl List {
    fn new(title: &'static str, total: usize, lines: impl Iterator<Item = Fact>) -> Self {
        Self { title, total, lines: lines.take(MAX_LINES).collect() }
    }
}

impl Source {
    fn new(source: &SourceSummary) -> Self {
        let origin = &source.provenance;
        let mut lines = Vec::new();
        let mut line = |name: &str, value: &Option<String>| {
            lines.extend(value.clone().map(|value| Fact::new(name, value)));
        };
        line("from", &origin.location);
        line("revision", &origin.revision);
        line("package", &origin.purl);
        line("digest", &origin.digest);
        let held = origin.integrity.iter().map(|one| Fact::new("compared with", format!("{} ({})", one.value, one.by)));
        lines.extend(held);
        Self {
            reference: shown(&origin.reference),
            kind: serde_json::to_value(origin.kind)
                .ok()
                .and_then(|kind| Some(kind.as_str()?.to_owned()))
                .unwrap_or_default(),
            files: words::counted(source.files, "file"),
            lines,
        }
    }
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}
