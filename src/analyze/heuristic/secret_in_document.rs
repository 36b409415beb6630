//! The content of a secret file ends up in a document that is passed on, or behind a harmless name.

use std::sync::LazyLock;

use regex::Regex;

use super::Heuristic;
use crate::analyze::clause::{Form, Forms};
use crate::analyze::script::{compile, place};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "secret-in-document",
        title: "secrets of the user are put where documents are read",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::CredentialAccess,
        why: "The document is published, mailed or committed, and the keys go with it.",
        fix: "Name the settings that are needed, and never their values.",
        ..StaticMeta::BASE
    },
    check,
};

const GATE: &str = r"\.env\b|credentials|secrets|private key|api keys|\.npmrc|\.netrc|config blob";

const FORMS: &[Form] = &[Form {
    all: &[
        r"\b(?:includ|embed|insert|past|append|prepend|copy|put|writ|attach|add)(?:e|ed|es|ing|s|y)?\b",
        r"\.env\b|\b(?:credentials?|secrets?|private key|api keys) (?:file|contents?)\b|\.npmrc\b|\.netrc\b|\.aws/|\.ssh/",
        r"\b(?:verbatim|contents?|in full|full text|values|base64\w*|encoded)\b",
        r"\b(?:comment|draft|top of|header|footer|output|report|article|front ?matter|metadata|summary|commit message|pull request)\b",
    ],
    unless: r"\b(?:never|do not|don['’]t|must not|without|redact\w*|mask\w*|names? only|\.env\.example|gitignore|placeholder)\b",
    negatable: true,
}];

static READY: LazyLock<Forms> = LazyLock::new(|| Forms::new(GATE, FORMS));

/// A link or copy of a secret file under the name of a document.
static RENAMED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"\b(?:ln\s+-\w{0,4}s\w{0,4}|cp(?:\s+-\w{1,4})?)\s+["']?[^\s"';|&]{0,80}(?:/|\b|~)(?:\.env|\.npmrc|\.netrc|\.pgpass|id_(?:rsa|ed25519)|\.aws/credentials|\.git-credentials)["']?\s+"#,
        r#"["']?(?:[^\s"';|&]{0,60}/)?[a-z][a-z_-]{1,30}\.(?:txt|md|json|log|csv|html|dat|cfg|xml)\b"#,
    ))
});
const NAMES_IT: &[&str] = &["env.", "backup", "credential", "secret", "example"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    READY.report(context, sink, "the sentence puts a secret file into a document");
    let kinds = [RegionKind::SkillBody, RegionKind::Document, RegionKind::Script, RegionKind::Instructions];
    for region in context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind)) {
        let found = RENAMED.find_iter(&region.text).find(|found| {
            let target = found.as_str().rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
            !NAMES_IT.iter().any(|name| target.contains(name))
        });
        if let Some(found) = found {
            let message = "a secret file is given the name of a document";
            sink.report(Report::new(place(region, found.range()), message));
        }
    }
}
