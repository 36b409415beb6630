//! An inventory as CycloneDX 1.7.
//!
//! What has bytes or a text of its own is a component: agents, models, servers, tools, prompts, skills, packages. What is
//! called is a service: connections, model APIs, vector stores, memories, peers. Definitions of tools are `data`
//! components whose hash is over their canonical JSON (RFC 8785), and secrets are named and nothing more. What CycloneDX
//! has no field for is a property below `proofmark:`; `schemas/bom-properties.md` lists them all.

mod component;
mod properties;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Bom, Component as Listed, Composition, Dependency, Metadata, Property};
use crate::digest::Digest;
use crate::inventory::{Component, Id, Inventory, Kind, Relation, Unseen, UnseenReason};

/// The `bom-ref` of what the document is about.
pub const SUBJECT: &str = "subject";
/// The `bom-ref` of the tool that found everything.
const TOOL: &str = "tool:proofmark";

/// When a document is said to be made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// RFC 3339; without it the document is reproducible and says so.
    pub timestamp: Option<String>,
}

/// The inventory as a document. The same inventory gives the same document.
pub fn emit(inventory: &Inventory, options: &Options) -> Bom {
    let source = Source::new(inventory);
    let nested = nested(inventory);
    let (mut components, mut services) = (Vec::new(), Vec::new());
    for listed in &inventory.components {
        if is_service(listed.kind()) {
            services.push(service::service(listed, &source));
        } else if !nested.contains_key(&listed.id) {
            let mut component = component::component(listed, &source);
            let parts = nested.iter().filter(|(_, parent)| **parent == &listed.id).map(|(part, _)| *part);
            let parts: Vec<Listed> =
                parts.filter_map(|part| inventory.get(part)).map(|part| component::component(part, &source)).collect();
            component.components = Some(parts).filter(|parts| !parts.is_empty());
            components.push(component);
        }
    }
    let mut bom = Bom {
        schema: Some("http://cyclonedx.org/schema/bom-1.7.schema.json".to_owned()),
        bom_format: "CycloneDX".to_owned(),
        spec_version: "1.7".to_owned(),
        version: Some(1.into()),
        metadata: Some(metadata(&source, options)),
        components: Some(components),
        services: Some(services),
        dependencies: Some(dependencies(&source, &nested)),
        compositions: Some(compositions(&source)),
        ..Bom::default()
    };
    if options.timestamp.is_some() {
        bom.serial_number = serial_number(&bom);
    }
    bom
}

/// A UUID of version 8 made of the document, so that two of the same moment and content are one.
fn serial_number(bom: &Bom) -> Option<String> {
    let digest = Digest::of(serde_json::to_vec(bom).ok()?).hex();
    let part = |from: usize, to: usize| digest.get(from..to);
    let (a, b, c) = (part(0, 8)?, part(8, 12)?, part(13, 16)?);
    Some(format!("urn:uuid:{a}-{b}-8{c}-8{}-{}", part(17, 20)?, part(20, 32)?))
}

/// An inventory, and how a document calls its components.
struct Source<'i> {
    inventory: &'i Inventory,
    references: BTreeMap<&'i Id, String>,
}

impl<'i> Source<'i> {
    /// Ids, less the percent-encoding of package URLs that validators take for a mistake in a `bom-ref`; where two ids
    /// would become one, they stay what they are.
    fn new(inventory: &'i Inventory) -> Self {
        let plain = |id: &Id| id.as_str().replace("%40", "@").replace("%3A", ":").replace("%2F", "/");
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for component in &inventory.components {
            *counts.entry(plain(&component.id)).or_default() += 1;
        }
        let name = |id: &Id| match plain(id) {
            plain if counts.get(&plain) == Some(&1) => plain,
            _ => id.to_string(),
        };
        let references = inventory.components.iter().map(|component| (&component.id, name(&component.id))).collect();
        Self { inventory, references }
    }

    /// The `bom-ref` of a component.
    fn reference(&self, id: &Id) -> String {
        self.references.get(id).cloned().unwrap_or_else(|| id.to_string())
    }
}

const fn is_service(kind: Kind) -> bool {
    matches!(kind, Kind::Connection | Kind::ModelApi | Kind::VectorStore | Kind::Memory | Kind::A2aPeer)
}

/// Files that stand below the one skill that holds them.
fn nested(inventory: &Inventory) -> BTreeMap<&Id, &Id> {
    let mut parents: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for edge in &inventory.edges {
        let kind = |id: &Id| inventory.get(id).map(Component::kind);
        if edge.relation == Relation::Contains
            && kind(&edge.to) == Some(Kind::File)
            && kind(&edge.from) == Some(Kind::Skill)
        {
            parents.entry(&edge.to).or_default().push(&edge.from);
        }
    }
    parents
        .into_iter()
        .filter_map(|(file, parents)| match parents.as_slice() {
            [parent] => Some((file, *parent)),
            _ => None,
        })
        .collect()
}

fn metadata(source: &Source<'_>, options: &Options) -> Metadata {
    let inventory = source.inventory;
    let subject = &inventory.subject;
    let mut about = vec![Property::new("proofmark:schema-version", "1")];
    if options.timestamp.is_none() {
        about.push(Property::new("cdx:reproducible", "true"));
    }
    about.extend(subject.sources.iter().map(|source| Property::new("proofmark:scan:source", source)));
    about.extend(inventory.unseen.iter().map(|unseen| Property::new("proofmark:unseen", unseen_text(unseen, source))));
    about.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
    let tool = json!({
        "components": [{
            "type": "application",
            "bom-ref": TOOL,
            "name": "proofmark",
            "version": env!("CARGO_PKG_VERSION"),
            "purl": concat!("pkg:cargo/proofmark@", env!("CARGO_PKG_VERSION")),
        }],
    });
    Metadata {
        timestamp: options.timestamp.clone(),
        lifecycles: Some(json!([{ "phase": "pre-build" }])),
        tools: Some(tool),
        component: Some(Listed {
            kind: "application".to_owned(),
            bom_ref: Some(SUBJECT.to_owned()),
            name: subject.name.clone(),
            version: subject.version.clone(),
            description: subject.description.clone(),
            licenses: subject.license.as_deref().map(component::license),
            properties: Some(vec![Property::new("proofmark:kind", "project")]),
            ..Listed::default()
        }),
        properties: Some(about),
        ..Metadata::default()
    }
}

/// `<reason>: <what> (<place>)`, with the component that it is about in front.
fn unseen_text(unseen: &Unseen, source: &Source<'_>) -> String {
    let about = unseen.about.as_ref().map(|id| format!("{}: ", source.reference(id))).unwrap_or_default();
    let place = unseen.location.as_ref().map(|at| format!(" ({}:{})", at.path, at.start.line)).unwrap_or_default();
    format!("{}: {about}{}{place}", unseen.reason.name(), unseen.what)
}

fn dependencies(source: &Source<'_>, nested: &BTreeMap<&Id, &Id>) -> Vec<Dependency> {
    let inventory = source.inventory;
    let mut entries: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut needed: BTreeSet<&Id> = nested.keys().copied().collect();
    for edge in &inventory.edges {
        needed.insert(&edge.to);
        if nested.get(&edge.to) == Some(&&edge.from) {
            continue;
        }
        let (depends, provides) = entries.entry(source.reference(&edge.from)).or_default();
        let list = if edge.relation == Relation::Provides { provides } else { depends };
        list.insert(source.reference(&edge.to));
    }
    let roots = inventory.components.iter().filter(|component| !needed.contains(&component.id));
    let roots: BTreeSet<String> = roots.map(|component| source.reference(&component.id)).collect();
    if !roots.is_empty() {
        entries.insert(SUBJECT.to_owned(), (roots, BTreeSet::new()));
    }
    let entry = |(reference, (depends, provides)): (String, (BTreeSet<String>, BTreeSet<String>))| Dependency {
        reference,
        // There even where it is empty: readers of others count on it.
        depends_on: Some(depends.into_iter().collect()),
        provides: Some(provides.into_iter().collect()).filter(|ids: &Vec<String>| !ids.is_empty()),
        ..Dependency::default()
    };
    entries.into_iter().map(entry).collect()
}

/// What is not all there. Reading source never sees all of a program, so nothing is called complete.
fn compositions(source: &Source<'_>) -> Vec<Composition> {
    let inventory = source.inventory;
    let known = |unseen: &&Unseen| unseen.reason != UnseenReason::NotFound;
    let about = inventory.unseen.iter().filter(known).filter_map(|unseen| unseen.about.as_ref());
    let mut incomplete: BTreeSet<String> =
        about.filter(|id| inventory.get(id).is_some()).map(|id| source.reference(id)).collect();
    let whole = inventory.unseen.iter().any(|unseen| unseen.about.is_none());
    if whole {
        incomplete.insert(SUBJECT.to_owned());
    }
    let composition = |aggregate: &str, assemblies: Vec<String>| Composition {
        aggregate: Some(aggregate.to_owned()),
        assemblies: Some(assemblies),
        ..Composition::default()
    };
    let mut compositions = Vec::new();
    if !incomplete.is_empty() {
        compositions.push(composition("incomplete", incomplete.into_iter().collect()));
    }
    if !whole {
        compositions.push(composition("unknown", vec![SUBJECT.to_owned()]));
    }
    compositions
}
