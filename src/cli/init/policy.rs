//! A first policy beside the manifest.

use std::path::Path;

use super::write;
use crate::bom::manifest::{Manifest, ManifestKind};
use crate::cli::{Error, Io};
use crate::policy::Ready;

/// Where commands look for a policy that nobody names.
const FOLDER: &str = ".proofmark";
const FILE: &str = "policy.yaml";

/// Writes a ready policy, for artifacts of the manifest's kind, with the files that it names.
pub(super) fn start(
    ready: Ready,
    kind: ManifestKind,
    manifest: &Manifest,
    force: bool,
    io: &mut Io<'_>,
) -> Result<(), Error> {
    let folder = Path::new(FOLDER);
    let name = manifest.value.pointer("/identity/name").and_then(serde_json::Value::as_str).unwrap_or_default();
    write(&folder.join(FILE), ready.starter(applies(kind), name).as_bytes(), force, io)?;
    for (path, text) in ready.files() {
        let path = folder.join(path);
        if io.folder.join(&path).exists() {
            // Waivers and people are the user's own, whatever the policy.
            io.note(&format!("`{}` stays as it is", path.display()));
        } else {
            write(&path, text.as_bytes(), false, io)?;
        }
    }
    for key in ready.keys() {
        if let Some(keys) = io.folder.join(folder).join(key).parent() {
            std::fs::create_dir_all(keys)?;
        }
        io.note(&format!("the policy trusts `{FOLDER}/{key}.pub`: `proofmark keygen --name {FOLDER}/{key}`"));
    }
    io.note("fill in `verifier.id` and `identities` of the policy: the examples trust nobody that you know");
    Ok(())
}

/// That a policy is for artifacts of a kind and can be written, before anything is.
pub(super) fn check(ready: Ready, kind: ManifestKind, force: bool, io: &Io<'_>) -> Result<(), Error> {
    if !ready.fits(applies(kind)) {
        return Err(Error::Unfit { option: "--policy skills", why: "it is for skills, and the project is none" });
    }
    let file = Path::new(FOLDER).join(FILE);
    if !force && io.folder.join(&file).exists() {
        return Err(Error::Exists { file: file.display().to_string() });
    }
    Ok(())
}

/// What `applies.kinds` calls the artifacts of a manifest.
const fn applies(kind: ManifestKind) -> &'static str {
    match kind {
        ManifestKind::Agent => "agent",
        ManifestKind::Skill => "skill",
        ManifestKind::McpServer => "mcp",
    }
}
