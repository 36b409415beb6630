//! A registry entry takes its package from somewhere else than everybody expects.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::Address;
use crate::artifact::server_json::entries;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "redirected-registry",
        title: "a package comes from another registry than its type says",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::SupplyChain,
        why: "The name is one that people know and check, and the code is whatever the other registry serves.",
        fix: "Publish to the default registry of the package type.",
        references: &["https://github.com/modelcontextprotocol/registry"],
        ..StaticMeta::BASE
    },
    check,
};

/// Hosts that a type of package may come from.
const HOSTS: &[(&str, &[&str])] = &[
    ("npm", &["registry.npmjs.org", "npmjs.com", "www.npmjs.com", "npm.pkg.github.com"]),
    ("pypi", &["pypi.org", "files.pythonhosted.org"]),
    ("nuget", &["api.nuget.org", "nuget.org", "www.nuget.org", "nuget.pkg.github.com"]),
    ("cargo", &["crates.io", "index.crates.io", "static.crates.io"]),
    (
        "oci",
        &[
            "docker.io",
            "registry-1.docker.io",
            "ghcr.io",
            "quay.io",
            "mcr.microsoft.com",
            "public.ecr.aws",
            "registry.gitlab.com",
        ],
    ),
    ("mcpb", &["github.com", "gitlab.com"]),
];

/// Endings of hosts that cloud providers give to customers' image registries.
const IMAGE_HOSTS: &[&str] = &[".pkg.dev", ".azurecr.io", ".amazonaws.com", ".gcr.io"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for package in entries(context.artifact).iter().flat_map(crate::artifact::server_json::Entry::packages) {
        let Some((kind, hosts)) = HOSTS.iter().find(|(kind, _)| *kind == package.registry_type()) else { continue };
        let stated =
            package.text("registryBaseUrl").and_then(Address::parse).map(|address| (address, "registryBaseUrl"));
        // A bundle is named by where it lies.
        let bundle = || package.text("identifier").and_then(Address::parse).map(|address| (address, "identifier"));
        let Some((address, member)) = stated.or_else(|| if *kind == "mcpb" { bundle() } else { None }) else {
            continue;
        };
        let image = *kind == "oci" && IMAGE_HOSTS.iter().any(|suffix| address.host.ends_with(suffix));
        let known = hosts.contains(&address.host.as_str()) || image;
        if known && !address.is_cleartext() {
            continue;
        }
        // A bundle on a site of its own is unusual; code that claims to be a known package is a trap.
        let severity = if *kind == "mcpb" && !address.is_cleartext() { Severity::Low } else { Severity::High };
        let message = format!("a package of type `{kind}` comes from `{}`", address.host);
        sink.report(Report::new(package.place_of(member), message).severity(severity));
    }
}
