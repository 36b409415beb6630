//! The files of a source, whether they lie on a disk or in memory.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::Limits;
use crate::config::Paths;
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::text::SourceFile;

/// A file of a tree, not yet read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As reports name it: relative to where the scan was asked for, with `/`.
    pub path: Utf8PathBuf,
    pub executable: bool,
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
    /// The folder that `prefix` stands for.
    Disk(PathBuf),
    Memory(BTreeMap<Utf8PathBuf, Vec<u8>>),
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
    backing: Backing,
}

impl Tree {
    /// A tree on disk; `root` is the folder (or the file) that `prefix` names.
    pub fn on_disk(root: PathBuf, prefix: Utf8PathBuf) -> Self {
        Self {
            prefix,
            entries: Vec::new(),
            gaps: Vec::new(),
            skipped: Vec::new(),
            single: false,
            backing: Backing::Disk(root),
        }
    }

    /// A tree in memory.
    pub fn in_memory(files: BTreeMap<Utf8PathBuf, Vec<u8>>) -> Self {
        let entries = files.keys().map(|path| Entry { path: path.clone(), executable: false }).collect();
        Self {
            prefix: Utf8PathBuf::new(),
            entries,
            gaps: Vec::new(),
            skipped: Vec::new(),
            single: false,
            backing: Backing::Memory(files),
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
        let mut file = match &self.backing {
            Backing::Memory(files) => {
                let bytes = files.get(&entry.path).cloned().unwrap_or_default();
                if bytes.len() as u64 > limits.max_file_size {
                    return Err(too_large(&entry.path, bytes.len() as u64, limits.max_file_size));
                }
                SourceFile::new(entry.path.clone(), bytes)
            }
            Backing::Disk(_) => self.read_disk(entry, limits)?,
        };
        file.executable = entry.executable;
        Ok(file)
    }

    /// The path of an entry on disk.
    fn disk_path(&self, path: &Utf8Path) -> PathBuf {
        let Backing::Disk(root) = &self.backing else { return PathBuf::new() };
        match path.strip_prefix(&self.prefix) {
            Ok(rest) if rest.as_str().is_empty() => root.clone(),
            Ok(rest) => root.join(rest),
            Err(_) => root.join(path),
        }
    }

    fn read_disk(&self, entry: &Entry, limits: &Limits) -> Result<SourceFile, Gap> {
        let path = self.disk_path(&entry.path);
        let unreadable = |error: std::io::Error| Gap::new(&entry.path, GapReason::Unreadable, error.to_string());
        let file = std::fs::File::open(&path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mut bytes = Vec::with_capacity(usize::try_from(size.min(limits.max_file_size)).unwrap_or_default() + 1);
        let mut file = std::io::BufReader::new(file);
        (&mut file).take(limits.max_file_size + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 <= limits.max_file_size {
            return Ok(SourceFile::new(entry.path.clone(), bytes));
        }
        // Beyond the limit only a binary is let through: it is digested whole and looked at from the front.
        bytes.truncate(64 << 10);
        if size > limits.max_binary_size || SourceFile::new("head", bytes.clone()).binary().is_none() {
            return Err(too_large(&entry.path, size, limits.max_file_size));
        }
        let whole = std::fs::File::open(&path).map_err(unreadable)?.take(limits.max_binary_size + 1);
        let (digest, read) =
            Digest::of_reader(std::io::BufReader::with_capacity(1 << 16, whole)).map_err(unreadable)?;
        if read > limits.max_binary_size {
            return Err(too_large(&entry.path, read, limits.max_binary_size));
        }
        Ok(SourceFile::large_binary(entry.path.clone(), bytes, read, digest))
    }
}

fn too_large(path: &Utf8Path, size: u64, limit: u64) -> Gap {
    Gap::new(path, GapReason::TooLarge, format!("{size} bytes; the limit is {limit}"))
}
