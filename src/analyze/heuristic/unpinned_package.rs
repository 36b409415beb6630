//! A configuration starts a package without saying which version.

use super::Heuristic;
use crate::analyze::command::CommandLine;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::service::is_below;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unpinned-package",
        title: "a server is started from a package without a version",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever takes over the package, or its name, runs code on every machine at the next start.",
        fix: "Name an exact version, such as `pkg@1.2.3` or `image@sha256:…`.",
        references: &["https://modelcontextprotocol.io/specification/draft/basic/security_best_practices"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        let Some(package) = CommandLine::of(launch).package().filter(|package| !package.is_pinned()) else { continue };
        let (text, place) = (package.word.text, package.word.place.clone());
        if package.is_remote() && is_loose(text) {
            let message = format!("`{text}` is what its host serves at each start");
            sink.report(Report::new(place, message).severity(Severity::High));
            continue;
        }
        let what = if package.is_remote() { "no commit" } else { "no exact version" };
        sink.report(Report::new(place, format!("`{text}` has {what}")));
    }
}

/// Hosts of code and packages that keep what was published, or show who changed it.
const KEEPERS: &[&str] = &[
    "bitbucket.org",
    "codeberg.org",
    "dev.azure.com",
    "files.pythonhosted.org",
    "github.com",
    "gitlab.com",
    "huggingface.co",
    "pkg.pr.new",
    "raw.githubusercontent.com",
    "registry.npmjs.org",
    "sr.ht",
];

/// Whether a remote package comes from a host that is no place for packages, or over an open connection.
fn is_loose(text: &str) -> bool {
    let Some(address) = Address::parse(text) else { return false };
    // A repository that asks for a login is the user's own.
    if address.scheme.ends_with("ssh") || matches!(address.kind(), HostKind::Loopback | HostKind::Private) {
        return false;
    }
    address.scheme.ends_with("http") || !is_below(&address.host, KEEPERS)
}
