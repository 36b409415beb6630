//! Lock files of npm and pnpm.

use super::Data;
use super::lock::{Locked, MAX_LOCKED, integrity};
use crate::inventory::{Ecosystem, Reader};
use crate::text::{Member, Node, pointer};

/// `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.
pub(super) fn package_lock(data: &mut Data<'_>) {
    let Some(document) = data.json() else { return };
    let root = &document.root;
    if let Some(packages) = root.get("packages") {
        for member in packages.members().iter().take(MAX_LOCKED) {
            // The last part after `node_modules/` is the name; an alias says its own.
            let Some((_, path)) = member.name.text.rsplit_once("node_modules/") else { continue };
            let name = member.value.get("name").and_then(Node::as_str).unwrap_or(path);
            settle(data, name, &member.value, &pointer("/packages", &member.name.text));
        }
    } else {
        let mut left = MAX_LOCKED;
        nested(data, root.get("dependencies").map(Node::members).unwrap_or_default(), "/dependencies", 32, &mut left);
    }
}

fn nested(data: &mut Data<'_>, members: &[Member], at: &str, depth: usize, left: &mut usize) {
    for member in members {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let below = pointer(at, &member.name.text);
        settle(data, &member.name.text, &member.value, &below);
        if depth > 0 {
            let inner = member.value.get("dependencies").map(Node::members).unwrap_or_default();
            nested(data, inner, &below, depth - 1, left);
        }
    }
}

fn settle(data: &mut Data<'_>, name: &str, node: &Node, at: &str) {
    let flag = |name: &str| node.get(name).and_then(Node::as_bool) == Some(true);
    let Some(version) = node.get("version").and_then(Node::as_str).filter(|_| !flag("link")) else { return };
    let hashes = node.get("integrity").and_then(Node::as_str).map(integrity).unwrap_or_default();
    let evidence = data.at(node, at, Reader::LOCK_NPM);
    push(data, name, version, flag("dev"), hashes, evidence);
}

fn push(
    data: &mut Data<'_>,
    name: &str,
    version: &str,
    development: bool,
    hashes: Vec<crate::inventory::Hash>,
    evidence: crate::inventory::Evidence,
) {
    let (folder, scope) = (data.folder(), data.scope);
    data.packages.locked.push(Locked {
        ecosystem: Ecosystem::Npm,
        name: name.to_owned(),
        version: version.to_owned(),
        development,
        hashes,
        evidence,
        folder,
        scope,
    });
}

/// `pnpm-lock.yaml`, versions 5 to 9.
pub(super) fn pnpm(data: &mut Data<'_>) {
    let Some(document) = data.yaml() else { return };
    for member in document.root.get("packages").map(Node::members).unwrap_or_default().iter().take(MAX_LOCKED) {
        let key = member.name.text.trim_start_matches('/');
        let key = key.split('(').next().unwrap_or(key);
        // `name@1.0.0`, and `name/1.0.0_peer` before version 6.
        let split = match key.get(1..).and_then(|rest| rest.rfind('@')) {
            Some(at) => key.split_at_checked(at + 1).map(|(name, version)| (name, version.trim_start_matches('@'))),
            None => key.rsplit_once('/').map(|(name, version)| (name, version.split('_').next().unwrap_or(version))),
        };
        let Some((name, version)) = split.filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()))
        else {
            continue;
        };
        let hashes =
            member.value.at(&["resolution", "integrity"]).and_then(Node::as_str).map(integrity).unwrap_or_default();
        let development = member.value.get("dev").and_then(Node::as_bool) == Some(true);
        let span = member.name.span();
        let evidence = data.evidence(span, &member.name.text, Reader::LOCK_PNPM);
        push(data, name, version, development, hashes, evidence);
    }
}
