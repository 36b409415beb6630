//! SPDX 3.0.1 documents as views.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Element, Need, View, digest, text};

/// Elements by their IRIs, and where each stands.
type Graph<'v> = BTreeMap<&'v str, (usize, &'v Value)>;

pub(super) fn view(document: &Value) -> View {
    let elements: Vec<&Value> = document.get("@graph").and_then(Value::as_array).into_iter().flatten().collect();
    let placed = elements.iter().enumerate();
    let graph: Graph<'_> =
        placed.filter_map(|(index, value)| Some((text(value, "spdxId")?, (index, *value)))).collect();
    let mut view = View::default();
    for (id, (index, value)) in &graph {
        if let Some(kind) = kind(value) {
            view.elements.insert((*id).to_owned(), element(value, kind, *index, &graph));
        }
    }
    for value in elements {
        match text(value, "type") {
            Some("Relationship" | "LifecycleScopedRelationship") => relate(value, &graph, &mut view),
            Some("CreationInfo") => {
                // What stands there in place of a time is none.
                let is_time = text(value, "created").is_some_and(|time| !time.starts_with("1970-"));
                view.facts.extend(is_time.then_some("timestamp"));
                view.facts.extend(value.get("createdBy").map(|_| "author"));
                view.facts.extend(value.get("createdUsing").map(|_| "tool"));
                view.facts.insert("identifier");
            }
            Some("software_Sbom" | "Bom" | "SpdxDocument") => {
                let roots = strings(value, "rootElement").map(str::to_owned);
                let roots: Vec<String> = roots.filter(|id| view.elements.contains_key(id)).collect();
                view.subjects.extend(roots);
            }
            _ => {}
        }
    }
    view
}

/// What an element is, unless it is about others.
fn kind(value: &Value) -> Option<&'static str> {
    Some(match text(value, "type")? {
        "ai_AIPackage" => "model",
        "dataset_DatasetPackage" => "dataset",
        "software_Package" => match text(value, "software_primaryPurpose") {
            Some("model") => "model",
            Some("data") => "dataset",
            Some("application") => "application",
            _ => "package",
        },
        "software_File" | "software_Snippet" => "file",
        _ => return None,
    })
}

fn strings<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v str> + use<'v> {
    let member = value.get(name);
    member.and_then(Value::as_array).into_iter().flatten().chain(member).filter_map(Value::as_str)
}

fn element(value: &Value, kind: &str, index: usize, graph: &Graph<'_>) -> Element {
    let own = |name: &str| text(value, name).map(str::to_owned);
    let hashes = value.get("verifiedUsing").and_then(Value::as_array).into_iter().flatten();
    let hashes = hashes.filter_map(|hash| Some(digest(text(hash, "algorithm")?, text(hash, "hashValue")?)));
    let supplier = text(value, "suppliedBy").and_then(|id| graph.get(id)).and_then(|(_, agent)| text(agent, "name"));
    let mut element = Element {
        kind: kind.to_owned(),
        name: own("name").unwrap_or_default(),
        version: own("software_packageVersion"),
        purl: own("software_packageUrl"),
        hashes: hashes.collect(),
        supplier: supplier.map(str::to_owned),
        description: own("description").or_else(|| own("summary")),
        pointer: format!("/@graph/{index}"),
        ..Element::default()
    };
    for extension in value.get("extension").and_then(Value::as_array).into_iter().flatten() {
        for property in extension.get("extension_cdxProperty").and_then(Value::as_array).into_iter().flatten() {
            let (name, value) = (text(property, "extension_cdxPropName"), text(property, "extension_cdxPropValue"));
            if let (Some(name), Some(value)) = (name, value) {
                element.properties.entry(name.to_owned()).or_default().insert(value.to_owned());
            }
        }
    }
    if let Some(kind) = element.value("kind") {
        element.kind = kind.to_owned();
    }
    element.constraint = element.value("constraint").map(str::to_owned);
    element.endpoints = element.property("endpoint").cloned().unwrap_or_default();
    element.authenticated = element.value("authenticated").map(|value| value == "true");
    element.place = element.value("occurrence").map(str::to_owned);
    facts(value, &mut element);
    element
}

fn facts(value: &Value, element: &mut Element) {
    let known = [
        ("task", &["ai_domain"][..]),
        ("architecture", &["ai_typeOfModel"]),
        ("performance", &["ai_metric"]),
        ("limitations", &["ai_limitation"]),
        ("intended-use", &["ai_informationAboutApplication", "dataset_intendedUse"]),
        ("references", &["externalRef", "software_downloadLocation"]),
        ("classification", &["dataset_confidentialityLevel"]),
        ("sensitive-data", &["dataset_hasSensitivePersonalInformation", "ai_useSensitivePersonalInformation"]),
        ("governance", &["dataset_dataCollectionProcess", "originatedBy"]),
        ("contents", &["dataset_datasetType"]),
    ];
    element.facts.extend(
        known
            .into_iter()
            .filter(|(_, names)| names.iter().any(|name| value.get(*name).is_some()))
            .map(|(fact, _)| fact),
    );
}

fn relate(value: &Value, graph: &Graph<'_>, view: &mut View) {
    let Some(from) = text(value, "from") else { return };
    if text(value, "completeness") == Some("incomplete") {
        view.incomplete.insert(from.to_owned());
    }
    for to in strings(value, "to") {
        match text(value, "relationshipType").unwrap_or_default() {
            "dependsOn" | "trainedOn" | "testedOn" | "finetunedOn" | "usesTool" | "hasPrerequisite"
            | "hasDynamicLink" | "hasStaticLink" | "delegatedTo" => {
                let constraint = requirement(view, from, to);
                view.need(from, to, Need { constraint, ..Need::default() });
            }
            "hasOptionalDependency" | "hasOptionalComponent" => {
                let constraint = requirement(view, from, to);
                view.need(from, to, Need { constraint, optional: true, ..Need::default() });
            }
            "contains" | "hasProvidedDependency" => view.need(from, to, Need { provides: true, ..Need::default() }),
            "hasConcludedLicense" | "hasDeclaredLicense" => {
                let license = graph.get(to).and_then(|(_, license)| text(license, "simplelicensing_licenseExpression"));
                if let (Some(license), Some(element)) = (license, view.elements.get_mut(from)) {
                    element.licenses.extend(Some(license.to_owned()).filter(|license| license != "NOASSERTION"));
                }
            }
            _ => {}
        }
    }
}

/// The versions that a property of the needing element asks for.
fn requirement(view: &View, from: &str, to: &str) -> Option<String> {
    let values = view.elements.get(from)?.properties.get(super::cyclonedx::REQUIRES)?;
    let tail = to.rsplit('#').next().unwrap_or(to);
    values.iter().find_map(|value| {
        let (id, constraint) = value.split_once(' ')?;
        (id == to || id == tail).then(|| constraint.to_owned())
    })
}
