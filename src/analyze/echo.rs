//! Echoes: rules that say of a place, in general words, what another rule says better.

use super::report::Findings;
use crate::finding::Finding;
use crate::text::Location;

/// A rule, and the rules after whose findings at the same place its own say nothing new. In the order of the names.
pub const ECHOES: &[(&str, &[&str])] = &[
    ("concealed-instruction", &["concealed-actions", "covert-action", "hidden-instructions"]),
    ("consent-presumed", &["approval-skipped"]),
    ("container-breakout", &["broad-filesystem"]),
    (
        "covert-act",
        &[
            "concealed-actions",
            "concealed-instruction",
            "covert-action",
            "credential-transfer",
            "data-to-stranger",
            "hidden-instructions",
            "instructions-planted",
            "kept-from-user",
            "secret-taken",
            "told-to-exfiltrate",
        ],
    ),
    ("covert-action", &["concealed-actions"]),
    (
        "data-demanded",
        &[
            "conversation-collection",
            "conversation-handover",
            "credential-transfer",
            "data-to-stranger",
            "secret-as-argument",
            "secret-taken",
            "told-to-exfiltrate",
            "told-to-read-secrets",
        ],
    ),
    ("data-to-stranger", &["told-to-exfiltrate"]),
    ("decoded-code-executed", &["hook-payload", "inline-launch", "install-hook-payload"]),
    ("dormant-order", &["conditional-trigger"]),
    ("download-and-execute", &["hook-payload", "inline-launch", "install-hook-payload"]),
    ("duplicate-name", &["ambiguous-members"]),
    ("environment-theft", &["credential-theft", "secret-to-network"]),
    ("evidence-removal", &["traces-erased"]),
    ("favour-ordered", &["report-bent", "result-falsified"]),
    ("floating-package-version", &["unpinned-package"]),
    ("instructions-planted", &["self-propagation"]),
    ("kept-from-user", &["concealed-actions", "concealed-instruction", "covert-action"]),
    ("overreaching-tools", &["secret-as-argument"]),
    ("payload-prerequisite", &["locked-archive", "passworded-download", "required-download", "unlock-and-run"]),
    ("pipe-to-shell", &["decode-and-run", "download-and-execute", "inline-launch", "scheduled-payload"]),
    ("private-data-piped-out", &["secret-to-network"]),
    ("privileged-container", &["container-escape"]),
    ("prompt-disclosure", &["conversation-collection", "conversation-handover"]),
    ("protection-weakened", &["quarantine-removal"]),
    ("report-bent", &["result-falsified"]),
    ("results-falsified", &["report-bent", "result-falsified"]),
    ("rules-dropped", &["instruction-override", "unrestricted-mode"]),
    ("secret-taken", &["credential-transfer", "secret-as-argument", "told-to-read-secrets"]),
    ("secret-to-network", &["hook-payload", "inline-launch", "install-hook-payload"]),
    ("secrets-picked-from-environment", &["environment-dump", "environment-theft"]),
    ("startup-payload", &["login-key-planted", "scheduled-payload", "shell-startup-payload"]),
    (
        "stray-receiver",
        &[
            "data-to-stranger",
            "download-and-run",
            "payload-prerequisite",
            "pipe-to-shell",
            "required-download",
            "told-to-exfiltrate",
        ],
    ),
    ("told-to-read-secrets", &["credential-transfer", "secret-as-argument"]),
    ("trust-claim", &["borrowed-endorsement"]),
    ("trust-planted", &["borrowed-endorsement", "instructions-planted"]),
    ("unsafe-agent-endpoint", &["metadata-endpoint"]),
    ("user-overruled", &["instruction-override", "priority-override", "rules-dropped"]),
];

/// The rules that `rule` repeats.
pub fn originals(rule: &str) -> &'static [&'static str] {
    let found = ECHOES.iter().find(|(echo, _)| *echo == rule);
    found.map_or(&[], |(_, originals)| originals)
}

/// Takes out the findings that repeat another at the same place that is at least as severe.
pub(super) fn hush(findings: &mut Findings) {
    let list = std::mem::take(&mut findings.list);
    let repeats = |finding: &Finding| {
        let originals = originals(finding.rule.as_str());
        !originals.is_empty()
            && list.iter().any(|other| {
                originals.contains(&other.rule.as_str())
                    && other.severity >= finding.severity
                    && places(other).any(|place| overlaps(place, &finding.location))
            })
    };
    let quiet: Vec<bool> = list.iter().map(repeats).collect();
    findings.list = list.into_iter().zip(quiet).filter(|(_, quiet)| !quiet).map(|(finding, _)| finding).collect();
}

/// Where a finding points, sources and sinks of a flow included.
fn places(finding: &Finding) -> impl Iterator<Item = &Location> {
    std::iter::once(&finding.location).chain(finding.related.iter().map(|related| &related.location))
}

fn overlaps(a: &Location, b: &Location) -> bool {
    a.path == b.path && a.start.byte < b.end.byte && b.start.byte < a.end.byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_no_two_repeat_each_other() {
        assert!(ECHOES.is_sorted_by_key(|(echo, _)| *echo));
        for (echo, originals) in ECHOES {
            for original in *originals {
                // Two rules that hush each other would both be silent.
                assert!(!super::originals(original).contains(echo), "{echo} and {original}");
            }
        }
    }
}
