//! The table of components, for people.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};

use crate::inventory::{Component, Inventory, Kind, Pin, Relation, Scope, UnseenReason};
use crate::text::visible_line;

/// Kinds in the order of a reader's interest.
const ORDER: &[Kind] = &[
    Kind::Agent,
    Kind::Model,
    Kind::ModelApi,
    Kind::McpServer,
    Kind::Connection,
    Kind::Tool,
    Kind::Resource,
    Kind::Prompt,
    Kind::Skill,
    Kind::Dataset,
    Kind::VectorStore,
    Kind::Memory,
    Kind::A2aPeer,
    Kind::Secret,
    Kind::Package,
];

/// Rows of one kind, at most: whoever has more reads them by machine.
const MAX_ROWS: usize = 200;
/// Characters of a cell.
const MAX_CELL: usize = 60;

pub(super) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["KIND", "NAME", "VERSION", "PIN", "USES", "WHERE"]);
    let mut hidden = 0;
    for kind in ORDER {
        let mut components: Vec<&Component> = inventory.of_kind(*kind).collect();
        components.sort_by_key(|component| (component.scope == Scope::Excluded, place(component)));
        hidden += components.len().saturating_sub(MAX_ROWS);
        for component in components.into_iter().take(MAX_ROWS) {
            table.add_row(row(inventory, component));
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim())?;
    }
    if hidden > 0 {
        writeln!(out, "{hidden} more; list them with `--format inventory-json`")?;
    }
    writeln!(out, "\n{}", sums(inventory))?;
    unseen(inventory, out)
}

fn row(inventory: &Inventory, component: &Component) -> [String; 6] {
    let name = match (&component.group, component.kind()) {
        (Some(group), _) => format!("{group}/{}", component.name),
        (None, _) => component.name.clone(),
    };
    let mut version = component.version.clone().or_else(|| component.constraint.clone()).unwrap_or_default();
    if version.len() == 40 || version.starts_with("sha256:") {
        version = version.chars().take(14).collect();
    }
    let pin = if component.pin == Pin::Unknown { "" } else { component.pin.name() };
    [
        component.kind().name().to_owned(),
        cell(&name),
        cell(&version),
        pin.to_owned(),
        cell(&uses(inventory, component)),
        place(component),
    ]
}

/// What a component is connected to, the most telling first.
fn uses(inventory: &Inventory, component: &Component) -> String {
    let told = [
        Relation::UsesModel,
        Relation::FallsBackTo,
        Relation::UsesTool,
        Relation::HandsOffTo,
        Relation::Connects,
        Relation::Starts,
        Relation::Provides,
        Relation::Needs,
    ];
    let edges = inventory.edges_from(&component.id).iter().filter(|edge| told.contains(&edge.relation));
    let names: Vec<&str> = edges.filter_map(|edge| inventory.get(&edge.to)).map(|end| end.name.as_str()).collect();
    names.join(", ")
}

/// The first place that speaks for a component.
fn place(component: &Component) -> String {
    let place = component.evidence.first().map(|evidence| {
        let path = visible_line(evidence.location.path.as_str()).into_owned();
        format!("{path}:{}", evidence.location.start.line)
    });
    let more = match component.evidence.len() {
        0 | 1 => String::new(),
        count => format!(" +{}", count - 1),
    };
    let excluded = if component.scope == Scope::Excluded { " (excluded)" } else { "" };
    format!("{}{more}{excluded}", place.unwrap_or_default())
}

fn cell(text: &str) -> String {
    let text = visible_line(text);
    if text.chars().count() <= MAX_CELL {
        return text.into_owned();
    }
    let short: String = text.chars().take(MAX_CELL - 1).collect();
    format!("{short}…")
}

/// `3 agents, 5 models, 2 tools; 14 edges`
fn sums(inventory: &Inventory) -> String {
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let kinds =
        ORDER.iter().chain(&[Kind::File]).map(|kind| (inventory.of_kind(*kind).count(), kind.name().replace('-', " ")));
    let parts: Vec<String> = kinds
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match word.as_str() {
            "memory" if count > 1 => format!("{count} memories"),
            _ => counted(count, &word),
        })
        .collect();
    let parts = if parts.is_empty() { "no components".to_owned() } else { parts.join(", ") };
    format!("{parts}; {}", counted(inventory.edges.len(), "edge"))
}

/// What was not seen: gaps one by one, the rest counted.
fn unseen(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    for unseen in inventory.unseen.iter().filter(|unseen| unseen.reason == UnseenReason::Gap) {
        let path = unseen.location.as_ref().map_or("", |location| location.path.as_str());
        writeln!(out, "not read: {}: {}", visible_line(path), visible_line(&unseen.what))?;
    }
    let reasons = [
        (UnseenReason::Dynamic, "decided at run time"),
        (UnseenReason::NotContacted, "servers not asked"),
        (UnseenReason::NotFound, "named and not found"),
        (UnseenReason::NotLocked, "without a lock file"),
        (UnseenReason::Skipped, "left out on purpose"),
    ];
    let count = |reason| inventory.unseen.iter().filter(|unseen| unseen.reason == reason).count();
    let parts: Vec<String> = reasons
        .iter()
        .filter(|(reason, _)| count(*reason) > 0)
        .map(|(reason, what)| format!("{} {what}", count(*reason)))
        .collect();
    if !parts.is_empty() {
        writeln!(out, "not seen: {}", parts.join(", "))?;
    }
    Ok(())
}
