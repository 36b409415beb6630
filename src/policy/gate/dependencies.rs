//! How far what an artifact needs has to be.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::{Age, Stage};
use super::Asked;
use crate::attest::predicate::{Summary, SummaryResult};
use crate::digest::Digest;
use crate::policy::case::Need;
use crate::policy::decision::Status;
use crate::policy::predicate::Kind;

/// What other artifacts that it needs have to have reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct DependencyRules {
    /// The least stage, and none beyond `published`.
    pub(in crate::policy) stage: Stage,
    /// Whether what they need counts, too.
    #[serde(default)]
    pub(in crate::policy) depth: Depth,
    /// What is made of dependencies that have no history here.
    #[serde(default)]
    pub(in crate::policy) external: External,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Depth {
    #[default]
    All,
    Direct,
}

/// Dependencies of others.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct External {
    /// Decisions of others that count; any of them does.
    #[serde(default)]
    pub(in crate::policy) vsa: Vec<ForeignVsa>,
    /// What is made of those without such a decision.
    #[serde(default)]
    pub(in crate::policy) otherwise: Otherwise,
}

/// A verification summary by somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct ForeignVsa {
    /// The whole `verifier.id`.
    #[cfg_attr(test, schemars(with = "crate::policy::form::AbsoluteUri"))]
    pub(in crate::policy) verifier: String,
    #[cfg_attr(test, schemars(with = "crate::policy::form::IdentityName"))]
    pub(in crate::policy) signer: String,
    /// A level that it has to give, such as `PROOFMARK_STAGE_PUBLISHED`.
    pub(in crate::policy) level: String,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Otherwise {
    #[default]
    Deny,
    Allow,
}

/// Asks how far each dependency has come.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &DependencyRules) {
    const ID: &str = "PMG-DEPS";
    let Some(needs) = &asked.input.dependencies else {
        let listed = !asked.statements(&Kind::Bom, &[]).is_empty();
        let input = asked.input;
        let (message, remedy) = if listed {
            let (reference, to, policy) = (&input.reference, input.transition.to, asked.policy.file());
            let remedy = format!("proofmark check {reference} --to {to} --policy {policy}");
            ("nobody has looked up what its BOM lists", remedy)
        } else {
            ("nobody knows what it needs: there is no BOM that says so", asked.command(&Kind::Bom))
        };
        asked.say(ID, Status::Fail, message).fix(remedy);
        return;
    };
    let (mut wrong, mut held, mut remedy) = (Vec::new(), BTreeSet::new(), None);
    let mut count = 0_usize;
    for need in needs.iter().filter(|need| rule.depth == Depth::All || need.via.len() <= 1) {
        count += 1;
        match reached(asked, rule, need) {
            Ok(bundle) => held.extend(bundle),
            Err(reason) => {
                let way = need.via.split_last().map(|(_, way)| way.join(" -> ")).filter(|way| !way.is_empty());
                let via = way.map(|way| format!(", by way of {way},")).unwrap_or_default();
                wrong.push(format!("`{}`{via} {reason}", need.name));
                remedy.get_or_insert_with(|| fix(asked, rule, need));
            }
        }
    }
    if wrong.is_empty() {
        let message = match count {
            0 => "it needs no other artifact".to_owned(),
            1 => format!("the one artifact that it needs is `{}` or further", rule.stage),
            _ => format!("the {count} artifacts that it needs are `{}` or further", rule.stage),
        };
        asked.say(ID, Status::Pass, message).with(held);
    } else {
        let words = asked.say(ID, Status::Fail, wrong.join("; ")).with(held);
        if let Some(remedy) = remedy {
            words.fix(remedy);
        }
    }
}

/// What would have a need met.
fn fix(asked: &Asked<'_>, rule: &DependencyRules, need: &Need) -> String {
    match (need.digest, need.stage) {
        (None, _) => format!("name the digest of `{}` where it is asked for, and attest the BOM again", need.name),
        (_, Some(stage)) if stage > Stage::Published => format!("ask for another version of `{}`", need.name),
        (Some(digest), _) => Kind::Vsa.command(&digest.to_string(), rule.stage, asked.policy.file()),
    }
}

fn reached(asked: &Asked<'_>, rule: &DependencyRules, need: &Need) -> Result<Option<Digest>, String> {
    if need.digest.is_none() {
        return Err("is not pinned by a digest, so nothing is known about it".to_owned());
    }
    match need.stage {
        Some(Stage::Revoked) => return Err("is revoked".to_owned()),
        Some(stage) if stage > Stage::Published => return Err(format!("is `{stage}`, and not to be used any more")),
        Some(stage) if stage >= rule.stage => return Ok(None),
        Some(stage) => return Err(format!("is `{stage}`; `{}` is asked for", rule.stage)),
        None => {}
    }
    let mut reason = "has no history here, and no decision of others counts".to_owned();
    for said in need.statements.iter().filter(|said| said.kind == Kind::Vsa.name()) {
        let Ok(summary) = serde_json::from_value::<Summary>(said.predicate.clone()) else { continue };
        for foreign in &rule.external.vsa {
            if !said.signer.identities.contains(&foreign.signer) || summary.verifier.id != foreign.verifier {
                continue;
            }
            let passed = summary.verification_result == SummaryResult::Passed;
            if !passed || !summary.verified_levels.contains(&foreign.level) {
                reason = format!("has a decision of `{}`, which does not say {}", foreign.verifier, foreign.level);
            } else if let Err(stale) = asked.fresh(asked.when(said), foreign.max_age) {
                reason = format!("has a decision of `{}`: {stale}", foreign.verifier);
            } else {
                return Ok(Some(said.bundle));
            }
        }
    }
    if rule.external.otherwise == Otherwise::Allow { Ok(None) } else { Err(reason) }
}
