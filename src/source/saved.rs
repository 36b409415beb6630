//! A capture on disk: `capture.json` and the files in `tree/`, from which a scan gives the same report again.
//!
//! The description counts only where it fits the folder exactly, so that no other folder passes for a capture: a file
//! too many, too few or changed, and the folder is read as what it is, with a gap. That it fits proves nothing about
//! who wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;
use serde::{Deserialize, Serialize};

use super::{Capture, Entry, Error, Limits, Provenance, Skipped, Tree, read_small};
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::text::{Mode, Writers};

/// The name of the format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/capture/v1";
/// The description of a capture.
const DESCRIPTION: &str = "capture.json";
/// The folder of its files.
const FILES: &str = "tree";
/// Bytes of a description, at most.
const MAX_DESCRIPTION: u64 = 256 << 20;

/// What a capture holds, beside the bytes of its files.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Capture"))]
#[serde(deny_unknown_fields)]
struct Description {
    schema: String,
    provenance: Provenance,
    /// What the paths of all files start with.
    #[cfg_attr(test, schemars(with = "String"))]
    prefix: Utf8PathBuf,
    /// A single file was named, so it is read whatever it is.
    single: bool,
    /// Sorted by path.
    files: Vec<File>,
    gaps: Vec<Missing>,
    skipped: Vec<Skipped>,
}

#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "CapturedFile"))]
#[serde(deny_unknown_fields)]
struct File {
    #[cfg_attr(test, schemars(with = "String"))]
    path: Utf8PathBuf,
    executable: bool,
    /// Who else may change it where it lay.
    #[serde(default, skip_serializing_if = "Writers::is_user")]
    writers: Writers,
    /// `sha256:<hex>`; without one, the file could not be read and is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unread: Option<Missing>,
}

/// What could not be read, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Missing {
    #[cfg_attr(test, schemars(with = "String"))]
    path: Utf8PathBuf,
    reason: GapReason,
    detail: String,
}

impl Missing {
    fn of(gap: &Gap) -> Self {
        Self { path: gap.path.clone(), reason: gap.reason, detail: gap.detail.clone() }
    }

    fn gap(self) -> Gap {
        Gap::new(self.path, self.reason, self.detail)
    }
}

/// Writes a capture to a folder, which must not exist or be empty.
pub fn save(capture: &Capture, folder: &Path, limits: &Limits) -> Result<(), Error> {
    let fail = |path: &Path, source| Error::Write { path: path.to_owned(), source };
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::Occupied { path: folder.to_owned() });
    }
    let root = folder.join(FILES);
    std::fs::create_dir_all(&root).map_err(|source| fail(&root, source))?;
    let mut files = Vec::with_capacity(capture.tree.entries.len());
    for entry in &capture.tree.entries {
        let (digest, unread) = match capture.tree.bytes(entry, limits) {
            Ok(bytes) => {
                let path = root.join(&entry.path);
                let parent = path.parent().unwrap_or(&root);
                std::fs::create_dir_all(parent)
                    .and_then(|()| std::fs::write(&path, &bytes))
                    .map_err(|source| fail(&path, source))?;
                (Some(Digest::of(&bytes).to_string()), None)
            }
            Err(gap) => (None, Some(Missing::of(&gap))),
        };
        let Mode { executable, writers } = entry.mode;
        files.push(File { path: entry.path.clone(), executable, writers, digest, unread });
    }
    let description = Description {
        schema: SCHEMA.to_owned(),
        provenance: capture.provenance.clone(),
        prefix: capture.tree.prefix.clone(),
        single: capture.tree.single,
        files,
        gaps: capture.tree.gaps.iter().map(Missing::of).collect(),
        skipped: capture.tree.skipped.clone(),
    };
    let path = folder.join(DESCRIPTION);
    let mut text = serde_json::to_vec_pretty(&description).map_err(|error| fail(&path, error.into()))?;
    text.push(b'\n');
    super::write_atomic(&path, &text)
}

/// What lies in a folder.
pub(super) enum Opened {
    Capture(Box<Capture>),
    /// A description that does not fit, and how.
    Changed(String),
    /// No capture.
    Other,
}

/// Opens what [`save`] has written.
pub(super) fn open(folder: &Path, limits: &Limits) -> Opened {
    let path = folder.join(DESCRIPTION);
    if !path.is_file() || !folder.join(FILES).is_dir() {
        return Opened::Other;
    }
    // Another program's file of that name is no capture, and no gap either.
    let Ok(text) = read_small(&path, MAX_DESCRIPTION) else { return Opened::Other };
    let named = serde_json::from_str::<serde_json::Value>(&text)
        .is_ok_and(|value| value.get("schema").and_then(serde_json::Value::as_str) == Some(SCHEMA));
    if !named {
        return Opened::Other;
    }
    match serde_json::from_str::<Description>(&text) {
        Ok(description) => checked(description, folder, limits)
            .map_or_else(Opened::Changed, |capture| Opened::Capture(Box::new(capture))),
        Err(error) => Opened::Changed(error.to_string()),
    }
}

/// The gap of a folder that is not what its description says.
pub(super) fn gap(prefix: &Utf8Path, detail: String) -> Gap {
    Gap::new(prefix.join(DESCRIPTION), GapReason::Malformed, detail)
}

fn checked(description: Description, folder: &Path, limits: &Limits) -> Result<Capture, String> {
    let root = folder.join(FILES);
    let found = listing(folder, limits)?;
    let mut expected: BTreeSet<Utf8PathBuf> = BTreeSet::from([DESCRIPTION.into()]);
    let mut entries = Vec::with_capacity(description.files.len());
    let mut unread = BTreeMap::new();
    for file in description.files {
        let entry = Entry { path: file.path, mode: Mode { executable: file.executable, writers: file.writers } };
        match (file.digest, file.unread) {
            (Some(digest), None) => {
                let inside = entry.path.is_relative()
                    && entry.path.components().all(|part| matches!(part, camino::Utf8Component::Normal(_)));
                if !inside || !found.contains(&Utf8Path::new(FILES).join(&entry.path)) {
                    return Err(format!("`{}` is not there", entry.path));
                }
                if digest_of(&root.join(&entry.path))? != digest {
                    return Err(format!("`{}` has changed", entry.path));
                }
                expected.insert(Utf8Path::new(FILES).join(&entry.path));
            }
            (None, Some(missing)) => {
                unread.insert(entry.path.clone(), missing.gap());
            }
            _ => return Err(format!("`{}` is neither read nor unread", entry.path)),
        }
        entries.push(entry);
    }
    if let Some(other) = found.difference(&expected).next() {
        return Err(format!("`{other}` is no part of it"));
    }
    if !entries.is_sorted_by(|a, b| a.path < b.path) {
        return Err("its files are not in order".to_owned());
    }
    let mut tree = Tree::restored(root, description.prefix, entries, unread);
    tree.single = description.single;
    tree.gaps = description.gaps.into_iter().map(Missing::gap).collect();
    tree.skipped = description.skipped;
    Ok(Capture { tree, provenance: description.provenance })
}

fn digest_of(path: &Path) -> Result<String, String> {
    let read = std::fs::File::open(path).and_then(|file| Digest::of_reader(std::io::BufReader::new(file)));
    read.map(|(digest, _)| digest.to_string()).map_err(|error| format!("`{}`: {error}", path.display()))
}

/// Every file below a folder; anything else but folders is not what a capture holds.
fn listing(folder: &Path, limits: &Limits) -> Result<BTreeSet<Utf8PathBuf>, String> {
    let mut found = BTreeSet::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).follow_links(false).build() {
        let entry = entry.map_err(|error| error.to_string())?;
        let shown = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
        let Some(shown) = shown else { return Err("the name of a file is not UTF-8".to_owned()) };
        match entry.file_type() {
            Some(kind) if kind.is_dir() => {}
            Some(kind) if kind.is_file() => {
                found.insert(Utf8PathBuf::from(shown.replace(std::path::MAIN_SEPARATOR, "/")));
            }
            _ => return Err(format!("`{shown}` is no regular file")),
        }
        if found.len() > limits.max_files + 1 {
            return Err(format!("it holds more than {} files", limits.max_files));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Description>("capture-v1", SCHEMA);
    }
}
