//! Known vulnerabilities of what a BOM lists.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::bom::advisory::{Affected, Known};
use crate::text::visible_line;

/// One line a vulnerability, those that count first.
pub fn audit_text(known: &[Known], advisories: usize) -> String {
    let mut text = String::new();
    let (mut open, settled): (Vec<&Known>, Vec<&Known>) = known.iter().partition(|known| !known.is_settled());
    open.sort_by_key(|known| known.affected);
    for known in &open {
        let level = if known.affected == Affected::Yes { "error" } else { "warning" };
        let version = known.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
        let severity = known.severity.as_ref().map(|severity| format!(" ({severity})")).unwrap_or_default();
        let line = format!("{level}[{}]: {}{version}: {}{severity}", known.id, known.name, known.summary);
        let _ = writeln!(text, "{}", visible_line(&line));
        if known.affected == Affected::Unknown {
            let _ = writeln!(text, "  = note: nobody can tell whether this version is affected");
        }
        if !known.fixed.is_empty() {
            let _ = writeln!(text, "  = help: fixed in {}", visible_line(&known.fixed.join(", ")));
        }
        if let Some(statement) = &known.statement {
            let _ = writeln!(text, "  = note: {}", statement.status.name());
        }
    }
    for known in &settled {
        let statement = known.statement.as_ref();
        let status = statement.map_or("", |statement| statement.status.name());
        let why = statement.and_then(|statement| statement.justification.as_deref().or(statement.detail.as_deref()));
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let line = format!("settled[{}]: {}: {status}{why}", known.id, known.name);
        let _ = writeln!(text, "{}", visible_line(&line));
    }
    let unknown = open.iter().filter(|known| known.affected == Affected::Unknown).count();
    let _ = writeln!(
        text,
        "{} known, {unknown} perhaps, {} settled; {advisories} advisories read",
        open.len() - unknown,
        settled.len()
    );
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    advisories: usize,
    known: &'a [Known],
}

/// The same for programs.
pub fn audit_json(known: &[Known], advisories: usize) -> io::Result<Vec<u8>> {
    super::json(&Document { schema: "https://proofmark.dev/bom-audit/v1", advisories, known })
}
