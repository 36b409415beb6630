//! `explain_rule`: what a rule looks for, and why.

use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

use super::quote::quote;
use crate::serve::Scanner;
use crate::text::RegionKind;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Arguments {
    /// The name of a rule, as findings give it.
    rule: String,
}

/// All that is known about a rule.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Answer {
    rule: String,
    title: String,
    severity: &'static str,
    confidence: &'static str,
    threat: &'static str,
    /// What whoever wrote such a thing gains by it.
    why: String,
    fix: String,
    /// The kinds of text that it is about.
    scope: Vec<&'static str>,
    /// Codes of OWASP, MITRE ATLAS, CWE and Cisco's taxonomy.
    codes: Vec<String>,
    references: Vec<String>,
}

pub(super) fn explain(scanner: &Scanner, arguments: &Arguments) -> Result<Answer, String> {
    let rules = scanner.engine().catalogue();
    let Some(rule) = rules.get(&arguments.rule) else {
        let nearest = rules.nearest(&arguments.rule).map(|rule| format!("; is `{}` meant?", rule.as_str()));
        return Err(format!("there is no rule `{}`{}", quote(&arguments.rule, 80), nearest.unwrap_or_default()));
    };
    Ok(Answer {
        rule: rule.id.as_str().to_owned(),
        title: rule.title.clone(),
        severity: rule.severity.name(),
        confidence: rule.confidence.name(),
        threat: rule.threat.name(),
        why: rule.why.clone(),
        fix: rule.fix.clone(),
        scope: rule.scope.kinds().map(RegionKind::name).collect(),
        codes: rule.taxonomy.codes().map(str::to_owned).collect(),
        references: rule.references.clone(),
    })
}
