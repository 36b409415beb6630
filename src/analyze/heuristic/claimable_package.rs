//! A dependency has a name of a private package, and nothing keeps the public registry from answering for it.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, Pattern, Span, json, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "claimable-package",
        title: "a package of a private name is asked of the public registry",
        severity: Severity::Medium,
        confidence: Confidence::Low,
        threat: Threat::SupplyChain,
        why: "Whoever registers the name first is installed on every machine that misses the private registry.",
        fix: "Give the package a scope that is bound to its registry in `.npmrc`, or name its index and digest.",
        references: &["https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610"],
        taxonomy: "AISubtech-9.3.2, CWE-427",
        ..StaticMeta::BASE
    },
    check,
};

/// Parts of names that say whose eyes a package is for.
static PRIVATE: Pattern =
    Pattern::caseless(r"(?:^|[-_./@])(?:internal|intranet|private|corp|inhouse|in-house)(?:$|[-_./])");

/// A requirement of pip that nothing binds to an index, an address or a digest.
static REQUIREMENT: Pattern = Pattern::caseless(r"^[a-z0-9][a-z0-9._-]{1,100}");

const MEMBERS: &[&str] = &["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let files = &context.artifact.files;
    for (index, file) in files.iter().enumerate() {
        let beside = |name: &str| files.iter().find(|other| other.name() == name && other.folder() == file.folder());
        match file.name() {
            "package.json" => {
                let Ok(document) = json::parse(file.text()) else { continue };
                let registries = beside(".npmrc").map_or("", |npmrc| npmrc.text());
                for group in MEMBERS {
                    for member in document.root.get(group).map(Node::members).unwrap_or_default() {
                        let name = member.name.text.as_str();
                        let version = member.value.as_str().unwrap_or_default();
                        if PRIVATE.is_match(name) && is_registry_version(version) && !is_bound(name, registries) {
                            let place = Place::new(index, member.name.span()).at(pointer(&pointer("", group), name));
                            sink.report(Report::new(place, message(name)));
                        }
                    }
                }
            }
            name if name.starts_with("requirements") && file.extension() == "txt" => {
                requirements(index, file.text(), sink);
            }
            _ => {}
        }
    }
}

fn requirements(index: usize, text: &str, sink: &mut Sink<'_>) {
    let own =
        text.lines().any(|line| line.trim_start().starts_with("--index-url") || line.trim_start().starts_with("-i "));
    let mut at = 0;
    for line in text.split_inclusive('\n').filter(|_| !own) {
        let bound = line.contains(" @ ") || line.contains("--hash") || line.contains("://");
        if let Some(range) = REQUIREMENT.find(line).filter(|_| !bound) {
            let name = line.get(range.clone()).unwrap_or_default();
            if PRIVATE.is_match(name) {
                let place = Place::new(index, Span::new(at + range.start, at + range.end));
                sink.report(Report::new(place, message(name)));
            }
        }
        at += line.len();
    }
}

fn message(name: &str) -> String {
    format!("`{name}` sounds private, and anybody may publish a package of that name")
}

/// Whether a version is looked up in a registry: no path, workspace, alias, repository or address.
fn is_registry_version(version: &str) -> bool {
    !version.contains(':') && !version.contains('/')
}

/// Whether `.npmrc` says which registry has the package.
fn is_bound(name: &str, registries: &str) -> bool {
    let scope = name.split_once('/').map(|(scope, _)| scope).filter(|scope| scope.starts_with('@'));
    registries.lines().map(str::trim).any(|line| {
        line.starts_with("registry=") || scope.is_some_and(|scope| line.starts_with(&format!("{scope}:registry")))
    })
}
