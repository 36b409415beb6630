//! Names of findings that survive edits elsewhere in a file, so that baselines last.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// Identifies a finding by rule, artifact, file, matched text and occurrence; not by line.
///
/// Written `pm1:` and 32 hexadecimal digits. The text is compared without regard to case and white space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// `occurrence` counts earlier findings with the same rule, artifact, file and text.
    pub fn new(rule: &str, artifact: &str, path: &str, matched: &str, occurrence: usize) -> Self {
        let normal = matched.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let digest = Digest::of(format!("{rule}\0{artifact}\0{path}\0{normal}\0{occurrence}"));
        Self(format!("pm1:{}", digest.hex().get(..32).unwrap_or_default()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hex = text.strip_prefix("pm1:").filter(|hex| hex.len() == 32);
        match hex.filter(|hex| hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(format!("`{text}` is no fingerprint: `pm1:` and 32 hexadecimal digits")),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
