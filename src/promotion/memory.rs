//! What a store has seen of chains, in a file beside its index: a chain that ends earlier than it did was cut.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::digest::Digest;
use crate::lock::Head;
use crate::source::{self, read_bytes, write_atomic};

/// The file, in the folder of the store.
const FILE: &str = "heads.json";
/// Bytes of it, at most: some hundred thousand chains.
const MAX_FILE: u64 = 64 << 20;
const SCHEMA: &str = "https://proofmark.dev/heads/v1";

/// The heads that were seen from here.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    heads: Vec<Head>,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    heads: Vec<Head>,
}

impl Memory {
    /// Reads what is remembered in the folder of a store; nothing, where there is no such file.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let bytes = match read_bytes(&path, MAX_FILE) {
            Ok(bytes) => bytes,
            Err(source::Error::NotFound { .. }) => return Ok(Self { path, heads: Vec::new() }),
            Err(error) => return Err(error.into()),
        };
        let wrong = |detail: String| Error::Memory { path: path.clone(), detail };
        let document: Document = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if document.schema != SCHEMA {
            return Err(wrong(format!("its format is `{}`", document.schema)));
        }
        Ok(Self { path, heads: document.heads })
    }

    /// The links of a chain that were there when it was last seen.
    pub fn links(&self, subject: Digest, resource: &str) -> BTreeSet<Digest> {
        let known = self.heads.iter().filter(|head| head.is_of(subject, resource));
        known.flat_map(|head| head.links.iter().copied()).collect()
    }

    /// Keeps what is seen now, whole or not at all.
    pub fn remember(&mut self, head: Head) -> Result<(), Error> {
        if !head.remember(&mut self.heads) {
            return Ok(());
        }
        let document = Document { schema: SCHEMA.to_owned(), heads: self.heads.clone() };
        let mut bytes = serde_json::to_vec_pretty(&document).map_err(|error| Error::Encode { source: error })?;
        bytes.push(b'\n');
        Ok(write_atomic(&self.path, &bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Document>("heads-v1", SCHEMA);
    }

    #[test]
    fn what_was_seen_is_remembered_and_what_was_spoiled_is_not_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let (subject, link) = (Digest::of("a"), Digest::of("1"));
        let head = |links: BTreeSet<Digest>| Head { subject, resource: "x".to_owned(), links };
        let mut memory = Memory::read(folder.path()).unwrap();
        assert!(memory.links(subject, "x").is_empty());
        memory.remember(head([link].into())).unwrap();
        let again = Memory::read(folder.path()).unwrap();
        assert_eq!((again.links(subject, "x"), again.links(subject, "y").len()), ([link].into(), 0));
        write_atomic(&folder.path().join(FILE), b"{}").unwrap();
        assert!(matches!(Memory::read(folder.path()), Err(Error::Memory { .. })));
    }
}
