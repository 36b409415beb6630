//! Agents, their prompts, and what they read and keep.

use super::engine::{Engine, Met};
use super::names::Origin;
use super::project::Site;
use super::rule::{Key, Keys, Makes};
use super::values::Text;
use super::{model, server, tool};
use crate::artifact::code::ExprKind;
use crate::digest::Digest;
use crate::inventory::{
    A2aPeer, Agent, Component, Dataset, Detail, Hash, HashAlgorithm, Id, Kind, Memory, Pin, Prompt, PromptRole,
    Relation, UnseenReason, VectorStore,
};
use crate::rule::Confidence;

pub(super) fn make(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let Some(site) = met.site else { return Vec::new() };
    let given = engine.text(met, &met.rule.name).filter(|text| text.whole && text.text.len() <= 200);
    let name = given.map_or_else(|| engine.stand_in(met), |text| text.text.trim().to_owned());
    let detail = Agent { framework: met.rule.framework.clone(), pattern: met.rule.pattern.clone() };
    let mut component = Component::local(engine.path(met.unit), &name, Detail::Agent(detail)).seen(engine.seen(met));
    component.description =
        engine.text(met, &met.rule.description).and_then(|text| crate::inventory::facts::description(&text.text));
    let span = engine.span(site);
    vec![engine.add_local(met.unit, span, component)]
}

/// What an agent is given.
pub(super) fn join(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, own: &[Id]) {
    let Some(agent) = own.first() else { return };
    models(engine, met, agent);
    if let Some(site) = engine.argument(met, &met.rule.fallbacks) {
        let models: Vec<Id> = model::named(engine, met, site, Some(crate::inventory::ModelRole::Fallback));
        for model in models {
            let evidence = engine.seen(met);
            engine.link(agent, Relation::UsesModel, &model, evidence);
        }
    }
    if let Some(site) = engine.argument(met, &met.rule.tools) {
        tool::given(engine, met, own, site);
    }
    if let Some(site) = engine.argument(met, &met.rule.servers) {
        let described = server::described(engine, met, site);
        for id in &described {
            let evidence = engine.seen(met);
            engine.link(agent, Relation::Connects, id, evidence);
        }
        if described.is_empty() {
            tool::given(engine, met, own, site);
        }
    }
    if let Some(site) = engine.argument(met, &met.rule.handoffs) {
        handoffs(engine, met, agent, site);
    }
    for key in &met.rule.system.0 {
        if let Some(site) = engine.argument(met, &Keys(vec![key.clone()])) {
            prompt(engine, met, own, site);
        }
    }
    for keys in [&met.rule.memory, &met.rule.stores] {
        let Some(site) = engine.argument(met, keys) else { continue };
        let (elements, _) = engine.names.elements(site);
        for element in elements {
            for id in engine.made_of(element) {
                let evidence =
                    engine.evidence(element.unit, engine.span(element), "memory", &met.rule.id, Confidence::High);
                engine.link(agent, Relation::Reads, &id, evidence);
            }
        }
    }
}

fn models(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, agent: &Id) {
    let Some(site) = engine.argument(met, &met.rule.model) else { return };
    let mut ids = model::named(engine, met, site, Some(crate::inventory::ModelRole::Primary));
    if ids.is_empty() {
        ids = engine.made_of(site);
        ids.retain(|id| id.as_str().starts_with("model:"));
    }
    if ids.is_empty() {
        ids = configured(engine, met, site, 4);
    }
    if ids.is_empty() {
        model::dynamic(engine, met, site, Some(agent));
    }
    let evidence = engine.evidence(site.unit, engine.span(site), "model", &met.rule.id, Confidence::High);
    for id in ids {
        engine.link(agent, Relation::UsesModel, &id, evidence.clone());
    }
}

/// Models in a configuration record: `{"config_list": [{"model": "gpt-4o"}]}`, `{model: {provider, name}}`.
fn configured(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, depth: usize) -> Vec<Id> {
    let Some(depth) = depth.checked_sub(1).filter(|_| engine.names.spend(1)) else { return Vec::new() };
    let mut elements = vec![site];
    if let Some(Origin::Expr(list)) = engine.names.origin(site)
        && let ExprKind::List(items) = engine.names.kind(list)
    {
        elements.extend(items.iter().take(100).map(|item| Site { expr: *item, ..list }));
    }
    let mut ids = Vec::new();
    for element in elements {
        for (name, value) in engine.names.members(element) {
            match name.as_str() {
                "model" | "modelId" | "model_id" | "id" => ids.extend(model::named(engine, met, value, None)),
                "config_list" | "config" => ids.extend(configured(engine, met, value, depth)),
                _ => {}
            }
        }
        if let Some(Origin::Expr(call)) = engine.names.origin(element)
            && matches!(engine.names.kind(call), ExprKind::Call { .. })
        {
            let keys = Keys(["model", "config_list"].map(|name| Key::Name(name.to_owned())).to_vec());
            if let Some(value) = engine.names.argument(call, &keys.0).filter(|value| *value != site) {
                ids.extend(model::named(engine, met, value, None));
            }
        }
    }
    ids.sort();
    ids.dedup();
    ids
}

fn handoffs(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, agent: &Id, site: Site) {
    let (elements, more) = engine.names.elements(site);
    for element in elements {
        let evidence = engine.evidence(element.unit, engine.span(element), "handoffs", &met.rule.id, Confidence::High);
        for id in engine.made_of(element) {
            if id.as_str().starts_with("agent:") || id.as_str().starts_with("a2a-peer:") {
                engine.link(agent, Relation::HandsOffTo, &id, evidence.clone());
            }
        }
    }
    if more {
        let evidence = engine.evidence(site.unit, engine.span(site), "handoffs", &met.rule.id, Confidence::High);
        engine.unseen(Some(agent), UnseenReason::Dynamic, "further agents are chosen at run time", &evidence);
    }
}

/// What stands for others: tools and models of a team belong to its members, or to the model that they are bound to.
pub(super) fn group(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) {
    if let Some(site) = engine.argument(met, &met.rule.model) {
        model::named(engine, met, site, None);
    }
    let receiver = met.receiver.map(|site| engine.made_of(site)).unwrap_or_default();
    if let Some(site) = engine.argument(met, &met.rule.fallbacks) {
        model::fallbacks(engine, met, &receiver, site);
    }
    if let Some(site) = engine.argument(met, &met.rule.tools) {
        tool::given(engine, met, &[], site);
    }
}

/// A prompt by itself: a template of messages, or a function that yields one.
pub(super) fn template(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    if let Some(function) = met.function {
        let unit = engine.names.unit(met.unit);
        let returned = unit.map(|unit| unit.returns(function).to_vec()).unwrap_or_default();
        return returned.into_iter().flat_map(|expr| prompt(engine, met, &[], Site { unit: met.unit, expr })).collect();
    }
    match engine.argument(met, &met.rule.system) {
        Some(site) => prompt(engine, met, &[], site),
        None => Vec::new(),
    }
}

/// The texts that an argument instructs a model with: one text, or the messages of a list that are the system's.
pub(super) fn prompt(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, own: &[Id], site: Site) -> Vec<Id> {
    let made: Vec<Id> = engine.made_of(site).into_iter().filter(|id| id.as_str().starts_with("prompt:")).collect();
    let mut ids = made;
    if ids.is_empty() {
        for (text, role) in texts(engine, met, site) {
            ids.extend(one(engine, met, &text, role));
        }
    }
    for id in &ids {
        for agent in own.iter().filter(|id| id.as_str().starts_with("agent:") || id.as_str().starts_with("mcp-server:"))
        {
            let evidence =
                engine.evidence(site.unit, engine.span(site), "instructions", &met.rule.id, Confidence::High);
            engine.link(agent, Relation::Instructs, id, evidence);
        }
    }
    ids
}

fn texts(engine: &Engine<'_, '_, '_>, met: &Met<'_>, site: Site) -> Vec<(Text, PromptRole)> {
    let template = met.rule.makes == Makes::Template && met.function.is_none();
    let role = if template && !met.rule.matches.iter().any(|path| path.contains("System")) {
        PromptRole::Template
    } else {
        PromptRole::System
    };
    if let Some(Origin::Expr(list)) = engine.names.origin(site)
        && let ExprKind::List(items) = engine.names.kind(list)
    {
        let pairs = items.iter().filter_map(|item| {
            let item = engine.names.inner(Site { expr: *item, ..list });
            let ExprKind::List(pair) = engine.names.kind(item) else { return None };
            let [voice, text] = pair.as_slice() else { return None };
            let voice = engine.names.texts(Site { expr: *voice, ..item }).pop()?.text;
            let text = engine.names.texts(Site { expr: *text, ..item }).pop()?;
            let role = match voice.as_str() {
                "system" => PromptRole::System,
                "developer" => PromptRole::Developer,
                _ => return None,
            };
            Some((text, role))
        });
        let pairs: Vec<_> = pairs.collect();
        if !pairs.is_empty() {
            return pairs;
        }
        let plain = items.iter().filter_map(|item| engine.names.texts(Site { expr: *item, ..list }).pop());
        return plain.map(|text| (text, role)).collect();
    }
    engine.names.texts(site).into_iter().map(|text| (text, role)).collect()
}

/// Shorter texts instruct nobody: keys, names, roles.
const MIN_PROMPT: usize = 8;

fn one(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, text: &Text, role: PromptRole) -> Option<Id> {
    if text.text.trim().len() < MIN_PROMPT {
        return None;
    }
    let template = !text.whole || role == PromptRole::Template;
    let detail = Prompt { role: Some(role), bytes: text.text.len() as u64, template };
    let unit = engine.names.unit(text.at.unit);
    let variable = unit.and_then(|unit| unit.target(text.at.expr)).map(str::to_owned);
    let given =
        engine.text(met, &met.rule.name).filter(|text| text.whole && text.text.len() <= 100).map(|text| text.text);
    let name = match given {
        Some(name) if met.rule.makes != Makes::Template => format!("{} {}", name.trim(), role.name()),
        _ => variable.unwrap_or_else(|| format!("{} {}", engine.stand_in(met), role.name())),
    };
    let span = engine.span(text.at);
    let evidence = engine.evidence(text.at.unit, span, "instructions", &met.rule.id, Confidence::High);
    let mut component = Component::local(engine.path(text.at.unit), name, Detail::Prompt(detail)).seen(evidence);
    component.pin = if text.whole { Pin::Digest } else { Pin::Unknown };
    component.hashes.push(Hash { algorithm: HashAlgorithm::Sha256, hex: Digest::of(&text.text).hex() });
    Some(engine.add_local(text.at.unit, span, component))
}

/// A vector store, memory, data set or A2A peer.
pub(super) fn store(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let Some(site) = met.site else { return Vec::new() };
    let name = engine.text(met, &met.rule.name).filter(|text| text.whole).map(|text| text.text);
    let url = engine.text(met, &met.rule.url).map(|text| crate::inventory::facts::secret::bare(&text.text));
    let evidence = engine.seen(met);
    let engine_name = met.rule.engine.clone();
    let component = match met.rule.makes {
        Makes::Dataset => {
            let Some(name) = name else {
                engine.unseen(None, UnseenReason::Dynamic, "the data set is chosen at run time", &evidence);
                return Vec::new();
            };
            let revision = engine.text(met, &met.rule.revision).map(|text| text.text);
            let commit = revision.as_deref().is_some_and(|text| text.len() == 40);
            let version = revision.as_deref().filter(|text| !matches!(*text, "main" | "master"));
            let detail = Detail::Dataset(Dataset { source: met.rule.provider.clone(), split: None });
            let pin = if commit {
                Pin::Digest
            } else if version.is_some() {
                Pin::Exact
            } else {
                Pin::Floating
            };
            let component = Component::global(None, name, version, detail).pinned(pin).seen(evidence);
            return vec![engine.add(met.unit, component)];
        }
        Makes::VectorStore => {
            let shown = name.clone().or_else(|| engine_name.clone()).unwrap_or_default();
            let detail = VectorStore { engine: engine_name, collection: name, endpoint: url };
            Component::local(engine.path(met.unit), shown, Detail::VectorStore(detail))
        }
        Makes::A2aPeer => {
            let shown = name.unwrap_or_else(|| engine.stand_in(met));
            Component::local(
                engine.path(met.unit),
                shown,
                Detail::A2aPeer(A2aPeer { endpoint: url, ..A2aPeer::default() }),
            )
        }
        _ => {
            let shown = engine.stand_in(met);
            Component::new(
                Id::local(Kind::Memory, engine.path(met.unit), &shown),
                shown,
                Detail::Memory(Memory { engine: engine_name }),
            )
        }
    };
    let span = engine.span(site);
    vec![engine.add_local(met.unit, span, component.seen(evidence))]
}
