//! `yarn.lock`: the first version's own format, and the YAML of the later ones.

use super::lock::{Locked, MAX_LOCKED, checked, integrity};
use super::{Data, lines};
use crate::inventory::{Ecosystem, Hash, HashAlgorithm, Reader};
use crate::text::Span;

/// An entry while its lines are read.
#[derive(Default)]
struct Entry {
    name: String,
    span: Span,
    version: Option<String>,
    hashes: Vec<Hash>,
    local: bool,
}

/// Both formats have entries that start in the first column and members that are indented by two.
pub(super) fn lock(data: &mut Data<'_>) {
    let text = data.file.text();
    let mut entry = Entry::default();
    let mut count = 0;
    for (start, line) in lines(text) {
        let bare = line.trim_end();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        if !bare.starts_with(' ') {
            settle(data, std::mem::take(&mut entry));
            count += 1;
            if count > MAX_LOCKED {
                return;
            }
            let key = bare.trim_end_matches(':').split(',').next().unwrap_or_default().trim().trim_matches('"');
            let at = key.get(1..).and_then(|rest| rest.find('@')).map(|at| at + 1);
            let (name, range) = at.and_then(|at| key.split_at_checked(at)).unwrap_or(("", ""));
            entry.name = name.to_owned();
            entry.local = ["@workspace:", "@link:", "@portal:", "@file:"].iter().any(|local| range.starts_with(local));
            entry.span = Span::new(start, start + bare.len());
        } else if let Some(member) = bare.strip_prefix("  ").filter(|member| !member.starts_with(' ')) {
            let (name, value) = member.split_once([' ', ':']).unwrap_or((member, ""));
            let value = value.trim().trim_matches('"');
            match name.trim_matches('"') {
                "version" => entry.version = Some(value.to_owned()),
                "integrity" => entry.hashes = integrity(value),
                // `10c0/<sha512>`: the cache key goes first.
                "checksum" => {
                    let hex = value.rsplit('/').next().unwrap_or(value);
                    entry.hashes = checked(HashAlgorithm::Sha512, hex).into_iter().collect();
                }
                _ => {}
            }
        }
    }
    settle(data, entry);
}

fn settle(data: &mut Data<'_>, entry: Entry) {
    let Some(version) = entry.version.filter(|_| !entry.name.is_empty() && !entry.local) else { return };
    let evidence = data.evidence(entry.span, &entry.name, Reader::LOCK_YARN);
    let (folder, scope) = (data.folder(), data.scope);
    let name = entry.name;
    data.packages.locked.push(Locked {
        ecosystem: Ecosystem::Npm,
        name,
        version,
        development: false,
        hashes: entry.hashes,
        evidence,
        folder,
        scope,
    });
}
