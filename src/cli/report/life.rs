//! The evidence about an artifact in a store, as a report shows it.

use jiff::Timestamp;
use serde_json::Value;

use crate::attest::{self, Content, Policy, Proof, SignedBy, Statement, TrustedRoot};
use crate::cli::stored::Stored;
use crate::cli::trust::AskedArgs;
use crate::cli::{Error, Io};
use crate::report::{Event, EventKind, Standing, Timeline};
use crate::store::{self, Piece};

/// Everything that the store has about an artifact: verified where somebody is trusted, unchecked where nobody is.
pub(super) fn of(stored: &Stored, trust: &AskedArgs, io: &Io<'_>) -> Result<Timeline, Error> {
    let trusted = if trust.is_given() { Some((trust.policy(io)?, trust.root(io)?)) } else { None };
    let pieces = store::statements(&*stored.store, stored.digest)?;
    let mut events: Vec<Event> =
        pieces.iter().map(|piece| event(piece, stored, trusted.as_ref(), io.clock.now())).collect();
    // What nobody dates comes last, in the order of the store.
    events.sort_by_key(|event| (event.time.is_none(), event.time));
    let unchecked = events.iter().any(|event| event.standing == Standing::Unchecked);
    let warning = "None of this was verified: name whom to trust, as for `proofmark verify`.".to_owned();
    Ok(Timeline {
        subject: format!("{} ({})", stored.name, stored.digest),
        events,
        warnings: unchecked.then_some(warning).into_iter().collect(),
        ..Timeline::default()
    })
}

fn event(piece: &Piece, stored: &Stored, trusted: Option<&(Policy, TrustedRoot)>, now: Timestamp) -> Event {
    let kept = ("kept as".to_owned(), piece.manifest.to_string());
    let bare = |title: &str, standing| Event {
        kind: EventKind::Evidence,
        title: title.to_owned(),
        standing,
        time: None,
        by: None,
        details: vec![kept.clone()],
    };
    let evidence = match &piece.read {
        Ok(evidence) => evidence,
        Err(failure) => return bare("evidence that cannot be read", Standing::Refused(failure.to_string())),
    };
    let claimed = evidence.predicate_type();
    let title = claimed.as_deref().map_or_else(|| evidence.form(), title);
    let Some((policy, root)) = trusted else { return bare(title, Standing::Unchecked) };
    match attest::verify(evidence, Some(&stored.subject()), policy, root, now) {
        Ok(proof) => verified(&proof, vec![kept]),
        Err(failure) => bare(title, Standing::Refused(failure.to_string())),
    }
}

fn verified(proof: &Proof, mut details: Vec<(String, String)>) -> Event {
    let verified = proof.verified();
    let what = match verified.content() {
        Content::Statement { statement, .. } => {
            details.extend(members(statement));
            title(&statement.predicate_type)
        }
        Content::File { form, .. } => form,
    };
    let warnings: Vec<_> = proof.warnings().iter().map(|warning| warning.message.as_str()).collect();
    Event {
        kind: EventKind::Evidence,
        title: what.to_owned(),
        standing: if warnings.is_empty() { Standing::Verified } else { Standing::Refused(warnings.join("; ")) },
        time: verified.times().iter().min().copied(),
        by: Some(match verified.by() {
            SignedBy::Key { id } => format!("key {id}"),
            SignedBy::Identity { identity, issuer, .. } => {
                issuer.as_ref().map_or_else(|| identity.clone(), |issuer| format!("{identity} ({issuer})"))
            }
            SignedBy::Authority { subject } => subject.clone(),
        }),
        details,
    }
}

/// What a statement says in single words; lists and objects are for programs.
fn members(statement: &Statement) -> Vec<(String, String)> {
    let mut members = vec![("type".to_owned(), statement.predicate_type.clone())];
    for (name, value) in statement.predicate.as_object().into_iter().flatten() {
        let value = match value {
            Value::String(text) => text.chars().take(200).collect(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => continue,
        };
        members.push((name.clone(), value));
    }
    members
}

/// What a predicate is called by people.
fn title(predicate_type: &str) -> &'static str {
    const TITLES: &[(&str, &str)] = &[
        ("https://in-toto.io/attestation/test-result/", "scan or test result"),
        ("https://cyclonedx.org/bom", "AI-BOM (CycloneDX)"),
        ("https://spdx.dev/Document", "AI-BOM (SPDX)"),
        ("https://slsa.dev/provenance/", "build provenance"),
        ("https://slsa.dev/verification_summary/", "decision of a policy"),
        ("https://proofmark.dev/attestation/approval/", "approval"),
        ("https://proofmark.dev/eval/", "evaluation"),
        ("https://proofmark.dev/promotion/", "promotion"),
    ];
    TITLES.iter().find(|(start, _)| predicate_type.starts_with(start)).map_or("statement", |(_, title)| title)
}
