//! Packages by name and version, from the registry that the ecosystem's own client is configured for, without running
//! anything of theirs.
//!
//! Configuration is taken from the environment and from the user's and the system's files. What lies in the folder
//! that the user stands in does not count: it may be a checkout that points elsewhere, with the user's password.

mod index;
mod ini;
mod integrity;
pub(super) mod npm;
mod npmrc;
mod pip;
pub(super) mod pypi;

use serde::Serialize;

use super::File;
pub(super) use integrity::check_hex;
pub(super) use npmrc::registries as npm_registries;
pub(super) use pip::sign_in;

/// The name of the format of what a registry says of a package.
const SCHEMA: &str = "https://proofmark.dev/package/v1";

/// What a registry says of a package, which is no part of its files: it is captured as a file beside them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    schema: &'static str,
    purl: &'a str,
    name: &'a str,
    version: &'a str,
    /// Why the publisher has withdrawn it; empty where no reason is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<&'a str>,
    /// What runs when it is installed, by the name of the hook.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    install_scripts: std::collections::BTreeMap<String, String>,
}

impl Entry<'_> {
    fn file(&self) -> File {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        File::new("registry-entry.json", bytes)
    }
}
