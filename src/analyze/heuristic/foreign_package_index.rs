//! Packages are taken from somewhere else than their registry.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::command::{CommandLine, Word};
use crate::analyze::origin::{Origin, named_addresses};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Launch;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::service::is_below;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "foreign-package-index",
        title: "packages are taken from a foreign index",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever runs the index decides what every package of that name contains.",
        fix: "Use the public registry, or pin each package by its digest.",
        references: &["https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url"],
        taxonomy: "CWE-427",
        ..StaticMeta::BASE
    },
    check,
};

/// Indexes of projects that cannot use the public one, and the public ones under all their names.
const KNOWN: &[&str] = &[
    "pypi.org",
    "test.pypi.org",
    "files.pythonhosted.org",
    "pypi.python.org",
    "download.pytorch.org",
    "pypi.nvidia.com",
    "pypi.ngc.nvidia.com",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "npm.pkg.github.com",
    "npm.jsr.io",
    "rubygems.org",
    "storage.googleapis.com",
    "wheels.vllm.ai",
    "docs.vllm.ai",
    "flashinfer.ai",
    "data.pyg.org",
    "pkg.dev",
    "pypi.tuna.tsinghua.edu.cn",
    "mirrors.aliyun.com",
    "registry.npmmirror.com",
    "mirror.baidu.com",
    "mirrors.cloud.tencent.com",
    "repo.huaweicloud.com",
    "pypi.mirrors.ustc.edu.cn",
    "huggingface.co",
    "abetlen.github.io",
    "unsloth.ai",
    "crates.io",
    "index.crates.io",
    "proxy.golang.org",
    "amazonaws.com",
    "pkgs.dev.azure.com",
    "jfrog.io",
    "astral.sh",
    "anaconda.org",
    "paddlepaddle.org.cn",
    "modular.com",
    "jaxlib",
];

/// Options and variables of package runners that name an index, in any case and spelling.
const INDEXES: &[&str] = &[
    "default_index",
    "extra_index_url",
    "f",
    "find_links",
    "i",
    "index",
    "index_url",
    "npm_config_registry",
    "pip_extra_index_url",
    "pip_find_links",
    "pip_index_url",
    "registry",
    "uv_default_index",
    "uv_extra_index_url",
    "uv_find_links",
    "uv_index",
    "uv_index_url",
];

/// Whether a host is such an index.
pub(super) fn is_known(host: &str) -> bool {
    is_below(host, KNOWN)
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        judge_launch(launch, sink);
    }
    for hit in context.hits("package-index") {
        let region = context.region(hit).filter(|_| hit.coding.is_none());
        // `registry=${INDEX}` in the code that writes a configuration.
        let named = region.and_then(|region| named_addresses(&region.text, &hit.text).first().copied());
        let trusted = hit.text.strip_prefix("--trusted-host").filter(|_| !hit.text.contains("://"));
        if let Some(host) = trusted {
            let host = host.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let public = Address::parse(&format!("https://{host}"))
                .is_some_and(|address| address.kind() == HostKind::Public && !is_below(&address.host, KNOWN));
            // Beside the index itself it makes that unverified.
            if public && region.is_none_or(|region| !stands_near(&INDEX, &region.text, &hit.range)) {
                let message = format!("packages are taken from `{host}`, and nothing shows that it is `{host}`");
                sink.report(Report::new(hit.place.clone(), message).severity(Severity::High));
            }
            continue;
        }
        let text = if hit.text.contains("://") { hit.text.as_str() } else { named.unwrap_or_default() };
        let host = text.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split(['/', ':', '"', '\'']).next().unwrap_or_default().to_ascii_lowercase();
        if host.is_empty() || is_below(&host, KNOWN) {
            continue;
        }
        let public = Address::parse(text).is_none_or(|address| address.kind() != HostKind::Private);
        let unverified = public && region.is_some_and(|region| stands_near(&UNVERIFIED, &region.text, &hit.range));
        let report = match Origin::of(text) {
            Origin::Local | Origin::Open => continue,
            Origin::Anonymous => {
                Report::new(hit.place.clone(), format!("packages are taken from `{host}`, which nobody answers for"))
                    .severity(Severity::High)
            }
            Origin::Known | Origin::Own | Origin::Unknown if unverified => {
                let message = format!("packages are taken from `{host}`, and nothing shows that it is `{host}`");
                Report::new(hit.place.clone(), message).severity(Severity::High)
            }
            Origin::Known | Origin::Own | Origin::Unknown => {
                Report::new(hit.place.clone(), format!("packages are taken from `{host}`"))
            }
        };
        sink.report(report);
    }
}

/// What tells a package manager not to look at certificates.
static UNVERIFIED: Pattern = Pattern::new(
    r"(?i)--trusted-host|(?:\b|\\n)strict-ssl[\s=]{1,3}false|\btrusted-host\s{0,2}=|--allow-insecure-host|NODE_TLS_REJECT_UNAUTHORIZED=0",
);
/// An index that is named in the open.
static INDEX: Pattern = Pattern::new(r#"(?i)(?:index-url|find-links|\binstall\s[^\n]{0,60}-i)["',\s=]{1,6}https?://"#);
/// Bytes around a hit in which these stand.
const NEAR: usize = 160;

fn stands_near(pattern: &Pattern, text: &str, at: &Range<usize>) -> bool {
    let start = text.floor_char_boundary(at.start.saturating_sub(NEAR));
    let end = text.ceil_char_boundary(at.end.saturating_add(NEAR).min(text.len()));
    text.get(start..end).is_some_and(|near| pattern.is_match(near))
}

/// Reports the foreign indexes of a package runner: its options, and its variables where those are obeyed blindly.
fn judge_launch(launch: &Launch, sink: &mut Sink<'_>) {
    let line = CommandLine::of(launch);
    if line.package().is_none() {
        return;
    }
    let words = line.args();
    let settings = words.iter().enumerate().filter_map(|(at, word)| match word.text.split_once('=') {
        Some((name, value)) if name.starts_with('-') => Some((name, Word { text: value, place: word.place })),
        _ if word.text.starts_with('-') => Some((word.text, *words.get(at + 1)?)),
        _ => None,
    });
    let variables =
        launch.env.iter().map(|set| (set.name.as_str(), Word { text: set.value.as_str(), place: &set.place }));
    let settings: Vec<(String, bool, Word<'_>)> = settings
        .map(|(name, value)| (plain(name), true, value))
        .chain(variables.map(|(name, value)| (plain(name), false, value)))
        .collect();
    // The highest version of all indexes wins: who may publish to one of them replaces what belongs to another.
    let mixed = settings
        .iter()
        .any(|(name, _, value)| name.trim_start_matches("uv_") == "index_strategy" && value.text.starts_with("unsafe"));
    for (name, option, value) in &settings {
        // `--index name=https://…`
        let text =
            value.text.split_once('=').filter(|(name, _)| !name.contains("://")).map_or(value.text, |(_, url)| url);
        let Some(address) = Address::parse(text).filter(|_| INDEXES.contains(&name.as_str())) else { continue };
        if is_below(&address.host, KNOWN) || address.kind() == HostKind::Loopback || address.host.contains(['$', '{']) {
            continue;
        }
        let public = address.kind() != HostKind::Private;
        let (how, severity) = match () {
            () if mixed && public => (", which may replace those of any other index", Severity::High),
            () if address.is_cleartext() && public => (" over an open connection", Severity::High),
            () if matches!(Origin::of(text), Origin::Anonymous) => (", which nobody answers for", Severity::High),
            // A variable that only names another index is reported as such.
            () if !option => continue,
            () => ("", Severity::Medium),
        };
        let message = format!("packages are taken from `{}`{how}", address.host);
        sink.report(Report::new(value.place.clone(), message).severity(severity));
    }
}

/// The name of an option or variable in one spelling.
fn plain(name: &str) -> String {
    name.trim_start_matches('-').replace('-', "_").to_ascii_lowercase()
}
