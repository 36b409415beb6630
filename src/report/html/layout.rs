//! Where the nodes of a graph stand: layer by layer, each node right of those that lead to it.
//!
//! The same graph gives the same picture. Work and room are bounded by the number of nodes and edges.

use std::collections::{BTreeMap, BTreeSet};

/// Nodes one above the other; a longer layer takes several columns.
const MAX_ROWS: usize = 16;
/// Passes that bring neighbours closer together.
const SWEEPS: usize = 6;

/// Nodes by their numbers, from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// From left to right; the nodes of each from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// Nodes without an edge.
    pub(super) alone: Vec<usize>,
}

/// Lays out `count` nodes. An edge to a node that there is not, or to itself, does not count.
pub(super) fn layout(count: usize, edges: &[(usize, usize)]) -> Layout {
    let edges: BTreeSet<(usize, usize)> =
        edges.iter().copied().filter(|(from, to)| from != to && *from < count && *to < count).collect();
    let tied: BTreeSet<usize> = edges.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let alone = (0..count).filter(|node| !tied.contains(node)).collect();
    let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, layer) in depths(&tied, &edges) {
        layers.entry(layer).or_default().push(node);
    }
    let mut layers: Vec<Vec<usize>> = layers.into_values().collect();
    for sweep in 0..SWEEPS {
        straighten(&mut layers, &edges, sweep % 2 == 0);
    }
    let split = |layer: &Vec<usize>| {
        // Columns of one layer are equally long.
        let columns = layer.len().div_ceil(MAX_ROWS).max(1);
        layer.chunks(layer.len().div_ceil(columns).max(1)).map(<[usize]>::to_vec).collect::<Vec<_>>()
    };
    Layout { columns: layers.iter().flat_map(split).collect(), alone }
}

/// The length of the longest way to each node. An edge that closes a circle counts in none.
fn depths(nodes: &BTreeSet<usize>, edges: &BTreeSet<(usize, usize)>) -> BTreeMap<usize, usize> {
    let mut open: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    for (_, to) in edges {
        open.entry(*to).and_modify(|count| *count += 1);
    }
    let mut ready: BTreeSet<usize> = open.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    let mut depths: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    // In a circle, the node with the fewest ways to it starts.
    while let Some(node) =
        ready.pop_first().or_else(|| open.iter().min_by_key(|(node, count)| (**count, **node)).map(|(node, _)| *node))
    {
        open.remove(&node);
        let depth = depths.get(&node).copied().unwrap_or_default();
        for (_, to) in edges.range((node, 0)..=(node, usize::MAX)) {
            let Some(count) = open.get_mut(to) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                ready.insert(*to);
            }
            depths.entry(*to).and_modify(|known| *known = (*known).max(depth + 1));
        }
    }
    depths
}

/// Sorts each layer by the middle of its neighbours in the layers before it, or after it.
fn straighten(layers: &mut [Vec<usize>], edges: &BTreeSet<(usize, usize)>, forward: bool) {
    let mut neighbours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in edges {
        let (of, one) = if forward { (to, from) } else { (from, to) };
        neighbours.entry(*of).or_default().push(*one);
    }
    // How far down a node stands, from 0 to 1, in millionths: a comparison of integers is the same everywhere.
    let mut heights: BTreeMap<usize, usize> = BTreeMap::new();
    for layer in layers.iter() {
        heights.extend(stand(layer));
    }
    let mut order: Vec<&mut Vec<usize>> = layers.iter_mut().collect();
    if !forward {
        order.reverse();
    }
    for layer in order {
        layer.sort_by_cached_key(|node| {
            let known: Vec<usize> =
                neighbours.get(node).into_iter().flatten().filter_map(|one| heights.get(one).copied()).collect();
            let own = heights.get(node).copied().unwrap_or_default();
            let middle = if known.is_empty() { own } else { known.iter().sum::<usize>() / known.len() };
            (middle, own, *node)
        });
        heights.extend(stand(layer));
    }
}

fn stand(layer: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    layer.iter().enumerate().map(|(at, node)| (*node, (2 * at + 1) * 500_000 / layer.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_node_stands_right_of_what_leads_to_it() {
        let placed = layout(5, &[(0, 2), (1, 2), (2, 3), (0, 3)]);
        assert_eq!(placed, Layout { columns: vec![vec![0, 1], vec![2], vec![3]], alone: vec![4] });
    }

    #[test]
    fn neighbours_are_brought_together() {
        let placed = layout(6, &[(0, 5), (1, 4), (2, 3)]);
        assert_eq!(placed.columns, [vec![0, 1, 2], vec![5, 4, 3]]);
    }

    #[test]
    fn a_circle_is_cut_open_and_a_long_layer_takes_several_columns() {
        assert_eq!(layout(3, &[(0, 1), (1, 2), (2, 0)]).columns, [vec![0], vec![1], vec![2]]);
        let many: Vec<_> = (1..=40).map(|to| (0, to)).collect();
        let lengths: Vec<_> = layout(41, &many).columns.iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 14, 14, 12]);
    }

    proptest! {
        #[test]
        fn every_node_has_one_place(count in 0_usize..40, edges in prop::collection::vec((0_usize..45, 0_usize..45), 0..80)) {
            let Layout { columns, alone } = layout(count, &edges);
            let mut seen: Vec<usize> = columns.into_iter().flatten().chain(alone).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }
}
