//! Credentials, the whole environment, the clipboard or an agent's memory leave the machine.

use std::collections::BTreeSet;

use super::Heuristic;
use super::token_to_stranger::VENDORS;
use crate::analyze::flow::{CAUGHT, Event, HOLE, Origin, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "secret-to-network",
        title: "secrets are sent to another machine",
        severity: Severity::Critical,
        confidence: Confidence::High,
        threat: Threat::DataExfiltration,
        why: "Whoever receives them signs in as the user.",
        fix: "Do not read credentials of others; send a service its own key only, in the header that it asks for.",
        ..StaticMeta::BASE
    },
    check,
};

/// Parts of variables' names: databases that speak a protocol of their own, and what opens them.
const DATABASES: &[&str] = &[
    "DATABASE",
    "DB",
    "MARIADB",
    "MONGO",
    "MONGODB",
    "MSSQL",
    "MYSQL",
    "ORACLE",
    "PG",
    "PGPASSWORD",
    "POSTGRES",
    "REDIS",
];
const OPENERS: &[&str] = &["CONNECTION", "DSN", "PASS", "PASSWORD", "PGPASSWORD", "PWD", "URI", "URL"];

/// An address of which what is put into it is a part, in a page: whoever opens the page sends it there.
static LINKED: Pattern = Pattern::caseless(
    r#"(?:\bsrc|\bhref|\baction|\bposter)\s{0,2}=\s{0,2}["']?https?://(?P<host>[^/"'\s\x01?]{4,120})[^"'\s>]{0,200}?(?:\x01|~/)"#,
);

/// Secrets in the addresses of a page that is written.
fn linked(context: &Context<'_>, sink: &mut Sink<'_>) {
    for event in context.flows.events.iter().filter(|event| event.is_stored_in_file()) {
        let Some(origin) = event.from(&[Source::Secret, Source::Environment, Source::Device]) else { continue };
        let host = event.texts.iter().find_map(|text| {
            let (_, [host]) = LINKED.groups_iter(text, ["host"]).next()?;
            text.get(host?)
        });
        let Some(host) = host.filter(|host| !is_local(&format!("://{host}"))) else { continue };
        let message =
            format!("{} goes into addresses of `{host}` in a page that `{}` writes", origin.describe(), event.sink);
        sink.report(event.report(context.artifact, Some(origin), message));
    }
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    linked(context, sink);
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Send) {
        if event.targets.iter().any(|target| is_local(target)) {
            continue;
        }
        let secret = event.from(&[Source::Secret, Source::Environment, Source::Device]);
        let key = collected(event).or_else(|| strange(event)).or_else(|| database(event));
        let (origin, severity) = match (secret, event.from(&[Source::Agent]), key) {
            (Some(origin), ..) => (origin, Severity::Critical),
            (None, Some(origin), _) | (None, None, Some(origin)) => (origin, Severity::High),
            (None, None, None) => continue,
        };
        // What stands between other code and the network hands on what it is given.
        if origin.label == CAUGHT && named_host(event).is_none() {
            continue;
        }
        // A script that is told where to send is used by whoever tells it.
        let open =
            |target: &String| !target.starts_with("dns") && host(target).is_none_or(|host| host.starts_with(HOLE));
        let told = event.shell && event.targets.iter().all(open);
        let severity = if told { severity.min(Severity::Medium) } else { severity };
        let host = event.targets.iter().find_map(|target| host(target));
        let to = host.map_or_else(String::new, |host| format!(" to `{}`", host.replace(HOLE, "…")));
        let message = format!("{} is sent{to} by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
}

/// The host that data is sent to, where the code names it; otherwise whoever runs the code does.
pub(super) fn named_host(event: &Event) -> Option<&str> {
    event.targets.iter().find_map(|target| host(target)).filter(|host| !host.starts_with(HOLE))
}

fn host(target: &str) -> Option<&str> {
    target.split("://").nth(1)?.split('/').next()
}

/// Whether an address is on this machine.
pub(super) fn is_local(target: &str) -> bool {
    ["://localhost", "://127.0.0.1", "://0.0.0.0", "://[::1]"].iter().any(|host| target.contains(host))
}

/// The key of a service that is sent to a host that is not the service's, and not as what says who asks.
fn strange(event: &Event) -> Option<&Origin> {
    let host = named_host(event)?.to_ascii_lowercase();
    event.origins.iter().filter(|origin| origin.is_key()).find(|origin| {
        let vendor = VENDORS.iter().find(|(word, _)| origin.label.split('_').any(|part| part == *word));
        vendor.is_some_and(|(_, name)| !host.contains(name))
    })
}

/// What a database is opened with, sent to a host that the code names: the driver needs it, and nobody else.
fn database(event: &Event) -> Option<&Origin> {
    named_host(event)?;
    event.origins.iter().find(|origin| {
        let says = |words: &[&str]| origin.label.split('_').any(|word| words.contains(&word));
        let dsn = origin.label.ends_with("DSN") && !origin.label.starts_with("SENTRY");
        origin.source == Source::Variable && (dsn || says(DATABASES) && says(OPENERS))
    })
}

/// Keys of several services in one request: a client needs one.
fn collected(event: &Event) -> Option<&Origin> {
    let keys: Vec<_> = event.origins.iter().filter(|origin| origin.is_key()).collect();
    let owners: BTreeSet<_> = keys.iter().filter_map(|origin| origin.label.split('_').next()).collect();
    if owners.len() >= 3 { keys.first().copied() } else { None }
}
