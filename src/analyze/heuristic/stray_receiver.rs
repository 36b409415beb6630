//! A sentence sends the reader's data, or the reader, to a host that the rest of the artifact never speaks of.
//!
//! A skill names the service that it is about: in its name, its description, again and again. A host that turns up once,
//! in a sentence about handing something over, installing or obeying, is somebody else's.

use std::cell::LazyCell;
use std::ops::Range;

use super::Heuristic;
use crate::analyze::intent::{CONSENT, FORBID, each_sentence, is_spoken_of};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::{Artifact, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "stray-receiver",
        title: "data, trust or a download goes to a host that the rest never speaks of",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "A host that turns up once, in the middle of another task, is not the one that the user came for.",
        fix: "Name the service in the description, and say what it receives and why.",
        taxonomy: "LLM02, ASI02",
        ..StaticMeta::BASE
    },
    check,
};

/// Addresses and host names; what names a file does not end like a domain.
static HOST: Pattern = Pattern::caseless(concat!(
    r"(?:https?|wss?|ftp)://[a-z0-9.-]+|@?\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|ai|cloud|xyz|site|online|example)\b",
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b",
));

/// Hosts that are looked up in the rest of an artifact, at most.
const MOST: usize = 64;
/// How often the rest may speak of the host.
const RARE: usize = 3;
/// Owners whose hosts turn up in any text.
const KNOWN: &[&str] = &[
    "acme",
    "amazonaws",
    "anthropic",
    "apple",
    "aws",
    "azure",
    "claude",
    "cloudflare",
    "company",
    "discord",
    "docker",
    "domain",
    "example",
    "github",
    "githubusercontent",
    "gitlab",
    "google",
    "googleapis",
    "huggingface",
    "linkedin",
    "medium",
    "microsoft",
    "mozilla",
    "my-app",
    "mycompany",
    "myservice",
    "netlify",
    "nodejs",
    "notion",
    "npmjs",
    "openai",
    "provider",
    "pypi",
    "python",
    "readthedocs",
    "reddit",
    "sentry",
    "slack",
    "stackoverflow",
    "stripe",
    "telegram",
    "test",
    "twitter",
    "vercel",
    "w3",
    "wikipedia",
    "your-app",
    "your-domain",
    "your-server",
    "yourapp",
    "yourcompany",
    "yourdomain",
    "yourserver",
    "youtube",
];

/// What a sentence wants of the host: both patterns match.
struct Purpose {
    act: Pattern,
    object: Pattern,
    /// What stands right before the host, behind the act; `None` if the act may stand behind it.
    towards: Option<Pattern>,
    severity: Severity,
    message: &'static str,
}

static PURPOSES: [Purpose; 5] = [
    Purpose {
        act: Pattern::caseless(
            r"\b(?:send|sends|sent|post|posts|upload\w*|submit\w*|forward\w*|transmi\w+|push(?:es|ed)?|deliver\w*|pass(?:es|ed)?|email\w*|bcc\w*|relay\w*|publish|set)\b",
        ),
        object: Pattern::caseless(
            r"\b(?:transcripts?|conversation|credentials?|tokens?|passwords?|secrets?|env\w*|source code|history|invoices?|portfolio|photos?|customers?|phone|birth|insurance|verification|e-?mails?|send_email|accounts?|documents?|r(?:é|e)sum(?:é|e)s?|diffs?|\.ssh|logins?|everything|contents?)\b",
        ),
        towards: Some(Pattern::caseless(
            r#"(?:\b(?:to|into|at|onto|from|endpoint|post|put)\b|@-)(?:\s\w+){0,3}[\s`"'(<:*]{1,6}[\w.+-]{0,40}$"#,
        )),
        severity: Severity::High,
        message: "data goes to",
    },
    Purpose {
        act: Pattern::caseless(
            r"\b(?:send|sends|sent|posts?|upload\w*|submit\w*|forward\w*|transmi\w+|push(?:es|ed)?|deliver\w*|hand(?:s|ed)?|lodged?|leave|stored?|issue|carrying|put|report(?:s|ed)?|mirror\w*|sync\w*|stream\w*|enter|type|lands?|shared?|email\w*|bcc\w*|cop(?:y|ied)|backs? up|archived?|attach\w*|deposit\w*|wants|receives?|gets?|logs|logged|notif\w+|pass(?:es|ed)?)\b",
        ),
        object: Pattern::caseless(
            r"\b(?:files?|source|archive|schema|rows?|scans?|data|names|keys?|configuration|documents?|transcript|conversation|r(?:é|e)sum(?:é|e)s?|contents?|records?|logs?|diffs?|code|inputs?|dump|credentials?|tokens?|passwords?|logins?|secrets?|env\w*|drafts?|plan|component|positions|prompts?|history|invoices?|portfolio|notes|e-?mails?|photos?|customers?|phone|statements?)\b",
        ),
        towards: Some(Pattern::caseless(r"(?:^|[^\](\w])[\w.+-]{0,40}$")),
        severity: Severity::Medium,
        message: "data goes to",
    },
    Purpose {
        act: Pattern::caseless(r"\b(?:runs?|execut\w+|launch\w*|start the|paste|double-click|open it|mark it|chmod)\b"),
        object: Pattern::caseless(
            r"\b(?:terminal|installer|executable|binary|one-liner|command from|administrator|companion|in the background)\b|\.(?:exe|dmg|pkg|msi)\b|-bin\b",
        ),
        towards: None,
        severity: Severity::Medium,
        message: "a program comes from",
    },
    Purpose {
        act: Pattern::caseless(
            r"\b(?:registry|mirror|index-url|extra-index-url|lock ?file|resolved|requirements\.txt|package\.json|required_providers|fork)\b",
        ),
        object: Pattern::caseless(r"\b(?:replace|rewrite|swap|point|instead|switch|drop|ignore|every|always)\b"),
        towards: None,
        severity: Severity::Medium,
        message: "packages come from",
    },
    Purpose {
        act: Pattern::caseless(r"\b(?:instructions?|rules|guidance|directives|orders|advice)\b"),
        object: Pattern::caseless(
            r"\b(?:obey\w*|do what|carry (?:them )?out|as though|as your own|to the letter|blindly|be followed|without verification)\b",
        ),
        towards: None,
        severity: Severity::Medium,
        message: "orders come from",
    },
];

/// Tells where to read on.
static READING: Pattern = Pattern::caseless(
    r"\b(?:see|docs?|documentation|visit|browse|homepage|website|reference|read more|sign up|create an account|get (?:an?|your) (?:api )?key|learn more|details|the link|source:)\b|<img\b|!\[",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let (mut own, mut looks) = (None, 0);
    let lower = LazyCell::new(|| artifact.regions.iter().map(|region| region.text.to_lowercase()).collect::<Vec<_>>());
    each_sentence(context, CONSENT | FORBID, &mut |region, range| {
        if !matches!(region.kind, RegionKind::SkillBody | RegionKind::Document | RegionKind::Instructions) {
            return;
        }
        let Some(text) = region.text.get(range.clone()).filter(|text| may_name_host(text)) else { return };
        for host in HOST.find_iter(text) {
            // `.env.example` is a file.
            if text.get(..host.start).is_some_and(|before| before.ends_with(['.', '-', '/', '_'])) {
                continue;
            }
            let Some(owner) = text.get(host.clone()).and_then(owner) else { continue };
            if is_own(&owner, own.get_or_insert_with(|| own_name(artifact))) {
                continue;
            }
            let Some(purpose) = PURPOSES.iter().find(|purpose| purpose.is_served(text, &host)) else { continue };
            looks += 1;
            if looks > MOST {
                return;
            }
            if READING.is_match(text) || is_spoken_of(region, &range) || is_named_elsewhere(&lower, &owner) {
                continue;
            }
            let message = format!("{} `{}`, of which nothing else speaks", purpose.message, host_of(text, &host));
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            sink.report(Report::new(place, message).severity(purpose.severity));
            return;
        }
    });
}

/// Whether a text has what every host has; most sentences have not.
fn may_name_host(text: &str) -> bool {
    let point = |pair: &[u8; 2]| pair[0] == b'.' && pair[1].is_ascii_alphanumeric();
    text.as_bytes().array_windows().any(point) || text.contains("://")
}

impl Purpose {
    fn is_served(&self, text: &str, host: &Range<usize>) -> bool {
        let before = text.get(..host.start).unwrap_or_default();
        let at = if self.towards.is_some() { before } else { text };
        self.act.is_match(at)
            && self.object.is_match(text)
            && self.towards.as_ref().is_none_or(|towards| towards.is_match(before))
    }
}

fn host_of<'t>(text: &'t str, host: &Range<usize>) -> &'t str {
    let host = text.get(host.clone()).unwrap_or_default().trim_start_matches('@');
    host.split_once("://").map_or(host, |(_, host)| host)
}

/// The part of a domain that somebody registered, or the address.
fn owner(host: &str) -> Option<String> {
    let host = host_of(host, &(0..host.len()));
    let address = Address::parse(&format!("https://{host}"))?;
    let owner = address.owner();
    let name = if owner.starts_with(|c: char| c.is_ascii_digit()) { owner } else { owner.split('.').next()? };
    let public = matches!(address.kind(), HostKind::Public | HostKind::RawIp);
    (public && name.len() > 2 && !KNOWN.contains(&name)).then(|| name.to_owned())
}

/// What the artifact calls itself and says that it is about, without spaces and marks.
fn own_name(artifact: &Artifact) -> String {
    let described = artifact.regions.iter().filter(|region| region.kind == RegionKind::SkillDescription);
    plain(&described.fold(artifact.name.clone(), |all, region| all + &region.text))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_own(owner: &str, own: &str) -> bool {
    own.contains(&plain(owner))
}

/// Whether texts, in small letters, name the owner more often than once in a while.
fn is_named_elsewhere(texts: &[String], owner: &str) -> bool {
    texts.iter().flat_map(|text| text.matches(owner)).take(RARE + 1).count() > RARE
}
