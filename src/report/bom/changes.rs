//! What changed between two BOMs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::bom::diff::{Change, Class};
use crate::text::{Location, visible_line};

/// The changes of a comparison, and which of them count.
pub struct Changes<'a> {
    /// The documents as the user named them.
    pub old: &'a str,
    pub new: &'a str,
    pub changes: &'a [Change],
    /// Classes that are a no.
    pub fail_on: &'a [Class],
    /// Where a change stands, if its document is a file.
    pub locate: &'a dyn Fn(&Change) -> Option<Location>,
}

impl Changes<'_> {
    fn count(&self, counted: impl Fn(Class) -> bool) -> usize {
        self.changes.iter().filter(|change| counted(change.class)).count()
    }

    /// How many changes are of a class that counts.
    pub fn failures(&self) -> usize {
        self.count(|class| self.fail_on.contains(&class))
    }
}

/// One line a change, the gravest first.
pub fn changes_text(changes: &Changes<'_>) -> String {
    let mut text = String::new();
    for change in changes.changes {
        let level = if changes.fail_on.contains(&change.class) { "error" } else { "note" };
        let name = format!("{} `{}`", change.kind, change.name);
        let (name, message) = (visible_line(&name), visible_line(&change.message));
        let _ = writeln!(text, "{level}[{}]: {name} {message}", change.class.name());
        let document = if change.removed { changes.old } else { changes.new };
        let place = change.place.as_ref().map(|place| format!(", from {place}")).unwrap_or_default();
        let _ = writeln!(text, "  --> {}", visible_line(&format!("{document}#{}{place}", change.pointer)));
        if change.class == Class::ToolChanged
            && let (Some(before), Some(after)) = (&change.before, &change.after)
        {
            let _ = writeln!(text, "   = was: {}\n   = is:  {}", visible_line(before), visible_line(after));
        }
    }
    let total = changes.changes.len();
    let plural = if total == 1 { "" } else { "s" };
    let _ = match total {
        0 => writeln!(text, "no changes"),
        _ => writeln!(text, "{total} change{plural}, {} of a class that counts", changes.failures()),
    };
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    old: &'a str,
    new: &'a str,
    changes: &'a [Change],
    summary: BTreeMap<&'static str, usize>,
    fail_on: Vec<&'static str>,
    failed: bool,
}

/// The same for programs.
pub fn changes_json(changes: &Changes<'_>) -> io::Result<Vec<u8>> {
    let count = |class: Class| (class.name(), changes.count(|other| other == class));
    super::json(&Document {
        schema: "https://proofmark.dev/bom-diff/v1",
        old: changes.old,
        new: changes.new,
        changes: changes.changes,
        summary: Class::ALL.iter().map(|class| count(*class)).filter(|(_, count)| *count > 0).collect(),
        fail_on: changes.fail_on.iter().map(|class| class.name()).collect(),
        failed: changes.failures() > 0,
    })
}
