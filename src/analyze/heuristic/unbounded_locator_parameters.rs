//! Parameters that name any file, address or query.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unbounded-locator-parameters",
        title: "a tool takes any path, address or query",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "Whoever steers the model chooses the file that is read, the host that is asked or the statement that is run.",
        fix: "Bound it with `enum`, `pattern` or `format`, name a folder or host that it cannot leave, or take an identifier in its place.",
        taxonomy: "MCP05, AISubtech-12.1.1, CWE-73",
        ..StaticMeta::BASE
    },
    check,
};

/// What a parameter names, what its tool does with it, and what says that it is bounded all the same.
struct Kind {
    name: Pattern,
    act: Pattern,
    what: &'static str,
}

static KINDS: [Kind; 3] = [
    Kind {
        name: Pattern::new(
            r"(?i)^(?:(?:file|dir|directory|folder|source|target|src|dest|destination|input|output|local|absolute|full)_?)?(?:path|paths|file_?name|filepath)$",
        ),
        act: Pattern::new(
            r"(?i)\b(?:read|write|writ|delet|remov|open|load|sav|mov|cop|creat|list|edit|overwrit)\w{0,4}\b[^.\n]{0,60}\b(?:files?|director(?:y|ies)|folders?|disk)\b",
        ),
        what: "file",
    },
    Kind {
        name: Pattern::new(
            r"(?i)^(?:(?:target|page|site|web|endpoint|base|image|callback|webhook|remote)_?)?(?:url|uri|urls|link|address|endpoint)$",
        ),
        act: Pattern::new(
            r"(?i)\b(?:fetch|download|request|get|load|crawl|scrap|open|call|visit|navigat|send|post)\w{0,4}\b[^.\n]{0,60}\b(?:urls?|pages?|sites?|web\w*|addresses|endpoints?|http|content)\b",
        ),
        what: "address",
    },
    Kind {
        name: Pattern::new(r"(?i)^(?:sql|raw|db|database)?_?(?:query|statement|sql|queries)$"),
        act: Pattern::new(
            r"(?i)\b(?:run|execut|perform|evaluat|issu)\w{0,4}\b[^.\n]{0,60}\b(?:sql|quer(?:y|ies)|statements?)\b|\bsql\b",
        ),
        what: "statement",
    },
];

static BOUNDED: Pattern = Pattern::new(
    r"(?i)\b(?:allowed|permitted|within|inside|relative to|sandbox\w*|restricted|only (?:select|read)|read-only|allow-?list\w*|whitelist\w*|workspace)\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for tool in &context.artifact.facts.tools {
        let words = tool.name.replace(['_', '-', '.'], " ");
        for parameter in tool.parameters().into_iter().filter(crate::artifact::Parameter::is_free_text) {
            let said = |pattern: &Pattern| {
                [words.as_str(), &tool.description, parameter.description()].iter().any(|text| pattern.is_match(text))
            };
            let kind = KINDS.iter().find(|kind| kind.name.is_match(parameter.name) && said(&kind.act));
            if let Some(kind) = kind.filter(|_| !said(&BOUNDED)) {
                let message = format!("`{}` takes any {} as `{}`", tool.name, kind.what, parameter.name);
                sink.report(Report::new(parameter.place(), message));
                break;
            }
        }
    }
}
