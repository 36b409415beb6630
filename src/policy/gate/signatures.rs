//! Signatures that artifacts carry in themselves.

use serde::{Deserialize, Serialize};

use super::Asked;
use crate::policy::decision::Status;

/// Signatures in the artifact itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct SignatureRules {
    /// Those of an A2A agent card.
    #[serde(default)]
    pub(in crate::policy) a2a_card: Demand,
    /// That of an MCP bundle.
    #[serde(default)]
    pub(in crate::policy) mcpb: Demand,
    /// Who may have signed; all that the policy trusts where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
}

/// Whether a signature has to be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Demand {
    /// One has to be there, and hold.
    Required,
    /// Where one is there, it has to hold.
    #[default]
    VerifyIfPresent,
    Ignore,
}

/// Asks for signatures in the artifact itself.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &SignatureRules) {
    one(asked, "PMG-SIG-CARD", rule.a2a_card, &["agent-card"], "card", &rule.signer);
    one(asked, "PMG-SIG-MCPB", rule.mcpb, &["file"], "MCP", &rule.signer);
}

fn one(asked: &mut Asked<'_>, id: &str, demand: Demand, kinds: &[&str], form: &str, signers: &[String]) {
    let input = asked.input;
    let held =
        input.signatures.iter().filter(|signature| signature.form.as_deref().is_some_and(|it| it.contains(form)));
    let by = |identities: &std::collections::BTreeSet<String>| {
        if signers.is_empty() { !identities.is_empty() } else { signers.iter().any(|name| identities.contains(name)) }
    };
    let counted: Vec<&str> =
        held.filter(|signature| by(&signature.identities)).map(|signature| signature.name.as_str()).collect();
    // A signature within has the digest of the artifact itself, and claims no predicate.
    let broken = input.rejected.iter().find(|it| it.name == input.subject.name && it.claims.is_none());
    let applies = input.kind.as_deref().is_some_and(|kind| kinds.contains(&kind));
    match demand {
        Demand::Ignore => {}
        _ if !counted.is_empty() => {
            asked.say(id, Status::Pass, format!("it is signed in itself by {}", counted.join(", ")));
        }
        _ if broken.is_some() => {
            let reason = broken.map(|it| it.reason.clone()).unwrap_or_default();
            asked.say(id, Status::Fail, format!("its own signature does not count: {reason}"));
        }
        Demand::Required if applies => {
            asked.say(id, Status::Fail, "it carries no signature that counts").fix("have its author sign it");
        }
        Demand::Required | Demand::VerifyIfPresent => {
            asked.say(id, Status::NotApplicable, "it carries no signature, and none is asked for");
        }
    }
}
