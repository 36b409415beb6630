//! What was said about an artifact, and how far it was promoted, as a report shows it.
//!
//! Plain words: whoever fills it has verified what it verified, and says so in [`Standing`].

use jiff::Timestamp;

/// The life of one artifact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// What it is about: a reference or a name, and a digest.
    pub subject: String,
    /// Where the artifact stands now; `None` where that was not computed.
    pub stage: Option<String>,
    /// The stages that there are, in their order; empty where nobody knows.
    pub stages: Vec<String>,
    /// In the order in which they are to be shown: the oldest first.
    pub events: Vec<Event>,
    /// What is wrong with it as a whole: a fork, a rollback, evidence that could not be read.
    pub warnings: Vec<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    /// What it is, as a few words: `scan`, `promoted to production`.
    pub title: String,
    pub standing: Standing,
    /// When a trusted service saw it; `None` where none did.
    pub time: Option<Timestamp>,
    /// Who signed; `None` where that is not known.
    pub by: Option<String>,
    /// More about it, each a name and a value.
    pub details: Vec<(String, String)>,
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Somebody said something about the artifact.
    Evidence,
    /// The artifact reached a stage, or was kept from it.
    Promotion,
}

impl EventKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Promotion => "promotion",
        }
    }
}

/// Whether it is to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Somebody trusted has signed it.
    Verified,
    /// Nobody said whom to trust, so nothing was checked.
    Unchecked,
    /// It does not hold, and why.
    Refused(String),
}

impl Standing {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unchecked => "not checked",
            Self::Refused(_) => "refused",
        }
    }
}
