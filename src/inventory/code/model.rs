//! Models: what a call names, who answers for it, and where.

use super::engine::{Engine, Met};
use super::names::Origin;
use super::project::Site;
use super::rule::{Key, Keys};
use super::values::Text;
use crate::artifact::address::{Address, HostKind};
use crate::artifact::code::ExprKind;
use crate::inventory::provider::{self, Hints};
use crate::inventory::{Component, Detail, Evidence, Hosting, Id, Kind, ModelApi, ModelRole, Relation, UnseenReason};
use crate::rule::Confidence;

/// Arguments that say where an API is.
const ADDRESSES: &[&str] = &[
    "base_url",
    "baseURL",
    "api_base",
    "azure_endpoint",
    "endpoint",
    "endpoint_url",
    "openai_api_base",
    "api_base_url",
    "host",
];

/// The models that a call of a rule about models names.
pub(super) fn make(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let keys = met.rule.model.clone();
    let Some(site) = engine.argument(met, &keys) else { return Vec::new() };
    if is_data_set(engine, met) {
        return Vec::new();
    }
    let ids = named(engine, met, site, met.rule.role);
    if ids.is_empty() { engine.made_of(site) } else { ids }
}

/// `snapshot_download(…, repo_type="dataset")`
fn is_data_set(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> bool {
    let keys = Keys(vec![Key::Name("repo_type".to_owned())]);
    engine.text(met, &keys).is_some_and(|text| text.text != "model")
}

/// The models that an argument names by text.
pub(super) fn named(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, role: Option<ModelRole>) -> Vec<Id> {
    let texts = engine.names.texts(site);
    let addresses = Keys(ADDRESSES.iter().map(|name| Key::Name((*name).to_owned())).collect());
    let addressed = engine.argument(met, &addresses).is_some();
    let mut ids = Vec::new();
    for text in &texts {
        if text.text.is_empty() || !text.whole {
            continue;
        }
        let own = text.at == engine.names.inner(site) || addressed;
        let served = own || !provider::is_of_another(&text.text, met.rule.provider.as_deref());
        if served && provider::is_name(&text.text) {
            ids.push(component(engine, met, site, text, role));
        }
    }
    ids
}

/// Notes that a model is chosen at run time, where an argument names none.
pub(super) fn dynamic(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, about: Option<&Id>) {
    let texts = engine.names.texts(site);
    let variable = texts.iter().find_map(|text| text.variable.clone());
    let what = match variable {
        Some(variable) => format!("the model is the value of `{variable}`"),
        None => "the model is chosen at run time".to_owned(),
    };
    let evidence = engine.evidence(site.unit, engine.span(site), "model", &met.rule.id, Confidence::High);
    engine.unseen(about, UnseenReason::Dynamic, &what, &evidence);
}

fn component(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, text: &Text, role: Option<ModelRole>) -> Id {
    let address = address(engine, met);
    let revision = engine.text(met, &met.rule.revision).map(|text| text.text);
    let answers = address.as_ref().and_then(|text| Address::parse(&text.text));
    let told = answers.as_ref().and_then(|address| provider::of_host(&address.host));
    let local = answers.as_ref().is_some_and(|address| matches!(address.kind(), HostKind::Loopback));
    let hints = Hints {
        provider: told.or(met.rule.provider.as_deref()),
        hosting: if local { Some(Hosting::Local) } else { met.rule.hosting },
        role,
        deployment: met.rule.deployment,
        revision: revision.as_deref(),
        variable: text.variable.as_deref(),
    };
    let path = met.site.and_then(|site| engine.names.path(engine.callee(site).unwrap_or(site)));
    let symbol = path.map_or_else(String::new, |path| path.to_string());
    let mut component = provider::model(&text.text, &hints);
    component =
        component.seen(engine.evidence(text.at.unit, engine.span(text.at), &symbol, &met.rule.id, Confidence::High));
    if text.at != site && (text.at.unit != site.unit || !engine.span(site).contains(engine.span(text.at).start)) {
        // The name stands elsewhere, so this is where it is used.
        component =
            component.seen(engine.evidence(site.unit, engine.span(site), &symbol, &met.rule.id, Confidence::High));
    }
    for part in &text.parts {
        component =
            component.seen(engine.evidence(part.unit, engine.span(*part), &symbol, &met.rule.id, Confidence::High));
    }
    let evidence = component.evidence.first().cloned();
    let provider = match &component.detail {
        Detail::Model(model) => model.provider.clone(),
        _ => None,
    };
    let id = engine.add(met.unit, component);
    if let Some(evidence) = evidence {
        api(engine, met, &id, provider, address.as_ref(), evidence);
    }
    id
}

/// Where the API is, by the call itself or by the client whose method it is.
fn address(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Option<Text> {
    let keys: Vec<Key> = ADDRESSES.iter().map(|name| Key::Name((*name).to_owned())).collect();
    let find = |site: Site| {
        let site = engine.names.argument(site, &keys)?;
        engine.names.texts(site).into_iter().find(|text| text.text.contains("://"))
    };
    let own = met.site.and_then(|site| find(engine.names.inner(site)));
    own.or_else(|| match engine.names.origin(met.receiver.or_else(|| client(engine, met))?)? {
        Origin::Expr(made) if matches!(engine.names.kind(made), ExprKind::Call { .. }) => find(made),
        _ => None,
    })
}

/// The client that a model is given, as in `OpenAIChatCompletionsModel(openai_client=…)`, or the factory of
/// `createOpenAI({…})('gpt-4o')`.
fn client(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Option<Site> {
    let keys =
        Keys(["openai_client", "client", "async_client", "provider"].map(|name| Key::Name(name.to_owned())).to_vec());
    engine.argument(met, &keys).or_else(|| engine.callee(met.site?))
}

/// The API that a hosted model is reached by.
fn api(
    engine: &mut Engine<'_, '_, '_>,
    met: &Met<'_>,
    model: &Id,
    provider: Option<String>,
    address: Option<&Text>,
    evidence: Evidence,
) {
    let Some(provider) = provider.filter(|provider| provider != "huggingface" && provider != "test") else { return };
    let endpoint = address.map(|text| crate::inventory::facts::secret::bare(&text.text));
    let host = endpoint.as_deref().and_then(Address::parse).map(|address| address.host);
    let own = host.as_deref().filter(|host| provider::of_host(host) != Some(provider.as_str()));
    let mut component = Component::new(
        Id::global(Kind::ModelApi, None, own.unwrap_or(&provider), None),
        own.unwrap_or(&provider),
        Detail::ModelApi(ModelApi { provider: Some(provider.clone()), endpoint }),
    );
    component = component.seen(evidence.clone());
    let api = engine.add(met.unit, component);
    engine.link(model, Relation::ServedBy, &api, evidence);
}

/// Tools, prompts and stand-ins of a call to a model.
pub(super) fn join(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) {
    let Some(call) = met.site else { return };
    let models = engine.made.get(&call).cloned().unwrap_or_default();
    if models.is_empty()
        && let Some(site) = engine.argument(met, &met.rule.model)
    {
        dynamic(engine, met, site, None);
    }
    for key in &met.rule.fallbacks.0 {
        if let Some(site) = engine.argument(met, &Keys(vec![key.clone()])) {
            fallbacks(engine, met, &models, site);
        }
    }
    if let Some(site) = engine.argument(met, &met.rule.tools) {
        super::tool::given(engine, met, &[], site);
    }
    if let Some(site) = engine.argument(met, &met.rule.system) {
        super::agent::prompt(engine, met, &[], site);
    }
}

/// Models that stand in for others.
pub(super) fn fallbacks(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, models: &[Id], site: Site) {
    let (elements, _) = engine.names.elements(site);
    for element in elements {
        let mut ids = named(engine, met, element, Some(ModelRole::Fallback));
        if ids.is_empty() {
            ids = engine.made_of(element);
        }
        for id in ids {
            if let Some(Detail::Model(model)) = engine.builder.get_mut(&id).map(|component| &mut component.detail) {
                model.role = Some(ModelRole::Fallback);
            }
            let evidence =
                engine.evidence(element.unit, engine.span(element), "fallbacks", &met.rule.id, Confidence::High);
            for model in models {
                engine.link(model, Relation::FallsBackTo, &id, evidence.clone());
            }
        }
    }
}
