//! What goes into an artifact: all files of a source, under the name that it has.

use camino::{Utf8Path, Utf8PathBuf};

use super::Kind;
use crate::artifact::{self, ArtifactKind, Shape};
use crate::source::{File, Limits, Skipped, Tree};
use crate::store::Error;

/// Folders that belong to the tools around an artifact.
const LEFT_OUT: &[&str] = &[".git", ".proofmark"];

/// The files of an artifact, and what it is.
#[derive(Debug, Clone)]
pub struct Content {
    pub kind: Kind,
    /// Of the folder that its files are below, or of the one file.
    pub name: String,
    /// Sorted by path; paths start with [`name`](Self::name).
    pub files: Vec<File>,
    /// What is not in it.
    pub skipped: Vec<Skipped>,
}

impl Content {
    /// Reads a tree whole, or says why that is impossible: a part would pass for the whole. `called` is what the source
    /// is called where it does not say itself.
    pub fn of(tree: &Tree, called: &str, name: Option<&str>, limits: &Limits) -> Result<Self, Error> {
        if let Some(gap) = tree.gaps.first() {
            let reason = join(gap.reason.describe(), &gap.detail);
            return Err(Error::Incomplete { path: gap.path.to_string(), reason });
        }
        let (kind, own) = describe(tree, limits);
        let own = own.filter(|own| kind == Kind::Skill && is_name(own));
        let name = name.map(str::to_owned).or(own).unwrap_or_else(|| called.to_owned());
        if !is_name(&name) {
            return Err(Error::Name { name: name.chars().take(200).collect() });
        }
        let mut content = Self { kind, name, files: Vec::new(), skipped: tree.skipped.clone() };
        let mut left = limits.max_source_size;
        for entry in &tree.entries {
            let relative = entry.path.strip_prefix(&tree.prefix).unwrap_or(&entry.path);
            if let Some(folder) = left_out(relative) {
                content.skip(tree.prefix.join(folder));
                continue;
            }
            let bytes = tree.bytes(entry, limits).map_err(|gap| Error::Incomplete {
                path: gap.path.to_string(),
                reason: join(gap.reason.describe(), &gap.detail),
            })?;
            left = left.checked_sub(bytes.len() as u64).ok_or_else(|| Error::Incomplete {
                path: entry.path.to_string(),
                reason: format!("the files before it fill the limit of {} bytes", limits.max_source_size),
            })?;
            let root = Utf8PathBuf::from(&content.name);
            let path = if tree.single { root } else { root.join(relative) };
            content.files.push(File { path, mode: entry.mode, bytes: bytes.into_owned() });
        }
        content.files.sort_by(|a, b| a.path.cmp(&b.path));
        if content.files.is_empty() {
            return Err(Error::Empty { source_name: called.to_owned() });
        }
        Ok(content)
    }

    fn skip(&mut self, path: Utf8PathBuf) {
        if !self.skipped.iter().any(|skipped| skipped.path == path) {
            self.skipped.push(Skipped { path, reason: "not part of an artifact".to_owned() });
        }
    }
}

fn join(reason: &str, detail: &str) -> String {
    if detail.is_empty() { reason.to_owned() } else { format!("{reason} ({detail})") }
}

/// The folder that a path is below, if it is one that is left out.
fn left_out(path: &Utf8Path) -> Option<&Utf8Path> {
    let is = |folder: &&Utf8Path| folder.file_name().is_some_and(|name| LEFT_OUT.contains(&name));
    path.ancestors().skip(1).find(is)
}

/// What the whole of a tree is, and what it calls itself.
fn describe(tree: &Tree, limits: &Limits) -> (Kind, Option<String>) {
    let candidate = artifact::plan(tree).into_iter().find(|candidate| candidate.root == tree.prefix);
    let loaded = |candidate: &artifact::Candidate| artifact::load(tree, candidate, limits).0.into_iter().next();
    let whole = candidate.filter(|candidate| tree.single || candidate.shape == Shape::Skill);
    let found = whole.as_ref().and_then(loaded);
    let name = found.as_ref().map(|artifact| artifact.name.clone());
    let extension = tree.prefix.extension().unwrap_or_default();
    let kind = match found.map(|artifact| artifact.kind) {
        Some(ArtifactKind::Skill) if !tree.single => Kind::Skill,
        _ if !tree.single => Kind::Folder,
        Some(ArtifactKind::AgentCard) => Kind::AgentCard,
        Some(ArtifactKind::ServerJson) => Kind::ServerJson,
        _ if matches!(extension, "mcpb" | "dxt") => Kind::Bundle,
        _ => Kind::File,
    };
    (kind, name)
}

/// Whether a name is a plain one for a folder and a tag.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.len() <= 128 && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain)
}
