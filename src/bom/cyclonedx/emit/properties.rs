//! What CycloneDX has no field for, below `proofmark:`.

use std::collections::BTreeSet;

use super::Source;
use crate::bom::cyclonedx::Property;
use crate::bom::view::{OPTIONAL, REQUIRES};
use crate::inventory::{
    Authentication, Basis, Component, Connection, Detail, Hosting, Kind, Model, ModelRole, Pin, PromptRole, Relation,
    Scope, SecretSource, Tool, Transport,
};

/// The properties of a component, sorted, each once.
pub(super) fn properties(listed: &Component, source: &Source<'_>) -> Vec<Property> {
    let mut says = Says::default();
    says.one("kind", Some(listed.kind().name()));
    if listed.pin != Pin::Unknown {
        says.one("pinning", Some(listed.pin.name()));
    }
    says.one("constraint", listed.constraint.as_deref());
    for capability in &listed.capabilities {
        let name = match capability.basis {
            Basis::Declared => "capability",
            Basis::Observed => "capability:observed",
        };
        says.one(name, Some(capability.ability.name()));
    }
    for (name, value) in &listed.properties {
        says.one(name, Some(value));
    }
    needs(listed, source, &mut says);
    detail(listed, &mut says);
    says.0.into_iter().map(|(name, value)| Property::new(name, value)).collect()
}

/// Names without `proofmark:`, and values.
#[derive(Default)]
struct Says(BTreeSet<(String, String)>);

impl Says {
    fn one(&mut self, name: &str, value: Option<&str>) {
        let own = ["cdx:", "proofmark:"].iter().any(|namespace| name.starts_with(namespace));
        let name = if own { name.to_owned() } else { format!("proofmark:{name}") };
        self.0.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value.to_owned())));
    }

    fn all<'v>(&mut self, name: &str, values: impl IntoIterator<Item = &'v String>) {
        values.into_iter().for_each(|value| self.one(name, Some(value)));
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.one(name, value.then_some("true"));
    }

    fn maybe(&mut self, name: &str, value: Option<bool>) {
        self.one(name, value.map(|value| if value { "true" } else { "false" }));
    }
}

/// What a reference alone does not say: the range that is asked for, that it is optional, which secret.
fn needs(listed: &Component, source: &Source<'_>, says: &mut Says) {
    for edge in source.inventory.edges_from(&listed.id) {
        if let Some(constraint) = &edge.constraint {
            says.one(REQUIRES, Some(&format!("{} {constraint}", source.reference(&edge.to))));
        }
        if !edge.required {
            says.one(OPTIONAL, Some(&source.reference(&edge.to)));
        }
        let target = source.inventory.get(&edge.to);
        if edge.relation == Relation::Needs
            && let Some((secret, Detail::Secret(detail))) = target.map(|target| (target, &target.detail))
        {
            let source = detail.source.map_or("unknown", SecretSource::name);
            says.one("secret-ref", Some(&format!("{source}:{}", secret.name)));
        }
    }
}

fn detail(listed: &Component, says: &mut Says) {
    match &listed.detail {
        Detail::Agent(agent) => {
            says.one("framework", agent.framework.as_deref());
            says.one("agent:pattern", agent.pattern.as_deref());
        }
        Detail::Model(model) => self::model(model, says),
        Detail::ModelApi(api) => says.one("provider", api.provider.as_deref()),
        Detail::McpServer(server) => {
            says.one("mcp:sdk", server.sdk.as_deref());
            server.transports.iter().for_each(|transport| says.one("mcp:transport", Some(transport.name())));
            says.one("mcp:toolset-digest", server.tool_set.as_deref());
        }
        Detail::Connection(connection) => self::connection(connection, says),
        Detail::Tool(tool) => self::tool(tool, says),
        Detail::Resource(resource) => {
            says.one("resource:uri", resource.uri.as_deref());
            says.one("resource:media-type", resource.media_type.as_deref());
        }
        Detail::Prompt(prompt) => {
            says.one("cdx:ai-ml:model:template:prompt", Some("true"));
            says.one("prompt:role", prompt.role.map(PromptRole::name));
            if prompt.bytes > 0 {
                says.one("prompt:bytes", Some(&prompt.bytes.to_string()));
            }
            says.flag("prompt:partial", prompt.template);
        }
        Detail::Skill(skill) => {
            says.all("skill:allowed-tools", &skill.allowed_tools);
            says.one("skill:digest-alg", skill.tree.as_ref().map(|_| "proofmark-tree-v1"));
        }
        Detail::Dataset(dataset) => {
            says.one("provider", dataset.source.as_deref());
            says.one("dataset:split", dataset.split.as_deref());
        }
        Detail::VectorStore(store) => {
            says.one("engine", store.engine.as_deref());
            says.one("vector-store:collection", store.collection.as_deref());
        }
        Detail::Memory(memory) => says.one("engine", memory.engine.as_deref()),
        Detail::A2aPeer(peer) => {
            says.one("a2a:protocol-version", peer.protocol_version.as_deref());
            says.all("a2a:skill", &peer.skills);
            authentication(peer.authentication.as_ref(), says);
        }
        Detail::Secret(secret) => says.one("secret:source", secret.source.map(SecretSource::name)),
        Detail::Package(package) => {
            says.flag("package:direct", package.direct);
            says.flag("package:development", package.development);
        }
        Detail::File(file) => says.flag("file:executable", file.executable),
    }
    // Services have no scope of their own.
    if super::is_service(listed.kind()) && listed.scope != Scope::Required {
        says.one("scope", Some(listed.scope.name()));
    }
    if listed.kind() == Kind::Tool && listed.hashes.is_empty() {
        says.flag("tool:definition-unseen", matches!(&listed.detail, Detail::Tool(tool) if tool.definition.is_none()));
    }
}

fn model(model: &Model, says: &mut Says) {
    says.one("provider", model.provider.as_deref());
    says.one("role", model.role.map(ModelRole::name));
    says.one("hosting", model.hosting.map(Hosting::name));
    says.one("api-model-id", model.api_id.as_deref());
    says.flag("model:deployment", model.deployment);
    says.one("model:variable", model.variable.as_deref());
}

fn connection(connection: &Connection, says: &mut Says) {
    says.one("mcp:transport", connection.transport.map(Transport::name));
    says.one("mcp:command", connection.command.as_deref());
    // The order of arguments is part of what they mean.
    if !connection.arguments.is_empty() {
        says.one("mcp:args", serde_json::to_string(&connection.arguments).ok().as_deref());
    }
    says.all("mcp:env", &connection.environment);
    says.all("mcp:header", &connection.headers);
    says.all("mcp:approved-tool", &connection.approved);
    says.all("mcp:allowed-tool", &connection.allowed);
    says.flag("mcp:disabled", connection.disabled);
    authentication(connection.authentication.as_ref(), says);
}

fn tool(tool: &Tool, says: &mut Says) {
    says.one("framework", tool.framework.as_deref());
    says.one("tool:function", tool.function.as_deref());
    says.flag("tool:built-in", tool.built_in);
    says.one("tool:digest-alg", tool.definition.as_ref().map(|_| "jcs-sha256"));
    says.all("tool:parameter", &tool.parameters);
    says.maybe("tool:annotations:read-only-hint", tool.read_only);
    says.maybe("tool:annotations:destructive-hint", tool.destructive);
    says.maybe("tool:annotations:idempotent-hint", tool.idempotent);
    says.maybe("tool:annotations:open-world-hint", tool.open_world);
}

fn authentication(authentication: Option<&Authentication>, says: &mut Says) {
    let Some(authentication) = authentication else { return };
    says.one("auth:scheme", authentication.scheme.as_deref());
    says.all("auth:scope", &authentication.scopes);
}
