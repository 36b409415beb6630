//! A document that two parsers read differently, or that reaches into the reader's own objects.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, NoteKind, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "ambiguous-members",
        title: "a document says different things to different readers",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "What one parser checks is not what another uses; `__proto__` changes objects of JavaScript readers.",
        fix: "Give each name once, and none that is special to a language.",
        references: &["https://cwe.mitre.org/data/definitions/1321.html"],
        taxonomy: "CWE-436",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let written_by_hand = |kind| matches!(kind, ArtifactKind::Skill | ArtifactKind::Instructions);
    for parsed in context.artifact.parsed.iter().filter(|parsed| !written_by_hand(parsed.kind)) {
        for note in parsed.document.notes.iter().filter(|note| note.kind == NoteKind::DuplicateName) {
            let place = Place::new(parsed.file, note.span);
            sink.report(Report::new(
                place,
                format!("`{}` is given twice, and parsers differ on which counts", note.text),
            ));
        }
        let mut special = Vec::new();
        parsed.document.root.walk("", &mut |at, node| {
            special.extend(special_members(node).map(|(name, span)| (at.to_owned(), name, span)));
        });
        for (at, name, span) in special {
            let message = format!("`{name}` changes the prototype of objects in JavaScript readers");
            sink.report(Report::new(Place::new(parsed.file, span).at(at), message).severity(Severity::High));
        }
    }
}

/// Members that name a prototype; `constructor` only where it holds one, for it is a word.
fn special_members(node: &Node) -> impl Iterator<Item = (&str, Span)> {
    node.members().iter().filter_map(|member| {
        let name = member.name.text.as_str();
        let special = name == "__proto__" || (name == "constructor" && member.value.get("prototype").is_some());
        special.then(|| (name, member.name.span()))
    })
}
