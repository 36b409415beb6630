//! What the scanned files are made of: sums, a picture, a table, and what was not seen.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::shown;
use crate::inventory::{Component, Inventory, Kind, Pin, Scope};
use crate::report::words;

/// Rows of the table.
const MAX_ROWS: usize = 1_000;
/// What was not seen.
const MAX_UNSEEN: usize = 300;

pub(super) struct Bom {
    pub(super) total: usize,
    pub(super) kinds: Vec<OfKind>,
    pub(super) graph: Option<Graph>,
    pub(super) rows: Vec<Row>,
    pub(super) unseen_total: usize,
    pub(super) unseen: Vec<Unseen>,
}

pub(super) struct OfKind {
    pub(super) name: &'static str,
    pub(super) family: &'static str,
    pub(super) count: usize,
}

pub(super) struct Row {
    /// From 1.
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) family: &'static str,
    pub(super) name: String,
    /// Where it is not simply part of what runs.
    pub(super) scope: Option<&'static str>,
    pub(super) version: String,
    pub(super) pin: &'static str,
    /// Tomorrow's run may get something else.
    pub(super) loose: bool,
    pub(super) abilities: Vec<&'static str>,
    pub(super) at: String,
}

pub(super) struct Unseen {
    pub(super) reason: &'static str,
    pub(super) what: String,
    pub(super) at: Option<String>,
}

impl Bom {
    pub(super) fn new(inventory: &Inventory) -> Self {
        let mut order: Vec<&Component> = inventory.components.iter().collect();
        order.sort_by_key(|component| (rank(component.kind()), component.scope != Scope::Required));
        let mut kinds: BTreeMap<usize, OfKind> = BTreeMap::new();
        for component in &order {
            let (name, family) = (component.kind().name(), family(component.kind()));
            kinds.entry(rank(component.kind())).or_insert(OfKind { name, family, count: 0 }).count += 1;
        }
        let unseen = inventory.unseen.iter().take(MAX_UNSEEN).map(|unseen| Unseen {
            reason: unseen.reason.name(),
            what: shown(&unseen.what),
            at: unseen.location.as_ref().map(|location| words::path(&location.path).into_owned()),
        });
        Self {
            total: order.len(),
            kinds: kinds.into_values().collect(),
            graph: Graph::new(inventory, &order),
            rows: order.iter().take(MAX_ROWS).enumerate().map(|(at, component)| Row::new(at + 1, component)).collect(),
            unseen_total: inventory.unseen.len(),
            unseen: unseen.collect(),
        }
    }
}

impl Row {
    fn new(number: usize, component: &Component) -> Self {
        let name = match &component.group {
            Some(group) => format!("{group}/{}", component.name),
            None => component.name.clone(),
        };
        let version = component.version.as_ref().or(component.constraint.as_ref());
        let mut abilities: Vec<_> = component.capabilities.iter().map(|one| one.ability.name()).collect();
        abilities.dedup();
        Self {
            number,
            kind: component.kind().name(),
            family: family(component.kind()),
            name: shown(&name),
            scope: (component.scope != Scope::Required).then(|| component.scope.name()),
            version: version.map(|version| shown(version)).unwrap_or_default(),
            pin: component.pin.name(),
            loose: matches!(component.pin, Pin::Env | Pin::Floating | Pin::Range),
            abilities,
            at: component.evidence.first().map(|evidence| words::place(&evidence.location)).unwrap_or_default(),
        }
    }
}

/// Kinds in the order of what matters most to whoever looks; packages and files are many.
const fn rank(kind: Kind) -> usize {
    match kind {
        Kind::Agent => 0,
        Kind::A2aPeer => 1,
        Kind::Skill => 2,
        Kind::McpServer => 3,
        Kind::Connection => 4,
        Kind::Model => 5,
        Kind::ModelApi => 6,
        Kind::Secret => 7,
        Kind::VectorStore => 8,
        Kind::Memory => 9,
        Kind::Dataset => 10,
        Kind::Tool => 11,
        Kind::Prompt => 12,
        Kind::Resource => 13,
        Kind::Package => 14,
        Kind::File => 15,
    }
}

/// Kinds that share a colour: a class of the style.
pub(super) const fn family(kind: Kind) -> &'static str {
    match kind {
        Kind::Agent | Kind::A2aPeer | Kind::Skill => "agent",
        Kind::Model | Kind::ModelApi | Kind::Prompt => "model",
        Kind::McpServer | Kind::Connection | Kind::Tool | Kind::Resource => "server",
        Kind::Dataset | Kind::VectorStore | Kind::Memory => "data",
        Kind::Secret => "secret",
        Kind::Package | Kind::File => "package",
    }
}
