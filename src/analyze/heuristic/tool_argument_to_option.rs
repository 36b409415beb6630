//! A tool's argument is a word of a command line that the program may read as an option.

use super::Heuristic;
use crate::analyze::flow::{HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "tool-argument-to-option",
        title: "a program may read a tool's argument as an option",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Injection,
        why: "Options of many programs run commands or write files; an argument that starts with a dash is one.",
        fix: "Put `--` before it, or refuse arguments that start with a dash.",
        taxonomy: "CWE-88",
        ..StaticMeta::BASE
    },
    check,
};

/// A program whose options do harm.
struct Program {
    name: &'static str,
    /// Subcommands that it is about; all where there are none.
    verbs: &'static [&'static str],
    severity: Severity,
    /// What an option can do.
    option: &'static str,
    /// Options that take no value, so that the next word may be an option again.
    flags: &'static [&'static str],
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "git",
        verbs: &["clone", "fetch", "pull", "ls-remote", "submodule"],
        severity: Severity::High,
        option: "--upload-pack=",
        flags: &[
            "-q",
            "-v",
            "--quiet",
            "--bare",
            "--mirror",
            "--recursive",
            "--all",
            "--tags",
            "--prune",
            "--rebase",
            "--heads",
            "--depth=1",
        ],
    },
    Program {
        name: "git",
        verbs: &["grep"],
        severity: Severity::High,
        option: "--open-files-in-pager=",
        flags: &["-n", "-i", "-I", "-l", "-E", "-F", "-w", "--line-number", "--cached"],
    },
    Program {
        name: "git",
        verbs: &["diff", "log", "show", "blame", "archive", "format-patch", "shortlog", "rev-list"],
        severity: Severity::Medium,
        option: "--output=",
        flags: &[
            "-p",
            "--stat",
            "--oneline",
            "--no-color",
            "--name-only",
            "--cached",
            "--staged",
            "--all",
            "--porcelain",
            "--numstat",
        ],
    },
    Program {
        name: "ssh",
        verbs: &[],
        severity: Severity::High,
        option: "-oProxyCommand=",
        flags: &["-q", "-T", "-t", "-tt", "-A", "-N", "-v"],
    },
    Program {
        name: "scp",
        verbs: &[],
        severity: Severity::High,
        option: "-oProxyCommand=",
        flags: &["-q", "-r", "-B", "-p", "-v", "-C"],
    },
    Program {
        name: "sftp",
        verbs: &[],
        severity: Severity::High,
        option: "-oProxyCommand=",
        flags: &["-q", "-r", "-v"],
    },
    Program {
        name: "rsync",
        verbs: &[],
        severity: Severity::High,
        option: "-e",
        flags: &["-a", "-r", "-v", "-z", "-av", "-az", "-avz", "-q", "--delete", "--archive"],
    },
    Program {
        name: "tar",
        verbs: &[],
        severity: Severity::High,
        option: "--to-command=",
        flags: &["-x", "-c", "-t", "-v", "-z", "xf", "xzf", "czf", "cf", "tf"],
    },
    Program { name: "hg", verbs: &[], severity: Severity::High, option: "--config=", flags: &["-q", "-v"] },
    Program {
        name: "docker",
        verbs: &["run", "create"],
        severity: Severity::High,
        option: "--privileged",
        flags: &["--rm", "-d", "-i", "-t", "-it", "--init", "--detach"],
    },
    Program {
        name: "podman",
        verbs: &["run", "create"],
        severity: Severity::High,
        option: "--privileged",
        flags: &["--rm", "-d", "-i", "-t", "-it", "--init", "--detach"],
    },
    Program { name: "zip", verbs: &[], severity: Severity::Medium, option: "-TT", flags: &["-r", "-q", "-rq"] },
    Program { name: "find", verbs: &[], severity: Severity::Medium, option: "-delete", flags: &["-L", "-H", "-P"] },
    Program {
        name: "curl",
        verbs: &[],
        severity: Severity::Medium,
        option: "--config",
        flags: &[
            "-s",
            "-S",
            "-L",
            "-f",
            "-k",
            "-i",
            "-I",
            "-sS",
            "-sL",
            "-fsSL",
            "-sSL",
            "--silent",
            "--location",
            "--fail",
        ],
    },
    Program {
        name: "wget",
        verbs: &[],
        severity: Severity::Medium,
        option: "--use-askpass=",
        flags: &["-q", "-nv", "--quiet"],
    },
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let started = context.flows.events.iter().filter(|event| event.kind == SinkKind::Process && event.handler);
    for event in started.filter(|event| !event.checked) {
        let Some(origin) = event.from(&[Source::Argument]) else { continue };
        let Some(program) = event.texts.iter().find_map(|text| exposed(text)) else { continue };
        let message = format!(
            "`{}` reads {} as an option if it starts as one, such as `{}`",
            program.name,
            origin.describe(),
            program.option
        );
        sink.report(event.report(artifact, Some(origin), message).severity(program.severity));
    }
}

/// The program that gets a word of which nothing is known where it looks for options.
fn exposed(command: &str) -> Option<&'static Program> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let name = words.first()?.rsplit('/').next()?;
    let program = PROGRAMS.iter().find(|program| {
        let verb = || words.iter().skip(1).find(|word| program.verbs.contains(*word));
        program.name == name && (program.verbs.is_empty() || verb().is_some())
    })?;
    let ends = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    let verb = words.iter().position(|word| program.verbs.contains(word)).unwrap_or_default();
    let pairs = words.get(verb..ends)?.windows(2);
    let unknown = |word: &str| word.chars().all(|c| c == HOLE);
    let takes_value = |word: &str| word.starts_with('-') && !word.contains('=') && !program.flags.contains(&word);
    let exposed = |pair: &[&str]| matches!(pair, [before, word] if unknown(word) && !takes_value(before));
    pairs.into_iter().any(exposed).then_some(program)
}
