//! Patterns of policies: the whole text, never a part of it.

use std::fmt;
use std::str::FromStr;

use regex::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::attest::Pattern;

/// Bytes of a pattern, at most.
const MAX_PATTERN: usize = 512;

/// A text with `*` for anything within a segment and `**` for anything at all; segments end at `/`.
///
/// It is compared with the whole text: `https://github.com/acme/*` does not fit `https://evil/https://github.com/acme/x`.
#[derive(Debug, Clone)]
pub struct Glob {
    text: String,
    /// `*` within a segment.
    within: Regex,
    /// `*` across segments.
    across: Regex,
}

impl Glob {
    /// Whether it is the whole of `text`.
    pub fn matches(&self, text: &str) -> bool {
        self.within.is_match(text)
    }

    /// The same where one star stands for anything, `/` included: for what is forbidden, the wider reading is the safe
    /// one.
    pub fn matches_across(&self, text: &str) -> bool {
        self.across.is_match(text)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// For the verifier, which compares identities.
    pub(super) fn pattern(&self) -> Pattern {
        if self.text.contains('*') { Pattern::Regex(self.within.clone()) } else { Pattern::Exact(self.text.clone()) }
    }

    /// Whether it says nothing but a wildcard.
    pub(super) fn is_anything(&self) -> bool {
        self.text.bytes().all(|byte| byte == b'*')
    }
}

impl FromStr for Glob {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty pattern fits nothing".to_owned());
        }
        if text.len() > MAX_PATTERN {
            return Err(format!("a pattern has at most {MAX_PATTERN} bytes"));
        }
        if let Some(odd) = text.chars().find(|c| "?[]{}\\^$|".contains(*c) || c.is_control()) {
            return Err(format!(
                "`{text}` is no pattern: `{}` is not read here, only `*` and `**` are",
                odd.escape_debug()
            ));
        }
        if text.contains("***") {
            return Err(format!("`{text}` is no pattern: there are `*` and `**`"));
        }
        let build = |star: &str| {
            let inner = text.split("**").map(|part| part.split('*').map(regex::escape).collect::<Vec<_>>().join(star));
            let whole = format!(r"\A(?s:{})\z", inner.collect::<Vec<_>>().join(".*"));
            regex::RegexBuilder::new(&whole).size_limit(1 << 20).build()
        };
        match (build("[^/]*"), build(".*")) {
            (Ok(within), Ok(across)) => Ok(Self { text: text.to_owned(), within, across }),
            _ => Err(format!("`{text}` has too many wildcards")),
        }
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

impl Serialize for Glob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_for_the_whole_text_and_a_star_stays_in_its_segment() {
        let cases = [
            ("https://github.com/acme/*", "https://github.com/acme/x", true),
            ("https://github.com/acme/*", "https://github.com/acme/x/y", false),
            ("https://github.com/acme/**", "https://github.com/acme/x/y", true),
            ("https://github.com/acme/*", "https://github.comXacme/x", false),
            ("https://github.com/acme/*", "https://evil/https://github.com/acme/x", false),
            ("*@acme.com", "alice@acme.com", true),
            ("*@acme.com", "alice@acme.com.evil", false),
            ("*@acme.com", "alice@acme.com\n", false),
            ("a.b", "axb", false),
            ("hf:meta-llama/*@*", "hf:meta-llama/l@1", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(pattern.parse::<Glob>().unwrap().matches(text), expected, "{pattern} {text}");
        }
        assert!("*:latest".parse::<Glob>().unwrap().matches_across("a/b:latest"));
        for text in ["", "a[", "a{b,c}", "a?", "***", "a\\*", "^a", "a\nb", &"*a".repeat(1000)] {
            assert!(text.parse::<Glob>().is_err(), "{text}");
        }
    }
}
