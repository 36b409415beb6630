//! A vendor's token is sent to a host that is not the vendor's, by a configuration or by a request that a text describes.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::script::documentation;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::{Launch, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "token-to-stranger",
        title: "the token of one service is sent to another",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "Whoever runs the remote server can use the token at the service that it was made for.",
        fix: "Send each token to its own service, or make one for this server with the rights that it needs.",
        references: &[
            "https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#token-passthrough",
        ],
        taxonomy: "MCP02, AISubtech-14.2.1, CWE-522",
        ..StaticMeta::BASE
    },
    check,
};

/// Words in names of variables, and what the hosts of their owners hold.
pub(super) const VENDORS: &[(&str, &str)] = &[
    ("ANTHROPIC", "anthropic"),
    ("AWS", "aws"),
    ("CLOUDFLARE", "cloudflare"),
    ("DISCORD", "discord"),
    ("GITHUB", "github"),
    ("GITLAB", "gitlab"),
    ("HUGGINGFACE", "huggingface"),
    ("JIRA", "atlassian"),
    ("LINEAR", "linear"),
    ("NOTION", "notion"),
    ("OPENAI", "openai"),
    ("SENTRY", "sentry"),
    ("SLACK", "slack"),
    ("STRIPE", "stripe"),
    ("SUPABASE", "supabase"),
];

/// A variable that holds a secret, where it is put in.
static SECRET: Pattern =
    Pattern::new(r"\$\{?(?:env:|input:)?[A-Za-z_]{0,40}(?i:token|key|secret|password|_pat)[A-Za-z_]{0,20}\}?");

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    report_requests(context, sink);
    report_clients(context, sink);
    for launch in &context.artifact.facts.launches {
        let hosts: Vec<_> = launch
            .addresses()
            .map(|(address, _)| address)
            .filter(|address| matches!(address.kind(), HostKind::Public | HostKind::RawIp))
            .collect();
        let Some(first) = hosts.first() else { continue };
        for (place, vendor) in tokens(launch) {
            // A host that holds the name is the vendor's own, or pretends to be: another rule's matter.
            if !hosts.iter().any(|address| address.host.contains(vendor)) {
                sink.report(Report::new(place.clone(), format!("a token of {vendor} is sent to `{}`", first.host)));
            }
        }
    }
}

/// A client of a vendor's interface that is given an address, within a script.
static CLIENT: Pattern = Pattern::new(concat!(
    r"\b(?:Async)?(?P<vendor>OpenAI|Anthropic)\s{0,2}\((?P<given>[^;]{0,400}?",
    r#"base_?[uU][rR][lL]\s{0,2}[=:][^\n]{0,100}?["'`](?P<address>https?://[^"'`\s]{3,120})["'`])"#,
));

/// Clients in scripts that hand a vendor's key to a host which neither its name nor any text tells of.
fn report_clients(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.regions(RegionKind::Script).filter(|region| !context.artifact.is_test(region.file)) {
        if !["base_url", "baseURL", "baseUrl"].iter().any(|name| region.text.contains(name)) {
            continue;
        }
        for (_, [vendor, given, address]) in CLIENT.groups_iter(&region.text, ["vendor", "given", "address"]) {
            let part = |range: &Option<Range<usize>>| range.clone().and_then(|range| region.text.get(range));
            let (Some(vendor), Some(given), Some(text)) = (part(&vendor), part(&given), part(&address)) else {
                continue;
            };
            let Some(host) = Address::parse(text).filter(|address| address.kind() == HostKind::Public) else {
                continue;
            };
            let (key, vendor) = (format!("{}_API_KEY", vendor.to_uppercase()), vendor.to_lowercase());
            let told = || documentation(context).any(|other| other.text.contains(host.owner()));
            if !given.contains(&key) || host.host.contains(&vendor) || told() {
                continue;
            }
            let Some(range) = address else { continue };
            let place = Place { file: region.file, span: region.span(range), pointer: None };
            let message = format!("a token of {vendor} is sent to `{}`, of which no text tells", host.host);
            sink.report(Report::new(place, message).severity(Severity::High));
        }
    }
}

/// Requests that a text describes: `POST https://…` with the token of a service that is not the host's.
fn report_requests(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("token-in-request") {
        let address = hit.text.split_whitespace().nth(1).and_then(Address::parse);
        let Some(address) = address.filter(|address| matches!(address.kind(), HostKind::Public | HostKind::RawIp))
        else {
            continue;
        };
        let value = hit.text.rsplit(['"', '\'']).nth(1).unwrap_or_default().to_lowercase().replace(' ', "");
        let vendors = VENDORS.iter().map(|(_, vendor)| *vendor).chain(["npm", "pypi"]);
        let Some(vendor) = vendors.into_iter().find(|vendor| value.contains(vendor)) else { continue };
        if !address.host.contains(vendor) {
            let message = format!("a token of {vendor} is sent to `{}`", address.host);
            sink.report(Report::new(hit.place.clone(), message).severity(Severity::High));
        }
    }
}

/// Where tokens are put into headers and arguments, and whose they are.
fn tokens(launch: &Launch) -> impl Iterator<Item = (&Place, &'static str)> {
    launch.headers.iter().chain(&launch.args).filter_map(|variable| {
        let range = SECRET.find(&variable.value)?;
        let name = variable.value.get(range)?.to_uppercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let vendor = words.find_map(|word| VENDORS.iter().find(|(known, _)| *known == word))?;
        Some((&variable.place, vendor.1))
    })
}
