//! What a judge has said about a scan, as reports record it.

use serde::{Deserialize, Serialize};

use super::Protocol;
use crate::finding::Fingerprint;
use crate::rule::{RuleId, Threat};

/// A judge, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub by: Setup,
    pub said: Said,
}

/// Who was asked, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Judge"))]
pub struct Setup {
    pub protocol: Protocol,
    /// Without its query.
    pub endpoint: String,
    pub model: String,
    /// How often each question was asked.
    pub votes: usize,
    /// Of the words and the form that questions are asked in, as `sha256:<hex>`.
    pub prompt: String,
    /// Requests that it was allowed.
    pub max_requests: u64,
    /// Tokens that it was allowed.
    pub max_tokens: u64,
}

/// What it said. None of it takes anything away: what it raised stands among the findings, what it did not answer among
/// the gaps, and the rest is opinion.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Judgement"))]
pub struct Said {
    /// Questions that there were; each is about one artifact or a part of it, and asked once for each vote.
    pub questions: usize,
    /// Votes that were cast: answers of the form that was asked for.
    pub answers: usize,
    /// Votes that were not, each question of which is a gap.
    pub unanswered: usize,
    /// What the answers cost, by the server's own count.
    pub tokens: Tokens,
    /// Passages that the model quoted and that stand in no text that it was given, or that are too short to point at.
    pub discarded_quotes: usize,
    /// Passages that fewer than half of the votes agreed on.
    pub outvoted: usize,
    /// About findings, in the order of the report.
    pub opinions: Vec<Opinion>,
    /// About its own findings, in the order of the report.
    pub raised: Vec<Raised>,
}

/// Tokens of all answers together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tokens {
    pub input: u64,
    pub output: u64,
}

impl Tokens {
    pub(super) const fn add(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
    }

    pub(super) const fn total(self) -> u64 {
        self.input.saturating_add(self.output)
    }
}

/// What a model thinks of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    Confirm,
    /// The finding counts all the same.
    Doubt,
    /// No majority of the votes says either.
    Unsure,
}

impl Stance {
    /// As a clause after the name of the model.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Confirm => "confirms it",
            Self::Doubt => "doubts it",
            Self::Unsure => "is not sure of it",
        }
    }
}

/// What the votes say about one finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Opinion {
    pub fingerprint: Fingerprint,
    pub rule: RuleId,
    /// The id of the artifact.
    pub artifact: String,
    pub stance: Stance,
    pub votes: Votes,
    /// In the model's own words, redacted and cut.
    pub explanation: String,
}

/// How often each was said; a vote may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Votes {
    pub confirm: usize,
    pub doubt: usize,
    pub unsure: usize,
}

impl Votes {
    /// How many are of the stance.
    pub const fn of(self, stance: Stance) -> usize {
        match stance {
            Stance::Confirm => self.confirm,
            Stance::Doubt => self.doubt,
            Stance::Unsure => self.unsure,
        }
    }
}

/// How a finding of the judge came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Raised {
    pub fingerprint: Fingerprint,
    /// The id of the artifact.
    pub artifact: String,
    pub threat: Threat,
    /// Votes that quote the passage, of all that were asked.
    pub votes: usize,
    /// In the model's own words, redacted and cut.
    pub explanation: String,
}

impl Said {
    /// Adds what was said about other artifacts.
    pub fn add(&mut self, other: Self) {
        self.questions += other.questions;
        self.answers += other.answers;
        self.unanswered += other.unanswered;
        self.tokens.add(other.tokens);
        self.discarded_quotes += other.discarded_quotes;
        self.outvoted += other.outvoted;
        self.opinions.extend(other.opinions);
        self.raised.extend(other.raised);
    }

    /// Puts everything in the order of a report, given the places of its findings.
    pub fn order(&mut self, place: impl Fn(&Fingerprint) -> Option<usize>) {
        self.opinions.sort_by_key(|opinion| place(&opinion.fingerprint));
        self.raised.sort_by_key(|raised| place(&raised.fingerprint));
    }
}

impl Judged {
    /// What was said about a finding.
    pub fn opinion(&self, finding: &Fingerprint) -> Option<&Opinion> {
        self.said.opinions.iter().find(|opinion| opinion.fingerprint == *finding)
    }

    /// An opinion on one line, by whom and by how many votes.
    pub fn sentence(&self, opinion: &Opinion) -> String {
        let Setup { model, votes, .. } = &self.by;
        let of = opinion.votes.of(opinion.stance);
        let count = match opinion.stance {
            Stance::Unsure => String::new(),
            _ => format!(" ({of} of {votes})"),
        };
        format!("{model} {}{count}: {}", opinion.stance.describe(), opinion.explanation)
    }
}
