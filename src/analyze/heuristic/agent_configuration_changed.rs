//! Code changes how an agent is configured or instructed.

use std::cell::LazyCell;

use super::Heuristic;
use crate::analyze::flow::{Claim, Event, HOLE, SinkKind, is_of_agent};
use crate::analyze::script::documented;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Artifact, ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "agent-configuration-changed",
        title: "code changes how an agent is configured or instructed",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "The agent obeys the change in every later session, long after the artifact did its work.",
        fix: "Show the user what to change, and let them change it.",
        references: &["https://atlas.mitre.org/techniques/AML.T0081"],
        taxonomy: "ASI01",
        ..StaticMeta::BASE
    },
    check,
};

/// Words with which documentation says that the settings of an agent are changed.
static ANNOUNCED: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:writes?|adds?|install|register|configur|merg|updat|modif|edit|patch|chang)\w{0,6}\s[^\n]{0,80}",
    r"(?:\b(?:settings(?:\.local)?|hooks|mcp|mcp_config|claude_desktop_config)\.json\b|\bconfig\.toml\b)",
    r"|\b(?:install|register|add|configur|set ?up|enabl|merg)\w{0,6}\s[^\n]{0,60}\bhooks?\b",
));

/// Files that an agent obeys as they stand, wherever they lie, and settings that say what it does without asking.
static OBEYED: Pattern = Pattern::new(concat!(
    r"(?i)(?:^|[/\\\x01])(?:(?:CLAUDE(?:\.local)?|AGENTS|GEMINI|SOUL|IDENTITY|HEARTBEAT|MEMORY|copilot-instructions)\.md",
    r"|\.(?:cursor|windsurf|cline)rules|\.(?:claude|gemini|cursor)[/\\](?:settings(?:\.local)?|hooks)\.json|\.codex[/\\]config\.toml)$",
    r"|(?:^|[/\\\x01])\.(?:claude|cursor)[/\\](?:rules|hooks)[/\\][^/\\]{1,100}$",
    // Servers that the agent starts and asks.
    r"|(?:^|[/\\\x01])(?:\.claude\.json|claude_desktop_config\.json|mcp_config\.json|\.(?:cursor|vscode)[/\\]mcp\.json)$",
));

/// Folders that are thrown away.
static TEMPORARY: Pattern = Pattern::new(r"^(?:/private)?(?:/var)?/tmp/|(?i)^%temp%");

/// Whether what is written are instructions or memories, which an agent obeys as they stand, or a switch for approvals.
fn instructs(text: &str) -> bool {
    let names = [
        "CLAUDE.md",
        "AGENTS.md",
        "GEMINI.md",
        "SOUL",
        "IDENTITY",
        "HEARTBEAT",
        "MEMORY",
        "bypass",
        "skipDanger",
        "enableAll",
    ];
    names.iter().any(|name| text.contains(name))
}

/// Whether all that is written are stores of data, which the artifact keeps beside the settings of the agent.
fn is_data(path: &str) -> bool {
    let stores = [".db", ".duckdb", ".sqlite", ".sqlite3", ".log", ".csv", ".parquet"];
    let mut files = path.split_whitespace().filter(|word| word.chars().any(|c| c != HOLE)).peekable();
    files.peek().is_some() && files.all(|file| stores.iter().any(|ending| file.ends_with(ending)))
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for hit in context.hits("agent-configuration") {
        // A block in a document is read before it is run; a script is not, but its documentation may say what it does.
        let severity = match hit.kind {
            RegionKind::CodeBlock => Severity::Low,
            _ if context.artifact.is_test(hit.place.file) => Severity::Low,
            RegionKind::Script if !instructs(&hit.text) && documented(context, &ANNOUNCED) => Severity::Medium,
            _ => Severity::High,
        };
        let message = "the configuration or the instructions of an agent are changed";
        sink.report(Report::new(hit.place.clone(), message).severity(severity));
    }
    by_scripts(context, sink);
    let artifact = context.artifact;
    let written = context.flows.events.iter().filter(|event| event.kind == SinkKind::Write && event.handler);
    for event in written.filter(|event| !Claim::Agents.is_made(artifact, event)) {
        let Some(path) = event.texts.iter().find(|text| is_of_agent(text) && !is_data(text)) else { continue };
        let message = format!(
            "`{}` changes `{}`, which an agent is configured or instructed by",
            event.sink,
            path.replace(HOLE, "…")
        );
        sink.report(event.report(artifact, None, message));
    }
}

/// Whether whoever starts a server has it happen, and cannot choose not to: no command line is looked at before.
fn runs_on_start(artifact: &Artifact, event: &Event) -> bool {
    let program = |place: &Place| artifact.programs.iter().find(|program| program.file == place.file);
    let first = event.calls.first().unwrap_or(&event.place);
    let at_top = program(first).is_some_and(|program| program.is_at_top(first.span));
    let chosen = |call: &Place| program(call).is_none_or(|program| program.is_conditional(call.span));
    // What is handed to a library may be called when somebody asks for it.
    let handed = |call: &Place| {
        let written = artifact.file(call.file).map_or("", |file| file.slice(call.span));
        let callee = written.split('(').next().and_then(|callee| callee.rsplit([' ', '.']).next()).unwrap_or_default();
        !artifact.programs.iter().flat_map(|program| &program.functions).any(|function| function.name == callee)
    };
    !event.handler && !event.shell && at_top && !event.calls.iter().any(|call| chosen(call) || handed(call))
}

/// What the scripts of a skill write to, however they put the path together; and servers, before they are asked anything.
fn by_scripts(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let hooks = matches!(artifact.kind, ArtifactKind::AgentSettings | ArtifactKind::Plugin);
    if !hooks && !matches!(artifact.kind, ArtifactKind::Skill | ArtifactKind::McpServer) {
        return;
    }
    let small = |kinds: &[RegionKind]| -> Vec<String> {
        let regions = artifact.regions.iter().filter(|region| kinds.contains(&region.kind));
        regions.map(|region| region.text.to_ascii_lowercase()).collect()
    };
    let description = LazyCell::new(|| small(&[RegionKind::SkillDescription]));
    let body = LazyCell::new(|| small(&[RegionKind::SkillBody, RegionKind::Document, RegionKind::Readme]));
    let said = |texts: &[String], name: &str| texts.iter().any(|text| text.contains(name));
    let told = |event: &&Event| context.hits("agent-configuration").any(|hit| hit.place.file == event.place.file);
    let server = artifact.kind == ArtifactKind::McpServer;
    let written = context.flows.events.iter().filter(|event| event.kind == SinkKind::Write);
    let written = written.filter(|event| !server || runs_on_start(artifact, event));
    for event in written.filter(|event| event.is_of_script(artifact) && !told(event)) {
        let obeyed = |text: &&String| OBEYED.is_match(text) && !TEMPORARY.is_match(text);
        let Some(path) = event.texts.iter().find(obeyed) else { continue };
        let name = path.rsplit(['/', '\\', HOLE]).next().unwrap_or_default().to_ascii_lowercase();
        // A skill that is chosen for it does what it is chosen for.
        if said(&description, &name) {
            continue;
        }
        let severity = match said(&body, &name) {
            // The documentation of a server tells where it is to be entered.
            true if server => continue,
            true => Severity::Medium,
            // A project's hooks may keep its own files.
            false if hooks && !path.starts_with(['~', HOLE]) => Severity::Medium,
            false => Severity::High,
        };
        let message =
            format!("`{}` changes `{}`, which an agent obeys in every session", event.sink, path.replace(HOLE, "…"));
        sink.report(event.report(artifact, None, message).severity(severity));
    }
}
