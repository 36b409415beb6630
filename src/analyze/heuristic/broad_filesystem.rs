//! A server is given the whole disk, or all of somebody's home.

use super::Heuristic;
use crate::analyze::command::{CommandLine, Ecosystem, Word};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "broad-filesystem",
        title: "a server is given the whole disk or a home folder",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Every key, history and document is one tool call away from whoever steers the agent.",
        fix: "Name the folder of the project, read-only where that is enough.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        let line = CommandLine::of(launch);
        let package = line.package();
        let name = package.map_or(line.program(), |package| package.word.text.to_ascii_lowercase());
        if name.contains("filesystem") || name.contains("server-files") || name.contains("desktop-commander") {
            let after = package.map_or(0, |package| position(line.args(), package.word) + 1);
            for word in line.args().iter().skip(after) {
                report(sink, *word, word.text, "served");
            }
        }
        if package.is_some_and(|package| package.ecosystem == Ecosystem::Image) {
            for (word, source) in mounts(line.args()) {
                report(sink, word, source, "mounted");
            }
        }
    }
}

fn position(args: &[Word<'_>], word: Word<'_>) -> usize {
    args.iter().position(|arg| arg.place == word.place && arg.text.ends_with(word.text)).unwrap_or(0)
}

/// The folders that a container sees, and the words that say so.
pub(super) fn mounts<'a>(args: &[Word<'a>]) -> Vec<(Word<'a>, &'a str)> {
    let mut found = Vec::new();
    let mut before = "";
    for word in args {
        let volume = word
            .text
            .strip_prefix("--volume=")
            .or_else(|| word.text.strip_prefix("-v="))
            .or_else(|| matches!(before, "-v" | "--volume").then_some(word.text));
        let mount = word.text.strip_prefix("--mount=").or_else(|| (before == "--mount").then_some(word.text));
        if let Some(volume) = volume {
            // The colon after a drive's letter separates nothing.
            let drive = volume.starts_with(|c: char| c.is_ascii_alphabetic())
                && volume.get(1..3).is_some_and(|rest| matches!(rest, ":\\" | ":/"));
            let from = if drive { 2 } else { 0 };
            let end = volume.get(from..).and_then(|rest| rest.find(':')).map_or(volume.len(), |at| at + from);
            found.push((*word, volume.get(..end).unwrap_or_default()));
        } else if let Some(mount) = mount {
            let source =
                mount.split(',').find_map(|part| part.strip_prefix("src=").or_else(|| part.strip_prefix("source=")));
            found.extend(source.map(|source| (*word, source)));
        }
        before = word.text;
    }
    found
}

fn report(sink: &mut Sink<'_>, word: Word<'_>, folder: &str, how: &str) {
    if let Some((what, severity)) = judge(folder) {
        sink.report(Report::new(word.place.clone(), format!("{what} is {how}")).severity(severity));
    }
}

fn judge(folder: &str) -> Option<(&'static str, Severity)> {
    let folder = folder.trim_matches(['"', '\'']);
    let bare = folder.trim_end_matches(['/', '\\']);
    if folder == "/" || (bare.len() == 2 && bare.ends_with(':')) {
        return Some(("the whole disk", Severity::High));
    }
    let variable = matches!(
        bare,
        "~" | "$HOME" | "${HOME}" | "${userHome}" | "${env:HOME}" | "%USERPROFILE%" | "${env:USERPROFILE}"
    );
    let lower = bare.replace('\\', "/");
    let parts: Vec<&str> = lower.split('/').collect();
    let home =
        matches!(parts.as_slice(), ["", "home" | "Users" | "root"] | ["", "home", _] | [_, "Users"] | [_, "Users", _]);
    if matches!(parts.as_slice(), ["", "etc"]) {
        return Some(("the machine's configuration", Severity::Medium));
    }
    (variable || home).then_some(("a home folder", Severity::Medium))
}
