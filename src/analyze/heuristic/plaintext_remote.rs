//! A remote server is reached without encryption.

use super::Heuristic;
use crate::analyze::secret::names_secret;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::HostKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "plaintext-remote",
        title: "a remote server is reached over plain HTTP",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::NetworkExposure,
        why: "Anybody on the way reads the agent's data and can answer in the server's place.",
        fix: "Use HTTPS.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        for (address, place) in launch.addresses() {
            let plain = matches!(address.scheme.as_str(), "http" | "ws");
            if !plain || !matches!(address.kind(), HostKind::Public | HostKind::RawIp) {
                continue;
            }
            let report = Report::new(place.clone(), format!("`{}` is reached without encryption", address.host));
            let key = launch.headers.iter().any(|header| names_secret(&header.name));
            sink.report(if key { report.severity(Severity::High) } else { report });
        }
    }
}
