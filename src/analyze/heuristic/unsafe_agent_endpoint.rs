//! Where a card or registry entry sends its callers.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::ArtifactKind;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::service::Service;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unsafe-agent-endpoint",
        title: "callers are sent to an address that is not safe to call",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "Requests carry tasks and tokens: over HTTP anybody on the way reads them, and inside addresses turn callers on their own network.",
        fix: "Name a public host by its domain, over HTTPS.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "CWE-918, AISubtech-9.1.3",
        ..StaticMeta::BASE
    },
    check,
};

/// Words of paths that are there to receive what was taken.
const TAKERS: &[&str] = &["exfil", "/steal", "keylog", "/harvest", "/loot", "stolen"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    if !matches!(artifact.kind, ArtifactKind::AgentCard | ArtifactKind::ServerJson | ArtifactKind::RegistryManifest) {
        return;
    }
    for endpoint in &artifact.facts.endpoints {
        let at = endpoint.place.pointer.as_deref().unwrap_or_default();
        let Some((severity, message)) =
            Address::parse(&endpoint.url).and_then(|address| judge(&address, is_called(at)))
        else {
            continue;
        };
        sink.report(Report::new(endpoint.place.clone(), message).severity(severity));
    }
}

/// Whether callers send requests to what the pointer names, rather than read there.
fn is_called(at: &str) -> bool {
    let leaf = at.rsplit('/').next().unwrap_or_default().to_lowercase().replace('_', "");
    let read =
        ["homepage", "documentationurl", "iconurl", "websiteurl", "uri", "repository", "license", "src", "schema"];
    let parts = ["/provider", "/author", "/repository", "/icons", "/metadata", "/_meta", "/contact", "/examples"];
    !read.contains(&leaf.as_str()) && !parts.iter().any(|part| at.contains(part))
}

/// What is wrong with an address, and how bad it is.
fn judge(address: &Address, called: bool) -> Option<(Severity, String)> {
    let host = &address.host;
    if matches!(address.scheme.as_str(), "file" | "gopher" | "dict" | "ldap" | "javascript" | "data") {
        return called
            .then(|| (Severity::High, format!("`{}:` makes callers read or reach what is theirs", address.scheme)));
    }
    if address.kind() == HostKind::Metadata {
        return Some((Severity::High, format!("`{host}` hands out the credentials of the machine that asks")));
    }
    if address.user.as_deref().is_some_and(|user| user.contains('.') && !user.contains('{')) {
        return Some((
            Severity::High,
            format!("what stands before the `@` looks like the host, and `{host}` is the host"),
        ));
    }
    if !called {
        return None;
    }
    let path = address.path.to_lowercase();
    if TAKERS.iter().any(|word| path.contains(word)) {
        return Some((Severity::High, format!("the path `{}` says that data is taken", address.path)));
    }
    if matches!(Service::of(host), Some(Service::Tunnel | Service::Catcher)) {
        return Some((Severity::Medium, format!("`{host}` is a service for collecting or tunnelling requests")));
    }
    match address.kind() {
        HostKind::Public if address.is_cleartext() => {
            Some((Severity::Medium, format!("requests to `{host}` can be read and changed on the way")))
        }
        HostKind::RawIp if address.is_cleartext() => {
            Some((Severity::Medium, format!("`{host}` has neither a name nor a certificate to check it by")))
        }
        HostKind::RawIp => Some((Severity::Low, format!("`{host}` has no name to check a certificate by"))),
        HostKind::Loopback => Some((Severity::Low, format!("`{host}` is the caller's own machine"))),
        HostKind::Private => Some((Severity::Low, format!("`{host}` is inside the caller's network"))),
        HostKind::Public | HostKind::Metadata => None,
    }
}
