//! A decision: every gate, what is missing and what would supply it, and the evidence that does not count.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::digest::Digest;
use crate::policy::{Decision, DecisionResult, Rejected, Status};
use crate::promotion::History;
use crate::report::bom::json;
use crate::text::visible_line;

/// The schema of what is written. See `schemas/check-v1.schema.json`.
const SCHEMA: &str = "https://proofmark.dev/check/v1";

/// For people.
pub fn check_text(decision: &Decision, history: &History) -> String {
    let mut text = String::new();
    let subject = visible_line(&decision.subject.name).into_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{subject} {}: {}", decision.subject.digest, decision.transition);
    let widest = decision.gates.iter().map(|gate| gate.id.chars().count()).max().unwrap_or_default();
    for gate in &decision.gates {
        let status = match gate.status {
            Status::NotApplicable => "n/a",
            status => status.name(),
        };
        let _ = writeln!(text, "  {status:<7} {:<widest$}  {}", gate.id, visible_line(&gate.message));
        if let Some(remedy) = gate.remedy.as_ref().filter(|_| !gate.status.is_open()) {
            let _ = writeln!(text, "  {:<7} {:<widest$}  needs: {}", "", "", visible_line(remedy));
        }
    }
    for rejected in refused(history) {
        let claims = rejected.claims.as_deref().map(|claims| format!(" ({claims})")).unwrap_or_default();
        let line = format!("{}{claims} {}: {}", rejected.digest, rejected.check, rejected.reason);
        let _ = writeln!(text, "  ignored {}", visible_line(&line));
    }
    let closed = decision.closed().count();
    let gates = decision.gates.len();
    let verdict = match decision.result {
        DecisionResult::Passed => "passed".to_owned(),
        DecisionResult::Failed => format!("failed ({closed} of {gates} gates are closed)"),
        DecisionResult::Audit { would_pass: true } => "audit: would pass; nothing is decided".to_owned(),
        DecisionResult::Audit { would_pass: false } => {
            format!("audit: would fail ({closed} of {gates} gates are closed); nothing is decided")
        }
    };
    let _ = writeln!(text, "verdict: {verdict}");
    text
}

/// Everything that does not count: unverified evidence, and links that the chain does without.
pub(super) fn refused(history: &History) -> Vec<Rejected> {
    let mut all = history.evidence.rejected().to_vec();
    all.extend(history.malformed.iter().cloned());
    all.extend(history.state.refused.iter().map(|(link, refusal)| Rejected {
        digest: *link,
        name: link.to_string(),
        check: refusal.check().to_owned(),
        reason: refusal.to_string(),
        claims: Some("link".to_owned()),
    }));
    all.sort();
    all
}

/// A decision as programs read it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    /// Always `https://proofmark.dev/check/v1`.
    schema: &'static str,
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    decision: &'a Decision,
    /// Evidence that does not count, and why.
    rejected: Vec<Rejected>,
    /// The links of the history that the decision continues, by the digests of their statements.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    heads: &'a [Digest],
}

/// For programs.
pub fn check_json(decision: &Decision, history: &History) -> io::Result<Vec<u8>> {
    json(&Document { schema: SCHEMA, decision, rejected: refused(history), heads: &history.state.heads })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Document<'_>>("check-v1", SCHEMA);
    }
}
