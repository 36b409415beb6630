//! A file is downloaded and then started.

use regex::RegexBuilder;

use super::Heuristic;
use super::pipe_to_shell::{is_advice, is_spoken_of};
use crate::analyze::origin::Origin;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "download-and-run",
        title: "a downloaded file is started",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "What the address serves today may be replaced tomorrow, and it runs with the user's rights.",
        fix: "Install a package by exact version, or verify the file's digest before it is started.",
        references: &["https://attack.mitre.org/techniques/T1105/"],
        taxonomy: "LLM03, ASI04, CWE-494",
        ..StaticMeta::BASE
    },
    check,
};

/// Downloads of an artifact that are looked at, at most: each takes a pattern of its own.
const MAX_HITS: usize = 256;

/// Bytes after the start of the download in which the start of the file is looked for.
const REACH: usize = 700;

static SAVED_AS: Pattern = Pattern::new(
    r#"(?:\s-\w{0,6}o\s{0,2}|\s--output[ =]|\s-O\s{1,2}|\s--output-document=|>\s{0,2})["']?(?P<name>[^\s"'|;&-][^\s"'|;&]*)"#,
);

static LAST_SEGMENT: Pattern = Pattern::new(r#"https?://[^\s"']+/(?P<name>[\w.-]{2,80})["']?"#);

/// Endings of what is no program.
const DATA: &[&str] =
    &[".json", ".png", ".jpg", ".jpeg", ".txt", ".md", ".csv", ".pdf", ".html", ".mp4", ".mp3", ".wav", ".gz", ".zip"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("saved-download").take(MAX_HITS) {
        let Some(region) = context.region(hit) else { continue };
        if hit.coding.is_some() || is_spoken_of(context, hit) {
            continue;
        }
        let end = region.text.floor_char_boundary((hit.range.start + REACH).min(region.text.len()));
        let window = region.text.get(hit.range.start..end).unwrap_or_default();
        let first = window.lines().next().unwrap_or_default();
        let named = |pattern: &Pattern| pattern.groups_iter(first, ["name"]).find_map(|(_, [name])| first.get(name?));
        let Some(name) = named(&SAVED_AS).or_else(|| named(&LAST_SEGMENT)) else { continue };
        let file = name.rsplit('/').next().unwrap_or(name);
        if name.len() < 2 || name == "/dev/null" || DATA.iter().any(|ending| file.ends_with(ending)) {
            continue;
        }
        if !starts(window, name, file) {
            continue;
        }
        let (severity, message) = match Origin::within(context.artifact, first) {
            Origin::Local | Origin::Known => (Severity::Low, "a file of a known project is downloaded and started"),
            Origin::Own => (Severity::Low, "a file of the project itself is downloaded and started"),
            Origin::Open => (Severity::Medium, "a file from an address that is not fixed is downloaded and started"),
            // A release has an owner and a version, if no digest.
            Origin::Unknown if first.contains("/releases/download/") => {
                (Severity::Medium, "a release is downloaded and started without a look at its digest")
            }
            Origin::Unknown if is_advice(context, &hit.place) => {
                (Severity::Medium, "a document has its reader start a file from an address of unknown owner")
            }
            Origin::Unknown => (Severity::High, "a file from an address of unknown owner is downloaded and started"),
            Origin::Anonymous => {
                (Severity::Critical, "a file from an address that nobody answers for is downloaded and started")
            }
        };
        let verified = ["sha256sum", "shasum", "gpg --verify", "cosign verify", "minisign"];
        if verified.iter().any(|tool| window.contains(tool)) {
            continue;
        }
        sink.report(Report::new(hit.place.clone(), message).severity(severity).specimen(hit.specimen));
    }
}

/// Whether a later command runs the file: by an interpreter, or by its path.
fn starts(window: &str, name: &str, file: &str) -> bool {
    let later = window.find(['\n', ';', '&']).and_then(|at| window.get(at..)).unwrap_or_default();
    // Most are not spoken of again, and the expression costs more than a whole text to look for.
    if !later.contains(file) {
        return false;
    }
    let (name, file) = (regex::escape(name), regex::escape(file));
    let pattern = format!(
        r#"(?:[\n;&|]\s*)(?:sudo\s+)?(?:nohup\s+|exec\s+|source\s+|\.\s+|open\s+|(?:ba|z|da)?sh\s+(?:-\w+\s+)*|python3?\s+|node\s+|perl\s+)?["']?(?:{name}|(?:\./|/tmp/|\$\w+/){file}|{file})["']?(?:\s*(?:$|[\n;&|)"'`])|\s+(?:-|&|install|\$))"#
    );
    // That of characters is many times as large.
    RegexBuilder::new(&pattern).unicode(false).build().is_ok_and(|pattern| pattern.is_match(later))
}
