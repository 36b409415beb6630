//! A policy in plain words: what each step asks, line by line.

use super::gate::approvals::{Approvals, Role};
use super::gate::bom::BomRules;
use super::gate::dependencies::{DependencyRules, Depth, Otherwise};
use super::gate::evals::wanted;
use super::gate::findings::{Findings, Presence};
use super::gate::signatures::{Demand, SignatureRules};
use super::model::{Mode, Requirements};
use super::{Policy, Stage, Transition};

/// What one step asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepWords {
    pub step: Transition,
    /// One requirement each.
    pub lines: Vec<String>,
}

impl Policy {
    /// What the policy is, in a sentence.
    pub fn headline(&self) -> String {
        let document = self.document();
        let version = document.metadata.version.map(|version| format!(" version {version}")).unwrap_or_default();
        let mode = match self.mode() {
            Mode::Enforce => "what fails goes no further",
            Mode::Audit => "it only watches: nothing is stopped, and nothing is ever said to have passed",
        };
        format!("`{}`{version}: {mode}", self.name())
    }

    /// What every step asks, or the one to a stage; `revoked` included.
    pub fn words(&self, to: Option<Stage>) -> Vec<StepWords> {
        let mut words = Vec::new();
        for step in Transition::steps().filter(|step| to.is_none_or(|to| to == step.to)) {
            let Some(required) = self.requirements(step) else { continue };
            let mut lines = vec![format!(
                "the decision is signed by {}",
                either(&self.deciders(step).into_iter().collect::<Vec<_>>())
            )];
            for one in required {
                requirements(one, &mut lines);
            }
            for gate in self.document().custom.iter().filter(|gate| gate.on.is_empty() || gate.on.contains(&step)) {
                lines.push(format!("`{}` denies nothing (PMG-{})", gate.rego, gate.id));
            }
            words.push(StepWords { step, lines });
        }
        if let Some(revoke) = self.document().revoke.as_ref().filter(|_| to.is_none_or(|to| to == Stage::Revoked)) {
            let mut lines = vec![format!("the decision is signed by {}", either(&revoke.by))];
            revoke.fields.iter().for_each(|fields| said(fields, &mut lines));
            words.push(StepWords { step: Transition { from: Stage::Draft, to: Stage::Revoked }, lines });
        }
        words
    }
}

fn either(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" or ")
}

fn requirements(one: &Requirements, lines: &mut Vec<String>) {
    for rule in &one.attestations {
        let mut line = format!("a `{}` statement by {}", rule.predicate, either(&rule.signer));
        line.extend(rule.max_age.map(|age| format!(", no older than {age}")));
        line.extend(rule.min_rules.as_ref().map(|least| format!(", made by proofmark {least} or later")));
        line.extend(rule.slsa_build.map(|level| format!(", of SLSA build level {level} or more")));
        line.extend(rule.source.as_ref().map(|source| format!(", from `{source}`")));
        line.extend(rule.builder.as_ref().map(|builder| format!(", built by `{builder}`")));
        lines.push(format!("{line} (PMG-ATT-{})", rule.id.to_ascii_uppercase()));
    }
    one.findings.iter().for_each(|rule| findings(rule, lines));
    for rule in &one.evals {
        let age = rule.max_age.map(|age| format!(", no older than {age}")).unwrap_or_default();
        let by = either(&rule.signer);
        let id = rule.category.name().to_ascii_uppercase();
        lines.push(format!("a measurement, {}, signed by {by}{age} (PMG-EVAL-{id})", wanted(rule)));
    }
    if one.eval_binding.as_ref().is_some_and(|binding| binding.model != super::gate::evals::Binding::Any) {
        lines.push("the model that was measured is one that the BOM lists (PMG-BIND-MODEL)".to_owned());
    }
    one.bom.iter().for_each(|rule| bom(rule, lines));
    one.dependencies.iter().for_each(|rule| dependencies(rule, lines));
    one.approvals.iter().for_each(|rule| approvals(rule, lines));
    if let Some(before) = &one.vsa {
        let age = before.max_age.map(|age| format!(", no older than {age}")).unwrap_or_default();
        lines.push(format!("a signed decision that it is `{}`{age} (PMG-VSA)", before.stage));
    }
    one.signatures.iter().for_each(|rule| signatures(rule, lines));
    one.fields.iter().for_each(|fields| said(fields, lines));
    if one.after.is_some() {
        lines.push("the announced sunset has come (PMG-AFTER)".to_owned());
    }
}

fn findings(rule: &Findings, lines: &mut Vec<String>) {
    let waivers =
        rule.waivers.as_ref().map(|waivers| format!(", but for those in `{}`", waivers.file)).unwrap_or_default();
    lines.push(format!("no finding above `{}`{waivers} (PMG-FIND)", rule.max_severity));
}

fn bom(rule: &BomRules, lines: &mut Vec<String>) {
    let mut add = |asked: bool, line: &str, id: &str| {
        if asked {
            lines.push(format!("{line} ({id})"));
        }
    };
    add(!rule.complete.is_empty(), "a BOM that leaves nothing of what is asked out", "PMG-BOM-COMPLETE");
    add(!rule.pins.is_empty(), "parts are pinned as the policy says", "PMG-BOM-PINS");
    let most = rule.unresolved.unwrap_or_default();
    add(rule.unresolved.is_some(), &format!("at most {most} parts without a version"), "PMG-BOM-RESOLVED");
    add(rule.models.is_some(), "only models and providers that are allowed", "PMG-BOM-MODELS");
    add(rule.licenses.is_some(), "only licences that are allowed", "PMG-BOM-LICENSES");
    let hosts: Vec<&str> = rule.egress.iter().flatten().map(super::Glob::as_str).collect();
    let hosts = if hosts.is_empty() {
        "no connections".to_owned()
    } else {
        format!("connections to {} only", hosts.join(", "))
    };
    add(rule.egress.is_some(), &hosts, "PMG-BOM-EGRESS");
}

fn dependencies(rule: &DependencyRules, lines: &mut Vec<String>) {
    let depth =
        if rule.depth == Depth::All { "everything that it needs, at any depth," } else { "what it needs directly" };
    let others = match rule.external.otherwise {
        Otherwise::Deny if rule.external.vsa.is_empty() => "",
        Otherwise::Deny => ", or has a decision of somebody else that counts",
        Otherwise::Allow => ", or has no history here",
    };
    lines.push(format!("{depth} is `{}` or further{others} (PMG-DEPS)", rule.stage));
}

fn approvals(rule: &Approvals, lines: &mut Vec<String>) {
    let plural = if rule.count == 1 { "approval" } else { "approvals" };
    let mut line = format!("{} {plural} by {}", rule.count, either(&rule.by));
    if !rule.exclude.is_empty() {
        let roles: Vec<&str> = rule.exclude.iter().copied().map(Role::name).collect();
        line.extend([", none of them its ", &roles.join(", ")]);
    }
    line.extend(rule.including.iter().map(|(name, count)| format!(", {count} of them `{name}`")));
    line.extend(rule.max_age.map(|age| format!(", no older than {age}")));
    lines.push(format!("{line} (PMG-APPROVE)"));
}

fn signatures(rule: &SignatureRules, lines: &mut Vec<String>) {
    for (demand, what, id) in [(rule.a2a_card, "agent card", "PMG-SIG-CARD"), (rule.mcpb, "MCP bundle", "PMG-SIG-MCPB")]
    {
        match demand {
            Demand::Required => lines.push(format!("an {what} is signed in itself ({id})")),
            Demand::VerifyIfPresent => lines.push(format!("where an {what} is signed in itself, that holds ({id})")),
            Demand::Ignore => {}
        }
    }
}

fn said(fields: &super::gate::fields::Fields, lines: &mut Vec<String>) {
    let needed = fields.0.iter().filter(|(_, presence)| **presence == Presence::Required);
    let names: Vec<&str> = needed.map(|(field, _)| field.name()).collect();
    if !names.is_empty() {
        lines.push(format!("whoever promotes says: {} (PMG-FIELDS)", names.join(", ")));
    }
}
