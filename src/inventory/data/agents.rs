//! Agents that are written as data: `agents.yaml` of `CrewAI`, the agent files of Google ADK, `langgraph.json`.

use super::Data;
use super::prompt::text_prompt;
use crate::inventory::provider::{self, Hints};
use crate::inventory::{
    Agent, Component, Detail, Edge, Id, Kind, ModelRole, PromptRole, Reader, Relation, Tool, UnseenReason,
};
use crate::text::{Node, pointer};

/// Agents of one file, at most.
const MAX_AGENTS: usize = 500;

pub(super) fn yaml(data: &mut Data<'_>, root: &Node) {
    let crew =
        |node: &Node| node.get("role").is_some() && (node.get("goal").is_some() || node.get("backstory").is_some());
    for member in root.members().iter().take(MAX_AGENTS) {
        if crew(&member.value) {
            let at = pointer("", &member.name.text);
            crew_agent(data, &member.name.text, member.name.span(), &member.value, &at);
        }
    }
    if is_agent(root) {
        adk_agent(data, root);
    }
}

/// Whether a document is an agent of Google ADK; its tools are what the agent uses, and no listing of a server's.
pub(in crate::inventory) fn is_agent(root: &Node) -> bool {
    (root.get("agent_class").is_some() || root.get("instruction").is_some())
        && root.get("name").and_then(Node::as_str).is_some()
}

fn text<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.get(name).and_then(Node::as_str)
}

/// An agent of a `CrewAI` configuration. The code that takes it makes the agent; this says what it is told.
fn crew_agent(data: &mut Data<'_>, name: &str, span: crate::text::Span, node: &Node, at: &str) {
    let evidence = data.evidence(span, at, Reader::CREWAI_AGENTS_YAML);
    // The method of the same name that stands beside the configuration is this agent.
    let folder = data.file.folder().parent().unwrap_or(data.file.folder()).to_owned();
    let known = data.builder.components().find(|component| {
        let path = component.evidence.first().map(|evidence| evidence.location.path.as_path());
        component.kind() == Kind::Agent && component.name == name && path.is_some_and(|path| path.starts_with(&folder))
    });
    let known = known.map(|component| component.id.clone());
    let id = if let Some(id) = known {
        if let Some(component) = data.builder.get_mut(&id) {
            component.evidence.push(evidence);
        }
        id
    } else {
        let detail = Agent { framework: Some("crewai".to_owned()), pattern: None };
        data.add(Component::local(data.path(), name, Detail::Agent(detail)).seen(evidence))
    };
    if let Some(component) = data.builder.get_mut(&id) {
        component.description =
            component.description.take().or_else(|| text(node, "goal").and_then(crate::inventory::facts::description));
    }
    if let Some(model) = node.get("llm") {
        uses(data, &id, model, &pointer(at, "llm"), Reader::CREWAI_AGENTS_YAML, None);
    }
    if let Some(story) = node.get("backstory") {
        text_prompt(data, &format!("{name} system"), story, PromptRole::System, Some(&id), Reader::CREWAI_AGENTS_YAML);
    }
}

fn adk_agent(data: &mut Data<'_>, root: &Node) {
    let rule = Reader::GOOGLE_ADK_AGENT_YAML;
    let Some(name) = root.get("name") else { return };
    let evidence = data.at(name, "/name", rule);
    let pattern = match text(root, "agent_class") {
        Some("SequentialAgent") => Some("sequential"),
        Some("ParallelAgent") => Some("parallel"),
        Some("LoopAgent") => Some("loop"),
        _ => None,
    };
    let detail = Agent { framework: Some("google-adk".to_owned()), pattern: pattern.map(str::to_owned) };
    let shown = name.as_str().unwrap_or("agent");
    let mut component = Component::local(data.path(), shown, Detail::Agent(detail)).seen(evidence);
    component.description = text(root, "description").and_then(crate::inventory::facts::description);
    let id = data.add(component);
    if let Some(model) = root.get("model") {
        uses(data, &id, model, "/model", rule, Some("google"));
    }
    if let Some(instruction) = root.get("instruction") {
        text_prompt(data, &format!("{shown} system"), instruction, PromptRole::System, Some(&id), rule);
    }
    for (index, tool) in root.get("tools").map(Node::items).unwrap_or_default().iter().enumerate().take(MAX_AGENTS) {
        let Some(name) = tool.as_str().or_else(|| text(tool, "name")) else { continue };
        let evidence = data.at(tool, &pointer("/tools", &index.to_string()), rule);
        let detail =
            Tool { framework: Some("google-adk".to_owned()), built_in: !name.contains('.'), ..Tool::default() };
        let last = name.rsplit('.').next().unwrap_or(name);
        let made = data.add(Component::local(data.path(), last, Detail::Tool(detail)).seen(evidence.clone()));
        data.builder.link(Edge::new(id.clone(), Relation::UsesTool, made).seen(evidence));
    }
    for (index, agent) in
        root.get("sub_agents").map(Node::items).unwrap_or_default().iter().enumerate().take(MAX_AGENTS)
    {
        let Some(path) = text(agent, "config_path") else { continue };
        let evidence = data.at(agent, &pointer("/sub_agents", &index.to_string()), rule);
        data.unseen(Some(&id), UnseenReason::NotFound, format!("hands off to the agent of `{path}`"), &evidence);
    }
}

fn uses(data: &mut Data<'_>, agent: &Id, node: &Node, at: &str, rule: Reader, provider: Option<&str>) {
    let Some(name) = node.as_str().filter(|name| provider::is_name(name)) else { return };
    let evidence = data.at(node, at, rule);
    let model =
        data.model(name, evidence.clone(), &Hints { provider, role: Some(ModelRole::Primary), ..Hints::default() });
    data.builder.link(Edge::new(agent.clone(), Relation::UsesModel, model).seen(evidence));
}

/// The graphs that a `LangGraph` deployment serves; each is an agent that the code makes.
pub(super) fn langgraph(data: &mut Data<'_>) {
    let Some(document) = data.json() else { return };
    for member in document.root.get("graphs").map(Node::members).unwrap_or_default().iter().take(MAX_AGENTS) {
        let target = member.value.as_str().or_else(|| text(&member.value, "path")).unwrap_or_default();
        let (path, symbol) = target.rsplit_once(':').unwrap_or((target, ""));
        let full = data.file.folder().join(path.trim_start_matches("./"));
        let evidence =
            data.evidence(member.name.span(), &format!("graphs.{}", member.name.text), Reader::LANGGRAPH_JSON);
        let here: Vec<Id> = data
            .builder
            .components()
            .filter(|component| {
                component.kind() == Kind::Agent && component.evidence.iter().any(|seen| seen.location.path == full)
            })
            .map(|component| component.id.clone())
            .collect();
        // A file with one agent leaves no doubt; with several, the name decides.
        let named = here.iter().find(|id| id.as_str().ends_with(&format!("#{symbol}"))).or_else(|| here.first());
        if let Some(component) = named.and_then(|id| data.builder.get_mut(id)) {
            component.evidence.push(evidence);
            component.properties.insert("langgraph:graph".to_owned(), member.name.text.clone());
        } else {
            let detail = Agent { framework: Some("langgraph".to_owned()), pattern: Some("graph".to_owned()) };
            data.add(Component::local(data.path(), &member.name.text, Detail::Agent(detail)).seen(evidence));
        }
    }
}
