//! Statements that have to be there: of a kind, by somebody, not too old.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{Age, Glob};
use super::Asked;
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::{Kind, resolve};
use crate::policy::read::lenient_version;

/// A statement that has to be there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Attestation {
    /// What the gate is called in answers: `PMG-ATT-SCAN` for `scan`.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z][a-z0-9-]{0,31}$")))]
    pub(in crate::policy) id: String,
    /// `scan`, `bom`, `provenance`, `eval`, `approval`, `vsa`, or the URI of any other predicate.
    #[cfg_attr(test, schemars(with = "crate::policy::form::Predicate"))]
    pub(in crate::policy) predicate: String,
    /// Any of these may have signed it.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// How old it may be.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// Of a scan: the least version of proofmark, whose rules are those that it brings.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Version>"))]
    pub(in crate::policy) min_rules: Option<String>,
    /// Of provenance: the least SLSA build level.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 1, max = 3)))]
    pub(in crate::policy) slsa_build: Option<u8>,
    /// Of provenance: where the source has to be from, such as `git+https://github.com/acme/*`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Pattern>"))]
    pub(in crate::policy) source: Option<Glob>,
    /// Of provenance: which builder has to have built it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Pattern>"))]
    pub(in crate::policy) builder: Option<Glob>,
}

/// Asks for a statement: the newest of each signer is looked at, and one of them has to hold.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &Attestation) {
    let id = format!("PMG-ATT-{}", rule.id.to_ascii_uppercase());
    let Ok(kind) = resolve(&rule.predicate) else {
        asked.say(&id, Status::Error, format!("`{}` is no predicate", rule.predicate));
        return;
    };
    let all = asked.statements(&kind, &rule.signer);
    if all.is_empty() {
        let (message, remedy) = (asked.why_none(&kind, &rule.signer), asked.command(&kind));
        asked.say(&id, Status::Fail, message).fix(remedy);
        return;
    }
    let mut reasons = Vec::new();
    for said in asked.newest(&all) {
        match holds(asked, rule, &kind, said) {
            Ok(message) => {
                if kind == Kind::Provenance {
                    asked.levels.insert(format!("SLSA_BUILD_LEVEL_{}", said.signer.build_level));
                }
                asked.say(&id, Status::Pass, message).with([said.bundle]);
                return;
            }
            Err(reason) => reasons.push(format!("that of {}: {reason}", said.signer.name)),
        }
    }
    let remedy = asked.command(&kind);
    let message = format!("no `{}` statement holds: {}", kind.name(), reasons.join("; "));
    asked.say(&id, Status::Fail, message).with(all.iter().map(|said| said.bundle)).fix(remedy);
}

fn holds(asked: &Asked<'_>, rule: &Attestation, kind: &Kind, said: &Said) -> Result<String, String> {
    let when = asked.when(said);
    asked.fresh(when, rule.max_age)?;
    let text = |pointer: &str| said.predicate.pointer(pointer).and_then(Value::as_str);
    if let Some(least) = rule.min_rules.as_deref().and_then(lenient_version) {
        let found = text("/proofmark_scan/version").and_then(lenient_version);
        let found = found.ok_or("it does not say which rules it was made with")?;
        if found < least {
            return Err(format!("it was made with the rules of {found}; {least} is asked for"));
        }
    }
    if let Some(least) = rule.slsa_build
        && said.signer.build_level < least
    {
        let message = format!("its builder is believed to be of SLSA build level {}", said.signer.build_level);
        return Err(format!("{message}; {least} is asked for"));
    }
    if let Some(pattern) = &rule.builder {
        let builder = text("/runDetails/builder/id").ok_or("it names no builder")?;
        if !pattern.matches(builder) {
            return Err(format!("it was built by `{builder}`, not by `{pattern}`"));
        }
    }
    if let Some(pattern) = &rule.source {
        let listed = said.predicate.pointer("/buildDefinition/resolvedDependencies").and_then(Value::as_array);
        let mut uris = listed.into_iter().flatten().filter_map(|source| source.get("uri")?.as_str());
        // A source may be named with the revision behind it.
        if !uris.any(|uri| pattern.matches(uri) || pattern.matches(uri.rsplit_once('@').map_or(uri, |(at, _)| at))) {
            return Err(format!("it names no source that is `{pattern}`"));
        }
    }
    let since = when.map_or_else(String::new, |when| format!(", from {}{}", when.time, when.note()));
    Ok(format!("there is a `{}` statement by {}{since}", kind.name(), said.signer.name))
}
