//! Settings allow any command, file or site.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::GrantKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "wildcard-permission",
        title: "settings allow a tool without a limit",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Whatever the agent is told to run, it runs; an injected instruction needs nobody's consent.",
        fix: "List the commands that are needed, such as `Bash(npm test:*)`.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for grant in context.artifact.facts.grants.iter().filter(|grant| grant.kind == GrantKind::Permission) {
        if let Some((message, severity)) = judge(&grant.text) {
            sink.report(Report::new(grant.place.clone(), format!("`{}` {message}", grant.text)).severity(severity));
        }
    }
}

/// What a permission means, where it has no limit.
pub(super) fn judge(text: &str) -> Option<(&'static str, Severity)> {
    let (tool, limit) = match text.split_once('(') {
        Some((tool, rest)) => (tool.trim(), rest.trim_end_matches(')').trim()),
        None => (text.trim(), ""),
    };
    let tool = tool.to_ascii_lowercase();
    let open = matches!(limit, "" | "*" | ":*" | "**" | "*:*" | "/**" | "//**");
    let any = matches!(tool.as_str(), "*" | "**" | "/.*/" | "mcp__*" | ".*" | "/^.*$/");
    if any {
        return Some(("allows every tool", Severity::High));
    }
    let shell =
        matches!(tool.as_str(), "bash" | "shell" | "powershell" | "run_shell_command" | "execute_bash" | "terminal");
    if shell && open {
        // A tool named without a limit is the host's default in some clients, and less of an intent than `*`.
        return Some(("allows any command", if limit.is_empty() { Severity::Medium } else { Severity::High }));
    }
    if shell {
        let program = limit.split([':', ' ', '*']).next().unwrap_or_default().to_ascii_lowercase();
        let starts_any = matches!(
            program.as_str(),
            "sudo" | "bash" | "sh" | "zsh" | "eval" | "env" | "xargs" | "ssh" | "powershell"
        );
        let unlimited = limit.ends_with('*');
        return (starts_any && unlimited).then_some(("allows any command by way of its first word", Severity::Medium));
    }
    match tool.as_str() {
        "write" | "edit" | "multiedit" if matches!(limit, "*" | "**" | "/**" | "//**" | "~/**") => {
            Some(("allows changing any file", Severity::Medium))
        }
        "read"
            if ["~/.ssh", "~/.aws", "~/.gnupg", "~/.config/gh", "//etc/shadow"]
                .iter()
                .any(|key| limit.starts_with(key)) =>
        {
            Some(("allows reading the user's keys", Severity::Medium))
        }
        "webfetch" | "fetch" if matches!(limit, "*" | "domain:*") => Some(("allows any site", Severity::Low)),
        _ => None,
    }
}
