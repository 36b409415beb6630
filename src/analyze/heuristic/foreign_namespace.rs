//! A registry entry in the namespace of one owner, with the repository or remote of another.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::server_json::{Entry, entries};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::pointer;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "foreign-namespace",
        title: "an entry's name and its sources belong to different owners",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "The registry checks who owns the name, and nobody checks the repository that readers look at.",
        fix: "Publish below the namespace of the owner of the repository.",
        references: &["https://github.com/modelcontextprotocol/registry"],
        taxonomy: "MCP09",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for entry in entries(context.artifact) {
        let Some((space, _)) = entry.text("name").and_then(|name| name.split_once('/')) else { continue };
        if let Some(owner) = space.strip_prefix("io.github.") {
            repository(&entry, owner, sink);
        } else {
            remotes(&entry, space, sink);
        }
    }
}

/// The repository of an `io.github` name is the user's or organisation's.
fn repository(entry: &Entry<'_>, owner: &str, sink: &mut Sink<'_>) {
    let Some(url) = entry.node.at(&["repository", "url"]) else { return };
    let Some(address) = url.as_str().and_then(Address::parse).filter(|address| address.host == "github.com") else {
        return;
    };
    let theirs = address.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if !theirs.is_empty() && !theirs.eq_ignore_ascii_case(owner) {
        let at = pointer(&pointer(&entry.at, "repository"), "url");
        let message = format!("the name is of `{owner}`, the repository of `{theirs}`");
        sink.report(Report::new(Place::new(entry.file, url.span).at(at), message).severity(Severity::Medium));
    }
}

/// The remotes of a name that is a domain are below that domain.
fn remotes(entry: &Entry<'_>, space: &str, sink: &mut Sink<'_>) {
    let domain = space.rsplit('.').collect::<Vec<_>>().join(".").to_lowercase();
    let Some(own) = Address::parse(&format!("https://{domain}")).filter(|own| own.kind() == HostKind::Public) else {
        return;
    };
    for remote in entry.remotes() {
        let Some(address) = remote.text("url").and_then(Address::parse) else { continue };
        if address.kind() == HostKind::Public && !address.host.contains('{') && address.owner() != own.owner() {
            let message = format!("the name is of `{}`, the server of `{}`", own.owner(), address.owner());
            sink.report(Report::new(remote.place_of("url"), message));
        }
    }
}
