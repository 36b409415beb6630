//! CycloneDX documents as views.

use serde_json::Value;

use super::{Element, Need, View, digest};
use crate::bom::cyclonedx::{Bom, Component, Hash, LicenseChoice, Organization, Property, Service};

/// Properties by which the needs of an element say more than a reference can.
pub(in crate::bom) const REQUIRES: &str = "proofmark:requires";
pub(in crate::bom) const OPTIONAL: &str = "proofmark:optional";

pub(super) fn view(bom: &Bom) -> View {
    let mut view = View::default();
    if let Some(subject) = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref()) {
        let id = component(subject, "/metadata/component", None, &mut view);
        view.subjects.insert(id);
    }
    for (index, listed) in bom.components.iter().flatten().enumerate() {
        component(listed, &format!("/components/{index}"), None, &mut view);
    }
    for (index, listed) in bom.services.iter().flatten().enumerate() {
        service(listed, &format!("/services/{index}"), &mut view);
    }
    for dependency in bom.dependencies.iter().flatten() {
        for (list, provides) in [(&dependency.depends_on, false), (&dependency.provides, true)] {
            for to in list.iter().flatten() {
                let need = need(&view, &dependency.reference, to, provides);
                view.need(&dependency.reference, to, need);
            }
        }
    }
    for composition in bom.compositions.iter().flatten() {
        if composition.aggregate.as_deref().is_some_and(|aggregate| aggregate != "complete") {
            let named = composition.assemblies.iter().chain(&composition.dependencies).flatten();
            let before = view.incomplete.len();
            view.incomplete.extend(named.cloned());
            if view.incomplete.len() == before {
                view.incomplete.insert(String::new());
            }
        }
    }
    document(bom, &mut view);
    view
}

/// What the document says about itself.
fn document(bom: &Bom, view: &mut View) {
    let metadata = bom.metadata.as_ref();
    let says = |name: &str| metadata.is_some_and(|metadata| metadata.extra.contains_key(name));
    let known = [
        ("timestamp", metadata.is_some_and(|metadata| metadata.timestamp.is_some())),
        ("tool", metadata.is_some_and(|metadata| metadata.tools.is_some())),
        ("author", ["authors", "manufacturer", "manufacture", "supplier"].into_iter().any(says)),
        ("lifecycle", metadata.is_some_and(|metadata| metadata.lifecycles.is_some())),
        ("identifier", bom.serial_number.is_some()),
        ("completeness", bom.compositions.as_ref().is_some_and(|list| !list.is_empty())),
        ("vulnerabilities", bom.vulnerabilities.is_some()),
    ];
    view.facts.extend(known.into_iter().filter(|(_, known)| *known).map(|(fact, _)| fact));
}

/// What properties of the needing element say about the need.
fn need(view: &View, from: &str, to: &str, provides: bool) -> Need {
    let element = view.elements.get(from);
    let says = |name: &str| element.and_then(|element| element.properties.get(name)).into_iter().flatten();
    let constraint = says(REQUIRES).find_map(|value| value.strip_prefix(to)?.strip_prefix(' '));
    let optional = says(OPTIONAL).any(|value| value == to);
    Need { provides, constraint: constraint.map(str::to_owned), optional }
}

fn component(component: &Component, pointer: &str, parent: Option<&str>, view: &mut View) -> String {
    let id = component.bom_ref.clone().unwrap_or_else(|| pointer.to_owned());
    let mut element = Element {
        kind: component.kind.clone(),
        group: component.group.clone().filter(|group| !group.is_empty()),
        name: component.name.clone(),
        version: component.version.clone().filter(|version| !version.is_empty()),
        constraint: component.version_range.clone(),
        purl: component.purl.clone(),
        hashes: hashes(component.hashes.as_deref()),
        licenses: licenses(component.licenses.as_deref()),
        supplier: component.supplier.as_ref().and_then(name),
        description: component.description.clone(),
        external: component.is_external == Some(true),
        pointer: pointer.to_owned(),
        ..Element::default()
    };
    properties(component.properties.as_deref(), &mut element);
    element.kind = kind(component, &element);
    element.constraint = element.value("constraint").map(str::to_owned).or(element.constraint);
    // Before 1.7 there is no member for it.
    element.external |= element.value("external") == Some("true");
    element.place = component.evidence.as_ref().and_then(|evidence| {
        let first = evidence.occurrences.as_ref()?.first()?;
        let location = first.location.as_deref()?;
        Some(first.line.map_or_else(|| location.replacen("#L", ":", 1), |line| format!("{location}:{line}")))
    });
    if component.supplier.is_none() {
        element.supplier = ["manufacturer", "manufacture"]
            .iter()
            .find_map(|key| super::text(component.extra.get(*key)?, "name"))
            .map(str::to_owned);
    }
    facts(component, &mut element);
    view.elements.insert(id.clone(), element);
    if let Some(parent) = parent {
        view.need(parent, &id, Need { provides: true, ..Need::default() });
    }
    for (index, nested) in component.components.iter().flatten().enumerate() {
        self::component(nested, &format!("{pointer}/components/{index}"), Some(&id), view);
    }
    id
}

/// What the document says a component is; the vocabulary of others where it is not ours.
fn kind(component: &Component, element: &Element) -> String {
    if let Some(kind) = element.value("kind") {
        return kind.to_owned();
    }
    let is_dataset = |value: &Value| super::text(value, "type") == Some("dataset");
    match component.kind.as_str() {
        "machine-learning-model" => "model",
        "library" | "framework" => "package",
        "data" if component.data.as_ref().and_then(Value::as_array).is_some_and(|d| d.iter().any(is_dataset)) => {
            "dataset"
        }
        other => other,
    }
    .to_owned()
}

fn facts(component: &Component, element: &mut Element) {
    let card = component.model_card.as_ref();
    let parameters = card.and_then(|card| card.model_parameters.as_ref());
    let considerations = card.and_then(|card| card.extra.get("considerations"));
    let says = |key: &str| considerations.is_some_and(|considerations| considerations.get(key).is_some());
    let data = component.data.as_ref().and_then(Value::as_array);
    let about_data = |key: &str| data.is_some_and(|data| data.iter().any(|item| item.get(key).is_some()));
    let known = [
        ("task", parameters.is_some_and(|p| p.task.is_some())),
        ("architecture", parameters.is_some_and(|p| p.architecture_family.is_some() || p.model_architecture.is_some())),
        ("datasets", parameters.is_some_and(|p| p.datasets.is_some())),
        ("formats", parameters.is_some_and(|p| p.inputs.is_some() && p.outputs.is_some())),
        ("performance", card.is_some_and(|card| card.extra.contains_key("quantitativeAnalysis"))),
        ("limitations", says("technicalLimitations") || says("performanceTradeoffs")),
        ("intended-use", says("useCases") || says("users")),
        ("ethics", says("ethicalConsiderations") || says("fairnessAssessments")),
        ("references", component.external_references.is_some()),
        ("classification", about_data("classification")),
        ("governance", about_data("governance")),
        ("sensitive-data", about_data("sensitiveData")),
        ("contents", about_data("contents") || about_data("description")),
    ];
    element.facts.extend(known.into_iter().filter(|(_, known)| *known).map(|(fact, _)| fact));
}

fn service(service: &Service, pointer: &str, view: &mut View) {
    let id = service.bom_ref.clone().unwrap_or_else(|| pointer.to_owned());
    let mut element = Element {
        kind: "service".to_owned(),
        group: service.group.clone(),
        name: service.name.clone(),
        version: service.version.clone(),
        supplier: service.provider.as_ref().and_then(name),
        description: service.description.clone(),
        licenses: licenses(service.licenses.as_deref()),
        hashes: service.external_references.iter().flatten().flat_map(|link| hashes(link.hashes.as_deref())).collect(),
        endpoints: service.endpoints.iter().flatten().cloned().collect(),
        authenticated: service.authenticated,
        external: true,
        pointer: pointer.to_owned(),
        ..Element::default()
    };
    properties(service.properties.as_deref(), &mut element);
    if let Some(kind) = element.value("kind") {
        element.kind = kind.to_owned();
    }
    element.place = element.value("occurrence").and_then(|value| value.split(" symbol: ").next()).map(str::to_owned);
    if service.data.is_some() {
        element.facts.insert("data-flow");
    }
    if service.trust_boundary.is_some() || service.trust_zone.is_some() {
        element.facts.insert("trust");
    }
    view.elements.insert(id, element);
    for (index, nested) in service.services.iter().flatten().enumerate() {
        self::service(nested, &format!("{pointer}/services/{index}"), view);
    }
}

fn properties(properties: Option<&[Property]>, element: &mut Element) {
    for property in properties.into_iter().flatten() {
        if let (Some(name), Some(value)) = (&property.name, &property.value) {
            element.properties.entry(name.clone()).or_default().insert(value.clone());
        }
    }
}

fn hashes(hashes: Option<&[Hash]>) -> std::collections::BTreeSet<String> {
    hashes.into_iter().flatten().map(|hash| digest(&hash.alg, &hash.content)).collect()
}

fn licenses(licenses: Option<&[LicenseChoice]>) -> std::collections::BTreeSet<String> {
    let one = |choice: &LicenseChoice| {
        let license = choice.license.as_ref();
        choice
            .expression
            .clone()
            .or_else(|| license.and_then(|license| license.id.clone().or_else(|| license.name.clone())))
    };
    licenses.into_iter().flatten().filter_map(one).collect()
}

fn name(organization: &Organization) -> Option<String> {
    organization.name.clone()
}
