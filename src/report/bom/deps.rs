//! Dependency trees: as text, for programs, and as graphs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::bom::deps::{Conflict, Life, Node, Tree};
use crate::text::visible_line;

/// `kind name@constraint`, and below it `  |- kind name@constraint [status]` for every need: the grammar of
/// agent-registry's `deps`.
pub fn deps_text(trees: &[Tree], conflicts: &[Conflict], resolved: bool) -> String {
    let mut text = String::new();
    for tree in trees {
        let root = &tree.artifact;
        let title = titled(&root.kind, &root.name, root.version.as_deref());
        let _ = writeln!(text, "{}", visible_line(&(title + &lived(root.life.as_ref()))));
        for node in &tree.dependencies {
            line(node, 1, resolved, &mut text);
        }
    }
    for conflict in conflicts {
        let line = format!("conflict: {} {} {}", conflict.kind, conflict.name, conflict.message);
        let _ = writeln!(text, "{}", visible_line(&line));
    }
    text
}

fn titled(kind: &str, name: &str, version: Option<&str>) -> String {
    version.map_or_else(|| format!("{kind} {name}"), |version| format!("{kind} {name}@{version}"))
}

/// The stage, and what is verified, of an artifact that somebody looked up.
fn lived(life: Option<&Life>) -> String {
    let Some(life) = life else { return String::new() };
    let stage = life.stage.as_deref().unwrap_or("no stage");
    if life.verified.is_empty() {
        return format!(" ({stage}; nothing verified)");
    }
    format!(" ({stage}; {} verified)", life.verified.join(", "))
}

/// Trees are not deeper than the resolver lets them grow.
fn line(node: &Node, depth: usize, resolved: bool, text: &mut String) {
    let asked = node.version_constraint.as_deref().or(node.version.as_deref());
    let mut line = format!("{} [{}]", titled(&node.kind, &node.name, asked), node.status.name());
    if resolved && node.version.is_some() {
        let digest = node.digest.as_ref().map(|digest| format!(" {digest}")).unwrap_or_default();
        let _ = write!(line, " -> {}{digest}", node.version.as_deref().unwrap_or_default());
    }
    line.push_str(&lived(node.life.as_ref()));
    if !node.required {
        line.push_str(" (optional)");
    }
    if node.repeated {
        line.push_str(" (see above)");
    }
    if let Some(reason) = &node.reason {
        let _ = write!(line, ": {reason}");
    }
    let _ = writeln!(text, "{}|- {}", "  ".repeat(depth), visible_line(&line));
    for below in &node.dependencies {
        self::line(below, depth + 1, resolved, text);
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    artifacts: &'a [Tree],
    conflicts: &'a [Conflict],
    summary: BTreeMap<&'a str, usize>,
}

/// The same for programs, with how many of each kind there are.
pub fn deps_json(trees: &[Tree], conflicts: &[Conflict]) -> io::Result<Vec<u8>> {
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for tree in trees {
        seen.entry(&tree.artifact.kind).or_default().insert(&tree.artifact.id);
        for node in tree.nodes() {
            seen.entry(&node.kind).or_default().insert(&node.id);
        }
    }
    let summary = seen.into_iter().map(|(kind, ids)| (kind, ids.len())).collect();
    super::json(&Document { schema: "https://proofmark.dev/bom-deps/v1", artifacts: trees, conflicts, summary })
}

/// A graph for Graphviz.
pub fn deps_dot(trees: &[Tree]) -> String {
    let mut text = String::from("digraph deps {\n  rankdir=LR;\n  node [shape=box];\n");
    let graph = Graph::of(trees);
    for (id, (number, title)) in &graph.nodes {
        let _ = writeln!(text, "  n{number} [label=\"{}\", tooltip=\"{}\"];", quoted(title), quoted(id));
    }
    for (from, to, label) in &graph.edges {
        let _ = writeln!(text, "  n{from} -> n{to} [label=\"{}\"];", quoted(label));
    }
    text.push_str("}\n");
    text
}

/// A graph for Markdown.
pub fn deps_mermaid(trees: &[Tree]) -> String {
    let mut text = String::from("flowchart LR\n");
    let graph = Graph::of(trees);
    for (number, title) in graph.nodes.values() {
        let _ = writeln!(text, "  n{number}[\"{}\"]", entities(title));
    }
    for (from, to, label) in &graph.edges {
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", entities(label)) };
        let _ = writeln!(text, "  n{from} -->{label} n{to}");
    }
    text
}

/// Nodes by id, with a number and a title; edges by number, with what is asked for and what is wrong.
struct Graph<'a> {
    nodes: BTreeMap<&'a str, (usize, String)>,
    edges: BTreeSet<(usize, usize, String)>,
}

impl<'a> Graph<'a> {
    fn of(trees: &'a [Tree]) -> Self {
        let mut graph = Self { nodes: BTreeMap::new(), edges: BTreeSet::new() };
        for tree in trees {
            let root = &tree.artifact;
            let from = graph.number(&root.id, || {
                titled(&root.kind, &root.name, root.version.as_deref()) + &lived(root.life.as_ref())
            });
            let mut open: Vec<(usize, &Node)> = tree.dependencies.iter().map(|node| (from, node)).collect();
            while let Some((from, node)) = open.pop() {
                let to = graph.number(&node.id, || {
                    titled(&node.kind, &node.name, node.version.as_deref()) + &lived(node.life.as_ref())
                });
                let wrong = if node.resolved { "" } else { node.status.name() };
                let asked = node.version_constraint.as_deref().unwrap_or_default();
                graph.edges.insert((from, to, [asked, wrong].join(" ").trim().to_owned()));
                open.extend(node.dependencies.iter().map(|below| (to, below)));
            }
        }
        graph
    }

    fn number(&mut self, id: &'a str, title: impl FnOnce() -> String) -> usize {
        let next = self.nodes.len();
        self.nodes.entry(id).or_insert_with(|| (next, title())).0
    }
}

fn quoted(text: &str) -> String {
    visible_line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// Mermaid reads `#…;` as a character reference, and everything else as Markdown or HTML.
fn entities(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in visible_line(text).chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '[' | ']' | '{' | '}' | '|' | '\\' => {
                let _ = write!(safe, "#{};", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe
}
