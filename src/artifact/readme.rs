//! Documents for people: what those who install or develop an artifact read, and no model.

use std::collections::BTreeSet;

use camino::Utf8Path;
use daachorse::DoubleArrayAhoCorasick;

use super::{Artifact, ArtifactKind, mcp_source};
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
    let named = named(artifact, &names);
    let apart: Vec<bool> = names.iter().zip(named).map(|(name, named)| name.is_some() && !named).collect();
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

/// Of each file, whether a text that a model reads, or a program that may hand it to one, speaks of its name and is
/// another file's.
fn named(artifact: &Artifact, names: &[Option<String>]) -> Vec<bool> {
    let sought: Vec<&str> = names.iter().flatten().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    // Reading none is to read all: without the automaton nothing is told to be for people only.
    let Ok(automaton) = DoubleArrayAhoCorasick::<u32>::new(&sought) else {
        return vec![true; names.len()];
    };
    // Who names each: the first that does, and whether another does, too.
    let mut namers: Vec<Option<(usize, bool)>> = vec![None; sought.len()];
    let servers: Vec<bool> = artifact.files.iter().map(mcp_source::is_server).collect();
    for region in artifact.regions.iter().filter(|region| is_reader(artifact.kind, region, &servers)) {
        for found in automaton.find_overlapping_iter(&region.text) {
            if let Some(namer) = namers.get_mut(found.value() as usize) {
                let (first, _) = *namer.get_or_insert((region.file, false));
                if first != region.file {
                    *namer = Some((first, true));
                }
            }
        }
    }
    let by_another = |file: usize, name: &String| {
        let namer = sought.binary_search(&name.as_str()).ok().and_then(|at| *namers.get(at)?);
        namer.is_some_and(|(first, others)| others || first != file)
    };
    names.iter().enumerate().map(|(file, name)| name.as_ref().is_some_and(|name| by_another(file, name))).collect()
}

fn is_reader(kind: ArtifactKind, region: &Region, servers: &[bool]) -> bool {
    match region.kind {
        RegionKind::SkillBody | RegionKind::Instructions | RegionKind::Document => kind != ArtifactKind::McpServer,
        // What builds or checks a package reads its README, too.
        RegionKind::Script => servers.get(region.file).is_some_and(|server| *server),
        _ => false,
    }
}
