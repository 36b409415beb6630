//! Manifests of agentoperations/agent-registry, from what an inventory has seen.
//!
//! Nothing is made up: a member that nobody wrote down is left out, and one that the schema insists on is filled with a
//! placeholder that [`Manifest::open`] names.

mod parts;
mod yaml;

use serde_json::{Map, Value, json};

use crate::inventory::{Component, Detail, Inventory, Kind, Scope};
use crate::judge::Description;
use crate::text::visible_line;

/// The member that says what the artifact does.
const DESCRIPTION: &str = "identity.description";

/// What a manifest is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestKind {
    Agent,
    Skill,
    McpServer,
}

impl ManifestKind {
    pub const ALL: &[Self] = &[Self::Agent, Self::Skill, Self::McpServer];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Skill => "skill",
            Self::McpServer => "mcp-server",
        }
    }

    /// The kind that an inventory speaks for: of an agent if there is one, else of a server, else of a skill.
    pub fn of(inventory: &Inventory) -> Self {
        let has = |kind| shipped(inventory, kind).next().is_some();
        if has(Kind::Agent) || !(has(Kind::McpServer) || has(Kind::Skill)) {
            Self::Agent
        } else if has(Kind::McpServer) {
            Self::McpServer
        } else {
            Self::Skill
        }
    }
}

/// What the user says about the artifact.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    pub name: Option<&'a str>,
    pub version: Option<&'a str>,
    /// The OCI reference that it is published under.
    pub oci: Option<&'a str>,
}

/// A manifest, and what is still to be filled in.
#[derive(Debug)]
pub struct Manifest {
    pub value: Value,
    /// Members that hold a placeholder: their path, and why.
    pub open: Vec<(&'static str, &'static str)>,
    /// Members that a model has suggested.
    pub suggested: Vec<&'static str>,
    /// What heads the document.
    comment: String,
}

impl Manifest {
    /// The manifest of an inventory.
    pub fn new(kind: ManifestKind, inventory: &Inventory, said: &Said<'_>) -> Self {
        let mut open = Vec::new();
        let own = own(kind, inventory);
        let name =
            identifier(said.name.or_else(|| own.map(|own| own.name.as_str())).unwrap_or(&inventory.subject.name));
        let known = own.and_then(|own| own.version.as_deref()).or(inventory.subject.version.as_deref());
        let version = said.version.or(known).filter(|version| semver::Version::parse(version).is_ok());
        let version = version.unwrap_or_else(|| {
            open.push(("identity.version", "no manifest of the project states a semantic version"));
            "0.1.0"
        });
        let described = own.and_then(|own| own.description.as_deref()).or(inventory.subject.description.as_deref());
        let description = described.map(|text| shortened(text, 512)).filter(|text| !text.is_empty());
        let description = description.unwrap_or_else(|| {
            open.push((DESCRIPTION, "the project does not describe itself"));
            "Not described yet.".to_owned()
        });
        let oci = said.oci.map_or_else(
            || {
                open.push(("artifacts[0].oci", "where it will be published is not known here"));
                format!("registry.example/{name}:{version}")
            },
            str::to_owned,
        );
        let mut manifest = Map::new();
        manifest.insert("apiVersion".to_owned(), json!("v1alpha1"));
        manifest.insert("kind".to_owned(), json!(kind.name()));
        let title = shortened(said.name.unwrap_or(own.map_or(&inventory.subject.name, |own| &own.name)), 128);
        manifest.insert(
            "identity".to_owned(),
            json!({"name": name, "version": version, "title": title, "description": description}),
        );
        let mut artifact = json!({"oci": oci});
        let digest = oci.split_once('@').map(|(_, digest)| digest).filter(|digest| is_sha256(digest));
        if let (Some(digest), Some(members)) = (digest, artifact.as_object_mut()) {
            members.insert("digest".to_owned(), json!(digest));
        }
        manifest.insert("artifacts".to_owned(), json!([artifact]));
        let license = own.and_then(|own| own.license.as_ref()).or(inventory.subject.license.as_ref());
        if let Some(license) = license {
            manifest.insert("metadata".to_owned(), json!({"license": license}));
        }
        match kind {
            ManifestKind::Agent => parts::agent(inventory, &mut manifest),
            ManifestKind::Skill => parts::skill(own, inventory, &mut manifest),
            ManifestKind::McpServer => parts::server(inventory, &mut manifest),
        }
        Self { value: Value::Object(manifest), open, suggested: Vec::new(), comment: String::new() }
    }

    /// Takes what a model suggests: tags, and a description where the project has none. Both are marked as suggested, in
    /// the document and in labels that a registry keeps; nothing else is touched.
    pub fn suggest(&mut self, model: &str, said: &Description) {
        if let Some(at) = self.open.iter().position(|(member, _)| *member == DESCRIPTION)
            && let Some(description) = self.value.pointer_mut("/identity/description")
        {
            *description = json!(shortened(&said.description, 512));
            self.open.remove(at);
            self.suggested.push(DESCRIPTION);
        }
        let metadata = self.value.as_object_mut().map(|all| all.entry("metadata").or_insert_with(|| json!({})));
        let Some(metadata) = metadata.and_then(Value::as_object_mut) else { return };
        if !said.tags.is_empty() {
            metadata.insert("tags".to_owned(), json!(said.tags));
            self.suggested.push("metadata.tags");
        }
        let (model, members) = (shortened(&visible_line(model), 200), self.suggested.join(" "));
        if !members.is_empty() {
            let labels = json!({"dev.proofmark/suggested": members, "dev.proofmark/suggested-by": model});
            metadata.insert("labels".to_owned(), labels);
            let members = self.suggested.join("` and `");
            self.comment = format!("# `{members}` were suggested by the model {model}; nobody has checked them.\n");
        }
    }

    /// The manifest as YAML.
    pub fn to_yaml(&self) -> String {
        format!("{}{}", self.comment, yaml::write(&self.value))
    }
}

/// Components of a kind that are part of what is shipped.
fn shipped(inventory: &Inventory, kind: Kind) -> impl Iterator<Item = &Component> {
    inventory.of_kind(kind).filter(|component| component.scope != Scope::Excluded)
}

/// The component that the manifest is about, where there is one only.
fn own(kind: ManifestKind, inventory: &Inventory) -> Option<&Component> {
    let kind = match kind {
        ManifestKind::Agent => Kind::Agent,
        ManifestKind::Skill => Kind::Skill,
        ManifestKind::McpServer => Kind::McpServer,
    };
    let mut all = shipped(inventory, kind);
    all.next().filter(|_| all.next().is_none())
}

/// A name as registries take it: lower-case letters, digits and single hyphens, after a namespace if there is one.
fn identifier(name: &str) -> String {
    let part = |part: &str| {
        let words = part.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    };
    let parts: Vec<String> = name.split('/').map(part).filter(|part| !part.is_empty()).collect();
    let mut name: String = parts.join("/").chars().take(255).collect();
    if name.len() < 2 {
        name.push_str("-agent");
    }
    name.trim_start_matches('-').to_owned()
}

/// A text in one line of at most `limit` characters.
fn shortened(text: &str, limit: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(limit).collect()
}

fn is_sha256(digest: &str) -> bool {
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What a version range says where only one version is known, or none.
fn range(component: &Component) -> &str {
    component.constraint.as_deref().or(component.version.as_deref()).unwrap_or("*")
}

/// The detail of an agent.
fn framework(component: &Component) -> Option<&str> {
    match &component.detail {
        Detail::Agent(agent) => agent.framework.as_deref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_registries_take() {
        for (name, expected) in [
            ("Billing Agent", "billing-agent"),
            ("acme/Notes_Kit", "acme/notes-kit"),
            ("--x--", "x-agent"),
            ("", "agent"),
        ] {
            assert_eq!(identifier(name), expected, "{name}");
        }
    }
}
