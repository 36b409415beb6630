//! Components and services as elements.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Graph;
use crate::bom::cyclonedx::{Bom, Component, Hash, LicenseChoice, Property, Service};

/// What was written, by `bom-ref`.
#[derive(Default)]
pub(super) struct Elements {
    /// The SPDX class of each.
    classes: BTreeMap<String, &'static str>,
    licenses: BTreeMap<String, String>,
    suppliers: BTreeSet<String>,
}

impl Elements {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.classes.contains_key(id)
    }

    pub(super) fn is_model(&self, id: &str) -> bool {
        self.classes.get(id) == Some(&"ai_AIPackage")
    }

    pub(super) fn is_dataset(&self, id: &str) -> bool {
        self.classes.get(id) == Some(&"dataset_DatasetPackage")
    }

    pub(super) fn iris(&self, graph: &Graph) -> Vec<String> {
        self.classes.keys().map(|id| graph.iri(id)).collect()
    }

    pub(super) fn licenses(&self) -> impl Iterator<Item = (&str, &str)> {
        self.licenses.iter().map(|(id, license)| (id.as_str(), license.as_str()))
    }

    pub(super) fn add_all(&mut self, bom: &Bom, graph: &mut Graph) {
        for (number, component) in bom.all_components().into_iter().enumerate() {
            let id = component.bom_ref.clone().unwrap_or_else(|| format!("component-{number}"));
            // A name of a credential is no software; what needs it says so in a property.
            if component.kind != "cryptographic-asset" && !self.contains(&id) {
                self.component(&id, component, graph);
            }
        }
        for (number, service) in bom.services.iter().flatten().enumerate() {
            let id = service.bom_ref.clone().unwrap_or_else(|| format!("service-{number}"));
            if !self.contains(&id) {
                self.service(&id, service, graph);
            }
        }
    }

    fn component(&mut self, id: &str, component: &Component, graph: &mut Graph) {
        let (class, purpose) = class(component);
        let supplier = component.supplier.as_ref().and_then(|supplier| supplier.name.as_deref());
        let supplier = supplier.map(|name| self.organization(name, graph));
        let name = match &component.group {
            Some(group) if !group.is_empty() => format!("{group}/{}", component.name),
            _ => component.name.clone(),
        };
        let mut properties = component.properties.clone().unwrap_or_default();
        let occurrences = component.evidence.iter().flat_map(|evidence| evidence.occurrences.iter().flatten());
        properties.extend(occurrences.filter_map(|occurrence| {
            let location = occurrence.location.as_deref()?;
            let line = occurrence.line.map(|line| format!(":{line}")).unwrap_or_default();
            Some(Property::new("proofmark:occurrence", format!("{location}{line}")))
        }));
        let is_file = class == "software_File";
        let packaged = |value: Option<&String>| value.filter(|_| !is_file).cloned();
        let members = json!({
            "name": name,
            "description": component.description,
            "suppliedBy": supplier,
            "verifiedUsing": hashes(component.hashes.as_deref()),
            "software_primaryPurpose": purpose,
            "software_packageVersion": packaged(component.version.as_ref()),
            "software_packageUrl": packaged(component.purl.as_ref()),
            "contentType": component.mime_type.as_ref().filter(|_| is_file),
            "dataset_datasetType": (class == "dataset_DatasetPackage").then(|| json!(["noAssertion"])),
            "ai_domain": (class == "ai_AIPackage").then(|| task(component)).flatten().map(|task| json!([task])),
            "extension": extension(&properties, graph),
        });
        self.licenses.extend(license(component.licenses.as_deref()).map(|license| (id.to_owned(), license)));
        self.classes.insert(id.to_owned(), class);
        graph.push(class, id, members);
    }

    /// SPDX 3.0 knows no services: a package that says where it is reached.
    fn service(&mut self, id: &str, service: &Service, graph: &mut Graph) {
        let supplier = service.provider.as_ref().and_then(|provider| provider.name.as_deref());
        let supplier = supplier.map(|name| self.organization(name, graph));
        let mut properties = service.properties.clone().unwrap_or_default();
        let endpoints = service.endpoints.iter().flatten();
        properties.extend(endpoints.map(|endpoint| Property::new("proofmark:endpoint", endpoint)));
        if let Some(authenticated) = service.authenticated {
            properties.push(Property::new("proofmark:authenticated", authenticated.to_string()));
        }
        if let Some(zone) = &service.trust_zone {
            properties.push(Property::new("proofmark:trust-zone", zone));
        }
        let name = match &service.group {
            Some(group) if !group.is_empty() => format!("{group}/{}", service.name),
            _ => service.name.clone(),
        };
        let members = json!({
            "name": name,
            "description": service.description,
            "suppliedBy": supplier,
            "software_primaryPurpose": "other",
            "software_packageVersion": service.version,
            "extension": extension(&properties, graph),
        });
        self.classes.insert(id.to_owned(), "software_Package");
        graph.push("software_Package", id, members);
    }

    fn organization(&mut self, name: &str, graph: &mut Graph) -> String {
        let id = format!("organization-{}", crate::digest::Digest::of(name).hex());
        if self.suppliers.insert(name.to_owned()) {
            graph.push("Organization", &id, json!({ "name": name }));
        }
        graph.iri(&id)
    }
}

/// The class and purpose of a component.
fn class(component: &Component) -> (&'static str, &'static str) {
    let says = |name: &str, value: &str| {
        let mut properties = component.properties.iter().flatten();
        properties.any(|property| property.name.as_deref() == Some(name) && property.value.as_deref() == Some(value))
    };
    let is_dataset = || {
        let data = component.data.as_ref().and_then(Value::as_array);
        data.is_some_and(|data| data.iter().any(|item| item.get("type").and_then(Value::as_str) == Some("dataset")))
    };
    match component.kind.as_str() {
        // Behind an API there is nothing that could be had: no weights, no time of release.
        "machine-learning-model" if says("proofmark:hosting", "hosted") => ("software_Package", "model"),
        "machine-learning-model" => ("ai_AIPackage", "model"),
        "data" if is_dataset() => ("dataset_DatasetPackage", "data"),
        "data" if says("proofmark:kind", "prompt") => ("software_File", "other"),
        "data" => ("software_File", "specification"),
        "file" => ("software_File", "file"),
        "library" => ("software_Package", "library"),
        "framework" => ("software_Package", "framework"),
        "container" => ("software_Package", "container"),
        "application" => ("software_Package", "application"),
        _ => ("software_Package", "other"),
    }
}

fn task(component: &Component) -> Option<&str> {
    component.model_card.as_ref()?.model_parameters.as_ref()?.task.as_deref()
}

fn license(licenses: Option<&[LicenseChoice]>) -> Option<String> {
    let first = licenses?.first()?;
    let license = first.license.as_ref();
    first.expression.clone().or_else(|| license.and_then(|license| license.id.clone().or_else(|| license.name.clone())))
}

fn hashes(hashes: Option<&[Hash]>) -> Option<Value> {
    let hash = |hash: &Hash| {
        let algorithm = hash.alg.to_ascii_lowercase().replace('-', "");
        // SHA3 and BLAKE2 keep an underscore or hyphen in SPDX; what it does not know is left out.
        matches!(algorithm.as_str(), "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512" | "blake3")
            .then(|| json!({ "type": "Hash", "algorithm": algorithm, "hashValue": hash.content }))
    };
    let list: Vec<Value> = hashes?.iter().filter_map(hash).collect();
    (!list.is_empty()).then(|| json!(list))
}

/// Properties, with `bom-ref`s in them as IRIs.
fn extension(properties: &[Property], graph: &Graph) -> Option<Value> {
    let entry = |property: &Property| {
        let name = property.name.as_deref()?;
        let value = property.value.as_deref()?;
        let value = match name {
            crate::bom::view::OPTIONAL => graph.iri(value),
            crate::bom::view::REQUIRES => {
                let (id, constraint) = value.split_once(' ')?;
                format!("{} {constraint}", graph.iri(id))
            }
            _ => value.to_owned(),
        };
        Some(json!({
            "type": "extension_CdxPropertyEntry",
            "extension_cdxPropName": name,
            "extension_cdxPropValue": value,
        }))
    };
    let list: Vec<Value> = properties.iter().filter_map(entry).collect();
    (!list.is_empty()).then(|| json!([{ "type": "extension_CdxPropertiesExtension", "extension_cdxProperty": list }]))
}
