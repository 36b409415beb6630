//! The whole graph, and how it is put together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Component, Edge, Id, Kind, Relation, Unseen, UnseenReason};

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    /// What the project calls itself, or the name of its folder.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// An SPDX expression, or as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The sources as the user named them.
    pub sources: Vec<String>,
}

/// What an agent, or a project of several, is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Inventory {
    pub subject: Subject,
    /// Sorted by id; each id once.
    pub components: Vec<Component>,
    /// Sorted; both ends are among the components.
    pub edges: Vec<Edge>,
    /// Sorted.
    pub unseen: Vec<Unseen>,
}

impl Inventory {
    pub fn get(&self, id: &Id) -> Option<&Component> {
        let index = self.components.binary_search_by(|component| component.id.cmp(id)).ok()?;
        self.components.get(index)
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(move |component| component.kind() == kind)
    }

    /// The edges that start at a component, in the order of relation and end.
    pub fn edges_from(&self, id: &Id) -> &[Edge] {
        let from = self.edges.partition_point(|edge| edge.from < *id);
        let to = self.edges.partition_point(|edge| edge.from <= *id);
        self.edges.get(from..to).unwrap_or_default()
    }

    /// The edges that end at a component.
    pub fn edges_to<'a>(&'a self, id: &'a Id) -> impl Iterator<Item = &'a Edge> {
        self.edges.iter().filter(move |edge| edge.to == *id)
    }

    /// What is not known about a component.
    pub fn unseen_of<'a>(&'a self, id: &'a Id) -> impl Iterator<Item = &'a Unseen> {
        self.unseen.iter().filter(move |unseen| unseen.about.as_ref() == Some(id))
    }

    /// Whether something that was asked for could not be read: such an inventory cannot say yes.
    pub fn has_gaps(&self) -> bool {
        self.unseen.iter().any(|unseen| unseen.reason == UnseenReason::Gap)
    }
}

/// Collects components and edges in any order; the inventory that comes of them does not depend on it.
#[derive(Debug, Default)]
pub struct Builder {
    pub subject: Subject,
    components: BTreeMap<Id, Component>,
    edges: BTreeMap<(Id, Relation, Id), Edge>,
    unseen: BTreeSet<Unseen>,
}

impl Builder {
    /// Adds a component, or what this reading of it knows beside earlier ones.
    pub fn add(&mut self, component: Component) -> Id {
        let id = component.id.clone();
        match self.components.get_mut(&id) {
            Some(known) => known.absorb(component),
            None => {
                self.components.insert(id.clone(), component);
            }
        }
        id
    }

    pub fn get_mut(&mut self, id: &Id) -> Option<&mut Component> {
        self.components.get_mut(id)
    }

    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.components.values()
    }

    /// Adds an edge; its ends may be added later. An edge from a component to itself says nothing and is dropped.
    pub fn link(&mut self, edge: Edge) {
        if edge.from == edge.to {
            return;
        }
        let key = (edge.from.clone(), edge.relation, edge.to.clone());
        match self.edges.get_mut(&key) {
            Some(known) => {
                known.required |= edge.required;
                known.constraint = known.constraint.take().or(edge.constraint);
                known.evidence.extend(edge.evidence);
            }
            None => {
                self.edges.insert(key, edge);
            }
        }
    }

    pub fn unseen(&mut self, unseen: Unseen) {
        self.unseen.insert(unseen);
    }

    /// The finished inventory. An edge to something that nobody added becomes unseen.
    pub fn finish(mut self) -> Inventory {
        for component in self.components.values_mut() {
            component.tidy();
        }
        let mut edges = Vec::with_capacity(self.edges.len());
        for mut edge in self.edges.into_values() {
            if !self.components.contains_key(&edge.from) {
                continue;
            }
            edge.evidence.sort();
            edge.evidence.dedup();
            if self.components.contains_key(&edge.to) {
                edges.push(edge);
            } else {
                let location = edge.evidence.first().map(|evidence| evidence.location.clone());
                let what = format!("{} `{}`, which was not found", edge.relation.name(), edge.to);
                let (about, reason) = (Some(edge.from), UnseenReason::NotFound);
                self.unseen.insert(Unseen { about, reason, what, location });
            }
        }
        Inventory {
            subject: self.subject,
            components: self.components.into_values().collect(),
            edges,
            unseen: self.unseen.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Detail, Ecosystem, Model, Package, Pin, Scope, Tool};
    use super::*;

    fn two() -> [Component; 2] {
        let weak = Component::model(Some("openai"), "gpt-4o", None, Model::default()).pinned(Pin::Env);
        let mut strong = weak.clone().pinned(Pin::Floating).scoped(Scope::Excluded);
        strong.detail = Detail::Model(Model { provider: Some("openai".to_owned()), ..Model::default() });
        [weak, strong]
    }

    #[test]
    fn the_same_component_read_twice_is_one_that_knows_both() {
        let mut graphs = Vec::new();
        for components in [two(), {
            let [a, b] = two();
            [b, a]
        }] {
            let mut builder = Builder::default();
            for component in components {
                builder.add(component);
            }
            graphs.push(builder.finish());
        }
        assert_eq!(graphs[0], graphs[1]);
        let [model] = graphs[0].components.as_slice() else { panic!("one component") };
        assert_eq!((model.pin, model.scope), (Pin::Env, Scope::Required));
        assert!(matches!(&model.detail, Detail::Model(model) if model.provider.is_some()));
    }

    #[test]
    fn an_edge_to_nothing_is_unseen_and_an_edge_to_itself_is_none() {
        let mut builder = Builder::default();
        let tool = builder.add(Component::local("a.py", "look up", Detail::Tool(Tool::default())));
        builder.link(Edge::new(tool.clone(), Relation::Needs, tool.clone()));
        builder.link(Edge::new(tool.clone(), Relation::DependsOn, Id::package("pkg:npm/absent")));
        let inventory = builder.finish();
        assert_eq!(inventory.edges, []);
        assert_eq!(inventory.unseen_of(&tool).count(), 1);
    }

    #[test]
    fn an_inventory_survives_its_own_json() {
        let mut builder = Builder::default();
        builder.add(Component::package(Ecosystem::Npm, "@acme/x", Some("1.0.0"), Package::default()));
        for component in two() {
            builder.add(component);
        }
        let inventory = builder.finish();
        let text = serde_json::to_string_pretty(&inventory).unwrap();
        assert!(text.contains(r#""kind": "model""#), "{text}");
        assert_eq!(serde_json::from_str::<Inventory>(&text).unwrap(), inventory);
    }
}
