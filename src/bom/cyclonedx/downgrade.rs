//! Documents of ours for readers of 1.6 and 1.5.
//!
//! Lossy, and only so: 1.6 knows neither `isExternal` nor `versionRange`, which become properties. 1.5 also knows no line
//! in an occurrence (it goes into the location, as `#L12`; symbol and rule go), one identity instead of several, no
//! `provides` (they become `dependsOn`), and no cryptographic assets (the names of secrets stay as properties of what
//! needs them).

use std::fmt::Write as _;

use serde_json::Value;

use super::{Bom, Component, Composition, Dependency, Property};

/// A version that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpecVersion {
    V1_5,
    V1_6,
    V1_7,
}

impl SpecVersion {
    pub const ALL: &[Self] = &[Self::V1_7, Self::V1_6, Self::V1_5];

    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_5 => "1.5",
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

/// Takes away what an older version cannot say.
pub fn downgrade(bom: &mut Bom, version: SpecVersion) {
    bom.schema = Some(format!("http://cyclonedx.org/schema/bom-{}.schema.json", version.name()));
    bom.spec_version = version.name().to_owned();
    if version >= SpecVersion::V1_7 {
        return;
    }
    bom.extra.shift_remove("citations");
    each(bom, &mut |component| {
        if let Some(range) = component.version_range.take() {
            add(component, "proofmark:version-range", range);
        }
        if component.is_external.take() == Some(true) {
            add(component, "proofmark:external", "true");
        }
    });
    if version >= SpecVersion::V1_6 {
        return;
    }
    let secrets = remove_secrets(bom);
    each(bom, &mut evidence);
    for dependency in bom.dependencies.iter_mut().flatten() {
        merge_provided(dependency);
        if let Some(list) = &mut dependency.depends_on {
            list.retain(|id| !secrets.contains(id));
        }
    }
    if let Some(dependencies) = &mut bom.dependencies {
        dependencies.retain(|dependency| !secrets.contains(&dependency.reference));
    }
    for Composition { assemblies, .. } in bom.compositions.iter_mut().flatten() {
        if let Some(list) = assemblies {
            list.retain(|id| !secrets.contains(id));
        }
    }
}

fn each(bom: &mut Bom, change: &mut dyn FnMut(&mut Component)) {
    let subject = bom.metadata.as_mut().and_then(|metadata| metadata.component.as_mut());
    for component in subject.into_iter().chain(bom.components.iter_mut().flatten()) {
        change(component);
        component.components.iter_mut().flatten().for_each(&mut *change);
    }
}

fn add(component: &mut Component, name: &str, value: impl Into<String>) {
    let properties = component.properties.get_or_insert_default();
    properties.push(Property::new(name, value));
    properties.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
}

/// Takes cryptographic assets away and returns their ids.
fn remove_secrets(bom: &mut Bom) -> Vec<String> {
    let Some(components) = &mut bom.components else { return Vec::new() };
    let is_secret = |component: &Component| component.kind == "cryptographic-asset";
    let ids = components.iter().filter(|component| is_secret(component)).filter_map(|secret| secret.bom_ref.clone());
    let ids = ids.collect();
    components.retain(|component| !is_secret(component));
    ids
}

fn evidence(component: &mut Component) {
    let Some(evidence) = &mut component.evidence else { return };
    if let Some(Value::Array(identities)) = &mut evidence.identity {
        let mut first = if identities.is_empty() { None } else { Some(identities.swap_remove(0)) };
        if let Some(identity) = first.as_mut().and_then(Value::as_object_mut) {
            identity.remove("concludedValue");
        }
        evidence.identity = first;
    }
    for occurrence in evidence.occurrences.iter_mut().flatten() {
        if let (Some(location), Some(line)) = (&mut occurrence.location, occurrence.line.take()) {
            let _ = write!(location, "#L{line}");
        }
        (occurrence.offset, occurrence.symbol, occurrence.additional_context) = (None, None, None);
    }
    // What differed in the symbol only is one place now.
    if let Some(occurrences) = &mut evidence.occurrences {
        occurrences.dedup();
    }
}

fn merge_provided(dependency: &mut Dependency) {
    let Some(provided) = dependency.provides.take() else { return };
    let list = dependency.depends_on.get_or_insert_default();
    list.extend(provided);
    list.sort();
    list.dedup();
}
