//! A remote server has an address that nobody vouches for.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Launch, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "temporary-remote",
        title: "a remote server lies behind a tunnel, a request catcher or a bare address",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::NetworkExposure,
        why: "Such an address belongs to whoever holds it today; the next holder gets the agent's data and gives it tools.",
        fix: "Use the server's own domain name, over HTTPS.",
        ..StaticMeta::BASE
    },
    check,
};

/// Domains under which anybody opens a tunnel to their own machine.
const TUNNELS: &[&str] = &[
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "trycloudflare.com",
    "loca.lt",
    "localtunnel.me",
    "localhost.run",
    "lhr.life",
    "lhr.rocks",
    "serveo.net",
    "pagekite.me",
    "bore.pub",
    "devtunnels.ms",
    "tunnelmole.net",
    "pinggy.link",
    "pinggy.io",
    "telebit.io",
    "zrok.io",
    "playit.gg",
    "instatunnel.my",
];
/// Domains that show whoever asks what was sent to them.
const CATCHERS: &[&str] = &[
    "webhook.site",
    "requestbin.com",
    "requestbin.net",
    "pipedream.net",
    "oast.fun",
    "oast.pro",
    "oast.live",
    "oast.site",
    "oast.online",
    "oast.me",
    "interact.sh",
    "burpcollaborator.net",
    "oastify.com",
    "requestcatcher.com",
    "beeceptor.com",
    "hookbin.com",
    "dnslog.cn",
    "canarytokens.com",
    "mockbin.org",
    "typedwebhook.tools",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        for (url, place) in addresses(launch) {
            let Some(host) = host(url) else { continue };
            let (what, severity) = if below(&host, CATCHERS) {
                ("is a request catcher", Severity::High)
            } else if below(&host, TUNNELS) {
                ("is a tunnel", Severity::Medium)
            } else if is_address(&host) && !is_private(&host) {
                ("is a bare address", Severity::Medium)
            } else {
                continue;
            };
            sink.report(Report::new(place.clone(), format!("`{host}` {what}")).severity(severity));
        }
    }
}

/// The addresses that a launch names: its own, and those among its arguments.
pub(super) fn addresses(launch: &Launch) -> impl Iterator<Item = (&str, &Place)> {
    let all = launch.url.iter().chain(&launch.args);
    all.map(|variable| (variable.value.as_str(), &variable.place)).filter(|(url, _)| url.contains("://"))
}

/// The host of a URL in lower case, without user, port and brackets.
pub(super) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => host.split(':').next()?,
    };
    let filled = !host.is_empty() && !host.contains(['$', '{', '<', '%']);
    filled.then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

fn below(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

fn is_address(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok()
}

/// This machine, a private network, or a name without a domain.
pub(super) fn is_private(host: &str) -> bool {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified();
    }
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return address.is_loopback() || address.is_unspecified() || address.is_unique_local();
    }
    !host.contains('.')
        || [".local", ".internal", ".localhost", ".lan", ".test", ".home.arpa", ".svc"]
            .iter()
            .any(|end| host.ends_with(end))
}
