//! A skill's script or a tool does what its text says that it does not do.

use std::cell::LazyCell;

use super::Heuristic;
use crate::analyze::flow::{Event, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::artifact::ArtifactKind;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "contradicted-promise",
        title: "code does what its description promises not to do",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Users agree to the promise: private files go to a service, or are lost, because the text said they would not.",
        fix: "Keep the promise, or say what the script sends, changes and deletes.",
        ..StaticMeta::BASE
    },
    check,
};

static OFFLINE: Pattern = Pattern::new(concat!(
    // Behind a colon it is what is expected of one case: `not asked yet: no network call`.
    r"(?i)\bwithout (?:any |using )?(?:network|internet)\b|(?:^|[^: ]) ?\bno (?:network|internet|online) (?:access|connection|calls?|requests?|traffic)\b",
    r"|\bno (?:data|text|content|information|files?) (?:ever )?(?:leaves?|is (?:sent|uploaded|transmitted))\b|\bnothing (?:ever )?(?:leaves|is (?:sent|uploaded))\b",
    r"|\b(?:data|text|documents?|files?|everything) (?:never|does not|do not|don(?:'|’)t) leaves? (?:the|your|this)\b|\b(?:makes|performs) no (?:network|external|outbound|http)\b",
));

static HARMLESS: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:does not|doesn(?:'|’)t|never|will not|won(?:'|’)t) (?:modif(?:y|ies)|changes?|writes?|alters?|deletes?|removes?|touch(?:es)?) (?:any |your |the |to )?(?:files?|data|disk|anything|originals?|sources?)\b",
    r"|\b(?:makes?|performs?) no (?:changes|modifications|writes)\b|\bno side[- ]effects?\b|\bnothing is (?:written|changed|modified|deleted)\b",
));

/// What the description and the instructions of a skill say, up to a bound.
pub(super) fn says(context: &Context<'_>) -> String {
    let kinds = [RegionKind::SkillName, RegionKind::SkillDescription, RegionKind::SkillBody];
    let regions = context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind));
    let mut said = String::new();
    for region in regions.take(8) {
        let end = region.text.floor_char_boundary(20_000);
        said.push_str(region.text.get(..end).unwrap_or_default());
        said.push('\n');
    }
    said
}

/// What stays on the machine, in the words of descriptions of tools.
static LOCAL: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:runs?|works?|computed?|computes|processed|processes|analy[sz]ed|analy[sz]es|done|happens|ranking|checked|calculated|evaluated|stays?|kept|remains?)\b[^.]{0,40}",
    r"\b(?:locally|offline|on(?:-| )device|on (?:this|your|the local) (?:machine|computer|device)|in memory only)\b|\b(?:fully|entirely|purely|completely) (?:local|offline)\b",
));

/// What is only read, in the same.
static READS: Pattern = Pattern::new(concat!(
    r"(?i)\bread[- ]only\b|\b(?:changes|modifies|writes|alters|touches|deletes) nothing\b|\bnothing is (?:changed|modified|written|deleted)\b|\bmakes no changes\b|\bonly reads\b|\bnever (?:changes|modifies|writes|alters|touches)\b|\bno (?:data|rows?|records?) (?:is|are) (?:changed|modified|written|deleted)\b",
    r"|\b(?:does not|doesn(?:'|’)t|will not|won(?:'|’)t) (?:change|modify|write|alter|update|delete) (?:the |any |your )?(?:database|data|rows?|records?|tables?|files?|anything)\b",
));

/// What is not kept, in the same.
static FORGETS: Pattern = Pattern::new(
    r"(?i)\b(?:nothing|no (?:data|input|passwords?|text|content)|not|never) (?:is |are |be |ever )*(?:stored|saved|logged|kept|recorded|written|persisted|retained)\b|\b(?:does not|doesn(?:'|’)t|never) (?:store|save|log|keep|record|persist|retain)\b",
);

/// What the handlers of tools do, against what the tools' descriptions say.
fn tools(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in context.flows.events.iter().filter(|event| event.handler) {
        let Some(tool) = event.tool(artifact) else { continue };
        let text = tool.description.get(..tool.description.floor_char_boundary(2000)).unwrap_or_default();
        let given = event.from(&[Source::Argument, Source::Password]);
        let message = match event.kind {
            // A key goes to whoever checks it.
            SinkKind::Send
                if event.from(&[Source::Argument]).is_some()
                    && is_far(event)
                    && (LOCAL.is_match(text) || OFFLINE.is_match(text)) =>
            {
                "sends what it is given to another machine, and the description says that it stays"
            }
            SinkKind::Store if given.is_some() && event.is_stored_in_file() && FORGETS.is_match(text) => {
                "writes what it is given to a file, and the description says that it is not kept"
            }
            SinkKind::Change if READS.is_match(text) => {
                "changes the database, and the description says that it is only read"
            }
            SinkKind::Delete if READS.is_match(text) && removes_folders(event) => {
                "removes folders, and the description says that nothing is changed"
            }
            _ => continue,
        };
        let message = format!("`{}` {message}", event.sink);
        sink.report(event.report(artifact, given, message));
    }
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    tools(context, sink);
    if artifact.kind != ArtifactKind::Skill || artifact.programs.is_empty() {
        return;
    }
    let said = LazyCell::new(|| says(context));
    let offline = LazyCell::new(|| OFFLINE.is_match(&said));
    let harmless = LazyCell::new(|| HARMLESS.is_match(&said));
    for event in context.flows.events.iter().filter(|event| event.tool.is_none() && !event.in_document) {
        let message = match event.kind {
            SinkKind::Send | SinkKind::Url if is_far(event) && *offline => {
                "sends a request, and the skill says that it does not"
            }
            SinkKind::Write | SinkKind::Delete if is_given(event) && (*harmless || promised(context, event)) => {
                "changes or removes the file that it is given, and the text says that it does not"
            }
            _ => continue,
        };
        let message = format!("`{}` {message}", event.sink);
        sink.report(event.report(artifact, event.origins.first(), message));
    }
}

/// Whether the address of a request is known, and is another machine.
fn is_far(event: &Event) -> bool {
    let texts = || event.targets.iter().chain(&event.texts);
    texts().any(|text| text.starts_with("http"))
        && !texts().any(|text| ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"].iter().any(|host| text.contains(host)))
}

/// Whether folders are removed that are neither temporary nor a cache.
fn removes_folders(event: &Event) -> bool {
    let whole = ["rmtree", "RemoveAll", "fs.rm", "fs.rmSync", "rimraf"].iter().any(|name| event.sink.ends_with(name));
    let kept = |text: &String| {
        let text = text.to_ascii_lowercase();
        text.contains(char::is_alphabetic) && !["tmp", "temp", "cache"].iter().any(|part| text.contains(part))
    };
    whole && event.texts.iter().any(kept) && event.texts.iter().all(kept)
}

/// Whether the caller chooses the path.
fn is_given(event: &Event) -> bool {
    event.from(&[Source::Parameter]).is_some()
}

/// Whether the function around an event promises it in its own documentation.
fn promised(context: &Context<'_>, event: &Event) -> bool {
    let programs = context.artifact.programs.iter().filter(|program| program.file == event.place.file);
    let mut functions = programs.flat_map(|program| &program.functions);
    functions.any(|function| {
        function.span.start <= event.place.span.start
            && event.place.span.end <= function.span.end
            && function.doc.as_ref().is_some_and(|doc| HARMLESS.is_match(&doc.text))
    })
}
