//! A remote server has an address that nobody vouches for.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::HostKind;
use crate::artifact::service::Service;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "temporary-remote",
        title: "a remote server lies behind a tunnel, a request catcher or a bare address",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::NetworkExposure,
        why: "Such an address belongs to whoever holds it today; the next holder gets the agent's data and gives it tools.",
        fix: "Use the server's own domain name, over HTTPS.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        for (address, place) in launch.addresses() {
            let (what, severity) = match Service::of(&address.host) {
                Some(Service::Catcher) => ("is a request catcher", Severity::High),
                Some(Service::Tunnel) => ("is a tunnel", Severity::Medium),
                _ if address.kind() == HostKind::RawIp => ("is a bare address", Severity::Medium),
                _ => continue,
            };
            sink.report(Report::new(place.clone(), format!("`{}` {what}", address.host)).severity(severity));
        }
    }
}
