//! What is recorded of each decision: one line of JSON, without tokens and without the texts of payloads.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::{Decision, Denial, Registration};
use crate::attest::SignedBy;
use crate::digest::Digest;
use crate::finding::redact;
use crate::serve::Peer;
use crate::text::visible_line;

/// Characters of a text that whoever asked has chosen, at most.
const MAX_TEXT: usize = 200;

/// A line of the audit log.
#[derive(Debug, Default, Serialize)]
pub(super) struct Line {
    /// RFC 3339.
    time: String,
    /// What the request calls itself, or what it is called here.
    request: String,
    /// The address that is connected, which may be a proxy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<String>,
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Of the texts that were scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Digest>,
    /// Over rules, limits and threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<SignedBy>,
    /// Whether the scan was one of before.
    known: bool,
    milliseconds: u64,
}

impl Line {
    /// Begins with whoever is connected, and what the request calls itself.
    pub(super) fn new(peer: &Peer, request: Option<&str>) -> Self {
        let request = request.map(clipped).unwrap_or_default();
        Self { peer: Some(peer.to_string()), request, ..Self::default() }
    }

    /// Records what was asked.
    pub(super) fn ask(&mut self, registration: &Registration) {
        self.asset = Some(registration.asset_type.name());
        self.operation = Some(clipped(&registration.operation));
        self.api = Some(clipped(&registration.source_api));
        self.name = Some(clipped(registration.name()));
        if let Some(request) = registration.request_headers.get("x-request-id").filter(|_| self.request.is_empty()) {
            self.request = clipped(request);
        }
    }

    /// Records what was decided.
    pub(super) fn decide(&mut self, decision: &Decision, rules: Digest) {
        (self.payload, self.rules, self.known) = (Some(decision.payload), Some(rules), decision.known);
        if let Ok(Some(grounds)) = &decision.answer {
            self.subject = Some(grounds.subject);
            self.verifier = Some(clipped(&grounds.verifier));
            self.signed_by = Some(grounds.by.clone());
        }
    }

    /// Records the answer, and when it was found. A request without a name is called `name`.
    pub(super) fn answer(
        &mut self,
        answer: Result<(), &Denial>,
        now: Timestamp,
        took: Duration,
        name: impl FnOnce() -> String,
    ) {
        self.decision = if answer.is_ok() { "allow" } else { "deny" };
        self.rule = answer.err().map(|denial| denial.rule().to_owned());
        self.reason = answer.err().map(|denial| clipped(&denial.reason()));
        self.time = now.to_string();
        self.milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if self.request.is_empty() {
            self.request = name();
        }
    }

    pub(super) fn request(&self) -> &str {
        &self.request
    }

    /// Whether the scan was one of before.
    pub(super) const fn is_known(&self) -> bool {
        self.known
    }

    /// The line, without its end.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A text of somebody else's in one line, without secrets, and not too long.
pub(super) fn clipped(text: &str) -> String {
    let front: String = text.chars().take(MAX_TEXT).collect();
    redact(&visible_line(&front)).into_owned()
}
