//! A file that a tool wrote, opened but not yet understood.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Reason, json};
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::source::{Limits, archive};
use crate::text::{self, SourceFile};

/// Bytes of one file, at most, and of all that an archive holds.
pub const MAX_FILE: u64 = 64 << 20;

/// A file and its content.
#[derive(Debug, Clone)]
pub struct Input {
    /// As the user named it, with `/`.
    pub path: Utf8PathBuf,
    pub digest: Digest,
    pub(super) content: Content,
}

/// What a file is before anybody knows which tool wrote it.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Json(Value),
    /// One document a line.
    Lines(Vec<Value>),
    Xml(String),
    /// Members of a ZIP archive by path.
    Archive(BTreeMap<Utf8PathBuf, Vec<u8>>),
    /// Something else, or broken.
    Other(Reason),
}

impl Input {
    pub fn new(path: impl Into<Utf8PathBuf>, bytes: &[u8]) -> Self {
        let content = content(bytes).unwrap_or_else(Content::Other);
        Self { path: path.into(), digest: Digest::of(bytes), content }
    }

    /// A file that was read, whatever spells its text.
    pub fn of(file: &SourceFile) -> Self {
        let content = match &file.content {
            text::Content::Text(_) => content(file.text().as_bytes()),
            text::Content::Binary(bytes) => content(bytes),
            text::Content::LargeBinary(_) => Err(Reason::TooLarge),
        };
        let content = content.unwrap_or_else(Content::Other);
        Self { path: file.path.clone(), digest: file.digest, content }
    }

    /// A file that could not be read.
    pub fn unread(gap: &Gap) -> Self {
        let reason = match gap.reason {
            GapReason::TooLarge => Reason::TooLarge,
            reason => Reason::Unreadable(format!("{} {}", reason.describe(), gap.detail).trim().to_owned()),
        };
        Self { path: gap.path.clone(), digest: Digest::of([]), content: Content::Other(reason) }
    }

    /// The outermost object, where there is one document.
    pub(super) fn object(&self) -> Option<&Value> {
        match &self.content {
            Content::Json(value) if value.is_object() => Some(value),
            _ => None,
        }
    }

    /// The documents of a file of lines; that one document is a line, too, if it is the only one.
    pub(super) fn lines(&self) -> &[Value] {
        match &self.content {
            Content::Lines(lines) => lines,
            Content::Json(value) => std::slice::from_ref(value),
            _ => &[],
        }
    }

    /// Whether the outermost object has all of these members.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.object().is_some_and(|object| has(object, names))
    }
}

/// Whether a value is an object with all of these members.
pub(super) fn has(value: &Value, names: &[&str]) -> bool {
    value.as_object().is_some_and(|object| names.iter().all(|name| object.contains_key(*name)))
}

/// Reads a value as what a format says that it is.
pub(super) fn read<T: DeserializeOwned>(format: &'static str, value: &Value) -> Result<T, Reason> {
    T::deserialize(value).map_err(|error| Reason::malformed(format, error.to_string()))
}

fn content(bytes: &[u8]) -> Result<Content, Reason> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(Reason::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return unpacked(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Reason::Unknown)?;
    match text.trim_start_matches('\u{feff}').trim_start().bytes().next() {
        Some(b'<') => Ok(Content::Xml(text.to_owned())),
        Some(b'{' | b'[') => document(text),
        _ => Err(Reason::Unknown),
    }
}

/// One document, or one a line.
fn document(text: &str) -> Result<Content, Reason> {
    let whole = match json::parse(text) {
        Ok(value) => return Ok(Content::Json(value)),
        Err(message) => message,
    };
    let mut lines = Vec::new();
    let mut rest = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).peekable();
    while let Some((index, line)) = rest.next() {
        match json::parse(line) {
            Ok(value) => lines.push(value),
            Err(_) if lines.is_empty() => return Err(Reason::malformed("JSON", whole)),
            Err(message) if rest.peek().is_some() => {
                return Err(Reason::malformed("JSON lines", format!("line {}: {message}", index + 1)));
            }
            Err(_) => return Err(Reason::Truncated(format!("line {} ends early", index + 1))),
        }
    }
    Ok(Content::Lines(lines))
}

/// The members of an archive. Whatever two programs could read differently is refused.
fn unpacked(bytes: &[u8]) -> Result<Content, Reason> {
    let limits = Limits { max_source_size: MAX_FILE, max_files: 20_000, ..Limits::DEFAULT };
    let opened = archive::open("run.zip", bytes, &limits);
    if let Some(gap) = opened.gaps.first() {
        let detail = if gap.detail.is_empty() { gap.reason.describe() } else { &gap.detail };
        return Err(Reason::malformed("an archive of one run", format!("{}: {detail}", gap.path)));
    }
    Ok(Content::Archive(opened.files.into_iter().map(|file| (file.path, file.bytes)).collect()))
}
