//! Two addresses in one artifact that only look like the same host.

use super::Heuristic;
use crate::analyze::script::place;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "lookalike-endpoint",
        title: "a second address looks like the host that the artifact names",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Whoever owns the second host receives the requests and tokens that were meant for the first.",
        fix: "Use one address, that of the service itself.",
        ..StaticMeta::BASE
    },
    check,
};

static URL: Pattern = Pattern::caseless(
    r#"\b(?:https?|wss?)://(?P<host>[a-z0-9.-]{4,120}\.[a-z]{2,12})(?::\d{2,5})?(?P<path>/[^\s"'`<>)\]},]{0,120})?"#,
);
static ABOUT: Pattern = Pattern::caseless(r"typo-?squat|homoglyph|phish");

/// Addresses that are compared, at most.
const MAX_ADDRESSES: usize = 150;

struct Address<'a> {
    host: String,
    path: &'a str,
    region: &'a Region,
    at: Range<usize>,
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report_prefixed(context, sink);
    let kinds = [RegionKind::Script, RegionKind::Data, RegionKind::ConfigText, RegionKind::ConfigCommand];
    let mut seen: BTreeMap<(String, &str), Address<'_>> = BTreeMap::new();
    for region in context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind)) {
        if !region.text.contains("://") || context.artifact.is_test(region.file) || ABOUT.is_match(&region.text) {
            continue;
        }
        for (at, [host, path]) in URL.groups_iter(&region.text, ["host", "path"]) {
            let part = |range: Option<Range<usize>>| region.text.get(range?);
            let (host, path) = (part(host).unwrap_or_default().to_lowercase(), part(path).unwrap_or_default());
            if seen.len() >= MAX_ADDRESSES {
                break;
            }
            let key = (host.clone(), path);
            seen.entry(key).or_insert(Address { host, path, region, at });
        }
    }
    let addresses: Vec<&Address<'_>> = seen.values().collect();
    for (index, one) in addresses.iter().enumerate() {
        for other in addresses.iter().skip(index + 1) {
            let Some(false_one) = imitation(one, other) else { continue };
            let original = if std::ptr::eq(false_one, *one) { other } else { one };
            let message = format!("`{}` looks like `{}` and is another host", false_one.host, original.host);
            let report = Report::new(place(false_one.region, false_one.at.clone()), message)
                .related(place(original.region, original.at.clone()), "this is the host that it looks like");
            sink.report(report);
        }
    }
}

/// Endings of names that stand in front of somebody else's.
const ENDINGS: &[&str] = &["ai", "app", "com", "dev", "io", "net", "org"];
/// What such an ending followed by a point looks like.
static PREFIXED: Pattern = Pattern::caseless(r"\.(?:ai|app|com|dev|io|net|org)\.[a-z0-9]");
/// Owners that serve the hosts of others under their own, whole names included.
const HOSTERS: &[&str] = &[
    "akadns.net",
    "akamaiedge.net",
    "akamaized.net",
    "amazonaws.com",
    "arpa",
    "azureedge.net",
    "azurewebsites.net",
    "cdn.cloudflare.net",
    "cloudfront.net",
    "edgekey.net",
    "edgesuite.net",
    "fastly.net",
    "googleapis.com",
    "herokudns.com",
    "nip.io",
    "sslip.io",
    "svc.cluster.local",
    "translate.goog",
    "web.archive.org",
];

/// Reports hosts that begin with the whole name of another: `mcp.airtable.com.edge.example`.
fn report_prefixed(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for region in artifact.regions.iter().filter(|region| region.kind != RegionKind::Readme) {
        if !region.text.contains("://") || !PREFIXED.is_match(&region.text) || artifact.is_test(region.file) {
            continue;
        }
        if ABOUT.is_match(&region.text) {
            continue;
        }
        for (at, [host]) in URL.groups_iter(&region.text, ["host"]) {
            let host = host.and_then(|host| region.text.get(host)).unwrap_or_default().to_lowercase();
            if let Some(name) = prefix(&host) {
                let message = format!("`{host}` begins like `{name}` and is another host");
                sink.report(Report::new(place(region, at), message));
            }
        }
    }
}

/// The whole name of another host with which this one begins. Below `com.br` and its kin, names end in two parts.
fn prefix(host: &str) -> Option<String> {
    if HOSTERS.iter().any(|hoster| host.ends_with(hoster)) {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let inner = labels.len().checked_sub(2)?;
    let end = (1..inner).find(|at| labels.get(*at).is_some_and(|label| ENDINGS.contains(label)))?;
    // `app`, `dev` and `ai` are names of hosts, too.
    let named = labels.get(end).is_some_and(|label| matches!(*label, "com" | "org" | "net" | "io"));
    (named || end > 1).then(|| labels.get(..=end).unwrap_or_default().join("."))
}

/// Which of two addresses imitates the other.
fn imitation<'a, 'b>(one: &'a Address<'b>, other: &'a Address<'b>) -> Option<&'a Address<'b>> {
    if one.host == other.host {
        return None;
    }
    let (left, right): (Vec<&str>, Vec<&str>) = (one.host.split('.').collect(), other.host.split('.').collect());
    if left.len() != right.len() || left.last() != right.last() {
        return None;
    }
    let mut differing = left.iter().zip(&right).filter(|(a, b)| a != b);
    let ((a, b), None) = (differing.next()?, differing.next()) else { return None };
    if a.len() > 3 && folded(a) == folded(b) {
        // Figures between letters are what the eye takes for letters.
        return Some(if figures(a) >= figures(b) { one } else { other });
    }
    let same_path = one.path.len() > 3 && one.path == other.path && left.len() > 2;
    (same_path && extends(b, a)).then_some(other).or_else(|| (same_path && extends(a, b)).then_some(one))
}

fn figures(label: &str) -> usize {
    label.chars().filter(char::is_ascii_digit).count()
}

/// A label with the characters that are taken for others replaced by those.
fn folded(label: &str) -> String {
    let pairs = label.replace("rn", "m").replace("vv", "w");
    let fold = |character| match character {
        '0' => 'o',
        '1' | 'l' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    pairs.chars().map(fold).collect()
}

/// Parts of a name that tell stages and regions of one service apart.
const STAGES: &[&str] = &[
    "test",
    "testing",
    "staging",
    "stage",
    "stg",
    "dev",
    "sandbox",
    "beta",
    "alpha",
    "preview",
    "prod",
    "production",
    "qa",
    "uat",
    "local",
    "internal",
    "eu",
    "us",
    "uk",
    "asia",
    "cn",
    "demo",
    "next",
    "canary",
    "legacy",
    "old",
    "new",
];

/// Whether `longer` is `label` with a word and a hyphen added: another name that anybody can register.
fn extends(longer: &str, label: &str) -> bool {
    let rest = longer
        .strip_prefix(label)
        .and_then(|rest| rest.strip_prefix('-'))
        .or_else(|| longer.strip_suffix(label).and_then(|rest| rest.strip_suffix('-')));
    label.len() > 3 && rest.is_some_and(|word| word.len() > 2 && !STAGES.contains(&word) && figures(word) == 0)
}
