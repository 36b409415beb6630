//! Who has to agree: distinct persons, none of whom made what they approve of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::Age;
use super::Asked;
use crate::attest::ResourceDescriptor;
use crate::attest::predicate::{Approval, Decision};
use crate::digest::Digest;
use crate::policy::Stage;
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::Kind;

/// Who has to agree.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Approvals {
    /// How many persons.
    #[cfg_attr(test, schemars(range(min = 1, max = 64)))]
    pub(in crate::policy) count: u64,
    /// Whose approvals count.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) by: Vec<String>,
    /// What is counted: persons, or signers where one person may have several.
    #[serde(default)]
    pub(in crate::policy) distinct: Distinct,
    /// Whose approvals do not count, whoever they are.
    #[serde(default)]
    pub(in crate::policy) exclude: Vec<Role>,
    /// Of those that count, how many at least have to be each of these identities.
    #[serde(default)]
    pub(in crate::policy) including: BTreeMap<String, u64>,
    /// How old an approval may be.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// What an approval has to name beside the artifact, so that it cannot be used for anything else.
    #[serde(default = "Approvals::bound")]
    pub(in crate::policy) bind: Vec<Bind>,
}

impl Approvals {
    fn bound() -> Vec<Bind> {
        vec![Bind::To, Bind::Policy]
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Distinct {
    #[default]
    Person,
    Signer,
}

/// A part that somebody had in an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Role {
    /// Who signed its provenance.
    Builder,
    /// Who wrote the source, as far as it is known.
    CommitAuthor,
    /// Who signed its evaluations.
    Evaluator,
}

/// What an approval is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Bind {
    /// The digest of the artifact; always.
    Subject,
    /// The stage that it is for.
    To,
    /// The digest of this policy.
    Policy,
    /// The digest of a verdict: a scan or a decision that the approver has seen.
    Verdict,
    /// Where the artifact is served from.
    Resource,
}

/// Somebody whose approval counts.
struct Voice<'a> {
    /// A person, or a signer where those are counted.
    who: String,
    said: &'a Said,
}

/// Asks for approvals. One who says no has to be heard: a rejection by somebody whose approval would count closes the
/// gate until they approve.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &Approvals) {
    const ID: &str = "PMG-APPROVE";
    if rule.exclude.contains(&Role::CommitAuthor) && asked.input.authors.is_empty() {
        // Whoever nobody knows cannot be left out.
        let remedy = format!("{} --authors-of FOLDER", asked.command(&Kind::Provenance));
        asked.say(ID, Status::Fail, "nobody knows who wrote it: no provenance names the authors").fix(remedy);
        return;
    }
    let excluded = excluded(asked, rule);
    let (voices, rejected, reasons) = heard(asked, rule, &excluded);
    let names: Vec<&str> = voices.iter().map(|voice| voice.who.as_str()).collect();
    let bundles: Vec<Digest> = voices.iter().map(|voice| voice.said.bundle).collect();
    let others = if reasons.is_empty() {
        String::new()
    } else {
        format!("; not counted: {}", reasons.iter().cloned().collect::<Vec<_>>().join("; "))
    };
    let remedy = asked.command(&Kind::Approval);
    if !rejected.is_empty() {
        let who: Vec<&str> = rejected.iter().map(|(who, _)| who.as_str()).collect();
        let bundles = rejected.iter().map(|(_, bundle)| *bundle);
        asked.say(ID, Status::Fail, format!("{} said no", who.join(", "))).with(bundles);
        return;
    }
    let number = |list: &[Voice<'_>]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if number(&voices) < rule.count {
        let have = if names.is_empty() { "nobody has".to_owned() } else { format!("{} has", names.join(", ")) };
        let none =
            if reasons.is_empty() && names.is_empty() { asked.why_none(&Kind::Approval, &rule.by) } else { have };
        let message = format!("{} of {} approve: {none}{others}", voices.len(), rule.count);
        asked
            .say(ID, Status::Fail, message)
            .with(bundles)
            .fix(format!("have {} sign `{remedy}`", rule.by.join(" or ")));
        return;
    }
    for (identity, least) in &rule.including {
        let found = voices.iter().filter(|voice| voice.said.signer.identities.contains(identity)).count();
        if u64::try_from(found).unwrap_or(u64::MAX) < *least {
            let message = format!("{found} of {least} who approve are `{identity}`{others}");
            asked.say(ID, Status::Fail, message).with(bundles).fix(format!("have `{identity}` sign `{remedy}`"));
            return;
        }
    }
    asked.say(ID, Status::Pass, format!("{} approve", names.join(", "))).with(bundles);
}

/// Of everybody whose approval counts the newest word: who says yes, who says no, and why others are not heard.
///
/// What does not count is set aside first: an approval of a later stage takes nothing back.
fn heard<'a>(
    asked: &Asked<'a>,
    rule: &Approvals,
    excluded: &BTreeMap<String, Role>,
) -> (Vec<Voice<'a>>, Vec<(String, Digest)>, BTreeSet<String>) {
    let mut newest: BTreeMap<String, (Option<Timestamp>, bool, &Said)> = BTreeMap::new();
    let mut reasons = BTreeSet::new();
    for said in asked.statements(&Kind::Approval, &rule.by) {
        match counts(asked, rule, excluded, said) {
            Err(reason) => _ = reasons.insert(format!("that of {}: {reason}", said.signer.name)),
            Ok((who, decision)) => {
                // Of two words at one time, the no is heard.
                let word = (asked.when(said).map(|when| when.time), decision == Decision::Rejected, said);
                let slot = newest.entry(who).or_insert(word);
                if (word.0, word.1) > (slot.0, slot.1) {
                    *slot = word;
                }
            }
        }
    }
    let (mut voices, mut rejected) = (Vec::new(), Vec::new());
    for (who, (_, rejects, said)) in newest {
        if rejects {
            rejected.push((who, said.bundle));
        } else {
            voices.push(Voice { who, said });
        }
    }
    (voices, rejected, reasons)
}

/// Whether an approval counts, as whose, and what it says.
fn counts(
    asked: &Asked<'_>,
    rule: &Approvals,
    excluded: &BTreeMap<String, Role>,
    said: &Said,
) -> Result<(String, Decision), String> {
    let approval: Approval =
        serde_json::from_value(said.predicate.clone()).map_err(|_| "it is of no known form".to_owned())?;
    let who = match rule.distinct {
        Distinct::Person => {
            said.signer.person.clone().ok_or("it is by a machine, or by nobody the people file knows")?
        }
        Distinct::Signer => said.signer.name.clone(),
    };
    let names = [Some(&said.signer.name), said.signer.person.as_ref()];
    if let Some(role) = names.into_iter().flatten().find_map(|name| excluded.get(name)) {
        return Err(format!("who is its {}, and cannot approve of it", role.name()));
    }
    bound(asked, rule, &approval)?;
    let today = asked.input.now.0.to_zoned(jiff::tz::TimeZone::UTC).date();
    if let Some(expires) = approval.expires.filter(|expires| today > *expires) {
        return Err(format!("it expired on {expires}"));
    }
    asked.fresh(asked.when(said), rule.max_age)?;
    Ok((who, approval.decision))
}

/// Whether it was meant for this: an approval of one thing is none of another.
fn bound(asked: &Asked<'_>, rule: &Approvals, approval: &Approval) -> Result<(), String> {
    let input = asked.input;
    let names = |descriptor: Option<&ResourceDescriptor>, wanted: &dyn Fn(Digest) -> bool| {
        let hex = descriptor.and_then(|descriptor| descriptor.digest.get("sha256"));
        hex.and_then(|hex| format!("sha256:{hex}").parse().ok()).is_some_and(wanted)
    };
    let to = input.transition.to;
    let scope = approval.scope.as_deref();
    // What it names is compared even where nobody asks for it to be named.
    if scope.is_some_and(|scope| scope.parse::<Stage>().is_ok_and(|stage| stage != to)) {
        return Err(format!("it is for `{}`", scope.unwrap_or_default()));
    }
    let policy = asked.policy.digest();
    if approval.policy.is_some() && !names(approval.policy.as_ref(), &|digest| digest == policy) {
        return Err("it is for another policy".to_owned());
    }
    if approval.resource_uri.as_ref().is_some_and(|uri| *uri != input.place()) {
        return Err(format!("it is for `{}`", approval.resource_uri.as_deref().unwrap_or_default()));
    }
    for bind in &rule.bind {
        let missing = match bind {
            Bind::Subject => None,
            Bind::To => (scope != Some(to.name())).then_some("the stage that it is for"),
            Bind::Policy => approval.policy.is_none().then_some("the policy that asks for it"),
            Bind::Resource => approval.resource_uri.is_none().then_some("where the artifact is served from"),
            Bind::Verdict => {
                let seen = |digest| input.statements.iter().any(|said| said.bundle == digest);
                (!names(approval.verdict.as_ref(), &seen)).then_some("a verdict that is here")
            }
        };
        if let Some(what) = missing {
            return Err(format!("it does not name {what}"));
        }
    }
    Ok(())
}

/// Signers and persons whose approvals do not count, and why.
fn excluded(asked: &Asked<'_>, rule: &Approvals) -> BTreeMap<String, Role> {
    let mut excluded = BTreeMap::new();
    for role in rule.exclude.iter().copied().collect::<BTreeSet<_>>() {
        let kind = match role {
            Role::Builder => Kind::Provenance,
            Role::Evaluator => Kind::Eval,
            Role::CommitAuthor => {
                let people = asked.policy.people();
                for author in &asked.input.authors {
                    let person = people.and_then(|people| people.named(author)).map(str::to_owned);
                    excluded.extend([Some(author.clone()), person].into_iter().flatten().map(|name| (name, role)));
                }
                continue;
            }
        };
        for said in asked.input.statements.iter().filter(|said| said.kind == kind.name()) {
            let names = [Some(said.signer.name.clone()), said.signer.person.clone()];
            excluded.extend(names.into_iter().flatten().map(|name| (name, role)));
        }
    }
    excluded
}

impl Role {
    pub(in crate::policy) const fn name(self) -> &'static str {
        match self {
            Self::Builder => "builder",
            Self::CommitAuthor => "author",
            Self::Evaluator => "evaluator",
        }
    }
}
