//! The stages of an artifact's life, and the steps between them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where an artifact stands. The order is total: of two valid histories the further one counts, and `revoked` is beyond
/// all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Nobody has promised anything.
    Draft,
    /// It was measured.
    Evaluated,
    /// People answer for it.
    Approved,
    /// Everybody may use it.
    Published,
    /// Something better is there.
    Deprecated,
    /// It is kept, and no longer used.
    Archived,
    /// It must not be used.
    Revoked,
}

impl Stage {
    /// Every stage, the first one first.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Evaluated,
        Self::Approved,
        Self::Published,
        Self::Deprecated,
        Self::Archived,
        Self::Revoked,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Evaluated => "evaluated",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Deprecated => "deprecated",
            Self::Archived => "archived",
            Self::Revoked => "revoked",
        }
    }

    /// The stage after this one; `revoked` is reached from anywhere and is nobody's next.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Evaluated),
            Self::Evaluated => Some(Self::Approved),
            Self::Approved => Some(Self::Published),
            Self::Published => Some(Self::Deprecated),
            Self::Deprecated => Some(Self::Archived),
            Self::Archived | Self::Revoked => None,
        }
    }

    /// The stage before this one.
    pub fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.next() == Some(self))
    }

    /// The level that a verification summary gives to an artifact that reached this stage.
    pub fn level(self) -> String {
        format!("PROOFMARK_STAGE_{}", self.name().to_ascii_uppercase())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|stage| stage.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|stage| stage.name()).collect();
            format!("`{text}` is none of {}", names.join(", "))
        })
    }
}

/// A step from one stage to another, written `draft->evaluated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transition {
    pub from: Stage,
    pub to: Stage,
}

impl Transition {
    /// The step that leads to a stage; for `revoked`, which is reached from anywhere, `from` says from where.
    pub fn to(to: Stage, from: Stage) -> Self {
        Self { from: to.previous().unwrap_or(from), to }
    }

    /// Every step but those to `revoked`.
    pub fn steps() -> impl Iterator<Item = Self> {
        Stage::ALL.into_iter().filter_map(|from| from.next().map(|to| Self { from, to }))
    }

    /// Whether an artifact may take it at all: one stage on, or to `revoked` from anywhere else.
    pub fn is_step(self) -> bool {
        self.from.next() == Some(self.to) || (self.to == Stage::Revoked && self.from != Stage::Revoked)
    }
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}->{}", self.from, self.to)
    }
}

impl FromStr for Transition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once("->").ok_or_else(|| format!("`{text}` is no step as in draft->evaluated"))?;
        let step = Self { from: from.trim().parse()?, to: to.trim().parse()? };
        if step.is_step() { Ok(step) } else { Err(format!("`{text}` is no step: {}", one_step(step.from))) }
    }
}

fn one_step(from: Stage) -> String {
    from.next().map_or_else(|| format!("nothing comes after `{from}`"), |next| format!("after `{from}` comes `{next}`"))
}

impl Serialize for Transition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Transition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_one_stage_on_or_out() {
        assert_eq!("draft->evaluated".parse(), Ok(Transition { from: Stage::Draft, to: Stage::Evaluated }));
        for text in ["draft->approved", "evaluated->draft", "archived->draft", "draft", "draft->", "a->b"] {
            assert!(text.parse::<Transition>().is_err(), "{text}");
        }
        assert_eq!(Transition::steps().count(), 5);
        for from in Stage::ALL {
            assert_eq!(Transition { from, to: Stage::Revoked }.is_step(), from != Stage::Revoked);
        }
        assert_eq!(Transition::to(Stage::Approved, Stage::Draft).to_string(), "evaluated->approved");
    }
}
