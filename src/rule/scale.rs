//! Severity is harm if true; confidence is how often it is true.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares an ordered scale with lower-case names.
macro_rules! scale {
    ($(#[$doc:meta])* $name:ident { $($(#[$level_doc:meta])* $level:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(rename_all = "lowercase")]
        pub enum $name { $($(#[$level_doc])* $level),+ }

        impl $name {
            /// Every level, the lowest first.
            pub const ALL: &[Self] = &[$(Self::$level),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$level => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|level| level.name() == text).ok_or_else(|| {
                    let names: Vec<_> = Self::ALL.iter().map(|level| level.name()).collect();
                    format!("`{text}` is none of {}", names.join(", "))
                })
            }
        }
    };
}

scale! {
    /// Harm if the finding is true.
    Severity {
        /// A fact worth knowing; nothing to fix.
        Info = "info",
        /// A defect or a habit that helps an attacker.
        Low = "low",
        /// Dangerous in the wrong context; look before you ship.
        Medium = "medium",
        /// Malicious or directly exploitable: block this.
        High = "high",
        /// Malicious beyond doubt, or a takeover by itself.
        Critical = "critical",
    }
}

scale! {
    /// How often a finding of the rule is true.
    Confidence { Low = "low", Medium = "medium", High = "high" }
}

impl Severity {
    /// One step up; `critical` stays.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Info => Self::Low,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }
}
