//! The picture of an inventory: nodes and edges with their places, so that it shows without a script.

use std::collections::BTreeMap;

use super::bom::family;
use super::layout::{Layout, layout};
use super::shown;
use crate::inventory::{Component, Id, Inventory};
use crate::report::words;

/// Nodes of a picture that somebody can take in.
const MAX_NODES: usize = 150;
const MAX_EDGES: usize = 400;
/// Measures in units of the picture, which are CSS pixels.
const WIDTH: usize = 190;
const HEIGHT: usize = 40;
const GAP: usize = 14;
const BETWEEN: usize = 80;
const MARGIN: usize = 20;
/// Columns of nodes without an edge.
const MIN_COLUMNS: usize = 4;
/// Characters of a name that fit.
const MAX_NAME: usize = 20;

pub(super) struct Graph {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) node_width: usize,
    pub(super) node_height: usize,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// Components that are not in the picture.
    pub(super) left_out: usize,
    pub(super) edges_left_out: usize,
}

pub(super) struct Node {
    /// That of its row among the components, from 1.
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) family: &'static str,
    pub(super) name: String,
    /// What fits of it.
    pub(super) short: String,
    pub(super) x: usize,
    pub(super) y: usize,
}

pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) relation: &'static str,
    /// The path of an SVG.
    pub(super) path: String,
}

impl Graph {
    /// `order` is that of the rows. `None` where nothing is tied to anything.
    pub(super) fn new(inventory: &Inventory, order: &[&Component]) -> Option<Self> {
        let kept = order.get(..order.len().min(MAX_NODES)).unwrap_or_default();
        let numbers: BTreeMap<&Id, usize> = kept.iter().enumerate().map(|(at, one)| (&one.id, at)).collect();
        let ends = |edge: &crate::inventory::Edge| {
            Some((*numbers.get(&edge.from)?, *numbers.get(&edge.to)?, edge.relation.name()))
        };
        let mut ties: Vec<_> = inventory.edges.iter().filter_map(ends).collect();
        ties.sort_unstable();
        let edges_left_out = ties.len().saturating_sub(MAX_EDGES);
        ties.truncate(MAX_EDGES);
        let pairs: Vec<_> = ties.iter().map(|(from, to, _)| (*from, *to)).collect();
        if pairs.is_empty() {
            return None;
        }
        let (places, width, height) = places(&layout(kept.len(), &pairs));
        let nodes = kept.iter().enumerate().filter_map(|(at, component)| {
            let (x, y) = *places.get(&at)?;
            Some(Node::new(at + 1, component, x, y))
        });
        let edges = ties.iter().filter_map(|(from, to, relation)| {
            let path = path(*places.get(from)?, *places.get(to)?);
            Some(Edge { from: from + 1, to: to + 1, relation, path })
        });
        let left_out = order.len() - kept.len();
        let (nodes, edges) = (nodes.collect(), edges.collect());
        let (node_width, node_height) = (WIDTH, HEIGHT);
        Some(Self { width, height, node_width, node_height, nodes, edges, left_out, edges_left_out })
    }
}

impl Node {
    fn new(number: usize, component: &Component, x: usize, y: usize) -> Self {
        let name = shown(&component.name);
        let short = words::cut(&name, MAX_NAME).into_owned();
        Self { number, kind: component.kind().name(), family: family(component.kind()), name, short, x, y }
    }
}

/// The upper left corner of each node, and the size of the whole.
fn places(layout: &Layout) -> (BTreeMap<usize, (usize, usize)>, usize, usize) {
    let step = HEIGHT + GAP;
    let tallest = layout.columns.iter().map(Vec::len).max().unwrap_or_default();
    let mut places = BTreeMap::new();
    for (column, nodes) in layout.columns.iter().enumerate() {
        // Each column stands in the middle.
        let top = MARGIN + (tallest - nodes.len()) * step / 2;
        let x = MARGIN + column * (WIDTH + BETWEEN);
        places.extend(nodes.iter().enumerate().map(|(row, node)| (*node, (x, top + row * step))));
    }
    let columns = layout.columns.len().max(if layout.alone.is_empty() { 0 } else { MIN_COLUMNS });
    let below = MARGIN + tallest * step + if layout.alone.is_empty() { 0 } else { GAP };
    for (at, node) in layout.alone.iter().enumerate() {
        let (row, column) = (at / columns.max(1), at % columns.max(1));
        places.insert(*node, (MARGIN + column * (WIDTH + BETWEEN), below + row * step));
    }
    let rows = layout.alone.len().div_ceil(columns.max(1));
    let width = 2 * MARGIN + columns * (WIDTH + BETWEEN) - BETWEEN;
    (places, width, below + rows * step + MARGIN - GAP.min(MARGIN))
}

/// A curve from the right side of a node to the left side of another.
fn path(from: (usize, usize), to: (usize, usize)) -> String {
    let (x1, y1) = (from.0 + WIDTH, from.1 + HEIGHT / 2);
    let (x2, y2) = (to.0, to.1 + HEIGHT / 2);
    if x2 > x1 {
        let middle = usize::midpoint(x1, x2);
        return format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}");
    }
    // Backwards, or within one layer: around both nodes.
    let (right, left) = (x1 + BETWEEN / 2, x2.saturating_sub(BETWEEN / 2));
    format!("M{x1} {y1}C{right} {y1} {left} {y2} {x2} {y2}")
}
