//! Parameters that take any shell command or code.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unbounded-command-parameters",
        title: "a tool runs whatever text it is given",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Whoever steers the model, with a web page or a ticket, runs commands on the machine of the server.",
        fix: "Offer the actions that are needed, each with its own parameters, or bound the text with `enum` or `pattern`.",
        taxonomy: "MCP05, CWE-78",
        ..StaticMeta::BASE
    },
    check,
};

static NAMES: Pattern = Pattern::new(
    r"(?i)^(?:(?:shell|bash|python|js|javascript|powershell|terminal|system|raw)?_?(?:command|cmd|script|code|commandline|command_line)|shell|bash|eval|source_code|args_string)$",
);

static RUNS: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:(?:execut|evaluat)(?:e|es|ing)|runs?|eval|exec|spawns?|invokes?)\b[^.\n]{0,40}\b(?:shell|bash|commands?|code|scripts?|python|javascript|powershell|terminal|process|expressions?)\b",
    r"|\b(?:shell|terminal|bash|system) command",
));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let words = tool.name.replace(['_', '-', '.'], " ");
        for parameter in tool.parameters() {
            let runs =
                RUNS.is_match(&words) || RUNS.is_match(&tool.description) || RUNS.is_match(parameter.description());
            if parameter.is_free_text() && NAMES.is_match(parameter.name) && runs {
                let message = format!("`{}` runs whatever `{}` says", tool.name, parameter.name);
                sink.report(Report::new(parameter.place(), message));
                break;
            }
        }
    }
}
