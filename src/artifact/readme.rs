//! Documents for people: what those who install or develop an artifact read, and no model.

use camino::Utf8Path;

use super::{Artifact, ArtifactKind};
use crate::text::{Region, RegionKind};

/// What such files are called wherever they stand, without extension, in capital letters.
const RECORDS: &[&str] = &[
    "AUTHORS",
    "CHANGELOG",
    "CHANGES",
    "CODE_OF_CONDUCT",
    "CONTRIBUTING",
    "CONTRIBUTORS",
    "COPYING",
    "HISTORY",
    "LICENCE",
    "LICENSE",
    "METADATA",
    "PKG-INFO",
    "RELEASE_NOTES",
];

/// What else nobody hands to a model where a server's package holds it. A skill's are read with the skill.
const OF_PACKAGES: &[&str] = &["DEVELOPMENT", "INSTALL", "QUICKSTART", "README", "SECURITY"];

/// Folders of a server's package that hold its manual.
const MANUALS: &[&str] = &[".github", "doc", "docs"];

/// The endings of documents.
const EXTENSIONS: &[&str] = &["", "adoc", "markdown", "md", "mdx", "rst", "txt"];

/// Tells documents for people from those that a model reads: nothing that is read for a model names them.
pub(super) fn set_apart(artifact: &mut Artifact) {
    let server = artifact.kind == ArtifactKind::McpServer;
    let names: Vec<Option<String>> = artifact.files.iter().map(|file| name(&file.path, server)).collect();
    if names.iter().all(Option::is_none) {
        return;
    }
    let apart: Vec<bool> = names
        .iter()
        .enumerate()
        .map(|(index, name)| name.as_ref().is_some_and(|name| !is_named(artifact, index, name)))
        .collect();
    for region in &mut artifact.regions {
        if region.kind == RegionKind::Document && apart.get(region.file).is_some_and(|apart| *apart) {
            region.kind = RegionKind::Readme;
        }
    }
}

/// The name of a file that may be for people.
fn name(path: &Utf8Path, server: bool) -> Option<String> {
    if !EXTENSIONS.contains(&path.extension().unwrap_or_default().to_ascii_lowercase().as_str()) {
        return None;
    }
    let stem = path.file_stem()?.to_ascii_uppercase();
    // README_EN.md and README.zh-CN.md are the same in other languages.
    let first = stem.split(['_', '.']).next().unwrap_or_default();
    let known = RECORDS.contains(&stem.as_str())
        || server && (OF_PACKAGES.contains(&first) || path.components().any(|part| MANUALS.contains(&part.as_str())));
    if known { path.file_name().map(str::to_owned) } else { None }
}

/// Whether a text that a model reads, or a program that may hand it to one, speaks of the file.
fn is_named(artifact: &Artifact, file: usize, name: &str) -> bool {
    artifact
        .regions
        .iter()
        .any(|region| region.file != file && is_reader(artifact, region) && region.text.contains(name))
}

fn is_reader(artifact: &Artifact, region: &Region) -> bool {
    match region.kind {
        RegionKind::SkillBody | RegionKind::Instructions | RegionKind::Document => {
            artifact.kind != ArtifactKind::McpServer
        }
        // What builds or checks a package reads its README, too.
        RegionKind::Script => artifact.files.get(region.file).is_some_and(super::mcp_source::is_server),
        _ => false,
    }
}
