//! Digests: of bytes, and of a folder as one canonical number.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest, written `sha256:<hex>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of everything that `reader` yields, and how many bytes that was.
    pub fn of_reader(mut reader: impl std::io::Read) -> std::io::Result<(Self, u64)> {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        let mut size = 0;
        loop {
            let read = reader.read(&mut buffer)?;
            let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
            hasher.update(chunk);
            size += chunk.len() as u64;
        }
        Ok((Self(hasher.finalize().into()), size))
    }

    /// The digest of a folder: over each file's path, executable bit and digest, sorted by path.
    ///
    /// One line a file, `<sha256> <x or -> <path>\n`; paths relative to the folder, with `/`, a line feed in them written
    /// `\n` and a backslash `\\`, so that no name can pass for two lines. Owners, times and empty
    /// folders do not count, so that a copy on another machine has the same digest.
    pub fn of_tree<'a>(files: impl IntoIterator<Item = (&'a str, bool, Self)>) -> Self {
        let mut lines: Vec<String> = files
            .into_iter()
            .map(|(path, executable, digest)| {
                let path = path.replace('\\', "\\\\").replace('\n', "\\n");
                format!("{} {} {path}\n", digest.hex(), if executable { 'x' } else { '-' })
            })
            .collect();
        lines.sort_unstable_by(|a, b| a.get(67..).cmp(&b.get(67..)));
        Self::of(lines.concat())
    }

    /// Lower-case hexadecimal, 64 characters.
    pub fn hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is no `sha256:<hex>` with 64 lower-case digits.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is no `sha256:` and 64 lower-case hexadecimal digits")]
pub struct NoDigest {
    text: String,
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let bytes = text.strip_prefix("sha256:").and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok());
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| NoDigest { text: text.chars().take(100).collect() })
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_digest_depends_on_paths_and_modes_but_not_on_order() {
        let (a, b) = (Digest::of("a"), Digest::of("b"));
        let tree = Digest::of_tree([("x", false, a), ("y", false, b)]);
        assert_eq!(tree, Digest::of_tree([("y", false, b), ("x", false, a)]));
        assert_ne!(tree, Digest::of_tree([("x", true, a), ("y", false, b)]));
        assert_ne!(tree, Digest::of_tree([("x", false, b), ("y", false, a)]));
        let forged = format!("x\n{} - y", b.hex());
        assert_ne!(tree, Digest::of_tree([(forged.as_str(), false, a)]));
        assert_eq!(
            Digest::of("").to_string(),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn a_digest_is_read_as_it_is_written_and_in_no_other_way() {
        let digest = Digest::of("a");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        let hex = digest.hex();
        for text in
            [hex.clone(), format!("sha256:{}", hex.to_uppercase()), format!("sha512:{hex}"), "sha256:00".to_owned()]
        {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
    }
}
