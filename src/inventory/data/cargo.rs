//! `Cargo.lock`.

use super::Data;
use super::lock::{Locked, MAX_LOCKED, checked};
use crate::inventory::{Ecosystem, HashAlgorithm, Reader};
use crate::text::{Node, pointer};

pub(super) fn lock(data: &mut Data<'_>) {
    let Some(document) = data.toml() else { return };
    for (index, package) in
        document.root.get("package").map(Node::items).unwrap_or_default().iter().enumerate().take(MAX_LOCKED)
    {
        let text = |name: &str| package.get(name).and_then(Node::as_str);
        // What has no source is a member of the workspace.
        let (Some(name), Some(version), Some(_)) = (text("name"), text("version"), text("source")) else { continue };
        let hashes = text("checksum").and_then(|hex| checked(HashAlgorithm::Sha256, hex)).into_iter().collect();
        let named = package.get("name").unwrap_or(package);
        let evidence = data.at(named, &pointer("/package", &index.to_string()), Reader::LOCK_CARGO);
        let (folder, scope) = (data.folder(), data.scope);
        data.packages.locked.push(Locked {
            ecosystem: Ecosystem::Cargo,
            name: name.to_owned(),
            version: version.to_owned(),
            development: false,
            hashes,
            evidence,
            folder,
            scope,
        });
    }
}
