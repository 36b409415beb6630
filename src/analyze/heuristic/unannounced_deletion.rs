//! A skill's script deletes the files it was given to read, and no text says so.

use std::cell::LazyCell;

use super::Heuristic;
use super::contradicted_promise::says;
use crate::analyze::flow::{SinkKind, Source};
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
            return;
        }
        let message = format!("{} is deleted by `{}`, of which the skill says nothing", origin.describe(), event.sink);
        sink.report(event.report(artifact, Some(origin), message));
    }
}
