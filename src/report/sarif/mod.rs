//! SARIF 2.1.0, in the dialect that GitHub code scanning shows well.

mod changes;
mod model;
mod place;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use model::{
    Driver, Invocation, Log, Message, Notification, NotificationDescriptor, Reference, ResultObject, ResultProperties,
    Run, RunProperties, Suppression, Tool, UriBase,
};
use place::{BASE, file, located};

pub use changes::changes_sarif;

use super::{Report, encode, words};
use crate::finding::{Finding, GapReason};
use crate::rule::Severity;
use crate::scan::ArtifactSummary;
use crate::text::visible_line;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub shows no more; whoever wants all takes the JSON report.
const MAX_RESULTS: usize = 5_000;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    encode::pretty(&log(report), out)
}

fn log<'a>(report: &Report<'a>) -> Log<'a> {
    let all: Vec<&Finding> = report.findings().collect();
    let total = all.len();
    let kept = worst(all);
    let suppressed = &report.outcome.suppressed;
    let described: Vec<&Finding> =
        kept.iter().copied().chain(suppressed.iter().map(|hidden| &hidden.finding)).collect();
    let rules = rules::descriptors(report, &described);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let artifacts: BTreeMap<_, _> =
        report.outcome.artifacts.iter().map(|artifact| (artifact.id.as_str(), artifact)).collect();
    let result = |finding: &'a Finding, suppressions| {
        let opinion = report.outcome.opinion(finding).map(|words| plain(&words));
        result(finding, &artifacts, &index, suppressions, opinion)
    };
    let counted = kept.iter().map(|finding| result(finding, Vec::new()));
    let hidden = suppressed.iter().take(MAX_RESULTS - kept.len());
    let hidden = hidden.map(|hidden| result(&hidden.finding, vec![suppression(&hidden.by)]));
    let results = counted.chain(hidden).collect();
    let reasons: BTreeSet<GapReason> = report.outcome.gaps.iter().map(|gap| gap.reason).collect();
    let mut notifications = gaps(report, &reasons);
    if total > kept.len() {
        notifications.push(note(format!("The {} worst of {total} results are listed.", kept.len())));
    }
    for accepted in &report.outcome.accepted {
        let mut accepted_gap = note(plain(&format!("Not read, and accepted: {}.", accepted.reason)));
        accepted_gap.locations = vec![file(&accepted.gap.path)];
        notifications.push(accepted_gap);
    }
    if report.hidden() > 0 {
        notifications.push(note(format!("{} results below {} are not listed.", report.hidden(), report.min_severity)));
    }
    let base = Message::new("The folder that the scan was run in.");
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "proofmark",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules,
                notifications: reasons.iter().map(|reason| descriptor(*reason)).collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: report.outcome.gaps.is_empty(),
            tool_execution_notifications: notifications,
        }],
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(BASE, UriBase { description: base })]),
        results,
        properties: Some(RunProperties {
            verdict: report.verdict().name(),
            rules_digest: report.engine.digest().to_string(),
            disabled_rules: report.engine.disabled().map(str::to_owned).collect(),
            judge: report.outcome.judged.as_ref().map(|judged| judged.by.clone()),
        }),
    };
    Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

/// The findings that fit, the worst of all, in the order of the report.
fn worst(findings: Vec<&Finding>) -> Vec<&Finding> {
    if findings.len() <= MAX_RESULTS {
        return findings;
    }
    let mut ranked: Vec<(usize, &Finding)> = findings.into_iter().enumerate().collect();
    ranked.sort_by_key(|(at, finding)| (std::cmp::Reverse(finding.severity), *at));
    ranked.truncate(MAX_RESULTS);
    ranked.sort_by_key(|(at, _)| *at);
    ranked.into_iter().map(|(_, finding)| finding).collect()
}

fn result<'a>(
    finding: &'a Finding,
    artifacts: &BTreeMap<&str, &ArtifactSummary>,
    rules: &BTreeMap<&str, usize>,
    suppressions: Vec<Suppression>,
    judge: Option<String>,
) -> ResultObject<'a> {
    let related = finding.related.iter().enumerate().map(|(at, related)| {
        let mut place = located(&related.location, None);
        (place.id, place.message) = (Some(at + 1), Some(Message::new(plain(&related.message))));
        place
    });
    let mut place = located(&finding.location, Some(&finding.excerpt.matched));
    place.logical_locations =
        artifacts.get(finding.artifact.as_str()).map(|artifact| place::logical(artifact)).into_iter().collect();
    ResultObject {
        rule_id: finding.rule.as_str(),
        rule_index: rules.get(finding.rule.as_str()).copied().unwrap_or_default(),
        level: level(finding.severity),
        message: Message::new(plain(&finding.message)),
        locations: [place],
        related_locations: related.collect(),
        partial_fingerprints: fingerprints(finding),
        suppressions,
        properties: ResultProperties {
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            pointer: finding.location.pointer.clone(),
            decoded: finding.excerpt.decoded.clone(),
            judge,
        },
    }
}

fn suppression(by: &crate::scan::Suppression) -> Suppression {
    Suppression { kind: "external", status: "accepted", justification: words::suppression(by) }
}

/// Our own, and the one name that GitHub compares; its uploader computes that only where it finds the sources.
fn fingerprints(finding: &Finding) -> BTreeMap<&'static str, String> {
    let own = finding.fingerprint.to_string();
    let hash = own.trim_start_matches("pm1:");
    let line = format!("{}:1", hash.get(..16).unwrap_or(hash));
    BTreeMap::from([("primaryLocationLineHash", line), ("proofmark/v1", own)])
}

fn gaps(report: &Report<'_>, reasons: &BTreeSet<GapReason>) -> Vec<Notification> {
    let gaps = report.outcome.gaps.iter().map(|gap| {
        let detail = if gap.detail.is_empty() { String::new() } else { format!(" ({})", gap.detail) };
        let index = reasons.iter().position(|reason| *reason == gap.reason).unwrap_or_default();
        Notification {
            level: "error",
            message: Message::new(plain(&format!("Not read: {}{detail}.", gap.reason.describe()))),
            descriptor: Some(Reference { id: gap.reason.name(), index }),
            locations: vec![file(&gap.path)],
        }
    });
    gaps.collect()
}

/// Words that may come from an artifact, so that no viewer makes a link of them (3.11.6) or reorders them.
fn plain(text: &str) -> String {
    let shown = visible_line(text);
    if shown.contains("](") {
        return shown.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    }
    shown.into_owned()
}

fn note(text: String) -> Notification {
    Notification { level: "note", message: Message::new(text), descriptor: None, locations: Vec::new() }
}

fn descriptor(reason: GapReason) -> NotificationDescriptor {
    NotificationDescriptor {
        id: reason.name(),
        short_description: Message::new(reason.describe()),
        help: Message::new(reason.help()),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{Engine, Options};
    use crate::finding::{Excerpt, Fingerprint, Gap, Related};
    use crate::rule::{Confidence, RuleId};
    use crate::scan::Outcome;
    use crate::text::SourceFile;

    #[test]
    fn words_of_an_artifact_make_no_link() {
        assert_eq!(plain("`a[0]` has no exact version"), "`a[0]` has no exact version");
        assert_eq!(plain("`[fix](https://x)\u{202e}`"), "`\\[fix\\](https://x)\\\\u{202e}`");
    }

    fn finding(message: &str, severity: Severity) -> Finding {
        let location = SourceFile::new("a.md", Vec::new()).locate((0..0).into(), None);
        Finding {
            rule: RuleId::new("instruction-override"),
            severity,
            confidence: Confidence::High,
            message: message.to_owned(),
            artifact: "skill:a".to_owned(),
            location,
            excerpt: Excerpt::default(),
            related: Vec::new(),
            fingerprint: Fingerprint::default(),
        }
    }

    #[test]
    fn of_too_many_results_the_worst_stay_in_their_order() {
        let severity = |at: usize| if at.is_multiple_of(2) { Severity::High } else { Severity::Low };
        let all: Vec<Finding> = (0..6_000).map(|at| finding(&at.to_string(), severity(at))).collect();
        let kept = worst(all.iter().collect());
        assert_eq!(kept.len(), MAX_RESULTS);
        assert_eq!(kept.iter().filter(|finding| finding.severity == Severity::High).count(), 3_000);
        let order: Vec<usize> = kept.iter().map(|finding| finding.message.parse().unwrap()).collect();
        assert!(order.is_sorted());
    }

    #[test]
    fn related_places_suppressions_and_gaps_are_sarif() {
        let mut flow = finding("a flow", Severity::Critical);
        let related = Related { message: "read here".to_owned(), location: flow.location.clone() };
        flow.related = vec![related.clone(), related];
        let gaps = vec![Gap::new("x y", GapReason::TooLarge, ""), Gap::new("", GapReason::Internal, "")];
        let outcome = Outcome { findings: vec![flow.clone()], gaps, ..Outcome::default() };
        let engine = Engine::new(Options::default()).unwrap();
        let (fail_on, min_severity) = (Severity::High, Severity::Info);
        let report = Report { outcome: &outcome, engine: &engine, fail_on, min_severity, config: None, color: false };
        let mut log = log(&report);
        let accepted = Suppression { kind: "external", status: "accepted", justification: "known".to_owned() };
        log.runs[0].results.push(result(&flow, &BTreeMap::new(), &BTreeMap::new(), vec![accepted], None));
        let log = serde_json::to_value(log).unwrap();
        let schema = include_str!("../../../schemas/vendor/sarif-2.1.0.schema.json");
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let errors: Vec<_> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let run = &log["runs"][0];
        assert_eq!(run["results"][0]["relatedLocations"][1]["id"], 2);
        assert_eq!(run["invocations"][0]["toolExecutionNotifications"][1]["descriptor"]["index"], 1);
        assert_eq!(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"], "9.5");
    }
}
