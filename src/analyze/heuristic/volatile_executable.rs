//! A program runs from a folder that anybody may write to, or that browsers do.

use super::Heuristic;
use crate::analyze::command::CommandLine;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Launch, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "volatile-executable",
        title: "a program runs from a temporary or download folder",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "Whoever can put a file there, another user or a web page, decides what runs at the next start.",
        fix: "Install the program where only its owner can write.",
        taxonomy: "CWE-379",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        look(launch, sink);
    }
    for hook in &context.artifact.facts.hooks {
        // A hook is one line of shell: read its words as those of a launch.
        let (name, place) = (String::new(), hook.place.clone());
        let (args, env, headers) = (Vec::new(), Vec::new(), Vec::new());
        let words = hook.command.split_whitespace().take(8);
        let mut launch = Launch { name, command: String::new(), args, env, headers, url: None, place };
        for word in words {
            let word = word.trim_matches(['"', '\'']).to_owned();
            if launch.command.is_empty() {
                launch.command = word;
            } else {
                let place = hook.place.clone();
                launch.args.push(crate::artifact::Variable { name: String::new(), value: word, place });
            }
        }
        look(&launch, sink);
    }
}

fn look(launch: &Launch, sink: &mut Sink<'_>) {
    let line = CommandLine::of(launch);
    let program = line.program();
    let interpreter = matches!(
        program.as_str(),
        "python"
            | "python3"
            | "node"
            | "bun"
            | "deno"
            | "ruby"
            | "perl"
            | "php"
            | "java"
            | "sh"
            | "bash"
            | "zsh"
            | "tsx"
            | "source"
            | "."
    ) || (program == "uv" && line.args().first().is_some_and(|arg| arg.text == "run"));
    let script = line.args().iter().find(|arg| !arg.text.starts_with('-') && arg.text != "run").filter(|_| interpreter);
    for word in line.command().into_iter().chain(script.copied()) {
        if let Some((what, severity)) = judge(word.text) {
            report(sink, word.place, word.text, what, severity);
        }
    }
}

fn report(sink: &mut Sink<'_>, place: &Place, text: &str, what: &str, severity: Severity) {
    sink.report(Report::new(place.clone(), format!("`{text}` lies in {what}")).severity(severity));
}

fn judge(path: &str) -> Option<(&'static str, Severity)> {
    let path = path.replace('\\', "/").to_ascii_lowercase();
    let starts = [
        "/tmp/",
        "/var/tmp/",
        "/dev/shm/",
        "/private/tmp/",
        "%temp%/",
        "%tmp%/",
        "$tmpdir/",
        "${tmpdir}",
        "$env:temp/",
        "c:/temp/",
        "c:/users/public/",
        "/users/shared/",
    ];
    if starts.iter().any(|start| path.starts_with(start))
        || path.contains("/appdata/local/temp/")
        || path.contains("/windows/temp/")
    {
        return Some(("a folder that others may write to", Severity::High));
    }
    path.contains("/downloads/").then_some(("a download folder", Severity::Medium))
}
