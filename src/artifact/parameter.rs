//! Parameters of tools, found at any depth of their schema.

use super::{Place, Tool};
use crate::text::{Node, Value};

/// A named parameter.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'t> {
    pub name: &'t str,
    pub schema: &'t Node,
    /// Whether the object that holds it requires it.
    pub required: bool,
    /// The name, and which tool it belongs to.
    tool: &'t Tool,
    span: crate::text::Span,
}

/// Objects within objects that are looked into, at most.
const MAX_DEPTH: usize = 16;
/// Parameters of one tool that are looked at, at most.
const MAX_PARAMETERS: usize = 2_000;

impl Tool {
    /// Its parameters, nested ones included, in file order; what a hostile schema holds beyond the bounds is left out.
    pub fn parameters(&self) -> Vec<Parameter<'_>> {
        let mut found = Vec::new();
        if let Some(schema) = &self.schema {
            collect(self, schema, MAX_DEPTH, &mut found);
        }
        found
    }

    /// What tells its server from others of the same listing: the file, and the pointer to the list it stands in.
    pub fn list(&self) -> (usize, &str) {
        let pointer = self.place.pointer.as_deref().unwrap_or_default();
        let item = pointer.strip_suffix("/name").unwrap_or_default();
        (self.place.file, item.rsplit_once('/').map_or("", |(list, _)| list))
    }
}

impl Parameter<'_> {
    pub fn place(&self) -> Place {
        Place { file: self.tool.place.file, span: self.span, pointer: self.tool.place.pointer.clone() }
    }

    pub fn description(&self) -> &str {
        self.schema.get("description").and_then(Node::as_str).unwrap_or_default()
    }

    /// Whether it takes any text: a string that no list, pattern or format bounds.
    pub fn is_free_text(&self) -> bool {
        let bounded = ["enum", "const", "pattern", "format"].iter().any(|name| self.schema.get(name).is_some());
        let text = match self.schema.get("type").map(|kind| &kind.value) {
            Some(Value::String(kind)) => kind.text == "string",
            Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind.as_str() == Some("string")),
            _ => true,
        };
        text && !bounded
    }
}

fn collect<'t>(tool: &'t Tool, schema: &'t Node, depth: usize, found: &mut Vec<Parameter<'t>>) {
    let required: Vec<&str> =
        schema.get("required").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str).collect();
    for member in schema.get("properties").map(Node::members).unwrap_or_default() {
        if found.len() >= MAX_PARAMETERS {
            return;
        }
        let name = member.name.text.as_str();
        let required = required.contains(&name);
        found.push(Parameter { name, schema: &member.value, required, tool, span: member.name.span() });
        if depth > 0 {
            collect(tool, &member.value, depth - 1, found);
            if let Some(items) = member.value.get("items") {
                collect(tool, items, depth - 1, found);
            }
        }
    }
}
