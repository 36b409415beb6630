//! Hints: what one sentence of a long text says by chance, two close to each other do not.
//!
//! Rules that read word classes are right about a short text, and in the thousands of sentences of honest skills one or
//! two have every class by chance. So such a rule is of medium severity on its own, and a second one beside it makes
//! both high; so does a text in which there is little to stumble over.

use super::clause::is_prose;
use super::report::Findings;
use crate::artifact::Artifact;
use crate::finding::{Finding, Related};
use crate::rule::Severity;

/// The rules whose findings are hints, and whether one is enough in a short text. In the order of their names.
pub const HINTS: &[(&str, bool)] = &[
    ("consent-presumed", true),
    ("covert-act", true),
    ("dormant-order", true),
    ("report-bent", false),
    ("result-falsified", false),
    ("results-falsified", true),
    ("stray-receiver", false),
    ("trust-planted", true),
    ("user-overruled", true),
];

/// An artifact is short with so much prose at most, in bytes: less than what half of all skills say.
const SHORT: usize = 4_000;

/// How far apart two hints may stand that belong together, in bytes.
const CLOSE: usize = 2_000;

/// Raises the hints of a short artifact, and those beside which another rule's hint stands.
pub(super) fn raise(artifact: &Artifact, findings: &mut Findings) {
    let hints: Vec<usize> = findings.list.iter().enumerate().filter(|(_, f)| is_hint(f)).map(|(at, _)| at).collect();
    if hints.is_empty() {
        return;
    }
    let said: usize = artifact.regions.iter().filter(|region| is_prose(region)).map(|region| region.text.len()).sum();
    let mut raised = Vec::new();
    for at in &hints {
        let Some(finding) = findings.list.get(*at) else { continue };
        let beside = hints.iter().filter_map(|other| findings.list.get(*other)).find(|other| are_close(finding, other));
        let related = beside.map(|other| {
            let message = format!("and beside it, {}", other.message);
            Related { message, location: other.location.clone() }
        });
        if related.is_some() || said <= SHORT && is_enough(finding) {
            raised.push((*at, related));
        }
    }
    for (at, related) in raised {
        if let Some(finding) = findings.list.get_mut(at) {
            finding.severity = Severity::High;
            finding.related.extend(related);
        }
    }
}

fn is_hint(finding: &Finding) -> bool {
    finding.severity == Severity::Medium && HINTS.iter().any(|(rule, _)| *rule == finding.rule.as_str())
}

fn is_enough(finding: &Finding) -> bool {
    HINTS.contains(&(finding.rule.as_str(), true))
}

/// Whether two hints of different rules stand near each other, in different sentences.
fn are_close(one: &Finding, other: &Finding) -> bool {
    let (a, b) = (&one.location, &other.location);
    let apart = a.end.byte <= b.start.byte || b.end.byte <= a.start.byte;
    let distance = a.start.byte.abs_diff(b.start.byte);
    one.rule != other.rule && a.path == b.path && apart && distance <= CLOSE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_sorted() {
        assert!(HINTS.is_sorted_by_key(|(rule, _)| *rule));
    }
}
