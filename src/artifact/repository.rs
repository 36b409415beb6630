//! Whose repositories a package is developed in, as its manifest says: `github.com/owner`, in lower case.

use std::collections::BTreeSet;

use super::Artifact;
use super::address::Address;
use super::format;
use super::plan::manifests;

/// Hosts of which the first part of a path names an owner.
const HOSTS: &[(&str, &str)] = &[
    ("bitbucket.org", "bitbucket.org"),
    ("codeberg.org", "codeberg.org"),
    ("gitee.com", "gitee.com"),
    ("github.com", "github.com"),
    ("gitlab.com", "gitlab.com"),
    ("raw.githubusercontent.com", "github.com"),
    ("www.github.com", "github.com"),
];

/// Where manifests name addresses of the project: `package.json`, `pyproject.toml`, `Cargo.toml`.
const ADDRESSES: &[&[&str]] = &[
    &["repository"],
    &["homepage"],
    &["bugs"],
    &["project", "urls"],
    &["tool", "poetry", "repository"],
    &["tool", "poetry", "homepage"],
    &["tool", "poetry", "urls"],
    &["package", "repository"],
    &["package", "homepage"],
];

/// The owner of a repository that an address leads to, such as `github.com/owner`.
pub fn owner(address: &str) -> Option<String> {
    let address = address.trim_start_matches("git+");
    let host = Address::parse(address)?.host.to_ascii_lowercase();
    let (_, service) = HOSTS.iter().find(|(known, _)| *known == host)?;
    let (_, rest) = address.split_once("://")?;
    let owner = rest.split('/').nth(1).filter(|owner| !owner.is_empty() && !owner.contains(['$', '{', '<']))?;
    Some(format!("{service}/{}", owner.to_ascii_lowercase()))
}

/// The owners that the manifests at the root of a package name.
pub(super) fn owners(artifact: &Artifact) -> BTreeSet<String> {
    let structured = manifests(artifact).filter(|file| format::is_structured(&file.path));
    let manifests = structured.filter_map(|file| format::parse(file).ok());
    let mut owners = BTreeSet::new();
    for manifest in manifests {
        for node in ADDRESSES.iter().filter_map(|at| manifest.root.at(at)) {
            let inner = node.members().iter().filter_map(|member| member.value.as_str());
            owners.extend(node.as_str().into_iter().chain(inner).filter_map(|text| {
                let short = text.strip_prefix("github:").map(|rest| format!("https://github.com/{rest}"));
                owner(short.as_deref().unwrap_or(text))
            }));
        }
    }
    owners
}
