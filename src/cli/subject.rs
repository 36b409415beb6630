//! What a command is about: files here, a digest of something elsewhere, or a manifest that a store has.

use super::store::StoreDir;
use super::stored::{Stored, image};
use super::{Error, Io};
use crate::attest;
use crate::source::{self, Capture, Limits, read_bytes};
use crate::store::Layout;

/// What a statement is about.
pub(super) enum About {
    Here(attest::Subject),
    Stored(Stored),
}

impl About {
    /// Reads what the user has named: `oci:…` is in a registry; anything is in the store where the user names one; a
    /// path is what lies there; and the rest is in the store that is here, or a digest and nothing more.
    pub(super) fn find(text: &str, store: &StoreDir, io: &Io<'_>) -> Result<Self, Error> {
        if image(text).is_some() || store.is_named() {
            return Ok(Self::Stored(Stored::find(text, store, io)?));
        }
        let path = store.path(io);
        if !io.folder.join(text).exists()
            && path.join("oci-layout").is_file()
            && let Some(stored) = Stored::held(Layout::open(path)?, text)?
        {
            return Ok(Self::Stored(stored));
        }
        Ok(Self::Here(named_subject(text, io)?))
    }

    pub(super) fn subject(&self) -> attest::Subject {
        match self {
            Self::Here(subject) => subject.clone(),
            Self::Stored(stored) => stored.subject(),
        }
    }

    pub(super) fn rename(&mut self, name: &str) {
        match self {
            Self::Here(subject) => name.clone_into(&mut subject.name),
            Self::Stored(stored) => name.clone_into(&mut stored.name),
        }
    }

    /// The files that it is made of, as sources are; `None` where there is only a digest.
    pub(super) fn capture(&self, text: &str, io: &Io<'_>) -> Result<Option<Capture>, Error> {
        match self {
            Self::Stored(stored) => stored.capture().map(Some),
            Self::Here(subject) if subject.files.is_empty() && subject.bytes.is_none() => Ok(None),
            Self::Here(_) => super::sources::local(text, Limits::DEFAULT, io).map(Some),
        }
    }
}

/// Limits of what is only digested.
fn limits() -> Limits {
    Limits { max_file_size: Limits::DEFAULT.max_binary_size, ..Limits::DEFAULT }
}

/// Reads a file, a folder or a digest as what statements are about.
pub(super) fn named_subject(source: &str, io: &Io<'_>) -> Result<attest::Subject, Error> {
    for (algorithm, length) in [("sha256", 64), ("sha512", 128)] {
        let Some(hex) = source.strip_prefix(algorithm).and_then(|rest| rest.strip_prefix(':')) else { continue };
        let valid = hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !valid {
            return Err(Error::Value { value: source.to_owned(), expected: "digest in lower-case hexadecimal" });
        }
        return Ok(attest::Subject::digest(source, [(algorithm.to_owned(), hex.to_owned())].into()));
    }
    let path = io.folder.join(source);
    if path.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(attest::Subject::file(name, read_bytes(&path, limits().max_file_size)?));
    }
    // Everything in the folder counts, also what a scan may leave out.
    let options = source::Options { limits: limits(), no_ignore: true };
    let tree = source::list(source, &io.folder, &options)?;
    let folder = path.canonicalize().unwrap_or(path);
    let name = folder.file_name().map_or_else(|| source.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(attest::Subject::of_tree(&name, &tree, &options.limits)?)
}
