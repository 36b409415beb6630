//! A no, and what to do about it, in as many characters as a registry shows.

use std::borrow::Cow;

use crate::attest;
use crate::finding::redact;
use crate::scan::Outcome;
use crate::serve::{Refusal, Scanner};
use crate::text::visible_line;

/// Characters of a denial that a registry shows.
const MAX_MESSAGE: usize = 500;
/// Characters of one line, so that the first finding does not hide the others.
const MAX_LINE: usize = 240;

/// Why something may not be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// A rule of the catalogue, or what of the gate said no.
    rule: Cow<'static, str>,
    fix: Cow<'static, str>,
    /// What was found, the worst first.
    reasons: Vec<String>,
}

impl Denial {
    pub fn new(rule: &'static str, fix: &'static str, reason: impl Into<String>) -> Self {
        Self { rule: rule.into(), fix: fix.into(), reasons: vec![reason.into()] }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(
            "gate-unauthorized",
            "set the credential of the registration gate in the registry's configuration",
            "the request brings no token that is accepted",
        )
    }

    pub(super) fn method() -> Self {
        Self::new("gate-method", "send the registration with POST", "this is where registrations are sent to")
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let reason = format!("the request is larger than {limit} bytes");
        Self::new("gate-too-large", "register less at a time, or have `--max-body` raised", reason)
    }

    pub(super) fn unread() -> Self {
        Self::new("gate-unread", "try again", "the request did not arrive whole in time")
    }

    pub(super) fn malformed(error: &str) -> Self {
        Self::new(
            "gate-malformed",
            "send the JSON of a registration gate: asset_type, operation, registration_payload",
            error,
        )
    }

    pub(super) fn pointer(error: &str) -> Self {
        let fix = "write `metadata.proofmark` as {\"subject\", \"vsa\", \"bundle\"}";
        Self::new("evidence-malformed", fix, error)
    }

    pub(super) fn audit() -> Self {
        Self::new("gate-audit", "have the gate's audit log repaired", "what is decided cannot be recorded")
    }

    pub(super) fn refused(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Busy => Self::new("gate-busy", "busy, retry", "too many registrations wait already"),
            Refusal::Late => Self::new("gate-busy", "busy, retry", "it was not decided within the deadline"),
            Refusal::Panicked => Self::internal(),
        }
    }

    pub(super) fn internal() -> Self {
        Self::new("gate-internal", "report this to whoever runs the gate", "a defect of the gate met on this input")
    }

    /// Evidence that does not hold.
    pub(super) fn evidence(failure: &attest::Failure) -> Self {
        let fix = "name evidence that the gate's signers have signed about this very subject";
        Self::new("evidence-refused", fix, format!("{}: {failure}", failure.check()))
    }

    /// What a scan says: no to its worst finding, and to what could not be read.
    pub(super) fn scan(scanner: &Scanner, outcome: &Outcome) -> Result<(), Self> {
        let mut worst: Vec<_> =
            outcome.findings.iter().filter(|finding| finding.severity >= scanner.fail_on()).collect();
        worst.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        if let Some(first) = worst.first() {
            let meta = scanner.engine().catalogue().get(first.rule.as_str());
            let told = |finding: &&crate::finding::Finding| {
                let place = &finding.location;
                let pointer = place.pointer.as_deref().map_or_else(String::new, |pointer| format!(" ({pointer})"));
                let rule =
                    if finding.rule == first.rule { String::new() } else { format!(" [{}]", finding.rule.as_str()) };
                format!(
                    "{}{rule}: {} at {}:{}{pointer}",
                    finding.severity.name(),
                    finding.message,
                    place.path,
                    place.start.line
                )
            };
            return Err(Self {
                rule: first.rule.as_str().to_owned().into(),
                fix: meta.map_or_else(|| "remove it".into(), |meta| meta.fix.clone().into()),
                reasons: worst.iter().map(told).collect(),
            });
        }
        if let Some(gap) = outcome.gaps.first() {
            let reason = format!("{}: {} ({})", gap.path, gap.reason.describe(), gap.detail);
            return Err(Self { rule: "gate-incomplete".into(), fix: gap.reason.help().into(), reasons: vec![reason] });
        }
        if outcome.artifacts.is_empty() {
            let reason = "there is nothing in the payload that can be scanned";
            return Err(Self::new("gate-incomplete", "name it and describe it", reason));
        }
        Ok(())
    }

    /// The rule, or the part of the gate, that said no.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The first reason, in one line.
    pub fn reason(&self) -> String {
        line(self.reasons.first().map(String::as_str).unwrap_or_default())
    }

    /// What the registrant reads: the rule and what to do, then the reasons as far as they fit.
    pub fn message(&self) -> String {
        let mut message = line(&format!("{}: {}", self.rule, self.fix));
        for (at, reason) in self.reasons.iter().enumerate() {
            let next = format!("\n{}", line(reason));
            let left = self.reasons.len() - at;
            let more = format!("\nand {left} more");
            let room = if left > 1 { more.chars().count() } else { 0 };
            if message.chars().count() + next.chars().count() + room > MAX_MESSAGE {
                message.push_str(&more);
                break;
            }
            message.push_str(&next);
        }
        message
    }
}

/// One line of bounded length in which nothing hides and no secret stands.
fn line(text: &str) -> String {
    let shown = visible_line(text);
    let shown = redact(&shown);
    if shown.chars().count() <= MAX_LINE {
        return shown.into_owned();
    }
    shown.chars().take(MAX_LINE - 1).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_never_longer_than_a_registry_shows_and_counts_what_it_leaves_out() {
        let many = |count: usize, length: usize| Denial {
            rule: "r".into(),
            fix: "f".repeat(length).into(),
            reasons: vec!["é".repeat(length); count],
        };
        for count in 1..40 {
            for length in [1, 7, 100, 239, 240, 241, 5_000] {
                let message = many(count, length).message();
                assert!(message.chars().count() <= MAX_MESSAGE, "{count} of {length}");
                let lines = message.lines().count() - 1;
                assert!(lines == count || message.ends_with(" more"), "{count} of {length}: {message}");
            }
        }
        let denial = Denial::new("gate-busy", "busy, retry", "a\nb \u{202e} ghp_0123456789abcdefghijABCDEFGHIJ012345");
        assert_eq!(denial.message(), "gate-busy: busy, retry\na\\nb \\u{202e} ghp_[redacted, 40 characters]");
    }
}
