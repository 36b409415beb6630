//! What changed between two BOMs, as SARIF: each class of changes is a rule.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;

use super::model::{
    Configuration, Descriptor, Driver, Help, Invocation, LocationObject, Log, LogicalLocation, Message, ResultObject,
    ResultProperties, RuleProperties, Run, Tool, UriBase,
};
use super::place::{BASE, file, located};
use super::{SCHEMA, encode};
use crate::bom::diff::{Change, Class};
use crate::digest::Digest;
use crate::report::bom::Changes;
use crate::text::visible_line;

/// The changes of a comparison for code scanning; places lead into the source where a document names them.
pub fn changes_sarif(changes: &Changes<'_>) -> io::Result<Vec<u8>> {
    let rules = Class::ALL.iter().map(|class| descriptor(*class, changes.fail_on)).collect();
    let base = Message::new("The folder that the comparison was run in.");
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "proofmark",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules,
                notifications: Vec::new(),
            },
        },
        invocations: [Invocation { execution_successful: true, tool_execution_notifications: Vec::new() }],
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(BASE, UriBase { description: base })]),
        results: changes.changes.iter().map(|change| result(change, changes)).collect(),
        properties: None,
    };
    let mut out = Vec::new();
    encode::pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, &mut out)?;
    Ok(out)
}

const fn level(class: Class, fails: bool) -> &'static str {
    match (fails, class.is_grave()) {
        (true, _) => "error",
        (false, true) => "warning",
        (false, false) => "note",
    }
}

fn descriptor(class: Class, fail_on: &[Class]) -> Descriptor<'static> {
    let about = Message::new(format!("In a bill of materials: {}.", class.describe()));
    Descriptor {
        id: class.name(),
        name: class.name().to_owned(),
        short_description: Message::new(class.describe()),
        full_description: Message::new(about.text.clone()),
        help: Help { text: about.text.clone(), markdown: about.text },
        help_uri: None,
        default_configuration: Configuration { level: level(class, fail_on.contains(&class)) },
        properties: RuleProperties {
            tags: vec!["bom".to_owned(), "supply-chain".to_owned()],
            precision: "very-high",
            security_severity: class.is_grave().then_some("7.0"),
        },
    }
}

fn result<'a>(change: &'a Change, changes: &Changes<'a>) -> ResultObject<'a> {
    let index = Class::ALL.iter().position(|class| *class == change.class).unwrap_or_default();
    let name = format!("{} `{}`", change.kind, change.name);
    let text = format!("{} {}", visible_line(&name), visible_line(&change.message));
    let key = [change.class.name(), &change.kind, &change.name, change.after.as_deref().unwrap_or_default()].join("\n");
    let fails = changes.fail_on.contains(&change.class);
    ResultObject {
        rule_id: change.class.name(),
        rule_index: index,
        level: level(change.class, fails),
        message: Message::new(text),
        locations: [place(change, changes)],
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([("proofmarkChange/v1", Digest::of(key).hex())]),
        suppressions: Vec::new(),
        properties: ResultProperties {
            severity: if change.class.is_grave() { "high" } else { "low" },
            confidence: "high",
            pointer: Some(change.pointer.clone()),
            decoded: None,
            judge: None,
        },
    }
}

/// The line of the document.
fn place(change: &Change, changes: &Changes<'_>) -> LocationObject {
    let location = (changes.locate)(change);
    let mut place = match &location {
        Some(location) => located(location, None),
        None => file(Utf8Path::new(if change.removed { changes.old } else { changes.new })),
    };
    place.logical_locations = vec![LogicalLocation {
        name: visible_line(&change.name).into_owned(),
        fully_qualified_name: visible_line(&format!("{}:{}", change.kind, change.name)).into_owned(),
        kind: "resource",
    }];
    place
}
