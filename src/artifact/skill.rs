//! Skills: a folder with a SKILL.md (<https://agentskills.io/specification>), and Markdown with front matter at large.

use super::format::Parsed;
use super::{Artifact, ArtifactKind, Grant, GrantKind, Hook, Place, code, planted};
use crate::finding::{Gap, GapReason};
use crate::text::{Document, MappedText, Node, Region, RegionKind, Span, Value, markdown, pointer, yaml};

/// Reads the SKILL.md at `file`.
pub(super) fn read(artifact: &mut Artifact, file: usize) {
    if let Some(document) = markdown(artifact, file, RegionKind::SkillBody) {
        if let Some(name) = document.root.get("name").and_then(Node::as_str).filter(|name| !name.trim().is_empty()) {
            artifact.name = name.trim().to_owned();
        }
        artifact.parsed.push(Parsed { kind: ArtifactKind::Skill, file, document });
    }
}

/// Reads a Markdown file: its front matter as values, its body as one region of `kind` with marks.
///
/// Front matter that is no YAML is read as text, so that nothing hides behind a syntax error. Returns the front matter.
pub(super) fn markdown(artifact: &mut Artifact, file: usize, kind: RegionKind) -> Option<Document> {
    let source = artifact.files.get(file)?;
    let text = source.text();
    let (front, body) = markdown::front_matter(text).map_or((None, 0), |(span, body)| (Some(span), body));
    let content = MappedText::verbatim(text.get(body..).unwrap_or_default(), body);
    let mut marks = markdown::marks(&content.text);
    let yaml = front.map(|span| (span, text.get(span.range()).unwrap_or_default().to_owned()));
    match code::blocks(text, &marks, body, file) {
        Ok(programs) => artifact.programs.extend(programs),
        Err(detail) => artifact.gaps.push(Gap::new(source.path.clone(), GapReason::TooComplex, detail)),
    }
    planted::mark(&content.text, &mut marks);
    artifact.regions.push(Region::new(file, kind, content).with_marks(marks));
    let (span, yaml) = yaml?;
    let document = shifted(&yaml, span);
    if let Some(document) = &document {
        front_matter(artifact, file, document);
    } else {
        let text = MappedText::verbatim(&yaml, span.start);
        artifact.regions.push(Region::new(file, RegionKind::SkillFrontmatter, text));
    }
    document
}

/// The front matter of a Markdown text, with the spans of the text, and where its body begins.
///
/// None where it has none, or where that is no YAML of names and values.
pub fn front(text: &str) -> Option<(Document, usize)> {
    let (span, body) = markdown::front_matter(text)?;
    Some((shifted(text.get(span.range())?, span)?, body))
}

/// Parses front matter so that its spans are those of the file.
fn shifted(yaml: &str, span: Span) -> Option<Document> {
    let mut document = yaml::parse(yaml).ok()?;
    document.root.shift(span.start);
    for note in &mut document.notes {
        note.span = note.span.shifted(span.start);
    }
    document.root.is_object().then_some(document)
}

fn front_matter(artifact: &mut Artifact, file: usize, document: &Document) {
    for member in document.root.members() {
        let name = member.name.text.as_str();
        let at = pointer("", name);
        let kind = match name {
            "name" => RegionKind::SkillName,
            "description" | "when_to_use" | "when-to-use" => RegionKind::SkillDescription,
            _ => RegionKind::SkillFrontmatter,
        };
        super::format::strings(artifact, file, kind, &at, &member.value);
        match name {
            "allowed-tools" | "allowed_tools" | "tools" => grants(artifact, file, &at, &member.value),
            "hooks" => hooks(artifact, file, &at, "", &member.value),
            _ => {}
        }
    }
}

/// `allowed-tools` is written as a list, or as one string with blanks or commas; parentheses group.
fn grants(artifact: &mut Artifact, file: usize, at: &str, node: &Node) {
    let mut texts = Vec::new();
    match &node.value {
        Value::String(text) => texts.extend(split_tools(text)),
        Value::Array(items) => texts.extend(items.iter().filter_map(Node::as_text).flat_map(split_tools)),
        _ => {}
    }
    for (text, span) in texts {
        let place = Place::new(file, span).at(at);
        artifact.facts.grants.push(Grant { kind: GrantKind::AllowedTool, text, place });
    }
}

/// The names of tools in one text, apart by blanks or commas, with their places.
pub fn split_tools(text: &MappedText) -> Vec<(String, Span)> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    let ends = text.text.char_indices().chain(std::iter::once((text.text.len(), ',')));
    for (at, character) in ends {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if at == text.text.len() || (depth == 0 && (character == ',' || character.is_whitespace())) => {
                let part = text.text.get(start..at).unwrap_or_default().trim();
                if !part.is_empty() {
                    parts.push((part.to_owned(), text.map.span(start..at)));
                }
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts
}

/// Commands below a `hooks` member, whatever the nesting of events, matchers and handlers.
pub(super) fn hooks(artifact: &mut Artifact, file: usize, at: &str, event: &str, node: &Node) {
    for member in node.members() {
        let name = member.name.text.as_str();
        let below = pointer(at, name);
        match member.value.as_text() {
            Some(text) if matches!(name, "command" | "bash" | "powershell" | "run" | "script" | "url") => {
                let place = Place::new(file, text.span()).at(below.clone());
                artifact.facts.hooks.push(Hook { event: event.to_owned(), command: text.text.clone(), place });
                artifact.regions.push(Region::new(file, RegionKind::HookCommand, text.clone()).at(below));
            }
            Some(_) => {}
            None => {
                let inner = if event.is_empty() { name } else { event };
                hooks(artifact, file, &below, inner, &member.value);
            }
        }
    }
    for (index, item) in node.items().iter().enumerate() {
        hooks(artifact, file, &pointer(at, &index.to_string()), event, item);
    }
}
