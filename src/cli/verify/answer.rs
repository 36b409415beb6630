//! What was verified, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::attest::{Content, Failure, Proof, ResourceDescriptor, SignedBy, Statement, Warning};
use crate::cli::Error;
use crate::text::visible_line;

/// Everything that was checked.
#[derive(Debug, Default)]
pub(in crate::cli) struct Answer(Vec<Checked>);

/// One piece of evidence about one source.
#[derive(Debug)]
pub(in crate::cli) struct Checked {
    source: String,
    evidence: String,
    result: Result<Proof, (&'static str, Failure)>,
    /// Whether it counts for nothing, and against nothing, where it does not hold.
    optional: bool,
}

impl Checked {
    pub(in crate::cli) fn new(source: &str, evidence: &str, result: Result<Proof, (&'static str, Failure)>) -> Self {
        Self { source: source.to_owned(), evidence: evidence.to_owned(), result, optional: false }
    }

    /// Something that anybody could have put there, and that does not hold.
    pub(in crate::cli) fn rejected(source: &str, evidence: &str, form: &'static str, failure: Failure) -> Self {
        Self { optional: true, ..Self::new(source, evidence, Err((form, failure))) }
    }

    /// Something that ought to be there.
    pub(in crate::cli) fn failed(source: &str, failure: Failure) -> Self {
        Self::new(source, source, Err(("evidence", failure)))
    }

    /// The predicate of a statement that holds.
    pub(in crate::cli) fn predicate_type(&self) -> Option<&str> {
        match self.result.as_ref().ok()?.verified().content() {
            Content::Statement { statement, .. } => Some(&statement.predicate_type),
            Content::File { .. } => None,
        }
    }
}

/// The answer of `proofmark verify --format json`.
#[derive(Serialize)]
struct Json<'a> {
    schema: &'static str,
    verified: bool,
    evidence: Vec<Piece<'a>>,
}

#[derive(Serialize)]
struct Piece<'a> {
    source: &'a str,
    evidence: &'a str,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<&'a SignedBy>,
    /// When trusted services saw the signature, RFC 3339.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    times: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<&'a Statement>,
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailedCheck>,
}

#[derive(Serialize)]
struct FailedCheck {
    check: &'static str,
    message: String,
}

impl Answer {
    pub(in crate::cli) fn push(&mut self, checked: Checked) {
        self.0.push(checked);
    }

    pub(in crate::cli) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::cli) fn holds(&self) -> bool {
        // What a valid signature does not cover is not what was signed.
        let clean = |checked: &Checked| checked.result.as_ref().is_ok_and(|proof| proof.warnings().is_empty());
        self.0.iter().all(|checked| checked.optional || clean(checked))
    }

    /// What holds, and what does not.
    pub(in crate::cli) fn text(&self) -> (String, String) {
        let (mut holds, mut fails) = (String::new(), String::new());
        for checked in &self.0 {
            match &checked.result {
                Ok(proof) => {
                    block(&mut holds, checked, proof);
                    for Warning { check, message } in proof.warnings() {
                        _ = writeln!(
                            fails,
                            "error[{check}]: {}: {}",
                            visible_line(&checked.evidence),
                            visible_line(message)
                        );
                    }
                }
                Err((_, failure)) => {
                    let verb = if checked.optional { "rejected" } else { "error" };
                    let (evidence, message) = (visible_line(&checked.evidence), failure.to_string());
                    _ = writeln!(fails, "{verb}[{}]: {evidence}: {}", failure.check(), visible_line(&message));
                    if let Some(help) = failure.help().filter(|_| !checked.optional) {
                        _ = writeln!(fails, "  help: {help}");
                    }
                }
            }
        }
        (holds, fails)
    }

    pub(in crate::cli) fn json(&self) -> Result<Vec<u8>, Error> {
        let json = Json {
            schema: "https://proofmark.dev/verification/v1",
            verified: self.holds(),
            evidence: self.0.iter().map(piece).collect(),
        };
        let mut bytes = serde_json::to_vec_pretty(&json).map_err(std::io::Error::from)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn block(out: &mut String, checked: &Checked, proof: &Proof) {
    let verified = proof.verified();
    let verb = if proof.warnings().is_empty() { "verified" } else { "verified in part" };
    _ = writeln!(out, "{verb} {}", visible_line(&checked.evidence));
    let mut line = |name: &str, value: &str| _ = writeln!(out, "  {name:<9} {}", visible_line(value));
    match verified.content() {
        Content::Statement { statement, about } => {
            line("says", &statement.predicate_type);
            match about {
                Some(about) => line("about", about),
                None => line("about", &format!("{}; nothing was compared with it", subjects(statement))),
            }
        }
        Content::File { name, form } => {
            line("says", form);
            line("about", name);
        }
    }
    match verified.by() {
        SignedBy::Key { id } => line("signed by", &format!("key {id}")),
        SignedBy::Identity { identity, issuer, .. } => {
            line("signed by", identity);
            line("issuer", issuer.as_deref().unwrap_or("none"));
        }
        SignedBy::Authority { subject } => line("signed by", subject),
    }
    match verified.times().iter().min() {
        Some(time) => line("at", &time.to_string()),
        None => line("at", "a time that no trusted service vouches for"),
    }
}

/// The first subjects, by name and digest.
fn subjects(statement: &Statement) -> String {
    const SHOWN: usize = 3;
    let name = |subject: &ResourceDescriptor| {
        let digest = subject.digest.iter().next();
        let digest = digest.map_or_else(String::new, |(name, value)| format!(" ({name}:{value})"));
        format!("{}{digest}", subject.name)
    };
    let mut names: Vec<String> = statement.subject.iter().take(SHOWN).map(name).collect();
    if let more @ 1.. = statement.subject.len().saturating_sub(SHOWN) {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

fn piece(checked: &Checked) -> Piece<'_> {
    let proof = checked.result.as_ref().ok();
    let content = proof.map(|proof| proof.verified().content());
    let (form, about, statement) = match content {
        Some(Content::Statement { statement, about }) => (None, about.as_deref(), Some(&**statement)),
        Some(Content::File { name, form }) => (Some(*form), Some(name.as_str()), None),
        None => (None, None, None),
    };
    Piece {
        source: &checked.source,
        evidence: &checked.evidence,
        verified: proof.is_some_and(|proof| proof.warnings().is_empty()),
        signed_by: proof.map(|proof| proof.verified().by()),
        times: proof.map_or_else(Vec::new, |proof| proof.verified().times().iter().map(ToString::to_string).collect()),
        form: form.or_else(|| checked.result.as_ref().err().map(|(form, _)| *form)),
        about,
        statement,
        warnings: proof.map_or(&[], Proof::warnings),
        failure: checked
            .result
            .as_ref()
            .err()
            .map(|(_, failure)| FailedCheck { check: failure.check(), message: failure.to_string() }),
    }
}
