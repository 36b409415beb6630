//! Reads a candidate and tells what it is.

use super::format::{self, Format, Parsed};
use super::plan::is_skill_file;
use super::{Artifact, ArtifactKind, Candidate, Shape, document, instructions, packed, repository, skill, test_file};
use crate::finding::{Gap, GapReason};
use crate::source::{Documents, Limits, Tree};
use crate::text::{MappedText, ParseError, Region, RegionKind, SourceFile, is_text_name};

/// Reads a candidate. Files that turn out to be no part of an artifact are dropped; what could not be read is a gap of
/// the artifact, or stands in the second list where there is none.
///
/// Documents that need a process of their own are not read.
pub fn load(tree: &Tree, candidate: &Candidate, limits: &Limits) -> (Vec<Artifact>, Vec<Gap>) {
    load_with(tree, candidate, limits, None)
}

/// Reads a candidate, and the documents in it as well.
pub fn load_with(
    tree: &Tree,
    candidate: &Candidate,
    limits: &Limits,
    documents: Option<&Documents>,
) -> (Vec<Artifact>, Vec<Gap>) {
    let how = &How { limits, documents };
    let mut files = Vec::with_capacity(candidate.entries.len());
    let mut gaps = Vec::new();
    let mut held = 0;
    for entry in &candidate.entries {
        if held > limits.max_artifact_size {
            let detail = format!("the files before it fill the limit of {} bytes", limits.max_artifact_size);
            gaps.push(Gap::new(entry.path.clone(), GapReason::TooLarge, detail));
            continue;
        }
        match tree.read(entry, limits) {
            Ok(file) => {
                held += file.held();
                files.push(file);
            }
            Err(gap) => gaps.push(gap),
        }
    }
    let mut artifacts = match candidate.shape {
        Shape::Skill => vec![whole(ArtifactKind::Skill, candidate, files, how)],
        Shape::Session => vec![session(candidate, files, how)],
        Shape::Named | Shape::Single => files.into_iter().map(|file| single(file, how)).collect(),
        Shape::Loose => loose(candidate, files, how),
    };
    for artifact in artifacts.iter_mut().filter(|artifact| !artifact.facts.hooks.is_empty()) {
        if matches!(artifact.kind, ArtifactKind::AgentSettings | ArtifactKind::Plugin) {
            super::hooked::read(artifact, tree, limits);
        }
    }
    if test_file::is_sample(tree, &candidate.root) {
        for artifact in &mut artifacts {
            artifact.tests.extend(0..artifact.files.len());
        }
    }
    (artifacts, gaps)
}

/// What readers go by.
#[derive(Debug, Clone, Copy)]
struct How<'a> {
    limits: &'a Limits,
    documents: Option<&'a Documents>,
}

/// All files as one artifact.
fn whole(kind: ArtifactKind, candidate: &Candidate, files: Vec<SourceFile>, how: &How<'_>) -> Artifact {
    let mut artifact = Artifact::new(kind, candidate.root.clone(), files);
    packed::open(&mut artifact, how.limits);
    packed::texts(&mut artifact, how.limits, how.documents);
    for index in 0..artifact.files.len() {
        read(&mut artifact, index);
    }
    super::imported::read(&mut artifact);
    super::mcp_source::borrowed::read(&mut artifact);
    super::readme::set_apart(&mut artifact);
    artifact.facts.owners = repository::owners(&artifact);
    artifact.tests = test_file::of(&artifact);
    artifact
}

/// What a server offers, in one file a list.
fn session(candidate: &Candidate, files: Vec<SourceFile>, how: &How<'_>) -> Artifact {
    let mut artifact = whole(ArtifactKind::McpListing, candidate, files, how);
    let format = format_of(ArtifactKind::McpListing);
    let mut names = artifact.parsed.iter().filter_map(|parsed| format?.name(&parsed.document));
    if let Some(name) = names.next() {
        artifact.name = name;
    }
    artifact
}

/// A file that is an artifact by itself.
fn single(file: SourceFile, how: &How<'_>) -> Artifact {
    let path = file.path.clone();
    let mut artifact = Artifact::new(ArtifactKind::File, path.clone(), vec![file]);
    packed::open(&mut artifact, how.limits);
    packed::texts(&mut artifact, how.limits, how.documents);
    for index in 0..artifact.files.len() {
        read(&mut artifact, index);
    }
    if let Some(parsed) = artifact.parsed.first() {
        artifact.kind = parsed.kind;
        if let Some(name) = format_of(parsed.kind).and_then(|format| format.name(&parsed.document)) {
            artifact.name = name;
        }
    } else if let Some(format) = format::named(&path) {
        artifact.kind = format.kind();
    }
    artifact
}

/// Structured files that a format recognises, each by itself; and the rest, if it is a server.
fn loose(candidate: &Candidate, files: Vec<SourceFile>, how: &How<'_>) -> Vec<Artifact> {
    let mut artifacts = Vec::new();
    let mut rest = Vec::new();
    for file in files {
        if !format::is_structured(&file.path) {
            rest.push(file);
            continue;
        }
        match format::parse(&file) {
            Ok(document) if format::FORMATS.iter().any(|format| format.recognises(&document)) => {
                artifacts.push(single(file, how));
            }
            Err(error) if claims_to_matter(file.text()) => {
                let gap = malformed(&file, "an artifact", &error);
                let mut artifact = single(file, how);
                artifact.gaps.push(gap);
                artifacts.push(artifact);
            }
            _ => rest.push(file),
        }
    }
    if rest.iter().any(super::mcp_source::is_server) {
        let mut server = whole(ArtifactKind::McpServer, candidate, rest, how);
        server.name = candidate.root.file_name().unwrap_or("server").to_owned();
        artifacts.push(server);
    }
    artifacts
}

/// Whether a text that does not parse here speaks of tools or servers, so that another parser may find them in it.
fn claims_to_matter(text: &str) -> bool {
    ["\"inputSchema\"", "\"mcpServers\"", "\"mcp_servers\"", "mcpServers:", "[mcp_servers"]
        .iter()
        .any(|name| text.contains(name))
}

fn malformed(file: &SourceFile, what: &str, error: &ParseError) -> Gap {
    let at = file.line_column(error.span.start);
    let detail = format!("as {what}: {error} at line {}, column {}", at.line, at.column);
    Gap::new(file.path.clone(), GapReason::Malformed, detail)
}

fn format_of(kind: ArtifactKind) -> Option<&'static dyn Format> {
    format::FORMATS.iter().copied().find(|format| format.kind() == kind)
}

/// Adds what one file says to the artifact.
fn read(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index) else { return };
    let path = file.path.clone();
    if file.binary().is_some() {
        if !file.text().is_empty() {
            raw(artifact, index, RegionKind::Data);
        } else if is_text_name(&path) && !file.is_apple_double() {
            artifact.gaps.push(Gap::new(path, GapReason::Malformed, "named as text, and most of it is none"));
        }
        return;
    }
    if is_skill_file(&path) && file.packed && artifact.kind == ArtifactKind::Skill {
        // A skill within a skill's archive is what gets installed; the artifact is still the outer one.
        skill::markdown(artifact, index, RegionKind::Instructions);
        return;
    }
    if is_skill_file(&path) {
        artifact.kind = ArtifactKind::Skill;
        return skill::read(artifact, index);
    }
    if structured(artifact, index) || document::read(artifact, index) {
        return;
    }
    let Some(file) = artifact.files.get(index) else { return };
    if instructions::named(&path) {
        if artifact.kind == ArtifactKind::File {
            return instructions::read(artifact, index);
        }
        skill::markdown(artifact, index, RegionKind::Instructions);
    } else if super::code::Language::of(file).is_some() {
        super::mcp_source::read(artifact, index);
    } else if matches!(file.extension().as_str(), "md" | "mdx" | "markdown") {
        skill::markdown(artifact, index, RegionKind::Document);
    } else {
        let kind = match file.extension().as_str() {
            "txt" | "rst" | "adoc" | "html" | "htm" | "tmpl" | "j2" | "jinja" | "prompt" | "" => RegionKind::Document,
            _ => RegionKind::Data,
        };
        raw(artifact, index, kind);
    }
}

/// Reads a structured file by its format; whether there was one.
fn structured(artifact: &mut Artifact, index: usize) -> bool {
    let Some(file) = artifact.files.get(index) else { return false };
    let named = format::named(&file.path);
    if named.is_none() && !format::is_structured(&file.path) {
        return false;
    }
    let document = match format::parse(file) {
        Ok(document) => document,
        Err(error) => {
            if let Some(format) = named {
                artifact.gaps.push(malformed(file, format.kind().name(), &error));
            }
            raw(artifact, index, RegionKind::Data);
            return true;
        }
    };
    let format = named.or_else(|| format::FORMATS.iter().copied().find(|format| format.recognises(&document)));
    let Some(format) = format else {
        raw(artifact, index, RegionKind::Data);
        return true;
    };
    format.read(artifact, index, &document);
    artifact.parsed.push(Parsed { kind: format.kind(), file: index, document });
    true
}

/// All of a file's text as one region.
fn raw(artifact: &mut Artifact, index: usize, kind: RegionKind) {
    if let Some(file) = artifact.files.get(index) {
        let text = MappedText::verbatim(file.text(), 0);
        artifact.regions.push(Region::new(index, kind, text));
    }
}
