//! A server is code on a command line.

use super::Heuristic;
use crate::analyze::command::{CommandLine, is_encoded_flag, is_shell};
use crate::analyze::payload::{Payload, payload};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Launch, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "inline-launch",
        title: "a server is started as code on the command line",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::CodeExecution,
        why: "The line runs at every start of the client; nobody reviews, signs or updates code that stands there.",
        fix: "Start an installed program with arguments, without a shell between.",
        references: &["https://modelcontextprotocol.io/specification/draft/basic/security_best_practices"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        if let Some((place, message, severity)) = judge(launch) {
            sink.report(Report::new(place, message).severity(severity));
        }
    }
}

/// Reads one secret from a store that asks or unlocks.
static STORE: Pattern = Pattern::new(
    r"\$\((?:op read|pass show|gopass show|bw get|secret-tool lookup|security find-generic-password|gh auth token|vault kv get|aws secretsmanager get-secret-value)\b[^()|;&<>`$]*\)",
);

fn judge(launch: &Launch) -> Option<(Place, String, Severity)> {
    let line = CommandLine::of(launch);
    let program = line.program();
    let whole: Vec<&str> =
        std::iter::once(launch.command.as_str()).chain(launch.args.iter().map(|arg| arg.value.as_str())).collect();
    let found = payload(&whole.join(" "));
    let script = line.script();
    let place = script.map_or(&launch.place, |script| script.place).clone();
    if let Some(found) = found.filter(|found| found.is_hostile()) {
        let severity = match found {
            Payload::ReverseShell | Payload::Exfiltration => Severity::Critical,
            _ => Severity::High,
        };
        return Some((place, format!("`{}` {}", launch.name, found.describe()), severity));
    }
    if line.args().iter().any(|arg| is_encoded_flag(arg.text)) && matches!(program.as_str(), "powershell" | "pwsh") {
        return Some((place, format!("`{}` runs encoded code", launch.name), Severity::High));
    }
    let script = script?;
    let risky = if is_shell(&program) {
        // A secret that is read from its store at each start is no code.
        let rest = STORE.replace_all(script.text, [], |[]| String::new());
        found.is_some() || rest.contains(['|', '`', '>']) || rest.contains("$(")
    } else {
        // A line that only imports and starts an installed module is as good as `-m`.
        script.text.len() > 120 || found.is_some()
    };
    risky.then(|| (place, format!("`{}` is a script in the configuration", launch.name), Severity::Medium))
}
