//! What a scan may have found, and what somebody answers for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::Age;
use super::Asked;
use crate::attest::predicate::{Counts, Found, Unread, Waived};
use crate::finding::Verdict;
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::Kind;
use crate::policy::waiver::Waiver;
use crate::rule::Severity;

/// What a scan may have found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct Findings {
    /// Findings up to this severity pass; those above it need a waiver.
    pub(in crate::policy) max_severity: Severity,
    /// Whose scans count; all that the policy trusts where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// Rules that the scan may have left out, and gaps that it may have accepted, are none unless this says so.
    #[serde(default)]
    pub(in crate::policy) weakened: Weakened,
    #[serde(default)]
    pub(in crate::policy) waivers: Option<WaiverRules>,
}

/// What is made of a scan that was told to look away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Weakened {
    /// Disabled rules, suppressed findings above the severity, and accepted gaps fail.
    #[default]
    Deny,
    /// They are listed, and pass.
    Allow,
}

/// Findings that somebody answers for until a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct WaiverRules {
    /// The list of waivers, relative to the policy.
    #[cfg_attr(test, schemars(with = "crate::policy::form::RelativePath"))]
    pub(in crate::policy) file: String,
    /// How far ahead a waiver may end.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_lifetime: Option<Age>,
    /// Who may approve of a waiver: persons of the people file that are this identity.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) approved_by: Option<String>,
    #[serde(default)]
    pub(in crate::policy) reason: Presence,
}

/// Whether something has to be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Presence {
    #[default]
    Required,
    Optional,
}

/// Of a scan, what the gate needs: statements of later versions may say more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scan {
    verdict: Verdict,
    findings: Counts,
    found: Vec<Found>,
    gaps: Vec<Unread>,
    accepted_gaps: Vec<Unread>,
    suppressed: Vec<Waived>,
    disabled_rules: Vec<String>,
}

/// Asks what scans have found. The newest of every scanner counts, so that one who finds nothing outvotes nobody.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &Findings) {
    const ID: &str = "PMG-FIND";
    let all = asked.statements(&Kind::Scan, &rule.signer);
    if all.is_empty() {
        let (message, remedy) = (asked.why_none(&Kind::Scan, &rule.signer), asked.command(&Kind::Scan));
        asked.say(ID, Status::Fail, message).fix(remedy);
        return;
    }
    let mut used = BTreeSet::new();
    for said in asked.newest(&all) {
        let scan = said.predicate.get("proofmark_scan").and_then(|scan| Scan::deserialize(scan).ok());
        let Some(scan) = scan else {
            asked
                .say(ID, Status::Error, format!("the scan of {} is of no known form", said.signer.name))
                .with([said.bundle]);
            continue;
        };
        judge(asked, rule, said, &scan, &mut used);
    }
    unused(asked, rule, &used);
}

fn judge(asked: &mut Asked<'_>, rule: &Findings, said: &Said, scan: &Scan, used: &mut BTreeSet<usize>) {
    const ID: &str = "PMG-FIND";
    let (mut wrong, mut waived) = (Vec::new(), Vec::new());
    let mut gaps: Vec<String> =
        scan.gaps.iter().map(|gap| format!("`{}` was not read: {}", gap.path, gap.reason)).collect();
    if scan.verdict == Verdict::Incomplete && gaps.is_empty() {
        gaps.push("not everything was read".to_owned());
    }
    wrong.append(&mut gaps);
    if rule.weakened == Weakened::Deny {
        wrong.extend(scan.disabled_rules.iter().map(|name| format!("the rule `{name}` was turned off")));
        wrong.extend(scan.accepted_gaps.iter().map(|gap| format!("the gap `{}` was accepted", gap.path)));
    }
    let suppressed = scan.suppressed.iter().filter(|_| rule.weakened == Weakened::Deny).map(|waived| Found {
        fingerprint: waived.fingerprint.clone(),
        rule: waived.rule.clone(),
        severity: waived.severity,
        path: waived.path.clone(),
    });
    let found: Vec<Found> =
        scan.found.iter().cloned().chain(suppressed).filter(|it| it.severity > rule.max_severity).collect();
    let listed = scan.found.iter().filter(|found| found.severity > rule.max_severity).count();
    let counted = above(&scan.findings, rule.max_severity);
    if counted > listed {
        wrong.push(format!("{counted} findings are above `{}`, and {listed} of them are listed", rule.max_severity));
    }
    for found in found {
        match waiver(asked, rule, &found) {
            Ok(index) => {
                used.insert(index);
                waived.push(format!("`{}` in `{}`", found.rule, found.path));
            }
            Err(reason) => {
                let Found { severity, rule, path, fingerprint } = &found;
                wrong.push(format!("`{rule}` ({severity}) in `{path}`, {fingerprint}{reason}"));
            }
        }
    }
    let by = &said.signer.name;
    if !wrong.is_empty() {
        let shown = wrong.iter().take(MAX_SHOWN).cloned().collect::<Vec<_>>().join("; ");
        let rest = wrong.len().saturating_sub(MAX_SHOWN);
        let rest = if rest > 0 { format!("; and {rest} more") } else { String::new() };
        let waivers = rule.waivers.as_ref().map_or("", |_| ", or have somebody answer for it in the waivers");
        let remedy = format!("mend it and scan again{waivers}: {}", asked.command(&Kind::Scan));
        asked.say(ID, Status::Fail, format!("the scan by {by}: {shown}{rest}")).with([said.bundle]).fix(remedy);
    } else if waived.is_empty() {
        let message = format!("the scan by {by} found nothing above `{}`", rule.max_severity);
        asked.say(ID, Status::Pass, message).with([said.bundle]);
    } else {
        let message = format!("the scan by {by}: somebody answers for {}", waived.join(", "));
        asked.say(ID, Status::Waived, message).with([said.bundle]);
    }
}

/// Reasons that one gate lists, at most.
const MAX_SHOWN: usize = 20;

fn above(counts: &Counts, limit: Severity) -> usize {
    let Counts { critical, high, medium, low, info } = counts;
    let by = [
        (Severity::Critical, critical),
        (Severity::High, high),
        (Severity::Medium, medium),
        (Severity::Low, low),
        (Severity::Info, info),
    ];
    by.into_iter().filter(|(severity, _)| *severity > limit).map(|(_, count)| *count).sum()
}

/// The waiver that covers a finding, by its place in the list; otherwise what is to be said about those that do not.
fn waiver(asked: &Asked<'_>, rule: &Findings, found: &Found) -> Result<usize, String> {
    let Some(rules) = &rule.waivers else { return Err(String::new()) };
    let list = asked.policy.waiver_list(&rules.file);
    let mut reason = String::new();
    for (index, (waiver, origin)) in list.iter().flat_map(|list| &list.list).enumerate() {
        if waiver.fingerprint.as_str() != found.fingerprint {
            continue;
        }
        match valid(asked, rules, waiver, found) {
            Ok(()) => return Ok(index),
            Err(why) => reason = format!(" (the waiver {origin} {why})"),
        }
    }
    Err(reason)
}

fn valid(asked: &Asked<'_>, rules: &WaiverRules, waiver: &Waiver, found: &Found) -> Result<(), String> {
    let today = asked.input.now.0.to_zoned(jiff::tz::TimeZone::UTC).date();
    if waiver.rule != found.rule {
        return Err(format!("is for the rule `{}`", waiver.rule));
    }
    let input = asked.input;
    let names = [Some(input.subject.name.as_str()), input.resource.as_deref(), Some(input.reference.as_str())];
    if let Some(pattern) = &waiver.subject
        && !names.into_iter().flatten().any(|name| pattern.matches(name))
    {
        return Err(format!("is for `{pattern}`"));
    }
    if waiver.is_expired(today) {
        return Err(format!("expired on {}", waiver.expires));
    }
    if let Some(lifetime) = rules.max_lifetime {
        let latest = input.now.0.checked_add(lifetime.duration()).map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
        if latest.is_ok_and(|latest| waiver.expires > latest) {
            return Err(format!("ends on {}, more than {lifetime} ahead", waiver.expires));
        }
    }
    if rules.reason == Presence::Required && waiver.reason.as_deref().unwrap_or_default().trim().is_empty() {
        return Err("gives no reason".to_owned());
    }
    if let Some(identity) = &rules.approved_by
        && !asked.policy.is_person_of(&waiver.approved_by, identity)
    {
        return Err(format!("is approved by `{}`, who is not `{identity}`", waiver.approved_by));
    }
    Ok(())
}

/// Waivers that cover nothing are named: they are forgotten, or for something that is no more.
fn unused(asked: &mut Asked<'_>, rule: &Findings, used: &BTreeSet<usize>) {
    let Some(list) = rule.waivers.as_ref().and_then(|rules| asked.policy.waiver_list(&rules.file)) else { return };
    let names = [Some(asked.input.subject.name.clone()), asked.input.resource.clone()];
    let is_here = |waiver: &Waiver| {
        waiver.subject.as_ref().is_none_or(|pattern| names.iter().flatten().any(|name| pattern.matches(name)))
    };
    let idle: Vec<&str> = list
        .list
        .iter()
        .enumerate()
        .filter(|(index, (waiver, _))| !used.contains(index) && is_here(waiver))
        .map(|(_, (_, origin))| origin.as_str())
        .collect();
    if !idle.is_empty() {
        let message = format!("waivers that cover nothing: {}", idle.join(", "));
        asked.say("PMG-WAIVER", Status::NotApplicable, message).fix("remove them");
    }
}
