//! What a change concerns: a changed script is scanned with its skill, a changed source file with its server.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::plan::{self, is_alone, is_manifest, is_skill_file};
use crate::source::Entry;

/// What has to be listed so that a file is grouped as it is in a scan of everything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The file alone.
    File(Utf8PathBuf),
    /// The files of a folder, but not of those in it.
    In(Utf8PathBuf),
    /// Everything below a folder.
    Below(Utf8PathBuf),
}

/// The files that make a folder the root of others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anchors {
    /// There is a `SKILL.md`.
    pub skill: bool,
    /// There is the manifest of a package.
    pub package: bool,
    /// There is a `session.json`, which in `mcp/<server>` describes what a server offered.
    pub session: bool,
}

impl Anchors {
    /// What the files of one folder make of it.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        names.into_iter().fold(Self::default(), |anchors, name| Self {
            skill: anchors.skill || is_skill_file(Utf8Path::new(name)),
            package: anchors.package || is_manifest(Utf8Path::new(name)),
            session: anchors.session || name == plan::SESSION,
        })
    }

    /// Whether the loss of a file changes what others belong to.
    pub fn lost_with(path: &Utf8Path) -> bool {
        is_skill_file(path) || is_manifest(path) || path.file_name() == Some(plan::SESSION)
    }
}

/// How far a changed file reaches, where `anchors` tells what the files of a folder make of it.
pub fn reach(path: &Utf8Path, mut anchors: impl FnMut(&Utf8Path) -> Anchors) -> Reach {
    let parent = path.parent().unwrap_or(Utf8Path::new(""));
    let (mut package, mut session) = (None, false);
    for folder in path.ancestors().skip(1) {
        let anchors = anchors(folder);
        if anchors.skill {
            return Reach::Below(folder.to_owned());
        }
        session |= anchors.session && folder == parent;
        if anchors.package && package.is_none() {
            package = Some(folder.to_owned());
        }
    }
    if session {
        return Reach::In(parent.to_owned());
    }
    if is_alone(path) {
        return Reach::File(path.to_owned());
    }
    package.map_or_else(|| Reach::In(parent.to_owned()), Reach::Below)
}

/// Of a listing, the files of those artifacts that changed files belong to, and the files that say where these end.
///
/// A scan of them reports of each artifact what a scan of everything would. `changed` may name files that are gone.
pub fn concerned(listing: &[Entry], changed: &BTreeSet<Utf8PathBuf>) -> Vec<Entry> {
    let mut folders: BTreeMap<&Utf8Path, Anchors> = BTreeMap::new();
    for path in listing.iter().map(|entry| &entry.path).filter(|path| Anchors::lost_with(path)) {
        let own = Anchors::of(path.file_name());
        let anchors = folders.entry(path.parent().unwrap_or(Utf8Path::new(""))).or_default();
        anchors.skill |= own.skill;
        anchors.package |= own.package;
        anchors.session |= own.session;
    }
    let there = |path: &Utf8Path| listing.binary_search_by(|entry| entry.path.as_path().cmp(path)).is_ok();
    let lost: BTreeSet<&Utf8Path> = changed
        .iter()
        .filter(|path| Anchors::lost_with(path) && !there(path))
        .map(|path| path.parent().unwrap_or(Utf8Path::new("")))
        .collect();
    // What belonged to something that is gone belongs to something else now.
    let orphans = listing.iter().map(|entry| &entry.path).filter(|path| below_any(path, &lost));
    let changed: BTreeSet<&Utf8PathBuf> = changed.iter().chain(orphans).collect();

    let anchors = |folder: &Utf8Path| folders.get(folder).copied().unwrap_or_default();
    let reaches: BTreeSet<Reach> = changed.iter().map(|path| reach(path, anchors)).collect();
    let reached = listing.iter().filter(|entry| is_reached(&entry.path, &reaches)).cloned().collect::<Vec<_>>();

    let gone: Vec<&&Utf8PathBuf> = changed.iter().filter(|path| !there(path)).collect();
    let mut ends: BTreeMap<&Utf8Path, Vec<&Entry>> = BTreeMap::new();
    for entry in reached.iter().filter(|entry| Anchors::lost_with(&entry.path)) {
        ends.entry(entry.path.parent().unwrap_or(Utf8Path::new(""))).or_default().push(entry);
    }
    let mut kept = BTreeSet::new();
    for candidate in plan::group(&reached) {
        // A deleted script is no entry any more, and its skill is not what it was.
        let lost = gone.iter().any(|path| path.starts_with(&candidate.root));
        if lost || candidate.entries.iter().any(|entry| changed.contains(&entry.path)) {
            kept.extend(ends.get(candidate.root.as_path()).into_iter().flatten().copied().cloned());
            kept.extend(candidate.entries);
        }
    }
    kept.into_iter().collect()
}

fn below_any(path: &Utf8Path, folders: &BTreeSet<&Utf8Path>) -> bool {
    !folders.is_empty() && path.ancestors().skip(1).any(|folder| folders.contains(folder))
}

fn is_reached(path: &Utf8Path, reaches: &BTreeSet<Reach>) -> bool {
    let parent = path.parent().unwrap_or(Utf8Path::new(""));
    reaches.contains(&Reach::File(path.to_owned()))
        || reaches.contains(&Reach::In(parent.to_owned()))
        || path.ancestors().skip(1).any(|folder| reaches.contains(&Reach::Below(folder.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Mode;

    const LISTING: &[&str] = &[
        "AGENTS.md",
        "LICENSE",
        "mcp/notes/session.json",
        "mcp/notes/tools.json",
        "package.json",
        "server/go.mod",
        "server/main.go",
        "server/tools/notes.go",
        "skills/a/SKILL.md",
        "skills/a/inner/SKILL.md",
        "skills/a/inner/run.sh",
        "skills/a/scripts/run.sh",
        "skills/b/SKILL.md",
        "src/index.ts",
        "tools/loose.py",
    ];

    fn concerned_by(changed: &[&str]) -> Vec<String> {
        let listing: Vec<Entry> =
            LISTING.iter().map(|path| Entry { path: (*path).into(), mode: Mode::default() }).collect();
        let changed = changed.iter().map(|path| Utf8PathBuf::from(*path)).collect();
        concerned(&listing, &changed).into_iter().map(|entry| entry.path.into_string()).collect()
    }

    #[test]
    fn a_changed_file_brings_its_artifact_and_no_other() {
        for (changed, expected) in [
            ("AGENTS.md", &["AGENTS.md"][..]),
            ("skills/a/scripts/run.sh", &["skills/a/SKILL.md", "skills/a/scripts/run.sh"]),
            ("skills/a/inner/run.sh", &["skills/a/inner/SKILL.md", "skills/a/inner/run.sh"]),
            ("server/tools/notes.go", &["server/go.mod", "server/main.go", "server/tools/notes.go"]),
            ("src/index.ts", &["package.json", "src/index.ts", "tools/loose.py"]),
            ("mcp/notes/tools.json", &["mcp/notes/session.json", "mcp/notes/tools.json"]),
            ("LICENSE", &[]),
        ] {
            assert_eq!(concerned_by(&[changed]), expected, "{changed}");
        }
    }

    #[test]
    fn what_is_gone_concerns_what_it_belonged_to() {
        assert_eq!(concerned_by(&["skills/b/old.sh"]), ["skills/b/SKILL.md"]);
        // Without its own SKILL.md the file would belong to the package above.
        assert_eq!(concerned_by(&["tools/SKILL.md"]), ["package.json", "src/index.ts", "tools/loose.py"]);
    }
}
