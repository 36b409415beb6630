//! Policies are tried before they decide anything: made-up cases, and what a policy has to say about them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jsonschema::Validator;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::case::{History, Need, Subject};
use super::decision::{GateOutcome, Status, result_of};
use super::gate::fields::Field;
use super::input::{Input, PolicyName, Said, Signature, authors};
use super::predicate::{Kind, resolve};
use super::read::{Format, Source};
use super::{Policy, Stage, Transition, gate};
use crate::config::Mistakes;
use crate::digest::Digest;
use crate::eval::Time;

const SCHEMA: &str = include_str!("../../schemas/policy-test-v1.schema.json");

/// A file of cases for one policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rehearsals {
    /// The policy, relative to this file.
    pub policy: String,
    pub cases: Vec<Rehearsal>,
}

/// A made-up case, and what is expected of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rehearsal {
    /// What it shows.
    pub name: String,
    /// The stage that it is to reach.
    #[serde(rename = "to")]
    to: Stage,
    /// What it is now; the stage before where it is left out.
    #[serde(default)]
    from: Option<Stage>,
    #[cfg_attr(test, schemars(with = "String"))]
    now: Time,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    resource: Option<String>,
    /// Verified statements about it.
    #[serde(default)]
    statements: Vec<MadeUp>,
    /// Artifacts that it needs; nobody has looked where it is left out.
    #[serde(default)]
    dependencies: Option<Vec<Need>>,
    #[serde(default)]
    authors: BTreeSet<String>,
    #[serde(default)]
    fields: BTreeMap<Field, String>,
    /// The day that its deprecation announced.
    #[serde(default)]
    sunset: Option<String>,
    pub expect: Expected,
}

/// A statement as if it had been verified.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MadeUp {
    /// `scan`, `bom`, `provenance`, `eval`, `approval`, `vsa`, or a URI.
    #[cfg_attr(test, schemars(with = "super::form::Predicate"))]
    predicate: String,
    /// Identities of the policy that signed it.
    by: BTreeSet<String>,
    /// The person who signed it.
    #[serde(default)]
    person: Option<String>,
    /// When a trusted service saw it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    signed: Option<Time>,
    /// When it was made, by its own word.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    stated: Option<Time>,
    #[serde(default)]
    build_level: u8,
    /// The predicate itself. `$policy` and `$subject` as a whole text stand for their digests in hexadecimal.
    says: Value,
}

/// What a policy has to say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expected {
    pub result: ExpectedResult,
    /// How gates have to end, by their ids; others may end as they like.
    #[serde(default)]
    pub gates: BTreeMap<String, Status>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExpectedResult {
    Passed,
    Failed,
}

impl Rehearsals {
    /// Reads a file of cases, as strictly as a policy.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Mistakes> {
        static COMPILED: OnceLock<Option<Validator>> = OnceLock::new();
        let mut source = Source::parse(name, bytes);
        let schema = COMPILED.get_or_init(|| Format::schema(SCHEMA)).as_ref();
        match schema.and_then(|schema| source.typed(schema)) {
            Some(file) => Ok(file),
            None => Err(source.into_mistakes()),
        }
    }
}

impl Rehearsal {
    /// What is not as expected; empty where all is. Nothing here becomes a [`super::Decision`].
    pub fn try_on(&self, policy: &Policy) -> Vec<String> {
        let (gates, _) = gate::ask(policy, &self.input(policy));
        let mut wrong = Vec::new();
        let result = if result_of(&gates) { ExpectedResult::Passed } else { ExpectedResult::Failed };
        if result != self.expect.result {
            let name = |result| if result == ExpectedResult::Passed { "passed" } else { "failed" };
            let mut message = format!("it {}, and should have {}", name(result), name(self.expect.result));
            for gate in gates.iter().filter(|gate| !gate.status.is_open()) {
                message.extend(["; ", &gate.id, ": ", &gate.message]);
            }
            wrong.push(message);
        }
        for (id, expected) in &self.expect.gates {
            let own: Vec<&GateOutcome> = gates.iter().filter(|gate| gate.id == *id).collect();
            let found = own.iter().find(|gate| !gate.status.is_open()).or(own.first());
            match found {
                None => wrong.push(format!("`{id}` was not asked")),
                Some(gate) if gate.status != *expected => {
                    let (found, expected) = (gate.status.name(), expected.name());
                    wrong.push(format!("`{id}` is `{found}`, and should be `{expected}`: {}", gate.message));
                }
                Some(_) => {}
            }
        }
        wrong
    }

    fn input(&self, policy: &Policy) -> Input {
        let transition = Transition::to(self.to, self.from.unwrap_or(Stage::Draft));
        let digest = Digest::of("artifact");
        let stage = self.from.unwrap_or(transition.from);
        let statements = self.statements.iter().enumerate().map(|(index, made)| made.said(index, policy, digest));
        let statements: Vec<Said> = statements.collect();
        Input {
            schema: super::INPUT_SCHEMA.to_owned(),
            now: self.now,
            policy: PolicyName { name: policy.name().to_owned(), digest: policy.digest() },
            subject: Subject { name: "artifact".to_owned(), digest },
            reference: format!("artifact@{digest}"),
            kind: self.kind.clone(),
            resource: self.resource.clone(),
            transition,
            history: Some(History { stage, subject: digest, heads: Vec::new(), sunset: self.sunset.clone() }),
            authors: authors(&statements, &self.authors),
            statements,
            signatures: Vec::new(),
            rejected: Vec::new(),
            dependencies: self.dependencies.clone(),
            fields: self.fields.clone(),
        }
    }
}

impl MadeUp {
    fn said(&self, index: usize, policy: &Policy, subject: Digest) -> Said {
        let kind = resolve(&self.predicate).unwrap_or_else(|_| Kind::Other(self.predicate.clone()));
        let mut predicate = self.says.clone();
        fill(&mut predicate, &[("$policy", policy.digest().hex()), ("$subject", subject.hex())]);
        let name = self.person.clone().unwrap_or_else(|| self.by.iter().cloned().collect::<Vec<_>>().join("+"));
        Said {
            bundle: Digest::of(format!("statement {index}")),
            kind: kind.name().to_owned(),
            predicate_type: self.predicate.clone(),
            signer: Signature {
                name,
                identities: self.by.clone(),
                person: self.person.clone(),
                build_level: self.build_level,
                form: None,
            },
            signed: self.signed,
            stated: self.stated.or_else(|| super::input::stated(&kind, &predicate)),
            predicate,
        }
    }
}

fn fill(value: &mut Value, names: &[(&str, String)]) {
    match value {
        Value::String(text) => {
            if let Some((_, digest)) = names.iter().find(|(name, _)| name == text) {
                text.clone_from(digest);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, names)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_authored::<Rehearsals>("policy-test-v1", "https://proofmark.dev/policy-test/v1");
    }
}
