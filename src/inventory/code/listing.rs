//! What handlers of `tools/list` and its kin answer, as the low-level servers have it.

use super::engine::{Engine, Met};
use super::names::Origin;
use super::project::Site;
use super::rule::{Key, Keys};
use super::tool;
use crate::artifact::code::{ExprKind, FunctionId};
use crate::inventory::facts::description;
use crate::inventory::{Component, Detail, Id, Prompt, PromptRole, Resource};
use crate::rule::Confidence;

/// Members of an answer that hold what it lists.
const LISTS: [&str; 4] = ["tools", "resources", "prompts", "resourceTemplates"];

pub(super) fn join(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) {
    let owners = met.receiver.map(|site| engine.made_of(site)).unwrap_or_default();
    for (name, list) in lists(engine, met) {
        if name == "tools" {
            tool::given(engine, met, &owners, list);
            continue;
        }
        for element in engine.names.elements(list).0 {
            offered(engine, met, &owners, element, name);
        }
    }
}

/// The lists that a handler answers with, and what they are lists of.
pub(super) fn lists(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<(&'static str, Site)> {
    let function = match (met.function, met.site) {
        (Some(function), _) => Some((met.unit, function)),
        (None, Some(call)) => requested(engine, met, call),
        (None, None) => None,
    };
    let Some((unit, function)) = function else { return Vec::new() };
    let returned = engine.names.unit(unit).map(|file| file.returns(function)).unwrap_or_default();
    let list = |expr: &usize| {
        let site = Site { unit, expr: *expr };
        let member = |name: &str| {
            let argument = || engine.names.argument(engine.names.inner(site), &[Key::Name(name.to_owned())]);
            engine.names.member(site, name, 4).or_else(argument)
        };
        let named = LISTS.iter().find_map(|name| Some((*name, member(name)?)));
        named.unwrap_or(("tools", site))
    };
    returned.iter().map(list).collect()
}

/// A resource or a prompt that is told of in a record.
fn offered(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, owners: &[Id], element: Site, list: &str) {
    let made = engine.made_of(element);
    let Some(Origin::Expr(site)) = engine.names.origin(element).filter(|_| made.is_empty()) else {
        return link(engine, met, owners, element, &made);
    };
    if !matches!(engine.names.kind(site), ExprKind::Record(_)) {
        return;
    }
    let text = |engine: &Engine<'_, '_, '_>, name: &str| {
        let texts = engine.names.member(site, name, 4).map(|value| engine.names.texts(value));
        texts.into_iter().flatten().map(|text| text.text).find(|text| !text.is_empty())
    };
    let uri = text(engine, "uri").or_else(|| text(engine, "uriTemplate"));
    let Some(name) = text(engine, "name").or_else(|| uri.clone()) else { return };
    let detail = if list == "prompts" {
        Detail::Prompt(Prompt { role: Some(PromptRole::Template), bytes: 0, template: true })
    } else {
        Detail::Resource(Resource { uri, media_type: text(engine, "mimeType") })
    };
    let evidence = engine.evidence(site.unit, engine.span(site), list, &met.rule.id, Confidence::High);
    let mut component = Component::local(engine.path(site.unit), name, detail).seen(evidence);
    component.description = text(engine, "description").as_deref().and_then(description);
    let id = engine.add_local(site.unit, engine.span(site), component);
    engine.made.insert(site, vec![id.clone()]);
    link(engine, met, owners, element, &[id]);
}

fn link(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, owners: &[Id], element: Site, ids: &[Id]) {
    let evidence = engine.evidence(element.unit, engine.span(element), "list", &met.rule.id, Confidence::High);
    for owner in owners {
        for id in ids {
            tool::link(engine, owner, id, evidence.clone());
        }
    }
}

/// The handler of `setRequestHandler(ListToolsRequestSchema, handler)` and its kin, the request as a text among them:
/// `add_request_handler("tools/list", ListToolsRequest, handler)`.
fn requested(engine: &Engine<'_, '_, '_>, met: &Met<'_>, call: Site) -> Option<(usize, FunctionId)> {
    let schema = engine.argument(met, &Keys(vec![Key::Index(0)]))?;
    let typed = engine.names.path(schema).is_some_and(|path| path.contains(".List"));
    if !typed && !engine.names.texts(schema).iter().any(|text| text.text.ends_with("/list")) {
        return None;
    }
    let handler = [2, 1].iter().find_map(|at| engine.names.argument(call, &[Key::Index(*at)]))?;
    match engine.names.origin(handler)? {
        Origin::Function(unit, function) => Some((unit, function)),
        _ => None,
    }
}
