//! Hints: what one sentence of a long text says by chance, two close to each other do not.
//!
//! Rules that read word classes are right about a short listing, and in the thousands of sentences of honest skills
//! one or two have every class by chance. So such a rule is of medium severity on its own, and a second one beside it
//! makes both high.

use super::report::Findings;
use crate::finding::{Finding, Related};
use crate::rule::Severity;

/// The rules whose findings are hints, in the order of their names.
pub const HINTS: &[&str] = &[
    "consent-presumed",
    "covert-act",
    "dormant-order",
    "report-bent",
    "result-falsified",
    "results-falsified",
    "stray-receiver",
    "trust-planted",
    "user-overruled",
];

/// How far apart two hints may stand that belong together, in bytes.
const CLOSE: usize = 2_000;

/// Raises the hints beside which another rule's hint stands.
pub(super) fn raise(findings: &mut Findings) {
    let hints: Vec<usize> = findings.list.iter().enumerate().filter(|(_, f)| is_hint(f)).map(|(at, _)| at).collect();
    let mut raised = Vec::new();
    for at in &hints {
        let Some(finding) = findings.list.get(*at) else { continue };
        let beside = hints.iter().filter_map(|other| findings.list.get(*other)).find(|other| are_close(finding, other));
        raised.extend(beside.map(|other| {
            let message = format!("and beside it, {}", other.message);
            (*at, Related { message, location: other.location.clone() })
        }));
    }
    for (at, related) in raised {
        if let Some(finding) = findings.list.get_mut(at) {
            finding.severity = Severity::High;
            finding.related.push(related);
        }
    }
}

fn is_hint(finding: &Finding) -> bool {
    finding.severity == Severity::Medium && HINTS.contains(&finding.rule.as_str())
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
        assert!(HINTS.is_sorted());
    }
}
