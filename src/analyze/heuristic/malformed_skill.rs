//! The front matter of a SKILL.md against the specification (<https://agentskills.io/specification>).

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, NoteKind, Span, markdown};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "malformed-skill",
        title: "the front matter of a skill breaks the specification",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Specification,
        why: "Clients read such a skill differently: what one shows in a review, another may not load.",
        fix: "Give `name` (1 to 64 of a-z, 0-9 and hyphens, as the folder is called) and `description` (1 to 1024 characters).",
        references: &["https://agentskills.io/specification"],
        ..StaticMeta::BASE
    },
    check,
};

const MAX_NAME: usize = 64;
const MAX_DESCRIPTION: usize = 1024;
const MAX_COMPATIBILITY: usize = 500;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    if artifact.kind != ArtifactKind::Skill {
        return;
    }
    let is_main = |name: Option<&str>| name.is_some_and(|name| name.eq_ignore_ascii_case("skill.md"));
    let Some(file) = artifact.files.iter().position(|file| !file.packed && is_main(file.path.file_name())) else {
        return;
    };
    let Some(parsed) = artifact.parsed.iter().find(|parsed| parsed.file == file) else {
        let written = artifact.files.get(file).and_then(|file| markdown::front_matter(file.text()));
        let (span, message, severity) = match written {
            Some((span, _)) => (span, "the front matter is no YAML mapping", Severity::Medium),
            None => (Span::new(0, 0), "there is no front matter", Severity::Low),
        };
        return sink.report(Report::new(Place::new(file, span), message).severity(severity));
    };
    for note in &parsed.document.notes {
        let (message, severity) = match note.kind {
            NoteKind::DuplicateName => (format!("`{}` is given twice", note.text), Severity::Medium),
            NoteKind::Tag => (format!("the tag {} asks the reader to build an object", note.text), Severity::Medium),
            NoteKind::Anchor => ("an anchor or alias, which readers treat differently".to_owned(), Severity::Low),
        };
        sink.report(Report::new(Place::new(file, note.span), message).severity(severity));
    }
    let root = &parsed.document.root;
    let folder = artifact.path.file_name().filter(|name| !is_main(Some(name)));
    let defects = [
        ("name", name_defect(root.get("name"), folder)),
        ("description", length_defect(root.get("description"), 1, MAX_DESCRIPTION)),
        ("compatibility", root.get("compatibility").and_then(|node| length_defect(Some(node), 1, MAX_COMPATIBILITY))),
    ];
    for (field, defect) in defects {
        let Some(defect) = defect else { continue };
        let span = root.get(field).map_or(Span::new(root.span.start, root.span.start), |node| node.span);
        let report = Report::new(Place::new(file, span).at(format!("/{field}")), format!("`{field}` {defect}"));
        // A folder is renamed by whoever installs it; what is in it stays whole.
        let renamed = defect.starts_with("is not the name of the folder");
        sink.report(if renamed { report.severity(Severity::Info) } else { report });
    }
}

fn name_defect(node: Option<&Node>, folder: Option<&str>) -> Option<String> {
    let Some(name) = node.and_then(Node::as_str) else { return Some("is missing".to_owned()) };
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.chars().count() > MAX_NAME {
        Some(format!("has {} characters; 1 to {MAX_NAME} are allowed", name.chars().count()))
    } else if !name.chars().all(allowed) || name.starts_with('-') || name.ends_with('-') || name.contains("--") {
        Some("may have only a-z, 0-9 and single hyphens between them".to_owned())
    } else {
        folder.filter(|folder| *folder != name).map(|folder| format!("is not the name of the folder, `{folder}`"))
    }
}

fn length_defect(node: Option<&Node>, least: usize, most: usize) -> Option<String> {
    let Some(text) = node.and_then(Node::as_str) else { return Some("is missing".to_owned()) };
    let length = text.trim().chars().count();
    (length < least || length > most).then(|| format!("has {length} characters; {least} to {most} are allowed"))
}
