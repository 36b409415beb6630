//! A package runs a script of its own when it is installed.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::ArtifactKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "install-script",
        title: "a package runs a script when it is installed",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::SupplyChain,
        why: "`npx` installs before anybody has looked: the script runs with the user's rights, in no sandbox of a client.",
        fix: "Ship what is built, so that nothing has to run; install with `--ignore-scripts`.",
        references: &["https://docs.npmjs.com/cli/using-npm/scripts", "https://attack.mitre.org/techniques/T1195/002/"],
        taxonomy: "CWE-829",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    if context.artifact.kind != ArtifactKind::Package {
        return;
    }
    for hook in &context.artifact.facts.hooks {
        let message = format!("`{}` runs `{}`", hook.event, hook.command);
        sink.report(Report::new(hook.place.clone(), message));
    }
}
