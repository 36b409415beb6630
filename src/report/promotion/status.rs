//! How far an artifact has come: its stage, who took which step, what was decided, and what does not fit.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::check::refused;
use crate::attest::predicate::Summary;
use crate::digest::Digest;
use crate::eval::Evaluation;
use crate::policy::{Accepted, Field, Kind, Policy, Rejected, Stage, described};
use crate::promotion::{Head, History, Standing, Step, Verdict};
use crate::report::bom::json;
use crate::text::visible_line;

/// The schema of what is written. See `schemas/status-v1.schema.json`.
const SCHEMA: &str = "https://proofmark.dev/status/v1";

/// What there is to tell.
pub struct Status<'a> {
    pub name: &'a str,
    pub subject: Digest,
    pub resource: &'a str,
    /// The kind of the artifact, where it is known.
    pub kind: Option<&'a str>,
    pub policy: &'a Policy,
    pub history: &'a History,
    pub now: Timestamp,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    /// Always `https://proofmark.dev/status/v1`.
    schema: &'static str,
    name: &'a str,
    #[cfg_attr(test, schemars(with = "String"))]
    subject: Digest,
    /// Where links have to be for.
    resource: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    policy: PolicyName<'a>,
    /// Absent where it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    chain: Chain,
    /// The links that count, by number.
    history: Vec<Row>,
    /// What was decided, FAILED too; the oldest first.
    decisions: Vec<Decided>,
    /// Verified statements that are no part of the chain.
    evidence: Vec<Statement>,
    evaluations: Vec<Measured>,
    /// What does not count, and why.
    rejected: Vec<Rejected>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PolicyName<'a> {
    name: &'a str,
    #[cfg_attr(test, schemars(with = "String"))]
    digest: Digest,
}

/// Whether the history can be relied on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Chain {
    /// `unlinked`, `whole`, `forked`, or `broken`.
    standing: &'static str,
    /// The check that failed: `rollback`, `withheld-link`, `stale-head`, `incomplete-chain`, `invalid-chain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'static str>,
    message: String,
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    heads: Vec<Digest>,
    /// The newest head statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    head_statement: Option<Head>,
}

/// A step that was taken.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row {
    seq: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Stage>,
    to: Stage,
    /// The digest of the statement.
    #[cfg_attr(test, schemars(with = "String"))]
    link: Digest,
    /// RFC 3339, by the word of whoever signed.
    #[cfg_attr(test, schemars(with = "String"))]
    time: Timestamp,
    by: String,
    /// The bundle of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    verdict: Option<Digest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    approvals: Vec<Digest>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<Field, String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Decided {
    #[cfg_attr(test, schemars(with = "String"))]
    bundle: Digest,
    time: String,
    /// `PASSED` or `FAILED`.
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    by: String,
    /// Gates that were closed.
    closed: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Statement {
    #[cfg_attr(test, schemars(with = "String"))]
    bundle: Digest,
    kind: String,
    by: String,
    /// Names that the policy has for them.
    identities: BTreeSet<String>,
    /// When a trusted service saw the signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    signed: Option<Timestamp>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Measured {
    category: String,
    benchmark: String,
    metric: String,
    score: f64,
    samples: u64,
    provider: String,
}

impl<'a> Document<'a> {
    fn of(status: &Status<'a>) -> Self {
        let History { evidence, state, verdicts, head, .. } = status.history;
        let described = state.standing.describe();
        Self {
            schema: SCHEMA,
            name: status.name,
            subject: status.subject,
            resource: status.resource,
            kind: status.kind,
            policy: PolicyName { name: status.policy.name(), digest: status.policy.digest() },
            stage: state.stage,
            chain: Chain {
                standing: state.standing.name(),
                check: state.standing.check(),
                message: described,
                heads: state.heads.clone(),
                head_statement: head.clone(),
            },
            history: state.steps.iter().map(Row::of).collect(),
            decisions: verdicts.iter().map(Decided::of).collect(),
            evidence: evidence.accepted().iter().filter_map(|one| Statement::of(one, status.policy)).collect(),
            evaluations: evidence.accepted().iter().flat_map(Measured::of).collect(),
            rejected: refused(status.history),
        }
    }
}

impl Row {
    fn of(step: &Step) -> Self {
        let link = &step.link;
        Self {
            seq: link.seq,
            from: link.from,
            to: link.to,
            link: step.id,
            time: link.time,
            by: described(&step.by),
            verdict: link.verdict.map(|verdict| verdict.digest),
            approvals: link.approvals.clone(),
            fields: link.fields.clone(),
        }
    }
}

impl Decided {
    fn of(verdict: &Verdict) -> Self {
        let gates = verdict.summary.extensions.get(Summary::GATES).and_then(|gates| gates.as_array());
        let closed = gates.into_iter().flatten().filter(|gate| {
            let status = gate.get("status").and_then(|status| status.as_str());
            matches!(status, Some("fail" | "error"))
        });
        let id = |gate: &serde_json::Value| gate.get("id").and_then(|id| id.as_str()).map(str::to_owned);
        Self {
            bundle: verdict.bundle,
            time: verdict.summary.time_verified.clone(),
            result: if verdict.is_passed() { "PASSED" } else { "FAILED" },
            step: verdict.step().map(|step| step.to_string()),
            by: described(&verdict.by),
            closed: closed.filter_map(id).collect(),
        }
    }
}

impl Statement {
    /// A statement that is neither a decision nor of the chain.
    fn of(accepted: &Accepted, policy: &Policy) -> Option<Self> {
        let verified = accepted.statement();
        let statement = verified.content();
        let kind = Kind::of(&statement.predicate_type, &statement.predicate);
        if kind == Kind::Vsa || crate::promotion::is_of_chain(&statement.predicate_type) {
            return None;
        }
        Some(Self {
            bundle: accepted.bundle(),
            kind: kind.name().to_owned(),
            by: described(verified.by()),
            identities: policy.identities_of(verified.by()),
            signed: verified.times().iter().min().copied(),
        })
    }
}

impl Measured {
    fn of(accepted: &Accepted) -> Vec<Self> {
        let statement = accepted.statement().content();
        if Kind::of(&statement.predicate_type, &statement.predicate) != Kind::Eval {
            return Vec::new();
        }
        let evaluation: Option<Evaluation> = serde_json::from_value(statement.predicate.clone()).ok();
        let records = evaluation.map(|evaluation| evaluation.records).unwrap_or_default();
        let row = |record: crate::eval::Record| Self {
            category: record.category.name().to_owned(),
            benchmark: record.benchmark.name,
            metric: record.metric.name,
            score: record.score,
            samples: record.samples.scored,
            provider: record.provider.name,
        };
        records.into_iter().map(row).collect()
    }
}

/// For programs.
pub fn status_json(status: &Status<'_>) -> io::Result<Vec<u8>> {
    json(&Document::of(status))
}

/// For people.
pub fn status_text(status: &Status<'_>) -> String {
    let document = Document::of(status);
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&visible_line(&line));
        text.push('\n');
    };
    line(format!("{} {}", document.name, document.subject));
    line(format!("  stage     {}", document.stage.map_or("unknown", Stage::name)));
    line(format!("  place     {}", document.resource));
    line(format!("  policy    {} {}", document.policy.name, document.policy.digest));
    line(format!(
        "  chain     {}: {}",
        document.chain.check.unwrap_or(document.chain.standing),
        document.chain.message
    ));
    if let Some(head) = &document.chain.head_statement {
        let word = if head.expires < status.now { "expired" } else { "holds until" };
        line(format!("  head      {} of {}, {word} {}", head.stage, head.time, head.expires));
    }
    section("history", &document.history, &mut line, |row| {
        let fields: String = row.fields.iter().map(|(field, text)| format!("; {}: {text}", field.name())).collect();
        format!("{} {} {} by {}{fields}", row.seq, row.to, row.time, row.by)
    });
    section("decisions", &document.decisions, &mut line, |row| {
        let step = row.step.as_deref().unwrap_or("no step");
        let closed = if row.closed.is_empty() { String::new() } else { format!(" at {}", row.closed.join(", ")) };
        format!("{} {step} {} by {}{closed}", row.result, row.time, row.by)
    });
    section("evidence", &document.evidence, &mut line, |row| {
        let names = row.identities.iter().cloned().collect::<Vec<_>>().join(", ");
        format!("{} {} by {names}", row.kind, row.bundle)
    });
    section("evaluations", &document.evaluations, &mut line, |row| {
        let Measured { category, benchmark, metric, score, samples, provider } = row;
        format!("{category} {benchmark} {metric} {score} of {samples} samples by {provider}")
    });
    section("ignored", &document.rejected, &mut line, |row| format!("{} {}: {}", row.digest, row.check, row.reason));
    if status.history.state.standing == Standing::Forked {
        line(format!("note: {} links are the newest; the next promotion joins them", document.chain.heads.len()));
    }
    text
}

fn section<T>(title: &str, rows: &[T], line: &mut impl FnMut(String), show: impl Fn(&T) -> String) {
    if !rows.is_empty() {
        line(format!("{title}:"));
        for row in rows {
            line(format!("  {}", show(row)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Document<'_>>("status-v1", SCHEMA);
    }
}
