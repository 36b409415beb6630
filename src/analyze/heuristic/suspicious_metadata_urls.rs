//! Addresses in a listing that honest servers do not have.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::service::Service;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "suspicious-metadata-urls",
        title: "a listing names an address of a kind that attackers use",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "Bare addresses, tunnels, paste sites and request catchers take in data, or serve what changes after the review.",
        fix: "Name a host that belongs to the server's owner.",
        taxonomy: "AISubtech-8.2.3",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("metadata-url") {
        let Some(rest) = hit.text.split_once("://").map(|(_, rest)| rest) else { continue };
        let authority = rest.split(['/', '?', '#', '"', '\'', ')', '>', ' ', '`', '\\']).next().unwrap_or_default();
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
        let host = host.trim_end_matches(['.', ',', ';']).to_lowercase();
        let message = match () {
            () if matches!(Service::of(&host), Some(Service::Tunnel | Service::Catcher | Service::Drop)) => {
                "is a tunnel, a paste site or a catcher of requests"
            }
            () if is_public_address(&host) => "is a bare address",
            () if host.split('.').any(|label| label.starts_with("xn--")) || is_mixed(&host) => {
                "only looks like another host"
            }
            () if user.contains('.') && host.contains('.') => "stands behind a name that looks like the host",
            () => continue,
        };
        sink.report(Report::new(hit.place.clone(), format!("`{host}` {message}")));
    }
}

/// Whether a host is an address that is not of a local network.
fn is_public_address(host: &str) -> bool {
    let Ok(address) = host.parse::<std::net::Ipv4Addr>() else { return false };
    !(address.is_private()
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_documentation()
        || matches!(address.octets(), [1 | 8, a, b, c] if a == b && b == c))
}

/// Whether a host mixes Latin letters with others.
fn is_mixed(host: &str) -> bool {
    host.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
        && host.split('.').any(|label| label.chars().any(|c| c.is_ascii_alphabetic()) && !label.is_ascii())
}
