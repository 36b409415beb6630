//! Packages that a project asks for, and those that its lock files have settled on.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use data_encoding::{BASE64, HEXLOWER};

use super::chosen;
use crate::inventory::{
    Builder, Component, Ecosystem, Evidence, Hash, HashAlgorithm, Package, Pin, Scope, Unseen, UnseenReason,
};

/// A package that a manifest asks for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
    /// As written; empty where any version will do.
    pub(super) range: String,
    pub(super) development: bool,
    pub(super) hashes: Vec<Hash>,
    pub(super) evidence: Evidence,
    pub(super) folder: Utf8PathBuf,
    pub(super) scope: Scope,
}

/// A package that a lock file has settled on.
#[derive(Debug)]
pub(super) struct Locked {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) development: bool,
    pub(super) hashes: Vec<Hash>,
    pub(super) evidence: Evidence,
    pub(super) folder: Utf8PathBuf,
    pub(super) scope: Scope,
}

/// Packages of one lock file, at most; a lock file of more is cut and says so.
pub(super) const MAX_LOCKED: usize = 20_000;

/// Everything that manifests and lock files say, joined at the end: a manifest may be read before its lock file.
#[derive(Debug, Default)]
pub(in crate::inventory) struct Packages {
    pub(super) wanted: Vec<Wanted>,
    pub(super) locked: Vec<Locked>,
    /// Names of the packages that the tree itself is.
    pub(in crate::inventory) own: std::collections::HashSet<String>,
}

impl Packages {
    /// Adds the packages to the graph.
    pub(in crate::inventory) fn finish(self, builder: &mut Builder) {
        let mut versions: BTreeMap<(Ecosystem, String), Vec<(Utf8PathBuf, String)>> = BTreeMap::new();
        for locked in &self.locked {
            let key = (locked.ecosystem, normal(locked.ecosystem, &locked.name));
            versions.entry(key).or_default().push((locked.folder.clone(), locked.version.clone()));
        }
        let mut unlocked: BTreeMap<(Ecosystem, String), (usize, Evidence)> = BTreeMap::new();
        for wanted in self.wanted {
            let key = (wanted.ecosystem, normal(wanted.ecosystem, &wanted.name));
            // The lock file of a workspace lies above its members.
            let locked = versions.get(&key).and_then(|found| nearest(found, &wanted.folder));
            let (exact, pin) = chosen(&wanted.range);
            let pin = if wanted.hashes.is_empty() { pin } else { Pin::Digest };
            if locked.is_none() && exact.is_none() {
                let place = (wanted.ecosystem, wanted.evidence.location.path.to_string());
                unlocked.entry(place).or_insert_with(|| (0, wanted.evidence.clone())).0 += 1;
            }
            let detail = Package { direct: true, development: wanted.development, ..Package::default() };
            let mut component = Component::package(wanted.ecosystem, &wanted.name, locked.or(exact), detail);
            // The lock file itself says how firmly it holds the version.
            component.pin = if locked.is_some() { Pin::Unknown } else { pin };
            component.constraint = Some(wanted.range).filter(|range| !range.is_empty());
            component.hashes = wanted.hashes;
            component.scope = if wanted.development { Scope::Optional.min(wanted.scope) } else { wanted.scope };
            builder.add(component.seen(wanted.evidence));
        }
        for locked in self.locked {
            let pin = if locked.hashes.is_empty() { Pin::Exact } else { Pin::Digest };
            let detail = Package { development: locked.development, ..Package::default() };
            let mut component = Component::package(locked.ecosystem, &locked.name, Some(&locked.version), detail);
            component.pin = pin;
            component.hashes = locked.hashes;
            component.scope = if locked.development { Scope::Optional.min(locked.scope) } else { locked.scope };
            builder.add(component.seen(locked.evidence));
        }
        for (count, evidence) in unlocked.into_values() {
            let what = format!("{count} packages without an exact version and without a lock file");
            let location = Some(evidence.location);
            builder.unseen(Unseen { about: None, reason: UnseenReason::NotLocked, what, location });
        }
    }
}

/// The version that the lock file nearest to a folder has, among those in it or above.
fn nearest<'f>(found: &'f [(Utf8PathBuf, String)], folder: &Utf8Path) -> Option<&'f str> {
    let above = found.iter().filter(|(place, _)| folder.starts_with(place));
    above.max_by_key(|(place, _)| place.as_str().len()).map(|(_, version)| version.as_str())
}

fn normal(ecosystem: Ecosystem, name: &str) -> String {
    match ecosystem {
        Ecosystem::PyPi => name.to_ascii_lowercase().replace(['_', '.'], "-"),
        _ => name.to_owned(),
    }
}

/// `sha512-<base64>`, as npm writes digests; several are separated by blanks.
pub(super) fn integrity(text: &str) -> Vec<Hash> {
    let parts = text.split_whitespace().filter_map(|part| part.split_once('-'));
    let hash = |(name, value): (&str, &str)| {
        let algorithm = algorithm(name)?;
        let bytes = BASE64.decode(value.split('?').next()?.as_bytes()).ok()?;
        checked(algorithm, &HEXLOWER.encode(&bytes))
    };
    parts.filter_map(hash).collect()
}

/// `sha256:<hex>`, as Python's tools write digests.
pub(super) fn tagged(text: &str) -> Option<Hash> {
    let (name, hex) = text.split_once([':', '='])?;
    checked(algorithm(name)?, hex)
}

fn algorithm(name: &str) -> Option<HashAlgorithm> {
    Some(match name {
        "md5" => HashAlgorithm::Md5,
        "sha1" => HashAlgorithm::Sha1,
        "sha256" => HashAlgorithm::Sha256,
        "sha384" => HashAlgorithm::Sha384,
        "sha512" => HashAlgorithm::Sha512,
        _ => return None,
    })
}

/// A digest of the right length.
pub(super) fn checked(algorithm: HashAlgorithm, hex: &str) -> Option<Hash> {
    let hex = hex.trim().to_ascii_lowercase();
    let sound = hex.len() == algorithm.digits() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then_some(Hash { algorithm, hex })
}
