//! The files of a source, whether they lie on a disk or in memory.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::Limits;
use crate::config::Paths;
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::text::{Mode, SourceFile};

/// A file of a tree, not yet read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As reports name it: relative to where the scan was asked for, with `/`.
    pub path: Utf8PathBuf,
    pub mode: Mode,
}

/// A folder that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Skipped {
    #[cfg_attr(test, schemars(with = "String"))]
    pub path: Utf8PathBuf,
    pub reason: String,
}

#[derive(Debug, Clone)]
enum Backing {
    /// A folder, and the start of all paths that stands for it.
    Disk(PathBuf, Utf8PathBuf),
    Memory(BTreeMap<Utf8PathBuf, Vec<u8>>),
}

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the source, with `/`; every component is a plain name.
    pub path: Utf8PathBuf,
    pub mode: Mode,
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of which nothing is known but its bytes.
    pub fn new(path: impl Into<Utf8PathBuf>, bytes: Vec<u8>) -> Self {
        Self { path: path.into(), mode: Mode::default(), bytes }
    }
}

/// The files of a source.
#[derive(Debug, Clone)]
pub struct Tree {
    /// What the paths of all entries start with; empty for the current folder.
    pub prefix: Utf8PathBuf,
    /// Sorted by path.
    pub entries: Vec<Entry>,
    pub gaps: Vec<Gap>,
    pub skipped: Vec<Skipped>,
    /// The user named a single file, so it is read whatever it is.
    pub single: bool,
    /// Entries of which it is known that they cannot be read, and why.
    unread: BTreeMap<Utf8PathBuf, Gap>,
    backing: Backing,
}

impl Tree {
    /// A tree on disk; `root` is the folder (or the file) that `prefix` names.
    pub fn on_disk(root: PathBuf, prefix: Utf8PathBuf) -> Self {
        Self::empty(prefix.clone(), Backing::Disk(root, prefix))
    }

    /// A tree in memory.
    pub fn in_memory(files: BTreeMap<Utf8PathBuf, Vec<u8>>) -> Self {
        let entries = files.keys().map(|path| Entry { path: path.clone(), mode: Mode::default() }).collect();
        Self { entries, ..Self::empty(Utf8PathBuf::new(), Backing::Memory(files)) }
    }

    /// A tree in memory, below `prefix`. Of two files of one path, the first counts.
    pub fn of_files(prefix: Utf8PathBuf, files: impl IntoIterator<Item = File>) -> Self {
        let (mut entries, mut contents) = (Vec::new(), BTreeMap::new());
        for file in files {
            let path = if prefix.as_str().is_empty() { file.path } else { prefix.join(file.path) };
            if let btree_map::Entry::Vacant(place) = contents.entry(path) {
                entries.push(Entry { path: place.key().clone(), mode: file.mode });
                place.insert(file.bytes);
            }
        }
        entries.sort();
        Self { entries, ..Self::empty(prefix, Backing::Memory(contents)) }
    }

    /// A tree of which a copy lies in `root`, under the paths that it always had.
    pub(super) fn restored(
        root: PathBuf,
        prefix: Utf8PathBuf,
        entries: Vec<Entry>,
        unread: BTreeMap<Utf8PathBuf, Gap>,
    ) -> Self {
        Self { entries, unread, ..Self::empty(prefix, Backing::Disk(root, Utf8PathBuf::new())) }
    }

    const fn empty(prefix: Utf8PathBuf, backing: Backing) -> Self {
        Self {
            prefix,
            entries: Vec::new(),
            gaps: Vec::new(),
            skipped: Vec::new(),
            single: false,
            unread: BTreeMap::new(),
            backing,
        }
    }

    /// Leaves out what the user excludes; each pattern that leaves something out is recorded.
    ///
    /// A gap that says that the listing itself stopped is never left out.
    pub fn exclude(&mut self, patterns: &[Paths]) {
        for paths in patterns {
            let before = self.entries.len() + self.gaps.len();
            self.entries.retain(|entry| !paths.contains(&entry.path));
            self.gaps.retain(|gap| gap.reason == GapReason::TooMany || !paths.contains(&gap.path));
            let left_out = before - self.entries.len() - self.gaps.len();
            if left_out > 0 {
                let reason = format!("excluded by the user ({left_out} files)");
                self.skipped.push(Skipped { path: paths.pattern().into(), reason });
            }
        }
        self.skipped.sort();
    }

    /// Reads a file whole, or says why not.
    pub fn read(&self, entry: &Entry, limits: &Limits) -> Result<SourceFile, Gap> {
        if let Some(gap) = self.unread.get(&entry.path) {
            return Err(gap.clone());
        }
        let mut file = match &self.backing {
            Backing::Memory(files) => read_memory(entry, files.get(&entry.path), limits)?,
            Backing::Disk(root, prefix) => read_disk(entry, &disk_path(root, prefix, &entry.path), limits)?,
        };
        file.mode = entry.mode;
        Ok(file)
    }

    /// The bytes of a file, up to the limit for binaries; beyond it, why [`Self::read`] refuses it.
    pub fn bytes(&self, entry: &Entry, limits: &Limits) -> Result<Cow<'_, [u8]>, Gap> {
        if let Some(gap) = self.unread.get(&entry.path) {
            return Err(gap.clone());
        }
        let (root, prefix) = match &self.backing {
            Backing::Memory(files) => {
                return Ok(files.get(&entry.path).map_or_else(Cow::default, |bytes| bytes.as_slice().into()));
            }
            Backing::Disk(root, prefix) => (root, prefix),
        };
        let mut bytes = Vec::new();
        std::fs::File::open(disk_path(root, prefix, &entry.path))
            .and_then(|file| file.take(limits.max_binary_size + 1).read_to_end(&mut bytes))
            .map_err(|error| Gap::new(&entry.path, GapReason::Unreadable, error.to_string()))?;
        if bytes.len() as u64 > limits.max_binary_size {
            // The reader knows the size.
            self.read(entry, limits)?;
            return Err(too_large(&entry.path, bytes.len() as u64, limits.max_binary_size));
        }
        Ok(bytes.into())
    }
}

/// The path of an entry on disk.
fn disk_path(root: &Path, prefix: &Utf8Path, path: &Utf8Path) -> PathBuf {
    match path.strip_prefix(prefix) {
        Ok(rest) if rest.as_str().is_empty() => root.to_owned(),
        Ok(rest) => root.join(rest),
        Err(_) => root.join(path),
    }
}

/// Bytes of the front of a large binary that are looked at.
const HEAD: usize = 64 << 10;

fn read_memory(entry: &Entry, bytes: Option<&Vec<u8>>, limits: &Limits) -> Result<SourceFile, Gap> {
    let bytes = bytes.map(Vec::as_slice).unwrap_or_default();
    let size = bytes.len() as u64;
    if size <= limits.max_file_size {
        return Ok(SourceFile::new(entry.path.clone(), bytes.to_vec()));
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_vec();
    if size > limits.max_binary_size || SourceFile::new("head", head.clone()).binary().is_none() {
        return Err(too_large(&entry.path, size, limits.max_file_size));
    }
    Ok(SourceFile::large_binary(entry.path.clone(), head, size, Digest::of(bytes)))
}

fn read_disk(entry: &Entry, path: &Path, limits: &Limits) -> Result<SourceFile, Gap> {
    let unreadable = |error: std::io::Error| Gap::new(&entry.path, GapReason::Unreadable, error.to_string());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limits.max_file_size)).unwrap_or_default() + 1);
    let mut file = std::io::BufReader::new(file);
    (&mut file).take(limits.max_file_size + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 <= limits.max_file_size {
        return Ok(SourceFile::new(entry.path.clone(), bytes));
    }
    // Beyond the limit only a binary is let through: it is digested whole and looked at from the front.
    bytes.truncate(HEAD);
    if size > limits.max_binary_size || SourceFile::new("head", bytes.clone()).binary().is_none() {
        return Err(too_large(&entry.path, size, limits.max_file_size));
    }
    let whole = std::fs::File::open(path).map_err(unreadable)?.take(limits.max_binary_size + 1);
    let (digest, read) = Digest::of_reader(std::io::BufReader::with_capacity(1 << 16, whole)).map_err(unreadable)?;
    if read > limits.max_binary_size {
        return Err(too_large(&entry.path, read, limits.max_binary_size));
    }
    Ok(SourceFile::large_binary(entry.path.clone(), bytes, read, digest))
}

fn too_large(path: &Utf8Path, size: u64, limit: u64) -> Gap {
    Gap::new(path, GapReason::TooLarge, format!("{size} bytes; the limit is {limit}"))
}
