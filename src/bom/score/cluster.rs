//! The clusters.

use super::Measure;
use crate::bom::{Element, View};

fn of_kind<'v>(view: &'v View, kinds: &[&str]) -> Vec<&'v Element> {
    view.elements.values().filter(|element| kinds.contains(&element.kind.as_str())).collect()
}

fn is_named(element: &Element) -> bool {
    !element.name.is_empty()
}

fn is_identified(element: &Element) -> bool {
    element.purl.is_some() || element.facts.contains("references")
}

fn is_pinned(element: &Element) -> bool {
    matches!(element.value("pinning"), Some("digest" | "exact" | "snapshot")) || !element.hashes.is_empty()
}

pub(super) fn metadata(view: &View) -> Vec<Measure> {
    let says = |fact: &str| view.facts.contains(fact);
    vec![
        Measure::of_document("author", says("author")),
        Measure::of_document("tool", says("tool")),
        Measure::of_document("timestamp", says("timestamp")),
        Measure::of_document("identifier", says("identifier")),
        Measure::of_document("generation context", says("lifecycle")),
        Measure::of_document("dependency relationships", !view.needs.is_empty()),
        Measure::of_document("completeness", says("completeness")),
    ]
}

pub(super) fn system(view: &View) -> Vec<Measure> {
    let subjects: Vec<&Element> = view.subjects.iter().filter_map(|id| view.elements.get(id)).collect();
    let services: Vec<&Element> =
        view.elements.values().filter(|element| element.pointer.contains("/services/")).collect();
    let nothing = "the document does not say what it is about";
    let uncalled = "the system calls no services";
    vec![
        Measure::over("name", &subjects, nothing, is_named),
        Measure::over("version", &subjects, nothing, |element| element.version.is_some()),
        Measure::over("producer", &subjects, nothing, |element| element.supplier.is_some()),
        Measure::over("intended application", &subjects, nothing, |element| element.description.is_some()),
        Measure::of_document("components", view.elements.len() > subjects.len()),
        Measure::over("data flow", &services, uncalled, |element| element.facts.contains("data-flow")),
        Measure::over("trust boundary", &services, uncalled, |element| element.facts.contains("trust")),
    ]
}

pub(super) fn models(view: &View) -> Vec<Measure> {
    let models = of_kind(view, &["model"]);
    // Nobody outside has the weights of a hosted model, so nobody can digest them.
    let open: Vec<&Element> = models.iter().copied().filter(|model| model.value("hosting") != Some("hosted")).collect();
    let none = "the document lists no models";
    let fact = |name: &'static str| move |element: &Element| element.facts.contains(name);
    vec![
        Measure::over("name", &models, none, is_named),
        Measure::over("identifier", &models, none, is_identified),
        Measure::over("version", &models, none, |element| element.version.is_some()),
        Measure::over("producer", &models, none, |element| element.supplier.is_some() || element.group.is_some()),
        Measure::over("description", &models, none, |element| element.description.is_some()),
        Measure::over("hash", &open, "all models are hosted: nobody else has their weights", |element| {
            !element.hashes.is_empty() || element.value("pinning") == Some("digest")
        }),
        Measure::over("properties", &models, none, |element| {
            element.facts.contains("task") || element.facts.contains("architecture")
        }),
        Measure::over("training", &models, none, fact("datasets")),
        Measure::over("intended use", &models, none, fact("intended-use")),
        Measure::over("limitations", &models, none, fact("limitations")),
        Measure::over("license", &models, none, |element| !element.licenses.is_empty()),
        Measure::over("references", &models, none, fact("references")),
    ]
}

pub(super) fn datasets(view: &View) -> Vec<Measure> {
    let datasets = of_kind(view, &["dataset"]);
    let none = "the document lists no datasets";
    vec![
        Measure::over("name", &datasets, none, is_named),
        Measure::over("identifier", &datasets, none, is_identified),
        Measure::over("hash", &datasets, none, |element| !element.hashes.is_empty()),
        Measure::over("content", &datasets, none, |element| {
            element.facts.contains("contents") || element.description.is_some()
        }),
        Measure::over("provenance", &datasets, none, |element| {
            element.supplier.is_some() || element.facts.contains("governance") || element.value("provider").is_some()
        }),
        Measure::over("sensitivity", &datasets, none, |element| {
            element.facts.contains("classification") || element.facts.contains("sensitive-data")
        }),
        Measure::over("license", &datasets, none, |element| !element.licenses.is_empty()),
    ]
}

pub(super) fn infrastructure(view: &View) -> Vec<Measure> {
    let software = of_kind(view, &["package", "mcp-server", "application", "framework", "container"]);
    let software: Vec<&Element> =
        software.into_iter().filter(|element| !element.pointer.starts_with("/metadata/")).collect();
    let stores = of_kind(view, &["vector-store", "memory", "model-api", "service", "connection", "a2a-peer"]);
    let none = "the document lists no software";
    vec![
        Measure::over("software version", &software, none, |element| element.version.is_some()),
        Measure::over("software identifier", &software, none, |element| element.purl.is_some()),
        Measure::over("software hash", &software, none, |element| !element.hashes.is_empty()),
        Measure::over("software license", &software, none, |element| !element.licenses.is_empty()),
        Measure::over("service address", &stores, "the document lists no services", |element| {
            // What is started on the same machine has a command instead.
            !element.endpoints.is_empty() || element.value("mcp:command").is_some() || element.supplier.is_some()
        }),
    ]
}

pub(super) fn security(view: &View) -> Vec<Measure> {
    let tools = of_kind(view, &["tool", "resource"]);
    let callers = of_kind(view, &["connection", "a2a-peer", "mcp-server"]);
    let callers: Vec<&Element> = callers.into_iter().filter(|element| !element.endpoints.is_empty()).collect();
    let prompts = of_kind(view, &["prompt", "skill"]);
    let choosable = of_kind(view, &["model", "package", "mcp-server", "skill", "dataset"]);
    vec![
        Measure::over("pinned versions", &choosable, "nothing has a version", is_pinned),
        Measure::over("pinned tool definitions", &tools, "the document lists no tools", |tool| !tool.hashes.is_empty()),
        Measure::over("pinned prompts and skills", &prompts, "the document lists no prompts or skills", |prompt| {
            !prompt.hashes.is_empty()
        }),
        Measure::over("authentication of services", &callers, "nothing is reached over a network", |element| {
            element.authenticated.is_some()
        }),
        Measure::over("capabilities of tools", &tools, "the document lists no tools", |tool| {
            ["capability", "capability:observed"].iter().any(|name| tool.property(name).is_some())
                || tool.properties.keys().any(|name| name.starts_with("proofmark:tool:annotations:"))
        }),
        Measure::of_document("vulnerabilities", view.facts.contains("vulnerabilities")),
    ]
}

pub(super) fn kpi(view: &View) -> Vec<Measure> {
    let models = of_kind(view, &["model"]);
    let measured = |element: &Element| element.facts.contains("performance");
    vec![Measure::over("performance of models", &models, "the document lists no models", measured)]
}
