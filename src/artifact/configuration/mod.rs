//! What configurations, settings, plugins and marketplaces have in common: servers, hooks, permissions, variables.
//!
//! Clients differ in names and nesting more than in meaning, so one reader knows all spellings, wherever they stand.

mod hooks;
mod permissions;
mod servers;

use std::collections::HashSet;

use super::{Artifact, Hook, Place, Variable};
use crate::text::{Document, MappedText, Node, Region, RegionKind, Value, pointer};

pub(super) use hooks::{has_hooks, runs_on_open};
pub(super) use permissions::has_permissions;
pub(super) use servers::has_server;

/// Adds launches, hooks, grants, variables and every string of a document.
pub(super) fn read(artifact: &mut Artifact, file: usize, document: &Document) {
    let mut reader = Reader { artifact, file, taken: HashSet::new() };
    servers::read(&mut reader, &document.root);
    hooks::read(&mut reader, &document.root);
    permissions::read(&mut reader, &document.root);
    variables(&mut reader, &document.root);
    reader.rest(&document.root);
}

/// A configuration that is being read.
struct Reader<'a> {
    artifact: &'a mut Artifact,
    file: usize,
    /// Pointers of the strings that already stand in a region.
    taken: HashSet<String>,
}

impl Reader<'_> {
    fn place(&self, text: &MappedText, at: &str) -> Place {
        Place::new(self.file, text.span()).at(at)
    }

    fn variable(&self, name: &str, text: &MappedText, at: &str) -> Variable {
        Variable { name: name.to_owned(), value: text.text.clone(), place: self.place(text, at) }
    }

    /// A command that the host runs by itself.
    fn hook(&mut self, event: &str, command: MappedText, at: &str) {
        let place = self.place(&command, at);
        self.taken.insert(at.to_owned());
        self.artifact.facts.hooks.push(Hook { event: event.to_owned(), command: command.text.clone(), place });
        self.artifact.regions.push(Region::new(self.file, RegionKind::HookCommand, command).at(at));
    }

    /// The named values of an object, of a list of `NAME=value`, or of a list of names and values.
    fn named_values(&self, node: &Node, at: &str, separators: &[char]) -> Vec<Variable> {
        let mut values = Vec::new();
        for member in node.members() {
            if let Some(text) = scalar(&member.value) {
                values.push(self.variable(&member.name.text, &text, &pointer(at, &member.name.text)));
            }
        }
        for (index, item) in node.items().iter().enumerate() {
            let below = pointer(at, &index.to_string());
            if let Some(text) = item.as_text() {
                let cut = text.text.find(separators).unwrap_or(text.text.len());
                let name = text.text.get(..cut).unwrap_or_default();
                let value = text.text.get(cut + 1..).unwrap_or_default().trim_start();
                let from = text.text.len() - value.len();
                let place = Place::new(self.file, text.map.span(from..text.text.len())).at(below);
                values.push(Variable { name: name.trim().to_owned(), value: value.to_owned(), place });
            } else if let (Some(name), Some(text)) =
                (item.get("name").and_then(Node::as_str), item.get("value").and_then(scalar))
            {
                values.push(self.variable(name, &text, &pointer(&below, "value")));
            }
        }
        values
    }

    /// Every string that no command line covers.
    fn rest(&mut self, root: &Node) {
        let mut regions = Vec::new();
        root.walk("", &mut |at, node| {
            if let Value::String(text) = &node.value
                && !text.text.trim().is_empty()
                && !self.taken.contains(at)
            {
                regions.push(Region::new(self.file, RegionKind::ConfigText, text.clone()).at(at));
            }
        });
        self.artifact.regions.extend(regions);
    }
}

/// A string, number or truth value as text; numbers stand in arguments and variables as often as not.
fn scalar(node: &Node) -> Option<MappedText> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(text) => Some(MappedText::verbatim(text, node.span.start)),
        Value::Bool(value) => Some(MappedText::verbatim(if *value { "true" } else { "false" }, node.span.start)),
        _ => None,
    }
}

/// Variables that settings set for the host itself, its terminals and its containers.
fn variables(reader: &mut Reader<'_>, root: &Node) {
    const SETS: &[&[&str]] = &[
        &["env"],
        &["containerEnv"],
        &["remoteEnv"],
        &["shell_environment_policy", "set"],
        &["terminal.integrated.env.linux"],
        &["terminal.integrated.env.osx"],
        &["terminal.integrated.env.windows"],
    ];
    for path in SETS {
        if let Some(set) = root.at(path) {
            let at = path.iter().fold(String::new(), |at, name| pointer(&at, name));
            let values = reader.named_values(set, &at, &['=']);
            reader.artifact.facts.variables.extend(values);
        }
    }
}
