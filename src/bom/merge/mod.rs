//! Several BOMs as one: what is the same is listed once, what only seems so is kept apart, and no field is lost.

mod cyclonedx;
mod rename;
mod spdx2;
mod spdx3;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{BomFile, Dialect, Error};
use crate::digest::Digest;

/// One BOM of several.
#[derive(Debug)]
pub struct Merged {
    pub value: Value,
    /// What the documents do not agree on, in the order of reading.
    pub conflicts: Vec<Disagreement>,
}

/// Something on which two documents do not agree, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The document that came later.
    pub document: String,
    /// The element, or the part of the document.
    pub about: String,
    /// A clause: what differs and which is kept.
    pub message: String,
}

/// One of the documents that are merged.
struct Document<'d> {
    path: &'d str,
    value: Cow<'d, Value>,
}

/// Merges documents; the first gives the metadata.
///
/// Elements are the same when their id or their package URL is and no digest speaks against it: two digests are two
/// elements, whatever their names. Documents of one format stay in it. Of several formats SPDX 3 is made: CycloneDX among
/// them is converted first, as [`spdx3::document`](super::spdx3::document) does, and SPDX 2 as
/// [`spdx3::upgrade`](super::spdx3::upgrade) does.
pub fn merge(files: &[BomFile]) -> Result<Merged, Error> {
    let target = Target::of(files);
    let mut documents = Vec::with_capacity(files.len());
    let mut conflicts = Vec::new();
    for file in files {
        // What a document has in the wrong form cannot be merged with what others have in the right one.
        let bom = file.cyclonedx().transpose()?;
        let value = match (target, file.dialect, bom) {
            (Target::Spdx3, _, Some(bom)) => Cow::Owned(super::spdx3::document(&bom)),
            (Target::Spdx3, Dialect::Spdx2(_), _) => Cow::Owned(super::spdx3::upgrade(&file.value)),
            _ => Cow::Borrowed(&file.value),
        };
        documents.push(Document { path: file.file.path.as_str(), value });
    }
    let value = match target {
        Target::CycloneDx => cyclonedx::merge(files, &mut conflicts),
        Target::Spdx2 => spdx2::merge(&documents, &mut conflicts),
        Target::Spdx3 => spdx3::merge(&documents, &mut conflicts),
    };
    Ok(Merged { value, conflicts })
}

/// The format of a merged document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    CycloneDx,
    Spdx2,
    Spdx3,
}

impl Target {
    fn of(files: &[BomFile]) -> Self {
        let own = |file: &BomFile| match file.dialect {
            Dialect::CycloneDx(_) | Dialect::CycloneDxXml(_) => Self::CycloneDx,
            Dialect::Spdx2(_) => Self::Spdx2,
            Dialect::Spdx3 => Self::Spdx3,
        };
        let mut targets = files.iter().map(own);
        let first = targets.next().unwrap_or(Self::CycloneDx);
        if targets.all(|target| target == first) { first } else { Self::Spdx3 }
    }
}

/// The beginning of the digest of all that was merged, for names of what came of it.
fn digest(documents: &[Document<'_>]) -> String {
    let inputs: Vec<String> = documents.iter().map(|document| canonical(&document.value)).collect();
    let mut digest = Digest::of(inputs.join("\n")).hex();
    digest.truncate(16);
    digest
}

/// Why two elements have other digests, if they have: of `list`, by the names of algorithm and content.
fn other_digest(a: &Value, b: &Value, [list, algorithm, content]: [&str; 3]) -> Option<String> {
    let text = |hash: &Value, name: &str| Some(hash.get(name)?.as_str()?.to_owned());
    // There may be several by one algorithm.
    let hashes = |value: &Value| -> BTreeSet<(String, String)> {
        let hashes = value.get(list).and_then(Value::as_array).into_iter().flatten();
        hashes.filter_map(|hash| Some((text(hash, algorithm)?, text(hash, content)?.to_ascii_lowercase()))).collect()
    };
    let (ours, theirs) = (hashes(a), hashes(b));
    let other = theirs.difference(&ours).find(|(other, _)| ours.difference(&theirs).any(|(own, _)| own == other));
    other.map(|(algorithm, _)| format!("its {algorithm} is another"))
}

/// Notes of one document.
struct Notes<'n> {
    document: &'n str,
    conflicts: &'n mut Vec<Disagreement>,
}

impl Notes<'_> {
    fn add(&mut self, about: &str, message: impl Into<String>) {
        let (document, about) = (self.document.to_owned(), about.to_owned());
        self.conflicts.push(Disagreement { document, about, message: message.into() });
    }
}

/// Appends the items of `more` that `list` does not hold.
fn union(list: &mut Vec<Value>, more: &[Value]) {
    let mut known: BTreeSet<String> = list.iter().map(canonical).collect();
    list.extend(more.iter().filter(|item| known.insert(canonical(item))).cloned());
}

/// The same text for the same value, whatever the order of its members.
pub(super) fn canonical(value: &Value) -> String {
    // Values that were read from JSON can be written as JSON.
    serde_json_canonicalizer::to_string(value).unwrap_or_default()
}
