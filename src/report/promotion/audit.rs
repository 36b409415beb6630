//! What a registry says, and what of it is proven.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::policy::Stage;
use crate::report::bom::json;
use crate::text::visible_line;

/// The schema of what is written. See `schemas/audit-v1.schema.json`.
const SCHEMA: &str = "https://proofmark.dev/audit/v1";

/// A version that a registry lists.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audited {
    pub kind: String,
    pub name: String,
    pub version: String,
    /// The status, by the registry's own word.
    pub claimed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(flatten)]
    pub finding: Finding,
}

/// What signed history says of a claim.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// Nothing is claimed.
    Draft,
    Proven,
    /// History says something else, or nothing.
    Unproven {
        #[serde(skip_serializing_if = "Option::is_none")]
        proven: Option<Stage>,
        reason: String,
    },
    /// The evidence could not be had.
    Unreachable {
        reason: String,
    },
}

impl Finding {
    /// Whether the claim may be believed.
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Draft | Self::Proven)
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    /// Always `https://proofmark.dev/audit/v1`.
    schema: &'static str,
    entries: &'a [Audited],
}

/// For programs.
pub fn audit_json(entries: &[Audited]) -> io::Result<Vec<u8>> {
    json(&Document { schema: SCHEMA, entries })
}

/// For people.
pub fn audit_text(entries: &[Audited]) -> String {
    let mut text = String::new();
    for entry in entries {
        let Audited { kind, name, version, claimed, finding, .. } = entry;
        let line = match finding {
            Finding::Draft => format!("ok          {kind} {name} {version} is a draft"),
            Finding::Proven => format!("ok          {kind} {name} {version} is {claimed}"),
            Finding::Unproven { reason, .. } => {
                format!("unproven    {kind} {name} {version} is called {claimed}: {reason}")
            }
            Finding::Unreachable { reason } => {
                format!("unreachable {kind} {name} {version} is called {claimed}: {reason}")
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", visible_line(&line));
    }
    let open = entries.iter().filter(|entry| !entry.finding.holds()).count();
    let _ = writeln!(text, "{} of {} claims hold", entries.len() - open, entries.len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Document<'_>>("audit-v1", SCHEMA);
    }
}
