//! A password or token stands in a script or instruction beside the account or server that it opens.

use super::Heuristic;
use crate::analyze::secret::{is_placeholder, is_random, names_secret};
use crate::analyze::{Context, Hit, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "live-login",
        title: "a password or token stands beside the account that it opens",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::SecretExposure,
        why: "Whoever gets the artifact can log in, and so can every agent that reads it.",
        fix: "Change the password, and let the script read it from the environment.",
        taxonomy: "CWE-798",
        ..StaticMeta::BASE
    },
    check,
};

/// Bytes to either side in which the account is looked for.
const REACH: usize = 500;

/// Parts of passwords of documentation and of local development.
const SPECIMENS: &[&str] = &[
    "admin", "test", "user", "pass", "pwd", "root", "secret", "hunter2", "letmein", "welcome", "guest", "postgres",
    "mysql", "token", "default", "staple", "here", "strong", "secure", "p@ss", "string", "value", "process.", "os.",
    "env", "config", "abc123", "key",
];

static MAIL: Pattern = Pattern::caseless(r"\b[a-z0-9._+-]{3,40}@[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){1,3}\b");

static ADDRESS: Pattern = Pattern::caseless(
    r#"(?:https?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|wss?|ftp)://[^\s"'`<>)]{4,200}|(?P<ip>\b(?:\d{1,3}\.){3}\d{1,3}\b)"#,
);

static PART: Pattern = Pattern::new(
    r#"(?x)^ -{0,2} (?P<name>[A-Za-z][A-Za-z_-]*) ["']? \s* [:=,\s] \s* (?:["'`]|“)? (?:(?:Bearer|Basic|Token)\s+)? (?P<value>[^\s"'`]+)"#,
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("stated-secret") {
        let shown = matches!(hit.kind, RegionKind::Script | RegionKind::SkillBody)
            || (hit.kind == RegionKind::CodeBlock
                && context.region(hit).is_some_and(|region| region.kind == RegionKind::SkillBody));
        if hit.coding.is_some() || !shown || is_sample(context, hit) {
            continue;
        }
        // A match may begin within a name: what it is called stands before.
        let before = context.region(hit).and_then(|region| region.text.get(..hit.range.start)).unwrap_or_default();
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
        let Some(token) = secret(&format!("{name}{}", hit.text)) else { continue };
        let Some(opens) = account(context, hit, token) else { continue };
        let what = if token { "a token" } else { "a password" };
        sink.report(Report::new(hit.place.clone(), format!("{what} stands beside {opens}")).secret());
    }
    for hit in context.hits("address-password") {
        let Some((_, rest)) = hit.text.split_once("://") else { continue };
        let password =
            rest.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map_or("", |(_, password)| password);
        let after = context.region(hit).and_then(|region| region.text.get(hit.range.end..)).unwrap_or_default();
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        let public = after.get(..end).is_some_and(is_public_number);
        if public && is_password(password) && !is_sample(context, hit) {
            sink.report(Report::new(hit.place.clone(), "a password stands beside a public address").secret());
        }
    }
}

/// Whether the file is one of tests.
fn is_sample(context: &Context<'_>, hit: &Hit<'_>) -> bool {
    let folders = ["/tests/", "/test/", "/__tests__/", "/fixtures/", "/examples/", "/mocks/"];
    context.artifact.file(hit.place.file).is_none_or(|file| {
        let inner = format!("/{}", context.artifact.relative(&file.path));
        folders.iter().any(|folder| inner.contains(folder))
    })
}

/// Whether a text holds a secret, and that is a token rather than a password.
fn secret(text: &str) -> Option<bool> {
    let (_, [name, value]) = PART.groups_iter(text, ["name", "value"]).next()?;
    let (name, value) = (text.get(name?)?, text.get(value?)?.split('”').next()?);
    let lower = name.to_ascii_lowercase();
    let typed = matches!(lower.as_str(), "type" | "enter" | "use" | "fill");
    let mixed = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    if lower.contains("pass") || lower.ends_with("pwd") || typed {
        return is_password(value).then_some(false);
    }
    let plain = !value.starts_with("0x") && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.=+/~".contains(&b));
    (names_secret(name) && mixed && plain && !is_placeholder(value) && is_random(value, 20)).then_some(true)
}

/// Whether a text is a password that somebody uses.
fn is_password(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mixed = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    value.len() >= 8
        && mixed
        && !value.contains(['(', ')', '[', ']', ';', '\\', '/'])
        && !is_placeholder(value)
        && !SPECIMENS.iter().any(|word| lower.contains(word))
}

/// What the secret opens: an account or server near it that is none of documentation's.
fn account(context: &Context<'_>, hit: &Hit<'_>, token: bool) -> Option<&'static str> {
    let text = &context.region(hit)?.text;
    let start = text.floor_char_boundary(hit.range.start.saturating_sub(REACH));
    let end = text.floor_char_boundary((hit.range.end + REACH).min(text.len()));
    let near = text.get(start..end)?;
    let specimen = |name: &str| {
        let name = name.to_ascii_lowercase();
        [
            "example",
            "test",
            "localhost",
            "domain.",
            "your",
            "company.",
            "email.",
            "acme",
            "foo.",
            "placeholder",
            "invalid",
            "sample",
            "users.noreply",
            "0.0.0.0",
            "1.2.3.4",
        ]
        .iter()
        .any(|word| name.contains(word))
    };
    if MAIL.find_iter(near).filter_map(|mail| near.get(mail)).any(|mail| !specimen(mail)) {
        return Some("an e-mail address");
    }
    let server = ADDRESS.groups_iter(near, ["ip"]).any(|(found, [ip])| {
        let text = near.get(found).unwrap_or_default();
        let public = |text: &str| {
            Address::parse(text).is_some_and(|address| {
                matches!(address.kind(), HostKind::Public | HostKind::RawIp)
                    && !address.host.contains(['$', '{', '<', '%'])
                    && !specimen(&address.host)
            })
        };
        if ip.is_some() {
            return is_public_number(text) && !specimen(text);
        }
        // Beside a password a link is a link; a token is sent to the address that it stands by.
        token && public(text)
    });
    server.then_some("the server that it opens")
}

/// Whether a host is an IPv4 address that anybody can reach.
fn is_public_number(host: &str) -> bool {
    let kind = || Address::parse(&format!("tcp://{host}")).map(|address| address.kind());
    host.parse::<std::net::Ipv4Addr>().is_ok() && kind() == Some(HostKind::RawIp)
}
