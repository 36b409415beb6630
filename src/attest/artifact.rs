//! What statements are about: a file, a folder with everything in it, or a digest.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256, Sha512};

use super::Error;
use super::statement::{DigestSet, ResourceDescriptor};
use crate::digest::Digest;
use crate::source::{Limits, Tree};

/// A file of a folder, by digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArtifactFile {
    /// Relative to the folder, with `/`.
    pub path: String,
    pub digest: Digest,
    pub executable: bool,
}

/// An artifact as its digests. Statements are compared with it; nothing of it is believed.
#[derive(Debug, Clone)]
pub struct Subject {
    /// As the user named it.
    pub name: String,
    pub digest: DigestSet,
    /// Of a folder: everything in it, sorted by path.
    pub files: Vec<ArtifactFile>,
    /// Of a file: its bytes, since some signatures are over them or in them.
    pub bytes: Option<Vec<u8>>,
}

impl Subject {
    /// A file.
    pub fn file(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let digest = [
            ("sha256".to_owned(), HEXLOWER.encode(&Sha256::digest(&bytes))),
            ("sha512".to_owned(), HEXLOWER.encode(&Sha512::digest(&bytes))),
        ];
        Self { name: name.into(), digest: digest.into(), files: Vec::new(), bytes: Some(bytes) }
    }

    /// Something whose bytes are elsewhere, such as an OCI manifest.
    pub fn digest(name: impl Into<String>, digest: DigestSet) -> Self {
        Self { name: name.into(), digest, files: Vec::new(), bytes: None }
    }

    /// A folder. What cannot be read whole is refused: a statement about a part would pass for one about the
    /// whole.
    pub fn of_tree(name: &str, tree: &Tree, limits: &Limits) -> Result<Self, Error> {
        if let Some(gap) = tree.gaps.first() {
            return Err(Error::Incomplete { path: gap.path.to_string(), reason: gap.reason.describe().to_owned() });
        }
        let mut files = Vec::with_capacity(tree.entries.len());
        for entry in &tree.entries {
            let file = tree.read(entry, limits).map_err(|gap| Error::Incomplete {
                path: gap.path.to_string(),
                reason: format!("{} ({})", gap.reason.describe(), gap.detail),
            })?;
            let path = entry.path.strip_prefix(&tree.prefix).unwrap_or(&entry.path).to_string();
            files.push(ArtifactFile { path, digest: file.digest, executable: entry.mode.executable });
        }
        if files.is_empty() {
            return Err(Error::Empty { name: name.to_owned() });
        }
        files.sort();
        Ok(Self::folder(name, files))
    }

    /// A folder, by its files.
    pub fn folder(name: &str, files: Vec<ArtifactFile>) -> Self {
        let tree = Digest::of_tree(files.iter().map(|file| (file.path.as_str(), file.executable, file.digest)));
        // `find . -type f | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum`, for those without proofmark. Names
        // with line feeds or backslashes are spelled as sha256sum does.
        let lines: String = files.iter().map(|file| sum_line(&file.path, file.digest)).collect();
        let digest = [("sha256".to_owned(), tree.hex()), ("dirHash1".to_owned(), Digest::of(lines).hex())];
        Self { name: name.to_owned(), digest: digest.into(), files, bytes: None }
    }

    /// As a statement names it: the whole first, then every file of a folder.
    pub fn descriptors(&self) -> Vec<ResourceDescriptor> {
        let whole = ResourceDescriptor {
            name: self.name.clone(),
            digest: self.digest.clone(),
            ..ResourceDescriptor::default()
        };
        let files = self.files.iter().map(|file| ResourceDescriptor {
            name: file.path.clone(),
            digest: [("sha256".to_owned(), file.digest.hex())].into(),
            ..ResourceDescriptor::default()
        });
        std::iter::once(whole).chain(files).collect()
    }

    /// Whether `digest` names this artifact: it shares an algorithm, and all that are shared agree.
    ///
    /// in-toto lets one agreement do; then a statement that names two artifacts at once would fit both.
    pub(super) fn is(&self, digest: &DigestSet) -> bool {
        let mut shared = self.digest.iter().filter_map(|(name, own)| digest.get(name).map(|other| own == other));
        shared.next().is_some_and(|first| first && shared.all(|equal| equal))
    }
}

fn sum_line(path: &str, digest: Digest) -> String {
    if path.contains(['\\', '\n', '\r']) {
        let path = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
        return format!("\\{}  {path}\n", digest.hex());
    }
    format!("{}  {path}\n", digest.hex())
}

/// The digest of a document that a statement refers to.
impl ResourceDescriptor {
    /// Refers to bytes.
    pub fn of_bytes(name: &str, media_type: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            digest: [("sha256".to_owned(), Digest::of(bytes).hex())].into(),
            media_type: Some(media_type.to_owned()),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[(&str, &str)]) -> DigestSet {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_digest_set_fits_where_all_that_is_shared_agrees() {
        let subject = Subject::digest("x", set(&[("sha256", "aa"), ("sha512", "bb")]));
        assert!(subject.is(&set(&[("sha256", "aa")])));
        assert!(subject.is(&set(&[("sha512", "bb"), ("gitCommit", "cc")])));
        assert!(!subject.is(&set(&[("sha256", "aa"), ("sha512", "xx")])));
        assert!(!subject.is(&set(&[("gitCommit", "aa")])));
        assert!(!subject.is(&set(&[])));
    }
}
