//! Tags, as registries take them.

use super::Error;

/// Refuses what is no tag: <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests>.
pub fn check_tag(name: &str) -> Result<(), Error> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let sound = name.len() <= 128 && name.starts_with(word) && name.chars().all(|c| word(c) || matches!(c, '.' | '-'));
    if sound { Ok(()) } else { Err(Error::Tag { name: name.chars().take(200).collect() }) }
}
