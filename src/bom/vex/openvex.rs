//! OpenVEX 0.2.0 (<https://github.com/openvex/spec>).

use serde_json::{Value, json};

use super::{Statement, Status, text};
use crate::bom::advisory::{Affected, Known};
use crate::digest::Digest;

const CONTEXT: &str = "https://openvex.dev/ns/v0.2.0";

pub(super) fn statements(document: &Value) -> Vec<Statement> {
    let list = document.get("statements").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(statement).collect()
}

fn statement(value: &Value) -> Option<Statement> {
    let status = match text(value, "status")? {
        "not_affected" => Status::NotAffected,
        "affected" => Status::Affected,
        "fixed" => Status::Fixed,
        "under_investigation" => Status::UnderInvestigation,
        _ => return None,
    };
    let vulnerability = value.get("vulnerability")?;
    let aliases =
        vulnerability.get("aliases").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let names = ["name", "@id"].into_iter().filter_map(|name| text(vulnerability, name));
    // Version 0.0 wrote the name alone.
    let names = names.chain(vulnerability.as_str()).chain(aliases).map(str::to_owned).collect();
    let mut products = std::collections::BTreeSet::new();
    for product in value.get("products").and_then(Value::as_array).into_iter().flatten() {
        let parts: Vec<&Value> = product.get("subcomponents").and_then(Value::as_array).into_iter().flatten().collect();
        // Of a product with parts, the statement is about the parts.
        for named in if parts.is_empty() { vec![product] } else { parts } {
            let purl = named.get("identifiers").and_then(|identifiers| text(identifiers, "purl"));
            products.extend(named.as_str().or_else(|| text(named, "@id")).into_iter().chain(purl).map(str::to_owned));
        }
    }
    Some(Statement {
        vulnerability: names,
        products,
        status,
        justification: text(value, "justification").map(str::to_owned),
        detail: ["impact_statement", "action_statement", "status_notes"]
            .iter()
            .find_map(|name| text(value, name))
            .map(str::to_owned),
    })
}

/// What is known as an OpenVEX document: settled where somebody has said so, affected where the version is, and under
/// investigation where nobody can tell.
pub fn document(known: &[Known], author: &str, timestamp: Option<&str>) -> Value {
    let statements: Vec<Value> = known.iter().map(write).collect();
    let content = json!(statements).to_string();
    json!({
        "@context": CONTEXT,
        "@id": format!("https://proofmark.dev/vex/{}", Digest::of(content).hex()),
        "author": author,
        // OpenVEX demands a time; without one that was asked for, the document can be made again.
        "timestamp": timestamp.unwrap_or("1970-01-01T00:00:00Z"),
        "version": 1,
        "tooling": concat!("proofmark ", env!("CARGO_PKG_VERSION")),
        "statements": statements,
    })
}

fn write(known: &Known) -> Value {
    let (status, justification, detail) = match &known.statement {
        Some(statement) => (statement.status, statement.justification.clone(), statement.detail.clone()),
        None if known.affected == Affected::Yes => (Status::Affected, None, None),
        None => (Status::UnderInvestigation, None, None),
    };
    let fixed = match known.fixed.as_slice() {
        [] => "No version without it is known; look for another component.".to_owned(),
        fixed => format!("Update to {}.", fixed.join(" or ")),
    };
    let mut written = json!({
        "vulnerability": { "name": known.id, "aliases": known.aliases },
        "products": [{ "@id": known.purl.as_deref().unwrap_or(&known.element) }],
        "status": status.name(),
    });
    let mut add = |name: &str, value: Option<String>| {
        if let (Some(written), Some(value)) = (written.as_object_mut(), value) {
            written.insert(name.to_owned(), value.into());
        }
    };
    match status {
        Status::NotAffected => {
            add(
                "impact_statement",
                detail.or_else(|| justification.is_none().then(|| "Said by an earlier analysis.".to_owned())),
            );
            add("justification", justification);
        }
        // The specification demands what to do.
        Status::Affected => add("action_statement", Some(detail.unwrap_or(fixed))),
        Status::Fixed | Status::UnderInvestigation => add("status_notes", detail),
    }
    written
}
