//! Tools, resources and prompts: declared by decorators, calls, classes and records, given to agents and servers.

use std::collections::HashSet;

use super::engine::{Engine, Met};
use super::names::Origin;
use super::project::Site;
use super::rule::{Form, Key, Makes};
use super::values::Text;
use super::wrapper;
use crate::artifact::code::{ExprKind, FunctionId};
use crate::inventory::facts::description;
use crate::inventory::{
    Basis, Capability, Component, Detail, Evidence, Id, Prompt, PromptRole, Reader, Relation, Resource, Tool,
    UnseenReason,
};
use crate::rule::Confidence;
use crate::text::Span;

/// Functions that a handler calls and that are looked into, at most.
const MAX_CALLED: usize = 40;

pub(super) fn make(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let handler = handler(engine, met);
    let named = names(engine, met);
    let mut texts = descriptions(engine, met, named.len()).into_iter();
    let mut tool = Tool { framework: met.rule.framework.clone(), built_in: met.rule.built_in, ..Tool::default() };
    let mut doc = None;
    let mut capabilities = Vec::new();
    if let Some((unit, id)) = handler {
        describe(engine, unit, id, &mut tool, &mut doc);
        capabilities = abilities(engine, unit, id);
    }
    hints(engine, met, &mut tool);
    let like = Like { tool, doc, capabilities };
    // A call in a loop, or in a function that is called again and again, makes as many as there are names.
    if named.len() > 1 {
        let each = named.into_iter().map(|name| {
            let text = texts.next().flatten();
            one(engine, met, &like, name.text, Some(name.at), text)
        });
        return each.collect();
    }
    if named.is_empty()
        && let Some(handed) = wrapper::handed_on(engine, met)
    {
        return handed.into_iter().map(|(name, at)| one(engine, met, &like, name, Some(at), None)).collect();
    }
    let name = named.into_iter().next().map(|text| text.text).or_else(|| class_text(engine, met, "name"));
    let name = name.unwrap_or_else(|| {
        if met.rule.built_in {
            return called(engine, met);
        }
        let own = handler.filter(|_| met.function.is_none()).and_then(|(unit, id)| function_name(engine, unit, id));
        own.unwrap_or_else(|| engine.stand_in(met))
    });
    vec![one(engine, met, &like, name, None, texts.next().flatten())]
}

/// What tools that one call makes have in common.
struct Like {
    tool: Tool,
    /// What the function says that runs.
    doc: Option<String>,
    capabilities: Vec<Capability>,
}

/// `place` is where the name stands, if that is elsewhere.
fn one(
    engine: &mut Engine<'_, '_, '_>,
    met: &Met<'_>,
    like: &Like,
    name: String,
    place: Option<Site>,
    text: Option<String>,
) -> Id {
    let detail = Detail::Tool(like.tool.clone());
    let mut component = Component::local(engine.path(met.unit), name, detail).seen(engine.seen(met));
    let decorator = met.site.filter(|_| met.function.is_some()).map(|site| (site, "decorator"));
    for (site, symbol) in decorator.into_iter().chain(place.map(|site| (site, "name"))) {
        component =
            component.seen(engine.evidence(site.unit, engine.span(site), symbol, &met.rule.id, Confidence::High));
    }
    component.description = text.or_else(|| like.doc.clone()).as_deref().and_then(description);
    component.capabilities.clone_from(&like.capabilities);
    let span = self::place(engine, met);
    engine.add_local(met.unit, span, component)
}

/// The names that a tool is given: one, or one for each time that the call is made.
fn names(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Text> {
    let is_name = |text: &Text| text.whole && !text.text.is_empty() && text.text.len() <= 200;
    let several = engine.argument(met, &met.rule.name).filter(|site| !engine.names.alternatives(*site).is_empty());
    let Some(site) = several else { return engine.text(met, &met.rule.name).filter(is_name).into_iter().collect() };
    let mut seen = HashSet::new();
    let names = engine.names.texts(site).into_iter();
    names.filter(|text| is_name(text) && seen.insert(text.text.clone())).collect()
}

/// As many descriptions as there are names; of several, only if each has its own.
fn descriptions(engine: &Engine<'_, '_, '_>, met: &Met<'_>, names: usize) -> Vec<Option<String>> {
    let texts = engine.argument(met, &met.rule.description).map(|site| engine.names.texts(site)).unwrap_or_default();
    let texts = texts.into_iter().filter(|text| !text.text.is_empty()).map(|text| Some(text.text));
    if names > 1 {
        let texts: Vec<_> = texts.collect();
        return if texts.len() == names { texts } else { Vec::new() };
    }
    vec![texts.take(1).next().flatten().or_else(|| class_text(engine, met, "description"))]
}

/// Where what met a rule stands.
fn place(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Span {
    let unit = engine.names.unit(met.unit);
    match (met.function, met.class, met.site) {
        (Some(id), ..) => unit.and_then(|unit| unit.program.functions.get(id)).map(|function| function.span),
        (_, Some(id), _) => unit.and_then(|unit| unit.program.classes.get(id)).map(|class| class.span),
        (.., site) => site.map(|site| engine.span(site)),
    }
    .unwrap_or_default()
}

/// The last part of the name that is called.
fn called(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> String {
    let path = met.site.and_then(|site| engine.names.path(engine.callee(site)?));
    path.as_deref().and_then(|path| path.rsplit(['.', '/', '#']).next()).unwrap_or("tool").to_owned()
}

/// An attribute of a class that is a tool, its own or that of a class that it inherits from: `name = "search"`.
fn class_text(engine: &Engine<'_, '_, '_>, met: &Met<'_>, attribute: &str) -> Option<String> {
    let mut class = (met.unit, met.class?);
    for _ in 0..8 {
        let unit = engine.names.unit(class.0)?;
        if let Some(expr) = unit.field(&unit.program.classes.get(class.1)?.name, attribute) {
            let text = engine.names.texts(Site { unit: class.0, expr }).pop()?;
            return Some(text.text).filter(|text| !text.is_empty());
        }
        class = engine.names.own_bases(class).first().copied()?;
    }
    None
}

/// The function that runs: the decorated one, the one that is given, or the last argument.
fn handler(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Option<(usize, FunctionId)> {
    if let Some(function) = met.function {
        return Some((met.unit, function));
    }
    let of = |site: Site| match engine.names.origin(site)? {
        Origin::Function(unit, function) => Some((unit, function)),
        _ => None,
    };
    if let Some(site) = engine.argument(met, &met.rule.function) {
        return of(site);
    }
    let call = engine.names.inner(met.site?);
    let last = engine.names.call_arguments(call).iter().rev().find(|argument| argument.name.is_none())?;
    of(Site { expr: last.value, ..call })
}

fn function_name(engine: &Engine<'_, '_, '_>, unit: usize, id: FunctionId) -> Option<String> {
    let function = engine.names.unit(unit)?.program.functions.get(id)?;
    Some(function.name.clone()).filter(|name| !name.is_empty())
}

/// What a function says about the tool that it is.
fn describe(engine: &Engine<'_, '_, '_>, unit: usize, id: FunctionId, tool: &mut Tool, text: &mut Option<String>) {
    let Some(function) = engine.names.unit(unit).and_then(|unit| unit.program.functions.get(id)) else { return };
    tool.function = Some(function.name.clone()).filter(|name| !name.is_empty());
    let own = ["self", "cls", "ctx", "context", "this"];
    let names = function.parameters.iter().filter(|parameter| !own.contains(&parameter.name.as_str()));
    tool.parameters = names.take(100).map(|parameter| parameter.name.clone()).collect();
    *text = text.take().or_else(|| function.doc.as_ref().map(|doc| doc.text.clone()));
}

/// `annotations={"readOnlyHint": True}`, `annotations: { readOnlyHint: true }`.
fn hints(engine: &Engine<'_, '_, '_>, met: &Met<'_>, tool: &mut Tool) {
    let Some(call) = met.site else { return };
    let Some(site) = engine.names.argument(engine.names.inner(call), &[Key::Name("annotations".to_owned())]) else {
        return;
    };
    let flag = |name: &str| {
        let value = engine
            .names
            .member(site, name, 4)
            .or_else(|| engine.names.argument(engine.names.inner(site), &[Key::Name(name.to_owned())]))?;
        let text = engine.names.unit(value.unit)?.file.slice(engine.span(value));
        match text {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        }
    };
    tool.read_only = flag("readOnlyHint");
    tool.destructive = flag("destructiveHint");
    tool.idempotent = flag("idempotentHint");
    tool.open_world = flag("openWorldHint");
}

/// What a function and the project's own functions that it calls do to the world.
pub(super) fn abilities(engine: &Engine<'_, '_, '_>, unit: usize, id: FunctionId) -> Vec<Capability> {
    let mut found = Vec::new();
    let mut seen = vec![(unit, id)];
    let mut at = 0;
    while let Some((unit, id)) = seen.get(at).copied() {
        at += 1;
        let Some(file) = engine.names.unit(unit) else { continue };
        if !engine.names.spend(file.calls(id).len() + file.program.functions.len() / 16) {
            break;
        }
        for expr in file.calls(id) {
            let site = Site { unit, expr: *expr };
            let Some(callee) = engine.callee(site) else { continue };
            let path =
                engine.names.path(callee).map_or_else(|| file.program.dotted(callee.expr), |path| path.to_string());
            if let Some(ability) = engine.rules.ability(&path) {
                let evidence =
                    engine.evidence(unit, engine.span(site), &path, Reader::CODE_ABILITY.id(), Confidence::High);
                found.push(Capability { ability, basis: Basis::Observed, evidence });
            }
            if let Some(Origin::Function(unit, id)) = engine.names.origin(callee)
                && seen.len() < MAX_CALLED
                && !seen.contains(&(unit, id))
            {
                seen.push((unit, id));
            }
        }
        // Functions written within it run with it.
        let inner = file.program.functions.iter().enumerate().filter(|(_, function)| function.parent == Some(id));
        let inner: Vec<_> = inner.map(|(inner, _)| (unit, inner)).filter(|inner| !seen.contains(inner)).collect();
        seen.extend(inner.into_iter().take(MAX_CALLED.saturating_sub(seen.len())));
    }
    found.sort();
    found.dedup_by(|a, b| a.ability == b.ability);
    found
}

/// A resource or prompt that an MCP server offers.
pub(super) fn offer(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let url = engine.text(met, &met.rule.url).map(|text| text.text);
    let given = engine.text(met, &met.rule.name).filter(|text| text.whole).map(|text| text.text);
    let name = given.or_else(|| url.clone()).unwrap_or_else(|| engine.stand_in(met));
    let detail = if met.rule.makes == Makes::Resource {
        Detail::Resource(Resource { uri: url, media_type: None })
    } else {
        Detail::Prompt(Prompt { role: Some(PromptRole::Template), bytes: 0, template: true })
    };
    let doc = met.function.and_then(|id| engine.names.unit(met.unit)?.program.functions.get(id)?.doc.clone());
    let mut component = Component::local(engine.path(met.unit), name, detail).seen(engine.seen(met));
    if met.function.is_some()
        && let Some(site) = met.site
    {
        component =
            component.seen(engine.evidence(met.unit, engine.span(site), "decorator", &met.rule.id, Confidence::High));
    }
    let text = engine.text(met, &met.rule.description).map(|text| text.text).or_else(|| doc.map(|doc| doc.text));
    component.description = text.as_deref().and_then(description);
    let span = place(engine, met);
    vec![engine.add_local(met.unit, span, component)]
}

/// Links what a method of a server or an agent made to it.
pub(super) fn join(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, own: &[Id]) {
    let owner = engine.argument(met, &met.rule.owner).or(met.receiver);
    let owners = owner.map(|site| engine.made_of(site)).unwrap_or_default();
    for owner in owners {
        for id in own {
            let evidence = engine.seen(met);
            link(engine, &owner, id, evidence);
        }
    }
    if let Some(site) = engine.argument(met, &met.rule.stores) {
        for store in engine.made_of(site) {
            for id in own {
                let evidence = engine.seen(met);
                engine.link(id, Relation::Reads, &store, evidence);
            }
        }
    }
}

/// What an owner has to do with what it is given, by the kinds of both.
pub(super) fn link(engine: &mut Engine<'_, '_, '_>, owner: &Id, id: &Id, evidence: Evidence) {
    let kind = |id: &Id| id.as_str().split(':').next().unwrap_or_default().to_owned();
    let relation = match (kind(owner).as_str(), kind(id).as_str()) {
        ("mcp-server", "tool" | "resource" | "prompt") => Relation::Provides,
        ("agent", "tool") => Relation::UsesTool,
        ("agent", "connection") => Relation::Connects,
        ("agent", "agent") => Relation::HandsOffTo,
        ("agent", "prompt") => Relation::Instructs,
        ("agent", "vector-store" | "memory" | "dataset") => Relation::Reads,
        ("agent", "a2a-peer") => Relation::Calls,
        _ => return,
    };
    engine.link(owner, relation, id, evidence);
}

/// What a list of tools holds: functions, tools, servers, agents that are called as tools, records of definitions.
pub(super) fn given(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, owners: &[Id], site: Site) {
    let (elements, mut more) = engine.names.elements(site);
    for element in elements {
        let mut ids = engine.made_of(element);
        ids.retain(|id| !id.as_str().starts_with("model:"));
        if ids.is_empty() {
            ids.extend(unmade(engine, met, element));
            more |= ids.is_empty();
        }
        let evidence = engine.evidence(element.unit, engine.span(element), "tools", &met.rule.id, Confidence::High);
        for owner in owners {
            for id in &ids {
                link(engine, owner, id, evidence.clone());
            }
        }
    }
    if more && let Some(owner) = owners.first() {
        let evidence = engine.evidence(site.unit, engine.span(site), "tools", &met.rule.id, Confidence::High);
        engine.unseen(Some(owner), UnseenReason::Dynamic, "further tools are chosen at run time", &evidence);
    }
}

/// A tool that no rule made: a plain function, a definition as a record, or an object of a package that no rule knows.
fn unmade(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, element: Site) -> Option<Id> {
    let element = engine.names.inner(element);
    let framework = met.rule.framework.clone();
    match engine.names.origin(element)? {
        Origin::Function(unit, id) => {
            let name = function_name(engine, unit, id)?;
            let mut tool = Tool { framework, ..Tool::default() };
            let mut text = None;
            describe(engine, unit, id, &mut tool, &mut text);
            let function = engine.names.unit(unit)?.program.functions.get(id)?;
            let (span, name_span) = (function.span, function.name_span);
            let evidence = engine.evidence(unit, name_span, &name, &met.rule.id, Confidence::High);
            let mut component = Component::local(engine.path(unit), name, Detail::Tool(tool)).seen(evidence);
            component.description = text.as_deref().and_then(description);
            component.capabilities = abilities(engine, unit, id);
            let made = engine.add_local(unit, span, component);
            engine.made_functions.insert((unit, id), vec![made.clone()]);
            Some(made)
        }
        Origin::Expr(site) if matches!(engine.names.kind(site), ExprKind::Record(_)) => record(engine, met, site),
        Origin::Expr(site) if matches!(engine.names.kind(site), ExprKind::Call { .. }) => {
            let callee = engine.callee(site)?;
            let path = engine.names.path(callee).filter(|path| !path.contains('#'))?;
            let python = engine.names.unit(site.unit)?.is_python();
            // What a rule knows and could not make is no tool for that.
            let known = engine.rules.find(&path, Form::Call, python).is_some();
            if known { None } else { object(engine, met, site, &path) }
        }
        // A class or module of tools from a package, as Agno and Strands take them.
        Origin::External(path) if engine.names.project.own.is_empty() => object(engine, met, element, &path),
        _ => None,
    }
}

/// A tool that a package brings.
fn object(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, path: &str) -> Option<Id> {
    let name = path.rsplit(['.', '/']).next().filter(|name| !name.is_empty())?;
    let tool = Tool { framework: met.rule.framework.clone(), built_in: true, ..Tool::default() };
    let span = engine.span(site);
    let evidence = engine.evidence(site.unit, span, path, &met.rule.id, Confidence::Medium);
    let component = Component::local(engine.path(site.unit), name, Detail::Tool(tool)).seen(evidence);
    let id = engine.add_local(site.unit, span, component);
    engine.made.insert(site, vec![id.clone()]);
    Some(id)
}

/// A tool as APIs are told of it: `{"name", "description", "input_schema"}`, `{"type": "function", "function": {…}}`,
/// `{"type": "web_search"}`.
fn record(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site) -> Option<Id> {
    let text = |engine: &Engine<'_, '_, '_>, at: Site, name: &str| {
        let value = engine.names.member(at, name, 4)?;
        engine.names.texts(value).into_iter().find(|text| !text.text.is_empty())
    };
    let inner = engine.names.member(site, "function", 4).unwrap_or(site);
    let kind = text(engine, site, "type").map(|text| text.text);
    let named = text(engine, inner, "name");
    let built_in = kind.as_deref().is_some_and(|kind| kind != "function" && kind != "custom");
    let name = named.map(|text| text.text).or_else(|| kind.filter(|_| built_in))?;
    let schema =
        ["input_schema", "inputSchema", "parameters"].iter().find_map(|key| engine.names.member(inner, key, 4));
    let properties = schema.and_then(|schema| engine.names.member(schema, "properties", 4));
    let parameters = properties.map(|site| engine.names.members(site)).unwrap_or_default();
    let parameters = parameters.into_iter().take(100).map(|(name, _)| name).collect();
    let tool = Tool { framework: met.rule.framework.clone(), built_in, parameters, ..Tool::default() };
    let span = engine.span(site);
    let evidence = engine.evidence(site.unit, span, "tools", &met.rule.id, Confidence::High);
    let mut component = Component::local(engine.path(site.unit), name, Detail::Tool(tool)).seen(evidence);
    component.description = text(engine, inner, "description").and_then(|text| description(&text.text));
    let id = engine.add_local(site.unit, span, component);
    engine.made.insert(site, vec![id.clone()]);
    Some(id)
}
