//! A skill's script deletes the files it was given to read, and no text says so.

use std::cell::LazyCell;

use super::Heuristic;
use super::contradicted_promise::says;
use crate::analyze::flow::{Event, HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::artifact::ArtifactKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unannounced-deletion",
        title: "a script deletes the user's files without a word of it in the skill",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Destruction,
        why: "Users hand over files to be read or converted, and find out that they are gone.",
        fix: "Leave the user's files alone, or say that they are deleted and ask first.",
        ..StaticMeta::BASE
    },
    check,
};

static ANNOUNCED: Pattern = Pattern::new(
    r"(?i)\b(?:delet|remov|clean|purg|wip(?:e|ing)|eras|unlink|trash|discard|prun|uninstall|reset|overwrit|replac|clear|mov(?:e|es|ing)\b|renam|temp|cach|destroy|drop)",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    if artifact.kind != ArtifactKind::Skill {
        return;
    }
    let announced = LazyCell::new(|| ANNOUNCED.is_match(&says(context)));
    for event in context.flows.events.iter().filter(|event| event.kind == SinkKind::Delete && !event.handler) {
        let Some(origin) = event.from(&[Source::Parameter]) else { continue };
        // What a program has made beside its input it may remove again.
        if !event.is_whole() || event.spells(|text| text.contains("tmp") || text.contains("temp")) {
            continue;
        }
        if *announced {
            break;
        }
        let message = format!("{} is deleted by `{}`, of which the skill says nothing", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message));
    }
    folders(context, sink);
}

/// Folders in which people keep their own, and the home itself.
static OWN: Pattern = Pattern::new(
    r"(?i)^(?:~|/home/[^/]{1,40}|/Users/[^/]{1,40}|[A-Z]:\\Users\\[^\\]{1,40})(?:[/\\]+(?:Documents|Desktop|Pictures|Photos|Music|Movies|Videos|OneDrive|Dropbox|\.ssh|\.gnupg))?[/\\]?\*?$",
);
/// What brings back what was lost: the history of a project, and copies of it.
static HISTORY: Pattern = Pattern::new(r"(?:^|[/\x01])\.(?:git|hg|svn)/?$");
static COPIES: Pattern = Pattern::caseless(r"(?:^|[/\x01])(?:backups?|\.?snapshots?)/?$");

/// A script removes whole folders of the user's, or the history and the backups of a project.
fn folders(context: &Context<'_>, sink: &mut Sink<'_>) {
    let said = LazyCell::new(|| says(context).to_lowercase());
    let counts = |event: &&Event| event.kind == SinkKind::Delete && event.is_of_script(context.artifact);
    let deletes = || context.flows.events.iter().filter(counts);
    let last = |text: &str| {
        text.trim_end_matches(['/', '*']).rsplit(['/', '\\', HOLE]).next().unwrap_or_default().to_lowercase()
    };
    let told = |text: &str| said.contains(&last(text).replace('~', "home"));
    let find = |folders: &Pattern| {
        let lost = |text: &&String| folders.is_match(text) && !told(text);
        deletes().find_map(|event| Some((event, event.texts.iter().find(lost)?)))
    };
    let both = || find(&HISTORY).filter(|_| find(&COPIES).is_some());
    let Some((event, folder)) = find(&OWN).or_else(both) else { return };
    let shown = folder.replace(HOLE, "…");
    let message = format!("`{}` deletes `{shown}`, of which the skill says nothing", event.sink);
    sink.report(event.report(context.artifact, None, message));
}
