//! Signatures that a packed artifact carries in itself: those of OpenSSF model signing, of agent cards, of MCP bundles.

use camino::Utf8Path;

use crate::attest::{ArtifactFile, Evidence, Failure, Subject};
use crate::cli::Error;
use crate::cli::stored::Stored;
use crate::digest::Digest;
use crate::source::{File, Limits};
use crate::store::pack::{self, Content};

/// The signature of a folder, in the folder.
const OF_FOLDER: &str = "skill.oms.sig";

/// A signature in an artifact, and the part of the artifact that it is about.
pub(super) struct Carried {
    /// Of the file that it is in.
    pub(super) path: String,
    pub(super) subject: Subject,
    pub(super) read: Result<Evidence, Failure>,
}

/// The signatures in what `pack` has made; whatever else a store has is not unpacked for it.
pub(super) fn carried(stored: &Stored) -> Result<Vec<Carried>, Error> {
    if !pack::is_packed(&*stored.store, stored.digest)? {
        return Ok(Vec::new());
    }
    // What cannot be unpacked has nothing in it that could hold.
    let Ok(Some(content)) = pack::again(&*stored.store, stored.digest, &Limits::DEFAULT) else { return Ok(Vec::new()) };
    let Content { name, files, kind, .. } = content;
    let root = Utf8Path::new(&name);
    if !kind.is_folder() {
        let [File { bytes, .. }] = files.as_slice() else { return Ok(Vec::new()) };
        let about = |read| Carried { path: name.clone(), subject: Subject::file(name.clone(), bytes.clone()), read };
        return Ok(match Evidence::within(bytes) {
            Ok(all) => all.into_iter().map(|one| about(Ok(one))).collect(),
            Err(failure) => vec![about(Err(failure))],
        });
    }
    let Some(signature) = files.iter().find(|file| file.path == root.join(OF_FOLDER)) else { return Ok(Vec::new()) };
    let digested = |file: &File| ArtifactFile {
        path: file.path.strip_prefix(root).unwrap_or(&file.path).to_string(),
        digest: Digest::of(&file.bytes),
        executable: file.mode.executable,
    };
    let subject = Subject::folder(&name, files.iter().map(digested).collect());
    let about = |read| Carried { path: signature.path.to_string(), subject: subject.clone(), read };
    Ok(match Evidence::read(&signature.bytes) {
        Ok(all) => all.into_iter().map(|one| about(Ok(one))).collect(),
        Err(failure) => vec![about(Err(failure))],
    })
}
