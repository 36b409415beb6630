//! A skill links to a file that it does not hold, or that lies outside of it.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{RegionKind, Role};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "missing-file",
        title: "a skill refers to a file that is not part of it",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::Specification,
        why: "Whatever lies at that path on the user's machine is read in its place, and no review has seen it.",
        fix: "Bundle the file, or drop the link.",
        references: &["https://agentskills.io/specification"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    if artifact.kind != ArtifactKind::Skill {
        return;
    }
    for region in context.regions(RegionKind::SkillBody) {
        let Some(folder) = artifact.file(region.file).and_then(|file| file.path.parent()) else { continue };
        for mark in &region.marks {
            let Role::Link { target } = &mark.role else { continue };
            let Some(target) = local(target) else { continue };
            let place = Place::new(region.file, region.span(mark.span.range()));
            match resolve(folder, target).filter(|path| path.starts_with(&artifact.path)) {
                None => sink.report(Report::new(place, format!("`{target}` lies outside of the skill"))),
                Some(path) if !artifact.files.iter().any(|file| file.path.starts_with(&path)) => {
                    sink.report(Report::new(place, format!("`{target}` is not part of the skill")));
                }
                Some(_) => {}
            }
        }
    }
}

/// The path that a link names, if it names a file: no URL, anchor, placeholder or host path.
fn local(target: &str) -> Option<&str> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "._-/~".contains(c));
    let file = Utf8Path::new(path).extension().is_some();
    (plain && file && !path.starts_with("//")).then_some(path)
}

/// The path in the tree; `None` where it leaves it.
fn resolve(folder: &Utf8Path, target: &str) -> Option<Utf8PathBuf> {
    let mut path = folder.to_owned();
    for part in Utf8Path::new(target).components() {
        match part {
            Utf8Component::Normal("~") | Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
            Utf8Component::Normal(name) => path.push(name),
            Utf8Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            Utf8Component::CurDir => {}
        }
    }
    Some(path)
}
