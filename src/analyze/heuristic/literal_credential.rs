//! A secret stands in a variable, header, argument or address of a configuration.

use super::Heuristic;
use crate::analyze::secret::{is_placeholder, is_random, names_secret};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::{Launch, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "literal-credential",
        title: "a secret stands in a configuration",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::SecretExposure,
        why: "Everybody who gets the file gets the account; configurations are copied, committed and read by agents.",
        fix: "Refer to a variable, such as `${API_KEY}`, and revoke the secret that stood here.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    // Known formats are reported by their own rule.
    let known = |place: &Place| {
        context.hits("provider-token").any(|hit| {
            hit.place.file == place.file
                && hit.place.span.start < place.span.end
                && place.span.start < hit.place.span.end
        })
    };
    let facts = &context.artifact.facts;
    // Keys for a model server on this machine open nothing elsewhere.
    let gateway = facts.variables.iter().any(|set| {
        set.name.ends_with("_BASE_URL") && Address::parse(&set.value).is_some_and(|at| at.kind() == HostKind::Loopback)
    });
    let own = |name| gateway && ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"].contains(&name);
    for (name, value, place) in facts.launches.iter().flat_map(candidates).chain(named(&facts.variables)) {
        let secret =
            value.trim().trim_start_matches("Bearer ").trim_start_matches("Basic ").trim_start_matches("token ");
        let min = if name.is_empty() { 20 } else { 12 };
        if !is_placeholder(secret) && is_random(secret, min) && !own(name) && !known(place) {
            let message = if name.is_empty() {
                "an argument holds a secret".to_owned()
            } else {
                format!("`{name}` holds a secret")
            };
            sink.report(Report::new(place.clone(), message).secret());
        }
    }
}

/// Names, values and places that may be secrets: by the name of a variable, header, option or query.
fn candidates(launch: &Launch) -> Vec<(&str, &str, &Place)> {
    let mut found: Vec<(&str, &str, &Place)> = named(&launch.env).chain(named(&launch.headers)).collect();
    let mut before = "";
    for arg in &launch.args {
        let (name, value) = arg.value.split_once('=').unwrap_or((before, &arg.value));
        if names_secret(name.trim_start_matches('-')) && name.starts_with('-') || (name != before && names_secret(name))
        {
            found.push((name, value, &arg.place));
        }
        // `--header "Authorization: Bearer …"`
        if let Some((name, value)) = arg.value.split_once(':').filter(|(name, _)| names_secret(name)) {
            found.push((name, value, &arg.place));
        }
        before = &arg.value;
    }
    for variable in launch.url.iter().chain(&launch.args).filter(|variable| variable.value.contains("://")) {
        let query = variable.value.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            if names_secret(name) || name.eq_ignore_ascii_case("key") || name.eq_ignore_ascii_case("apikey") {
                found.push((name, value, &variable.place));
            }
        }
    }
    found
}

fn named(variables: &[crate::artifact::Variable]) -> impl Iterator<Item = (&str, &str, &Place)> {
    variables.iter().filter(|v| names_secret(&v.name)).map(|v| (v.name.as_str(), v.value.as_str(), &v.place))
}
