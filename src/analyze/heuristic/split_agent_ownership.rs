//! Interfaces of one card that belong to different owners.

use std::collections::{BTreeMap, HashMap};

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Endpoint;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::agent_card::{Card, cards};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "split-agent-ownership",
        title: "the hosts of a card belong to different owners",
        severity: Severity::Medium,
        confidence: Confidence::Low,
        threat: Threat::Impersonation,
        why: "A second interface or a login page of somebody else gets the tasks and tokens meant for the first.",
        fix: "Serve every interface of an agent below one domain.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        taxonomy: "ASI07",
        ..StaticMeta::BASE
    },
    check,
};

/// Owners that issue tokens for others.
const ISSUERS: &[&str] = &[
    "google.com",
    "googleapis.com",
    "microsoftonline.com",
    "windows.net",
    "auth0.com",
    "okta.com",
    "oktapreview.com",
    "amazoncognito.com",
    "github.com",
    "gitlab.com",
    "onelogin.com",
    "pingone.com",
    "workos.com",
    "clerk.com",
    "clerk.accounts.dev",
    "stytch.com",
    "descope.com",
    "ory.sh",
    "keycloak.org",
    "login.gov",
    "b2clogin.com",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let cards = cards(context.artifact);
    let known: HashMap<(usize, &str), usize> =
        cards.iter().enumerate().map(|(index, card)| ((card.file, card.at.as_str()), index)).collect();
    let mut hosts: BTreeMap<usize, Vec<(&Endpoint, Address)>> = BTreeMap::new();
    for endpoint in &context.artifact.facts.endpoints {
        let at = endpoint.place.pointer.as_deref().unwrap_or_default();
        let mut above = at.match_indices('/').filter_map(|(end, _)| at.get(..end));
        let card = above.find_map(|above| known.get(&(endpoint.place.file, above)));
        if let (Some(card), Some(address)) = (card, Address::parse(&endpoint.url))
            && address.kind() == HostKind::Public
        {
            hosts.entry(*card).or_default().push((endpoint, address));
        }
    }
    for (index, public) in &hosts {
        if let Some(card) = cards.get(*index) {
            report(card, public, sink);
        }
    }
}

fn report(card: &Card<'_>, public: &[(&Endpoint, Address)], sink: &mut Sink<'_>) {
    let role = |endpoint: &Endpoint| {
        let at = endpoint.place.pointer.as_deref().unwrap_or_default();
        at.strip_prefix(card.at.as_str()).unwrap_or_default().replace('_', "").to_lowercase()
    };
    let interface =
        |at: &str| at == "/url" || at.starts_with("/supportedinterfaces/") || at.starts_with("/additionalinterfaces/");
    let Some((first, own)) = public.iter().find(|(endpoint, _)| interface(&role(endpoint))) else { return };
    let provider = public.iter().find(|(endpoint, _)| role(endpoint) == "/provider/url");
    let posing = |wanted: bool| {
        let roles =
            public.iter().filter(move |(endpoint, _)| role(endpoint).starts_with("/securityschemes/") == wanted);
        let mut roles = roles.filter(|(endpoint, _)| wanted || interface(&role(endpoint)));
        roles.any(|(_, address)| provider.is_some_and(|(_, real)| bears_name_of(address, real)))
    };
    if posing(true) && posing(false) {
        let named = provider.map_or("", |(_, real)| &real.host);
        let message =
            format!("the agent and its login are at `{}`, which only bears the name of `{named}`", own.owner());
        let report = Report::new(first.place.clone(), message).severity(Severity::High);
        sink.report(match provider {
            Some((endpoint, _)) => report.related(endpoint.place.clone(), "the provider"),
            None => report,
        });
    }
    for (endpoint, address) in public {
        let at = role(endpoint);
        let issuer = at.starts_with("/securityschemes/") && !ISSUERS.contains(&address.owner());
        if address.owner() == own.owner() || !(interface(&at) || issuer) {
            continue;
        }
        let what = if issuer { "tokens are issued at" } else { "an interface is at" };
        let message = format!("{what} `{}`, the agent is at `{}`", address.host, own.host);
        let severity = if issuer { Severity::Low } else { Severity::Medium };
        sink.report(
            Report::new(endpoint.place.clone(), message).severity(severity).related(first.place.clone(), "the agent"),
        );
    }
}

/// Whether a host of another owner has the name of this one's in front of it: `acme-login.relay.example` for `acme.example`.
/// Where many share an owner, each is known to be one of many.
fn bears_name_of(host: &Address, real: &Address) -> bool {
    let name = real.owner().split('.').next().unwrap_or_default();
    let before = host.host.strip_suffix(host.owner()).unwrap_or_default();
    name.len() > 3 && host.owner() != real.owner() && before.contains(name) && !ISSUERS.contains(&host.owner())
}
