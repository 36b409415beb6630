//! The tree itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::resolve::{constraint, status, version};
use super::{Options, Status};
use crate::bom::View;
use crate::bom::{Element, Need};

/// Needs within needs, at most: what is deeper is not unfolded, and says so.
const MAX_DEPTH: usize = 64;

/// Kinds in the order in which a tree lists them; all others follow.
const ORDER: [&str; 8] = ["model", "tool", "mcp-server", "connection", "service", "skill", "agent", "a2a-peer"];

/// What one artifact needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tree {
    pub artifact: Artifact,
    pub dependencies: Vec<Node>,
}

/// The root of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Artifact {
    #[serde(skip)]
    pub id: String,
    pub kind: String,
    pub name: String,
    pub version: Option<String>,
    #[serde(flatten)]
    pub life: Option<Life>,
}

/// How far an artifact of a store has come, by signed history, and what is verified about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Life {
    /// The stage; `None` where no history that can be relied on names one.
    pub stage: Option<String>,
    /// Kinds of verified evidence, such as `scan`; sorted.
    pub verified: Vec<String>,
}

/// One need. The first six members are those of agent-registry's `deps --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    #[serde(skip)]
    pub id: String,
    pub name: String,
    pub kind: String,
    /// What is there.
    pub version: Option<String>,
    /// What is asked for, as written.
    pub version_constraint: Option<String>,
    pub resolved: bool,
    pub dependencies: Vec<Self>,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    pub required: bool,
    /// Its own needs stand where it comes first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// Names of all that need it.
    pub referenced_by: Vec<String>,
    /// Where the source names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Absent where nobody looked: it is no artifact by itself, or no store was asked.
    #[serde(flatten)]
    pub life: Option<Life>,
}

impl Node {
    /// Whether this need, not those below it, is one that stops a promotion.
    pub fn is_broken(&self, options: Options) -> bool {
        match self.status {
            Status::Resolved => false,
            Status::Cycle | Status::Unpinned => options.strict,
            Status::Unchecked | Status::Mismatch | Status::Unresolved => self.required,
        }
    }
}

impl Tree {
    /// Adds how far artifacts have come, by their ids.
    pub fn enliven(&mut self, lives: &BTreeMap<String, Life>) {
        self.artifact.life = lives.get(&self.artifact.id).cloned();
        let mut open: Vec<&mut Node> = self.dependencies.iter_mut().collect();
        while let Some(node) = open.pop() {
            node.life = lives.get(&node.id).cloned();
            open.extend(&mut node.dependencies);
        }
    }

    /// Every need of the tree.
    pub fn nodes(&self) -> Vec<&Node> {
        let mut open: Vec<&Node> = self.dependencies.iter().collect();
        let mut all = Vec::new();
        while let Some(node) = open.pop() {
            open.extend(&node.dependencies);
            all.push(node);
        }
        all
    }
}

pub(super) fn trees(view: &View, roots: &[&str], options: Options) -> Vec<Tree> {
    let mut grower = Grower { view, options, owners: view.owners(), unfolded: BTreeSet::new(), path: Vec::new() };
    roots.iter().filter_map(|root| grower.tree(root)).collect()
}

struct Grower<'v> {
    view: &'v View,
    options: Options,
    owners: BTreeMap<&'v str, Vec<(&'v str, &'v Need)>>,
    unfolded: BTreeSet<String>,
    /// From the root to where the tree grows.
    path: Vec<String>,
}

impl Grower<'_> {
    fn tree(&mut self, root: &str) -> Option<Tree> {
        let element = self.view.elements.get(root)?;
        self.unfolded.insert(root.to_owned());
        self.path = vec![root.to_owned()];
        let dependencies = self.below(root);
        let artifact = Artifact {
            id: root.to_owned(),
            kind: element.kind.clone(),
            name: element.full_name(),
            version: element.version.clone(),
            life: None,
        };
        Some(Tree { artifact, dependencies })
    }

    fn below(&mut self, id: &str) -> Vec<Node> {
        let view = self.view;
        let needs = view.needs.get(id).into_iter().flatten().filter(|(_, need)| !need.provides);
        let needs = needs.filter_map(|(to, need)| Some((to, need, view.elements.get(to)?)));
        let mut needs: Vec<_> = needs.filter(|(_, _, element)| element.kind != "file").collect();
        needs.sort_by_key(|(id, _, element)| {
            let rank = ORDER.iter().position(|kind| *kind == element.kind).unwrap_or(ORDER.len());
            (rank, element.kind.as_str(), element.full_name(), *id)
        });
        needs.into_iter().map(|(to, need, element)| self.node(to, need, element)).collect()
    }

    fn node(&mut self, id: &str, need: &Need, element: &Element) -> Node {
        let asked = constraint(need, element);
        let (mut status, mut reason) = status(element, asked, self.view.at_hand.contains(id), self.options);
        let known = version(element).map(str::to_owned);
        let mut node = Node {
            id: id.to_owned(),
            name: element.full_name(),
            kind: element.kind.clone(),
            version: known,
            version_constraint: asked.map(str::to_owned),
            resolved: false,
            dependencies: Vec::new(),
            status,
            reason: None,
            digest: element.hashes.iter().next_back().cloned(),
            purl: element.purl.clone(),
            required: !need.optional,
            repeated: false,
            referenced_by: self.needed_by(id),
            evidence: element.place.clone(),
            life: None,
        };
        if self.path.iter().any(|above| above == id) {
            if status == Status::Resolved {
                (status, reason) = (Status::Cycle, Some(self.cycle(id)));
            }
        } else if !self.unfolded.insert(id.to_owned()) {
            node.repeated = self.view.needs.contains_key(id);
        } else if self.path.len() >= MAX_DEPTH {
            (status, reason) = (Status::Unchecked, Some(format!("needs are nested deeper than {MAX_DEPTH}")));
        } else {
            self.path.push(id.to_owned());
            node.dependencies = self.below(id);
            self.path.pop();
        }
        Node { resolved: matches!(status, Status::Resolved | Status::Unpinned | Status::Cycle), status, reason, ..node }
    }

    fn needed_by(&self, id: &str) -> Vec<String> {
        let needing = self.owners.get(id).into_iter().flatten().filter(|(_, need)| !need.provides);
        let mut names: Vec<String> =
            needing.filter_map(|(from, _)| Some(self.view.elements.get(*from)?.full_name())).collect();
        names.sort();
        names.dedup();
        names
    }

    fn cycle(&self, id: &str) -> String {
        let from = self.path.iter().position(|above| above == id).unwrap_or_default();
        let name = |id: &String| self.view.elements.get(id).map_or_else(|| id.clone(), Element::full_name);
        let mut names: Vec<String> = self.path.iter().skip(from).map(name).collect();
        names.extend(names.first().cloned());
        names.join(" > ")
    }
}
