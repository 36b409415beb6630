//! What each kind of manifest says beside its identity.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{framework, range, shipped, shortened};
use crate::inventory::{
    Component, Detail, HashAlgorithm, Inventory, Kind, Model, ModelRole, Prompt, PromptRole, Skill,
};

/// Tools that a registry takes of one server, at most.
const MAX_TOOLS: usize = 500;

/// `bom` of an agent: models, tools, skills, prompts, and what holds them together.
pub(super) fn agent(inventory: &Inventory, manifest: &mut Map<String, Value>) {
    let mut bom = Map::new();
    let models = shipped(inventory, Kind::Model).filter_map(model);
    put(&mut bom, "models", models);
    let tools = shipped(inventory, Kind::Tool).map(|tool| json!({"name": tool.name, "version": range(tool)}));
    put(&mut bom, "tools", tools);
    let skills = shipped(inventory, Kind::Skill).map(|skill| json!({"name": skill.name, "version": range(skill)}));
    put(&mut bom, "skills", skills);
    put(&mut bom, "prompts", shipped(inventory, Kind::Prompt).map(prompt));
    let frameworks: BTreeSet<&str> = shipped(inventory, Kind::Agent).filter_map(framework).collect();
    if let Some(framework) = frameworks.first() {
        let mut orchestration = json!({"framework": framework});
        let agents = shipped(inventory, Kind::Agent).count();
        if let (true, Some(members)) = (agents > 1, orchestration.as_object_mut()) {
            members.insert("pattern".to_owned(), json!("multi-agent"));
        }
        bom.insert("orchestration".to_owned(), orchestration);
    }
    let memory =
        |kind, name: &str| shipped(inventory, kind).next().map(|store| json!({"type": name, "provider": store.name}));
    if let Some(memory) = memory(Kind::VectorStore, "vector-store").or_else(|| memory(Kind::Memory, "key-value")) {
        bom.insert("memory".to_owned(), memory);
    }
    if !bom.is_empty() {
        manifest.insert("bom".to_owned(), Value::Object(bom));
    }
}

/// `content` and `bom` of a skill.
pub(super) fn skill(own: Option<&Component>, inventory: &Inventory, manifest: &mut Map<String, Value>) {
    manifest.insert("content".to_owned(), json!({"entrypoint": "SKILL.md"}));
    let mut bom = Map::new();
    if let Some(Detail::Skill(Skill { allowed_tools, .. })) = own.map(|own| &own.detail) {
        put(&mut bom, "toolRequirements", allowed_tools.iter().map(|tool| json!({"name": tool})));
    }
    let libraries =
        packages(inventory).map(|package| json!({"name": package.name, "version": range(package), "type": "library"}));
    put(&mut bom, "dependencies", libraries);
    if !bom.is_empty() {
        manifest.insert("bom".to_owned(), Value::Object(bom));
    }
}

/// `tools`, `resources`, `prompts` and `bom` of an MCP server.
pub(super) fn server(inventory: &Inventory, manifest: &mut Map<String, Value>) {
    let described = |component: &Component| {
        let text = component.description.as_deref().unwrap_or(&component.name);
        json!({"name": component.name, "description": shortened(text, 1000)})
    };
    put(manifest, "tools", shipped(inventory, Kind::Tool).take(MAX_TOOLS).map(described));
    let mut bom = Map::new();
    let libraries =
        packages(inventory).map(|package| json!({"name": package.name, "version": range(package), "type": "library"}));
    put(&mut bom, "runtimeDependencies", libraries);
    let models = shipped(inventory, Kind::Model).filter_map(|component| match &component.detail {
        Detail::Model(model) => Some(json!({"name": component.name, "provider": provider(component, model)})),
        _ => None,
    });
    put(&mut bom, "modelDependencies", models);
    if !bom.is_empty() {
        manifest.insert("bom".to_owned(), Value::Object(bom));
    }
}

/// Packages that the project itself asks for to run.
fn packages(inventory: &Inventory) -> impl Iterator<Item = &Component> {
    shipped(inventory, Kind::Package).filter(
        |component| matches!(&component.detail, Detail::Package(package) if package.direct && !package.development),
    )
}

fn model(component: &Component) -> Option<Value> {
    let Detail::Model(model) = &component.detail else { return None };
    let role = match model.role {
        Some(ModelRole::Embedding) => "embedding",
        Some(ModelRole::Classification) => "classification",
        Some(ModelRole::Routing) => "routing",
        Some(ModelRole::Evaluation) => "evaluation",
        Some(ModelRole::Secondary | ModelRole::Fallback | ModelRole::Media) => "secondary",
        Some(ModelRole::Primary) | None => "primary",
    };
    let mut value = json!({"name": component.name, "provider": provider(component, model), "role": role});
    if let (Some(version), Some(members)) = (&component.version, value.as_object_mut()) {
        members.insert("version".to_owned(), json!(version));
    }
    Some(value)
}

fn provider<'c>(component: &'c Component, model: &'c Model) -> &'c str {
    model.provider.as_deref().or(component.group.as_deref()).unwrap_or("unknown")
}

/// A prompt by its name and the digest of its text; the text stays where it is.
fn prompt(component: &Component) -> Value {
    let mut value = json!({"name": component.name, "source": "inline"});
    let Some(members) = value.as_object_mut() else { return value };
    let role = match &component.detail {
        Detail::Prompt(Prompt { role: Some(PromptRole::System | PromptRole::Developer), .. }) => Some("system"),
        Detail::Prompt(Prompt { role: Some(PromptRole::Template), .. }) => Some("template"),
        _ => None,
    };
    if let Some(role) = role {
        members.insert("role".to_owned(), json!(role));
    }
    let sha256 = component.hashes.iter().find(|hash| hash.algorithm == HashAlgorithm::Sha256);
    if let Some(hash) = sha256 {
        members.insert("hash".to_owned(), json!(format!("sha256:{}", hash.hex)));
    }
    value
}

/// Sets a list, unless it is empty.
fn put(members: &mut Map<String, Value>, name: &str, items: impl Iterator<Item = Value>) {
    let mut items: Vec<Value> = items.collect();
    items.dedup();
    if !items.is_empty() {
        members.insert(name.to_owned(), Value::Array(items));
    }
}
