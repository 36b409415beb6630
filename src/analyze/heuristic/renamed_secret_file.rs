//! A secret file is copied or linked to the name of a document.

use super::Heuristic;
use crate::analyze::script::place;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "renamed-secret-file",
        title: "a secret file is given the name of a document",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::CredentialAccess,
        why: "Under a harmless name the keys are read, committed or sent where the secret file never would be.",
        fix: "Leave secrets where they are, and name the settings that are needed.",
        ..StaticMeta::BASE
    },
    check,
};

static RENAMED: Pattern = Pattern::caseless(concat!(
    r#"\b(?:ln\s+-\w{0,4}s\w{0,4}|cp(?:\s+-\w{1,4})?)\s+["']?[^\s"';|&]{0,80}(?:/|\b|~)(?:\.env|\.npmrc|\.netrc|\.pgpass|id_(?:rsa|ed25519)|\.aws/credentials|\.git-credentials)["']?\s+"#,
    r#"["']?(?:[^\s"';|&]{0,60}/)?[a-z][a-z_-]{1,30}\.(?:txt|md|json|log|csv|html|dat|cfg|xml)\b"#,
));
const NAMES_IT: &[&str] = &["env.", "backup", "credential", "secret", "example"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let kinds =
        [RegionKind::SkillBody, RegionKind::Document, RegionKind::Readme, RegionKind::Script, RegionKind::Instructions];
    for region in context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind)) {
        // What the pattern needs, in one look.
        if !["ln ", "cp "].iter().any(|command| region.text.contains(command)) {
            continue;
        }
        let found = RENAMED.find_iter(&region.text).find(|range| {
            let command = region.text.get(range.clone()).unwrap_or_default();
            let target = command.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
            !NAMES_IT.iter().any(|name| target.contains(name))
        });
        if let Some(range) = found {
            let message = "a secret file is given the name of a document";
            sink.report(Report::new(place(region, range), message));
        }
    }
}
