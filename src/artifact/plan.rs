//! Which files belong together, decided from paths alone so that each artifact can be read, analysed and dropped.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::packed::is_bundle;
use super::{Artifact, ArtifactKind, format, instructions};
use crate::source::{Entry, Tree};
use crate::text::SourceFile;

/// Files to be read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub shape: Shape,
    /// The folder, or the file where it is one.
    pub root: Utf8PathBuf,
    /// Sorted by path.
    pub entries: Vec<Entry>,
}

/// What a candidate looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A folder with a SKILL.md, and everything below it that is not a skill of its own.
    Skill,
    /// What was captured of one server.
    Session,
    /// A file whose name says what it is.
    Named,
    /// Source and data below a package manifest, or in one folder: an artifact only if its content says so.
    Loose,
    /// A file that the user named: an artifact whatever it is.
    Single,
}

/// Manifests that make a folder the root of a package.
const MANIFESTS: &[&str] = &[
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "go.mod",
    "Cargo.toml",
    "deno.json",
];

/// The file that describes a session with a server.
pub(super) const SESSION: &str = "session.json";

/// Groups the files of a tree, in the order of their roots.
pub fn plan(tree: &Tree) -> Vec<Candidate> {
    if tree.single {
        let single = |entry: &Entry| Candidate {
            shape: if is_skill_file(&entry.path) { Shape::Skill } else { Shape::Single },
            root: entry.path.clone(),
            entries: vec![entry.clone()],
        };
        return tree.entries.iter().map(single).collect();
    }
    group(&tree.entries)
}

/// Groups files, in the order of their roots.
pub(super) fn group(entries: &[Entry]) -> Vec<Candidate> {
    let folder = |entry: &Entry| entry.path.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let skills: BTreeSet<Utf8PathBuf> = entries.iter().filter(|e| is_skill_file(&e.path)).map(folder).collect();
    let packages: BTreeSet<Utf8PathBuf> = entries.iter().filter(|e| is_manifest(&e.path)).map(folder).collect();
    let sessions: BTreeSet<Utf8PathBuf> = entries.iter().filter(|e| is_session(&e.path)).map(folder).collect();
    let sources: BTreeSet<(Utf8PathBuf, Family)> =
        entries.iter().filter_map(|entry| Some((folder(entry), Family::of(&entry.path)?))).collect();
    let mut groups: BTreeMap<(Utf8PathBuf, Shape), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let key = if let Some(root) = nearest(&skills, &entry.path) {
            (root, Shape::Skill)
        } else if in_git(&entry.path) {
            continue;
        } else if let Some(root) = entry.path.parent().filter(|folder| sessions.contains(*folder)) {
            (root.to_owned(), Shape::Session)
        } else if is_alone(&entry.path) {
            (entry.path.clone(), Shape::Named)
        } else if may_matter(&entry.path) {
            let root = nearest(&packages, &entry.path);
            (root.unwrap_or_else(|| outermost(&sources, &folder(entry), &entry.path)), Shape::Loose)
        } else {
            continue;
        };
        groups.entry(key).or_default().push(entry.clone());
    }
    groups.into_iter().map(|((root, shape), entries)| Candidate { shape, root, entries }).collect()
}

/// Whether a path names the main file of a skill. Clients differ in how they treat case, so all are read.
pub(super) fn is_skill_file(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("skill.md"))
}

/// Whether a path names the manifest of a package.
pub(super) fn is_manifest(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| MANIFESTS.contains(&name))
}

/// The manifests at the root of an artifact, if it is a package. A skill has none: whoever writes the text of a skill
/// writes what stands beside it.
pub(super) fn manifests(artifact: &Artifact) -> impl Iterator<Item = &SourceFile> {
    let root = |file: &&SourceFile| is_manifest(&file.path) && file.path.parent() == Some(artifact.path.as_path());
    let package = artifact.kind == ArtifactKind::McpServer;
    artifact.files.iter().filter(move |_| package).filter(root)
}

/// Whether the name of a file says what it is, wherever it lies outside of a skill or a session.
pub(super) fn is_alone(path: &Utf8Path) -> bool {
    format::named(path).is_some() || instructions::named(path) || is_bundle(path)
}

/// Whether a path names the description of a session with a server: `mcp/<server>/session.json`.
fn is_session(path: &Utf8Path) -> bool {
    path.file_name() == Some(SESSION)
        && path.parent().and_then(Utf8Path::parent).and_then(Utf8Path::file_name) == Some("mcp")
}

fn nearest(roots: &BTreeSet<Utf8PathBuf>, path: &Utf8Path) -> Option<Utf8PathBuf> {
    path.ancestors().skip(1).find(|folder| roots.contains(*folder)).map(Utf8Path::to_owned)
}

/// Languages whose files import each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Go,
    Python,
    Script,
}

impl Family {
    const ALL: [Self; 3] = [Self::Go, Self::Python, Self::Script];

    fn of(path: &Utf8Path) -> Option<Self> {
        Some(match path.extension()? {
            "go" => Self::Go,
            "py" | "pyw" => Self::Python,
            "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => Self::Script,
            _ => return None,
        })
    }
}

/// The folder that holds all of a program which lies there without its manifest: that of a file, or the outermost one
/// above it with source in the same language, for Go wherever that is, and for others as long as each folder has some.
fn outermost(sources: &BTreeSet<(Utf8PathBuf, Family)>, folder: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    let holds = |folder: &Utf8Path, family| sources.contains(&(folder.to_owned(), family));
    if Family::of(path) == Some(Family::Go) {
        return folder.ancestors().filter(|above| holds(above, Family::Go)).last().unwrap_or(folder).to_owned();
    }
    let own = Family::ALL.into_iter().filter(|family| *family != Family::Go && holds(folder, *family));
    let top = |family| folder.ancestors().take_while(|above| holds(above, family)).last();
    own.filter_map(top).min_by_key(|root| root.as_str().len()).unwrap_or(folder).to_owned()
}

fn in_git(path: &Utf8Path) -> bool {
    path.components().any(|part| part.as_str() == ".git")
}

/// Files that can make a folder an MCP server, or be an artifact by their content; lock files cannot.
fn may_matter(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let lock = matches!(
        name,
        "package-lock.json" | "npm-shrinkwrap.json" | "pnpm-lock.yaml" | "tsconfig.json" | "composer.lock"
    );
    let code = matches!(
        path.extension(),
        Some("py" | "pyw" | "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" | "go" | "sh" | "bash" | "zsh")
    );
    let readme = name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("readme"));
    // Where the packages of a Go program are found, and keys that a program may let in.
    let beside = name == "go.mod" || path.extension() == Some("pub");
    !lock && (code || readme || beside || format::is_structured(path))
}
