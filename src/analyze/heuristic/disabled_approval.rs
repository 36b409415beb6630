//! A configuration turns asking, or the sandbox, off as a whole.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::GrantKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "disabled-approval",
        title: "asking the user, or the sandbox, is turned off",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Whoever opens the project hands its author, and everything the agent reads, the right to run commands unseen.",
        fix: "Remove the switch; each user decides for their own machine.",
        references: &[
            "https://nvd.nist.gov/vuln/detail/CVE-2025-53773",
            "https://nvd.nist.gov/vuln/detail/CVE-2025-59536",
        ],
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for grant in context.artifact.facts.grants.iter().filter(|grant| grant.kind == GrantKind::Bypass) {
        let path = context.artifact.file(grant.place.file).map_or("", |file| file.path.as_str());
        // These are one user's or one machine's own files, and are not shipped to others.
        let own = [".claude.json", "claude_desktop_config.json", "managed-settings.json"]
            .iter()
            .any(|name| path.ends_with(name));
        let severity = if own || grant.text.starts_with("sandbox.") { Severity::Medium } else { Severity::High };
        sink.report(Report::new(grant.place.clone(), format!("`{}` is set", grant.text)).severity(severity));
    }
    // In a skill's prose and scripts the flag may be documentation; where a host runs the line, it is not.
    for hit in context.hits("approval-bypass-flag") {
        let severity = match hit.kind {
            RegionKind::HookCommand | RegionKind::ConfigCommand => Severity::High,
            RegionKind::Script => Severity::Medium,
            _ => Severity::Low,
        };
        sink.report(Report::new(hit.place.clone(), format!("`{}` is used", hit.text.trim())).severity(severity));
    }
}
