//! A lock file that takes one package from elsewhere than all others.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::address::Address;
use crate::artifact::service::is_below;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "mixed-lock-sources",
        title: "a lock file takes a package from another host than the rest",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::SupplyChain,
        why: "Installing by the lock file runs what that host serves, whatever the package's name promises; nobody reads lock files.",
        fix: "Make the lock file anew from the registry.",
        references: &[
            "https://snyk.io/blog/why-npm-lockfiles-can-be-a-security-blindspot-for-injecting-malicious-modules/",
        ],
        taxonomy: "CWE-494",
        ..StaticMeta::BASE
    },
    check,
};

const FILES: &[&str] = &["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];

/// Registries that serve what their names promise, and hosts of sources that are named by commit.
const REGISTRIES: &[&str] = &[
    "npmjs.org",
    "npmjs.com",
    "yarnpkg.com",
    "npm.pkg.github.com",
    "npm.jsr.io",
    "codeload.github.com",
    "github.com",
    "gitlab.com",
];

static RESOLVED: Pattern = Pattern::new(r#"(?:"?resolved"?:?|tarball:)\s{1,4}"?https?://[^"\s,}]{4,300}"#);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate().filter(|(_, file)| FILES.contains(&file.name())) {
        let text = file.text();
        let sources: Vec<_> = RESOLVED
            .find_iter(text)
            .filter_map(|range| {
                let start = range.start + text.get(range.clone())?.find("http")?;
                Some((Span::new(start, range.end), Address::parse(text.get(start..range.end)?)?))
            })
            .collect();
        // A mirror of the whole is a choice; one package from elsewhere is none that anybody sees.
        let known = sources.iter().filter(|(_, address)| is_below(&address.host, REGISTRIES)).count();
        for (span, address) in &sources {
            let foreign = !is_below(&address.host, REGISTRIES);
            if foreign && known * 2 > sources.len() {
                let message = format!("this package comes from `{}`", address.host);
                sink.report(Report::new(Place::new(index, *span), message));
            }
        }
    }
}
