//! What was verified. Only this folder can make one.

use jiff::Timestamp;
use serde::Serialize;

use crate::attest::statement::Statement;

/// Something that somebody trusted has signed.
#[derive(Debug, Clone)]
pub struct Verified<T> {
    content: T,
    by: SignedBy,
    times: Vec<Timestamp>,
}

impl<T> Verified<T> {
    pub const fn content(&self) -> &T {
        &self.content
    }

    pub const fn by(&self) -> &SignedBy {
        &self.by
    }

    /// When trusted services saw the signature; empty where none did.
    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum SignedBy {
    /// The base64 of the SHA-256 of the key.
    Key { id: String },
    Identity {
        identity: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        issuer: Option<String>,
        /// Of the CI job.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        claims: Vec<(String, String)>,
    },
    /// The subject of a certificate by a private authority.
    Authority { subject: String },
}

/// What is signed.
#[derive(Debug, Clone)]
pub enum Content {
    /// A statement; `about` is the subject that fits what was asked for.
    Statement { statement: Box<Statement>, about: Option<String> },
    /// A file as it is.
    File { name: String, form: &'static str },
}

/// Something that a valid signature does not cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The name of the check.
    pub check: &'static str,
    pub message: String,
}

/// The outcome of one piece of evidence that holds.
#[derive(Debug, Clone)]
pub struct Proof {
    verified: Verified<Content>,
    warnings: Vec<Warning>,
}

impl Proof {
    pub(in crate::attest) const fn new(content: Content, by: SignedBy, times: Vec<Timestamp>) -> Self {
        Self { verified: Verified { content, by, times }, warnings: Vec::new() }
    }

    #[must_use]
    pub(in crate::attest) fn with_warnings(mut self, warnings: Vec<Warning>) -> Self {
        self.warnings = warnings;
        self
    }

    pub const fn verified(&self) -> &Verified<Content> {
        &self.verified
    }

    /// What the signature leaves open.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The statement, about the subject that was asked for; what policies read.
    pub fn into_statement(self) -> Option<Verified<Statement>> {
        let Verified { content, by, times } = self.verified;
        match content {
            Content::Statement { statement, about: Some(_) } => Some(Verified { content: *statement, by, times }),
            Content::Statement { .. } | Content::File { .. } => None,
        }
    }
}
