//! A registry entry makes the client start a package with more than the package needs.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Variable;
use crate::artifact::server_json::entries;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "privileged-package-arguments",
        title: "a registry entry starts its package without confinement",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Installing the server from the registry hands it the machine, and clients pass the arguments as they are.",
        fix: "Drop the argument, and mount or allow only what the server needs.",
        references: &["https://docs.docker.com/engine/security/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for entry in entries(context.artifact) {
        for package in entry.packages() {
            for list in ["runtimeArguments", "packageArguments"] {
                let arguments = package.arguments(list);
                for (index, argument) in arguments.iter().enumerate() {
                    let next = arguments.get(index + 1).map(|next| next.value.as_str()).unwrap_or_default();
                    if let Some((severity, message)) = judge(argument, next) {
                        sink.report(Report::new(argument.place.clone(), message).severity(severity));
                    }
                }
            }
        }
    }
}

fn judge(argument: &Variable, next: &str) -> Option<(Severity, &'static str)> {
    let (name, value) = argument.value.split_once('=').unwrap_or((argument.value.as_str(), next));
    let mounts_host = |mount: &str| {
        let source = mount.split([',', ':']).find_map(|part| {
            part.strip_prefix("src=")
                .or_else(|| part.strip_prefix("source="))
                .or_else(|| part.starts_with(['/', '~']).then_some(part))
        });
        matches!(source, Some("/" | "/etc" | "/root" | "/home" | "~" | "/var" | "/usr" | "/proc" | "/sys"))
    };
    let text = argument.value.as_str();
    match name {
        "--privileged" if value != "false" => Some((Severity::High, "the container has every right of the host")),
        "--cap-add"
            if matches!(value.to_ascii_uppercase().as_str(), "ALL" | "SYS_ADMIN" | "SYS_PTRACE" | "SYS_MODULE") =>
        {
            Some((Severity::High, "the container can leave its confinement"))
        }
        "--pid" | "--ipc" | "--userns" | "--uts" if value == "host" => {
            Some((Severity::High, "the container shares the host's processes"))
        }
        "--network" | "--net" if value == "host" => Some((Severity::Medium, "the container shares the host's network")),
        "--security-opt" if value.contains("unconfined") => Some((Severity::High, "the container runs unconfined")),
        "-v" | "--volume" | "--mount" if mounts_host(value) => {
            Some((Severity::High, "the container sees the host's files"))
        }
        _ if text.contains("docker.sock") => Some((Severity::High, "whoever reaches the socket has the host")),
        "-c" | "-e" | "--eval" | "-lc" if is_shell(value) => {
            Some((Severity::High, "the arguments are a program, not options"))
        }
        _ if is_shell(text) => Some((Severity::High, "the argument runs a command")),
        _ => None,
    }
}

/// Whether a text is more than one command, or one inside another.
fn is_shell(text: &str) -> bool {
    let runs =
        ["curl ", "wget ", "bash", "sh -c", "child_process", "eval(", "exec(", "os.system", "subprocess", "nc -"];
    let joins = ["|", "&&", ";", "$(", "`"];
    (joins.iter().any(|sign| text.contains(sign)) && runs.iter().any(|word| text.contains(word)))
        || text.contains("child_process")
        || text.contains("os.system(")
}
