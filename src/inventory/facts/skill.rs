//! Skills: the folder as a whole, and each of its files.

use super::{Facts, NOWHERE};
use crate::artifact::{ArtifactKind, GrantKind, Place};
use crate::inventory::{
    Ability, Basis, Capability, Component, Detail, Edge, File, Hash, HashAlgorithm, Pin, Reader, Relation, Skill,
};
use crate::text::Node;

const RULE: Reader = Reader::SKILL_FOLDER;
/// Files of one skill that are listed one by one, at most.
const MAX_FILES: usize = 2_000;

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    let artifact = facts.artifact;
    let front = artifact.parsed_as(ArtifactKind::Skill).next();
    let Some(file) = front.map(|parsed| parsed.file).or_else(|| main(facts)) else { return };
    let root = front.map(|parsed| &parsed.document.root);
    let text = |name: &str| root.and_then(|root| root.get(name)).and_then(Node::as_str);
    let name_node = root.and_then(|root| root.get("name"));
    let place = Place::new(file, name_node.map_or(NOWHERE, |node| node.span));
    let evidence = facts.evidence(&place, "SKILL.md", RULE);
    let grants = artifact.facts.grants.iter().filter(|grant| grant.kind == GrantKind::AllowedTool);
    let skill = Skill {
        allowed_tools: grants.clone().map(|grant| grant.text.clone()).collect(),
        tree: Some(artifact.digest.to_string()),
    };
    let mut component =
        Component::local(artifact.path.as_str(), &artifact.name, Detail::Skill(skill)).seen(evidence.clone());
    let version = text("version").or_else(|| root?.at(&["metadata", "version"])?.as_str());
    component.version = version.map(str::to_owned);
    component.pin = Pin::Digest;
    component.description = text("description").and_then(super::description);
    component.license = text("license").map(str::to_owned);
    component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: artifact.digest.hex() });
    for grant in grants {
        let evidence = facts.evidence(&grant.place, &grant.text, Reader::SKILL_ALLOWED_TOOLS);
        let ability = ability(&grant.text);
        component.capabilities.extend(ability.map(|ability| Capability { ability, basis: Basis::Declared, evidence }));
    }
    let id = facts.add(component);
    for (index, file) in artifact.files.iter().enumerate().take(MAX_FILES) {
        let evidence = facts.evidence(&Place::new(index, NOWHERE), artifact.relative(&file.path), RULE);
        let detail = File { executable: file.mode.executable, bytes: file.size, media_type: None };
        let path = file.path.as_str();
        let mut component =
            Component::global(None, path, None, Detail::File(detail)).pinned(Pin::Digest).seen(evidence.clone());
        component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: file.digest.hex() });
        let part = facts.add(component);
        facts.builder.link(Edge::new(id.clone(), Relation::Contains, part).seen(evidence));
    }
}

/// The SKILL.md of a skill without front matter.
fn main(facts: &Facts<'_, '_>) -> Option<usize> {
    facts.artifact.files.iter().position(|file| file.name().eq_ignore_ascii_case("skill.md"))
}

/// What a tool of a coding agent can do, by its name.
pub(super) fn ability(tool: &str) -> Option<Ability> {
    let name = tool.split('(').next().unwrap_or(tool);
    Some(match name {
        "Bash" | "Shell" | "PowerShell" | "Execute" | "Task" => Ability::ProcessExecute,
        "Write" | "Edit" | "MultiEdit" | "NotebookEdit" => Ability::FilesystemWrite,
        "Read" | "Glob" | "Grep" | "LS" => Ability::FilesystemRead,
        "WebFetch" | "WebSearch" => Ability::NetworkEgress,
        _ => return None,
    })
}
