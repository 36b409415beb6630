//! What the network answers is run.

use super::Heuristic;
use super::pipe_to_shell::is_advice;
use crate::analyze::flow::{Event, SinkKind, Source};
use crate::analyze::origin::Origin as Owner;
use crate::analyze::{Context, Sink};
use crate::artifact::Artifact;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "download-and-execute",
        title: "code from the network is run",
        severity: Severity::Critical,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "Whoever controls the address decides after every review what runs on the machine.",
        fix: "Ship the code with the artifact, or pin it by digest and check that before running it.",
        taxonomy: "CWE-494",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let Some(origin) = event.from(&[Source::Network]) else { continue };
        // A pipe in a document is read with its text by `pipe-to-shell`.
        if event.in_document && context.hits("remote-script").any(|hit| hit.place.touches(&event.place)) {
            continue;
        }
        let severity = match event.kind {
            // An expression that is evaluated may be careless; statements that are run are meant to be code.
            SinkKind::Eval if event.sink == "eval" => Severity::High,
            SinkKind::Eval => Severity::Critical,
            SinkKind::Shell if event.is_whole() => Severity::Critical,
            SinkKind::Dropped | SinkKind::Process if is_fixed(artifact, event) => continue,
            SinkKind::Load | SinkKind::Dropped => Severity::High,
            SinkKind::Process if event.is_whole() && !event.shell => Severity::High,
            // Whoever answers writes a part of the command line; of a named service it is a version or a number.
            SinkKind::Shell if is_strangers(artifact, event, &origin.label) => Severity::High,
            SinkKind::Shell => Severity::Medium,
            _ => continue,
        };
        // Scripts install programs; whose they are decides.
        let severity = match Owner::within(artifact, &origin.label.replace('…', "$")) {
            _ if !event.shell => severity,
            Owner::Local | Owner::Known | Owner::Own => continue,
            Owner::Open => severity.min(Severity::Medium),
            Owner::Unknown if event.in_document && is_advice(context, &event.place) => severity.min(Severity::Medium),
            Owner::Unknown => severity.min(Severity::High),
            Owner::Anonymous => severity,
        };
        let message = format!("{} is run by `{}`", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message).severity(severity));
    }
    let started = context.flows.events.iter().filter(|e| matches!(e.kind, SinkKind::Shell | SinkKind::Process));
    for event in started.filter(|event| !event.shell && !event.in_document) {
        let Some(address) = event.texts.iter().find_map(|text| installed(text)) else { continue };
        let severity = match Owner::within(artifact, address) {
            Owner::Anonymous => Severity::High,
            Owner::Unknown => Severity::Medium,
            Owner::Local | Owner::Known | Owner::Own | Owner::Open => continue,
        };
        let message = format!("a package from `{address}` is installed by `{}`", event.sink);
        sink.report(event.report(artifact, None, message).severity(severity));
    }
}

/// Whether a program, no script for the shell, asks a host that nobody knows, by an address in its code.
fn is_strangers(artifact: &Artifact, event: &Event, address: &str) -> bool {
    let owner = Owner::within(artifact, &address.replace('…', "$"));
    let call = artifact.file(event.place.file).map_or("", |file| file.slice(event.place.span));
    // A list of words is no command line, even where data flow takes it for one.
    let line =
        ["shell=True", "shell: true", "os.system", "popen(", "exec(", "execSync("].iter().any(|s| call.contains(s));
    line && !event.shell && address.contains("://") && matches!(owner, Owner::Unknown | Owner::Anonymous)
}

/// Programs that take files and addresses as data and run none of them.
const READERS: &[&str] = &[
    "aria2c",
    "cat",
    "convert",
    "curl",
    "exiftool",
    "ffmpeg",
    "ffprobe",
    "file",
    "grep",
    "gs",
    "head",
    "identify",
    "jq",
    "magick",
    "md5sum",
    "pandoc",
    "pdfinfo",
    "pdftoppm",
    "pdftotext",
    "qpdf",
    "rg",
    "rsvg-convert",
    "sha256sum",
    "sox",
    "stat",
    "tail",
    "tesseract",
    "unzip",
    "wc",
    "wget",
    "yt-dlp",
];

/// A call whose list of words begins with the name of a program.
static FIXED: Pattern = Pattern::new(
    r#"^[\w.]{1,60}\(\s{0,40}(?:args\s{0,2}=\s{0,2})?\[\s{0,80}["'](?P<program>[\w./-]{1,60})["']\s{0,40},"#,
);

/// Whether what the network gives is data for the program that is started.
fn is_fixed(artifact: &Artifact, event: &Event) -> bool {
    let Some(file) = artifact.file(event.place.file) else { return false };
    let call = file.slice(event.place.span);
    let named = FIXED.groups_iter(call, ["program"]).next().and_then(|(_, [program])| call.get(program?));
    named.is_some_and(|program| READERS.contains(&program.rsplit('/').next().unwrap_or_default()))
}

/// The address that a command line installs a package from.
fn installed(command: &str) -> Option<&str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let verb = words.windows(2).position(|pair| {
        matches!(pair, [program, "install" | "add" | "i"] if matches!(program.rsplit('/').next(), Some("pip" | "pip3" | "npm" | "pnpm" | "yarn" | "gem" | "uv" | "cargo")))
    })?;
    let is_address = |word: &&str| word.contains("://") && !word.starts_with('-');
    // Behind an option stands an index or a proxy.
    let named = |pair: &[&str]| match pair {
        [before, _] => {
            matches!(*before, "-q" | "-U" | "-y" | "--quiet" | "--upgrade" | "--no-deps" | "--user")
                || !before.starts_with('-')
        }
        _ => false,
    };
    let mut pairs = words.get(verb + 1..)?.windows(2).filter(|pair| named(pair));
    pairs.find_map(|pair| pair.get(1).copied().filter(is_address))
}
