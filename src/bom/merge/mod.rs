//! Several BOMs as one: what is the same is listed once, what only seems so is kept apart, and no field is lost.

mod cyclonedx;
mod rename;
mod spdx3;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{BomFile, Dialect, Error};

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
/// elements, whatever their names. Where any document is SPDX 3, the answer is: CycloneDX among them is converted first,
/// as [`spdx3::document`](super::spdx3::document) does. SPDX 2 is not merged.
pub fn merge(files: &[BomFile]) -> Result<Merged, Error> {
    let is_spdx = files.iter().any(|file| file.dialect == Dialect::Spdx3);
    let mut documents = Vec::with_capacity(files.len());
    let mut conflicts = Vec::new();
    for file in files {
        let path = file.file.path.as_str();
        // What a document has in the wrong form cannot be merged with what others have in the right one.
        let bom = match (file.dialect, file.cyclonedx()) {
            (Dialect::Spdx2(_), _) => return Err(Error::Unmergeable { path: file.file.path.clone() }),
            (_, read) => read.transpose()?,
        };
        let value = match bom.filter(|_| is_spdx) {
            Some(bom) => Cow::Owned(super::spdx3::document(&bom)),
            None => Cow::Borrowed(&file.value),
        };
        documents.push(Document { path, value });
    }
    // One document twice is that document.
    let mut known = BTreeSet::new();
    documents.retain(|document| known.insert(canonical(&document.value)));
    let value = match documents.as_slice() {
        [only] if is_spdx => only.value.clone().into_owned(),
        _ if is_spdx => spdx3::merge(&documents, &mut conflicts),
        _ => cyclonedx::merge(files, &mut conflicts),
    };
    Ok(Merged { value, conflicts })
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
fn canonical(value: &Value) -> String {
    // Values that were read from JSON can be written as JSON.
    serde_json_canonicalizer::to_string(value).unwrap_or_default()
}
