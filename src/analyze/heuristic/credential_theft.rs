//! Code that names files with credentials also sends data.

use std::collections::BTreeSet;

use super::Heuristic;
use crate::analyze::{Context, Hit, Report, Sink, Specimen};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "credential-theft",
        title: "code reads credentials and sends data",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "Keys of the user that reach a foreign server open every account they belong to.",
        fix: "Take the one credential that is needed from the user, and send it to its own service only.",
        references: &["https://attack.mitre.org/techniques/T1552/001/"],
        taxonomy: "AML.T0086, CWE-200",
        ..StaticMeta::BASE
    },
    check,
};

/// Files of an artifact in which imports are followed, at most: each pair is looked for in all of them.
const MAX_FILES: usize = 64;

/// Ways in which code opens a file or runs over a list of files.
const READS: &[&str] = &[
    "open(",
    "read_",
    "load_",
    "readFile",
    "cat ",
    "cp ",
    "tar ",
    "zip ",
    "shutil.copy",
    "File.read",
    "ReadFile",
    "file_get_contents",
    "Get-Content",
    "ReadAllBytes",
    "Copy-Item",
    "base64 ",
    "createReadStream",
    "glob",
    "os.walk",
    "sqlite3",
    "IO.read",
    "<",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let files: BTreeSet<usize> = context.hits("credential-file").map(|hit| hit.place.file).collect();
    let tried = |hit: &Hit<'_>| context.artifact.is_test(hit.place.file).then_some(Specimen::Test);
    let few = context.artifact.files.len() <= MAX_FILES;
    for file in files {
        let here = |hit: &&Hit<'_>| hit.place.file == file;
        let stores: Vec<&Hit<'_>> =
            context.hits("credential-file").filter(here).filter(|hit| is_read(context, hit)).collect();
        let Some(first) = stores.first() else { continue };
        let mut names: Vec<&str> = stores.iter().map(|hit| trimmed(&hit.text)).collect();
        names.sort_unstable();
        names.dedup();
        let same = |hit: &&Hit<'_>| hit.region == first.region && stores.iter().any(|store| near(store, hit));
        if let Some(send) = context.hits("network-send").find(same) {
            // Several stores are a harvest; one may be the key that the tool works with.
            let severity = if names.len() > 1 { Severity::Critical } else { Severity::High };
            let message = format!("reads {} and sends data", names.join(", "));
            let report = Report::new(first.place.clone(), message).severity(severity).specimen(tried(first));
            sink.report(report.related(send.place.clone(), "sent here"));
        } else if first.kind == RegionKind::Script && names.len() > 2 {
            let message = format!("reads {}", names.join(", "));
            sink.report(Report::new(first.place.clone(), message).severity(Severity::Medium).specimen(tried(first)));
        } else if few
            && first.kind == RegionKind::Script
            && let Some(send) = context.hits("network-send").find(|hit| joins(context, first, hit))
        {
            let message = format!("reads {}, and a module that is used with it sends data", names.join(", "));
            let report = Report::new(first.place.clone(), message).specimen(tried(first));
            sink.report(report.related(send.place.clone(), "sent here"));
        }
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(['"', '\'', '`', '/', '\\', ' '])
}

/// Whether one script imports the one that reads and the one that sends, or the one imports the other.
fn joins(context: &Context<'_>, store: &Hit<'_>, send: &Hit<'_>) -> bool {
    if send.kind != RegionKind::Script || send.place.file == store.place.file {
        return false;
    }
    let stem = |hit: &Hit<'_>| context.artifact.file(hit.place.file).and_then(|file| file.path.file_stem());
    let (Some(reader), Some(sender)) = (stem(store), stem(send)) else { return false };
    context.regions(RegionKind::Script).any(|region| {
        let imports = |name: &str, file: usize| {
            region.file == file
                || [
                    format!("from {name} import"),
                    format!("import {name}"),
                    format!("./{name}"),
                    format!("from .{name}"),
                ]
                .iter()
                .any(|line| region.text.contains(line))
        };
        imports(reader, store.place.file) && imports(sender, send.place.file)
    })
}

/// In Markdown, two code blocks far apart have nothing to do with each other.
fn near(store: &Hit<'_>, send: &Hit<'_>) -> bool {
    store.kind == send.kind && (store.kind == RegionKind::Script || store.range.start.abs_diff(send.range.start) < 600)
}

/// A raw text of Python that is an expression to match with.
static EXPRESSION: Pattern = Pattern::new(r#"[rR](?:"[^"\n]*|'[^'\n]*)(?:\(\?[:!=i]|\\[bs])"#);

/// Whether a name stands in an expression that texts are compared with.
fn is_matched_with(line: &str) -> bool {
    EXPRESSION.is_match(line)
}

/// A comparison with names, and an end of the program right behind it.
static COMPARED: Pattern =
    Pattern::new(r"\bre\.(?:search|match|fullmatch)\(|\bfnmatch\(|\.(?:test|match|endswith|endsWith)\(");
static GIVEN_UP: Pattern = Pattern::new(
    r"^[^\n]*\n\s*if [^\n]{1,80}[:{]\s*\n?\s*(?:sys\.exit\(|raise |throw |process\.exit\(|return (?:Err|None|null|False|false))",
);

/// Whether a program stops where it meets the name.
fn is_refused(line: &str, after: &str) -> bool {
    COMPARED.is_match(line) && GIVEN_UP.is_match(after)
}

/// Whether the lines around the name open something; a name in a message or a list of patterns is not read.
fn is_read(context: &Context<'_>, hit: &Hit<'_>) -> bool {
    let Some(region) = context.region(hit) else { return false };
    if hit.coding.is_some() {
        return true;
    }
    let start = region.text.floor_char_boundary(hit.range.start.saturating_sub(300));
    let end = region.text.floor_char_boundary((hit.range.end + 500).min(region.text.len()));
    let around = region.text.get(start..end).unwrap_or_default();
    let line_start = region.text.get(..hit.range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = region.text.get(line_start..hit.range.start).unwrap_or_default().trim_start();
    let comment = line.starts_with('#') || line.starts_with("//") || line.starts_with('*');
    let whole = region.text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let after = region.text.get(hit.range.end..end).unwrap_or_default();
    !comment && !is_matched_with(whole) && !is_refused(whole, after) && READS.iter().any(|verb| around.contains(verb))
}
