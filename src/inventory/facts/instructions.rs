//! Files that coding agents load: the subagents that they define, and the instructions that every one of them is given.

use super::{Facts, NOWHERE, skill};
use crate::artifact::{Place, front_matter, instructions};
use crate::digest::Digest;
use crate::inventory::data::is_prompt;
use crate::inventory::provider::{self, Hints};
use crate::inventory::{
    Agent, Basis, Capability, Component, Detail, Edge, Hash, HashAlgorithm, Id, Pin, Prompt, PromptRole, Reader,
    Relation, Tool,
};
use crate::text::{Document, MappedText, Node, Span, Value, pointer};

const SUBAGENT: Reader = Reader::INSTRUCTIONS_SUBAGENT;
const FILE: Reader = Reader::INSTRUCTIONS_FILE;

/// Tools of one agent that are listed, at most.
const MAX_TOOLS: usize = 500;

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    let artifact = facts.artifact;
    for (index, file) in artifact.files.iter().enumerate().filter(|(_, file)| file.binary().is_none()) {
        let front = front_matter(file.text());
        let client = instructions::subagent_of(&file.path);
        // A page in a folder called `agents` is a definition only if it says something about itself.
        match (client, &front) {
            (Some(client), Some((document, body))) if document.root.get("description").is_some() => {
                subagent(facts, index, client, document, *body);
            }
            // Prompts that are files are read as such, elsewhere.
            _ if instructions::is_by_name(&file.path) && !is_prompt(&file.path) => {
                let body = front.as_ref().map_or(0, |(_, body)| *body);
                prompt(facts, index, file.name(), body, PromptRole::Developer, FILE);
            }
            _ => {}
        }
    }
}

/// An agent that a coding agent hands work to, as its front matter describes it.
fn subagent(facts: &mut Facts<'_, '_>, index: usize, client: &str, document: &Document, body: usize) {
    let root = &document.root;
    let path = facts.path(index);
    let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("agent");
    let given = root.get("name").and_then(Node::as_text).filter(|text| !text.text.trim().is_empty());
    let name = given.map_or(stem, |text| text.text.trim());
    let place = Place::new(index, given.map_or(NOWHERE, MappedText::span));
    let evidence = facts.evidence(&place, "name", SUBAGENT);
    let detail = Agent { framework: Some(client.to_owned()), pattern: None };
    let mut component = Component::local(path, name, Detail::Agent(detail)).seen(evidence.clone());
    component.description = root.get("description").and_then(Node::as_str).and_then(super::description);
    let tools = tools(root);
    for (tool, span) in &tools {
        let evidence = facts.evidence(&Place::new(index, *span).at("/tools"), tool, SUBAGENT);
        let ability = skill::ability(tool);
        component.capabilities.extend(ability.map(|ability| Capability { ability, basis: Basis::Declared, evidence }));
    }
    let id = facts.add(component);
    for (tool, span) in tools {
        let evidence = facts.evidence(&Place::new(index, span).at("/tools"), &tool, SUBAGENT);
        // `mcp__server__tool` and `server/tool` come from an MCP server; all else from the client.
        let built_in = !tool.starts_with("mcp__") && !tool.contains('/');
        let detail = Tool { framework: Some(client.to_owned()), built_in, ..Tool::default() };
        let bare = tool.split('(').next().unwrap_or(&tool);
        let made = facts.add(Component::local(path, bare, Detail::Tool(detail)).seen(evidence.clone()));
        facts.builder.link(Edge::new(id.clone(), Relation::UsesTool, made).seen(evidence));
    }
    for text in models(root) {
        let evidence = facts.evidence(&Place::new(index, text.span()).at("/model"), "model", SUBAGENT);
        let made =
            facts.add(provider::model(text.text.trim(), &hints(client, text.text.trim())).seen(evidence.clone()));
        facts.builder.link(Edge::new(id.clone(), Relation::UsesModel, made).seen(evidence));
    }
    if let Some(prompt) = prompt(facts, index, &format!("{name} system"), body, PromptRole::System, SUBAGENT) {
        facts.builder.link(Edge::new(id, Relation::Instructs, prompt).seen(evidence));
    }
}

/// The models that are named: one, or a list in order of preference. `inherit` names none.
fn models(root: &Node) -> Vec<&MappedText> {
    let Some(node) = root.get("model") else { return Vec::new() };
    let list = node.as_text().into_iter().chain(node.items().iter().filter_map(Node::as_text));
    let named = |text: &&MappedText| {
        let text = text.text.trim();
        !matches!(text, "" | "inherit" | "default" | "auto") && text.len() <= 200 && !text.contains(char::is_control)
    };
    list.filter(named).take(MAX_TOOLS).collect()
}

/// Claude Code knows its models by aliases, too.
fn hints(client: &str, name: &str) -> Hints<'static> {
    let alias = matches!(name, "sonnet" | "opus" | "haiku");
    let provider = (alias && matches!(client, "claude-code" | "plugin")).then_some("anthropic");
    Hints { provider, role: Some(crate::inventory::ModelRole::Primary), ..Hints::default() }
}

/// What the agent may use: a list, a text with commas, or a record of switches.
fn tools(root: &Node) -> Vec<(String, Span)> {
    let Some(node) = ["tools", "allowed-tools"].iter().find_map(|name| root.get(name)) else { return Vec::new() };
    let mut found: Vec<(String, Span)> = Vec::new();
    match &node.value {
        Value::String(text) => found.extend(crate::artifact::split_tools(text)),
        Value::Array(items) => {
            let texts = items.iter().filter_map(Node::as_text);
            found.extend(texts.map(|text| (text.text.trim().to_owned(), text.span())));
        }
        Value::Object(members) => {
            let on = members.iter().filter(|member| member.value.as_bool() == Some(true));
            found.extend(on.map(|member| (member.name.text.clone(), member.name.span())));
        }
        _ => {}
    }
    found.retain(|(name, _)| !name.is_empty() && name.len() <= 200 && name != "*");
    found.truncate(MAX_TOOLS);
    found
}

/// The text below the front matter, by its digest.
fn prompt(
    facts: &mut Facts<'_, '_>,
    index: usize,
    name: &str,
    body: usize,
    role: PromptRole,
    rule: Reader,
) -> Option<Id> {
    let file = facts.artifact.file(index)?;
    let text = file.text().get(body..).filter(|text| !text.trim().is_empty())?;
    let detail = Prompt { role: Some(role), bytes: text.len() as u64, template: text.contains("$ARGUMENTS") };
    let evidence = facts.evidence(&Place::new(index, Span::new(body, body)), &pointer("", name), rule);
    let mut component =
        Component::local(file.path.as_str(), name, Detail::Prompt(detail)).pinned(Pin::Digest).seen(evidence);
    // The digest of what the model reads; that of a file without front matter is the file's.
    component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: Digest::of(text).hex() });
    Some(facts.add(component))
}
