//! What the readers of all formats hand their entries to: limits, names, links.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::io::Read;

use camino::{Utf8Path, Utf8PathBuf};
use unicode_normalization::UnicodeNormalization as _;

use super::path::{clean, leads_out};
use super::room::{COUNTED, Room};
use super::{DOCUMENTS, Format, Opened};
use crate::finding::{Gap, GapReason};
use crate::source::{File, Limits, Skipped};
use crate::text::{Mode, Writers};

/// Unpacked bytes for which nobody asks how small they were.
const SMALL: u64 = 1 << 20;

/// Gathers the entries of one archive.
pub(in crate::source) struct Collector<'l> {
    pub(in crate::source) limits: &'l Limits,
    pub(super) room: Room,
    /// Whether a file is read at all.
    wanted: fn(&Utf8Path) -> bool,
    files: BTreeMap<Utf8PathBuf, File>,
    /// What a link is called, and the path that it means.
    links: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// Names as a file system without case sees them, and as they are spelled.
    names: BTreeMap<String, Utf8PathBuf>,
    folders: BTreeSet<String>,
    gaps: Vec<Gap>,
    skipped: Vec<Skipped>,
    pub(super) bomb: bool,
    pub(super) encrypted: bool,
    outside: Option<String>,
}

impl<'l> Collector<'l> {
    pub(in crate::source) const fn new(limits: &'l Limits) -> Self {
        Self::within(limits, Room::of(limits), |_| true)
    }

    pub(super) const fn within(limits: &'l Limits, room: Room, wanted: fn(&Utf8Path) -> bool) -> Self {
        Self {
            limits,
            room,
            wanted,
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            names: BTreeMap::new(),
            folders: BTreeSet::new(),
            gaps: Vec::new(),
            skipped: Vec::new(),
            bomb: false,
            encrypted: false,
            outside: None,
        }
    }

    pub(in crate::source) fn gap(
        &mut self,
        path: impl Into<Utf8PathBuf>,
        reason: GapReason,
        detail: impl Into<String>,
    ) {
        self.gaps.push(Gap::new(path, reason, detail));
    }

    /// Counts an entry; `false` once there are more than are read.
    pub(in crate::source) fn count(&mut self) -> bool {
        let left = self.room.entries.checked_sub(1);
        match left {
            Some(left) => self.room.entries = left,
            None => self.gap("", GapReason::TooMany, format!("the limit is {} files", self.room.max_entries)),
        }
        left.is_some()
    }

    /// How many bytes may come out of `packed` ones, `most` at any rate.
    pub(in crate::source) fn allowance(&self, packed: u64, most: u64) -> u64 {
        packed.saturating_mul(self.limits.max_ratio).max(SMALL).min(most)
    }

    /// Takes a file. `allowed` bounds its bytes, `declared` is what the archive says they are.
    pub(in crate::source) fn file(
        &mut self,
        name: &[u8],
        mode: Mode,
        declared: Option<u64>,
        allowed: u64,
        reader: &mut dyn Read,
    ) {
        let Some(path) = self.name(name) else { return };
        if !(self.wanted)(&path) {
            return;
        }
        let left = self.room.bytes;
        let limit = allowed.min(left).min(self.room.file);
        let mut bytes = Vec::new();
        let read = (&mut *reader).take(limit + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        self.room.spend(size);
        if let Err(error) = read {
            return self.gap(path, GapReason::Malformed, error.to_string());
        }
        if size > limit {
            return self.large(path, (size, limit, allowed, left), reader);
        }
        if let Some(declared) = declared.filter(|declared| *declared != size) {
            self.gap(path.clone(), GapReason::Malformed, format!("{size} bytes, where the archive says {declared}"));
        }
        if Format::of(path.as_str(), &bytes).is_some() && !is_document(&path) {
            let reason = "an archive in an archive, which is not opened".to_owned();
            self.skipped.push(Skipped { path: path.clone(), reason });
        }
        self.files.insert(path.clone(), File { path, mode, bytes });
    }

    /// Says why a file is not taken of which `size` bytes were read, more than `limit`.
    fn large(&mut self, path: Utf8PathBuf, (size, limit, allowed, left): (u64, u64, u64, u64), reader: &mut dyn Read) {
        let mut size = size;
        if allowed < u64::MAX && left > 0 {
            let most = (allowed + 1).saturating_sub(size).min(COUNTED);
            let rest = std::io::copy(&mut reader.take(most), &mut std::io::sink()).unwrap_or_default();
            self.room.spend(rest);
            size += rest;
        }
        let detail = if size > allowed {
            self.bomb = true;
            format!("unpacks to more than {} times its size", self.limits.max_ratio)
        } else if limit == left {
            format!("the limit is {} bytes in all", self.room.max_bytes)
        } else {
            format!("more than {limit} bytes")
        };
        self.gap(path, GapReason::TooLarge, detail);
    }

    /// Takes a link; `target` is relative to the folder of the link, or to the archive where it is a hard link.
    pub(in crate::source) fn link(&mut self, name: &[u8], target: &[u8], hard: bool) {
        let Some(path) = self.name(name) else { return };
        let from = if hard { Utf8Path::new("") } else { path.parent().unwrap_or(Utf8Path::new("")) };
        if let Some(target) = resolve(from, target) {
            self.links.insert(path, target);
        } else {
            let detail = format!("to `{}`", String::from_utf8_lossy(target));
            self.outside.get_or_insert_with(|| shortened(name));
            self.gap(path, GapReason::SymlinkOutside, detail);
        }
    }

    /// The path of an entry, unless it is unsafe or another entry stands in its way.
    pub(in crate::source) fn name(&mut self, name: &[u8]) -> Option<Utf8PathBuf> {
        let path = match clean(name, self.limits) {
            Ok(path) => path,
            Err((reason, detail)) => {
                if leads_out(name) {
                    self.outside.get_or_insert_with(|| shortened(name));
                }
                self.gap(shortened(name), reason, detail);
                return None;
            }
        };
        let ancestors = path.ancestors().skip(1).filter(|folder| !folder.as_str().is_empty());
        let folders: Vec<String> = ancestors.map(folded).collect();
        if let Some(above) = folders.iter().find_map(|folder| self.names.get(folder)) {
            let detail = format!("it lies below `{above}`, which is no folder");
            self.gap(path, GapReason::DuplicateName, detail);
            return None;
        }
        let key = folded(&path);
        if self.folders.contains(&key) {
            self.gap(path, GapReason::DuplicateName, "a folder has the same name");
            return None;
        }
        match self.names.entry(key) {
            btree_map::Entry::Vacant(free) => {
                free.insert(path.clone());
                self.folders.extend(folders);
                Some(path)
            }
            btree_map::Entry::Occupied(taken) => {
                let detail = if *taken.get() == path {
                    "only the first is read".to_owned()
                } else {
                    format!("`{}` differs in case or encoding only", taken.get())
                };
                self.gap(path, GapReason::DuplicateName, detail);
                None
            }
        }
    }

    /// What was gathered; links to files count as files, as they do on a disk.
    pub(in crate::source) fn finish(mut self) -> Opened {
        forget_lawless(&mut self.files);
        for (path, target) in std::mem::take(&mut self.links) {
            if let Some(file) = self.files.get(&target).cloned() {
                match self.room.bytes.checked_sub(file.bytes.len() as u64) {
                    Some(left) => {
                        self.room.bytes = left;
                        self.files.insert(path.clone(), File { path, ..file });
                    }
                    None => self.gap(
                        path,
                        GapReason::TooLarge,
                        format!("the limit is {} bytes in all", self.room.max_bytes),
                    ),
                }
            } else if self.folders.contains(&folded(&target)) {
                let reason = format!("a link to `{target}`, which is read there");
                self.skipped.push(Skipped { path, reason });
            } else {
                self.gap(path, GapReason::SymlinkOutside, format!("to `{target}`"));
            }
        }
        self.gaps.sort();
        self.gaps.dedup();
        self.skipped.sort();
        Opened {
            files: self.files.into_values().collect(),
            gaps: self.gaps,
            skipped: self.skipped,
            bomb: self.bomb,
            encrypted: self.encrypted,
            outside: self.outside,
            left: self.room,
        }
    }
}

/// Modes of a system that has none say nothing: archives of Windows have files that all are writable by anyone.
fn forget_lawless(files: &mut BTreeMap<Utf8PathBuf, File>) {
    if files.len() > 1 && files.values().all(|file| file.mode.writers == Writers::Anyone) {
        for file in files.values_mut() {
            file.mode.writers = Writers::User;
        }
    }
}

fn is_document(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|extension| DOCUMENTS.contains(&extension.to_ascii_lowercase().as_str()))
}

/// A path as a file system sees it that keeps neither case nor the composition of letters.
fn folded(path: &Utf8Path) -> String {
    path.as_str().nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// The start of a name that nothing is known about.
fn shortened(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().take(200).collect()
}

/// Where a relative target leads from a folder; `None` if that is outside.
pub(in crate::source) fn resolve(from: &Utf8Path, target: &[u8]) -> Option<Utf8PathBuf> {
    let target =
        std::str::from_utf8(target).ok().filter(|target| !target.starts_with('/') && !target.contains('\\'))?;
    let mut path = from.to_owned();
    for component in target.split('/') {
        match component {
            "" | "." => {}
            ".." => path.pop().then_some(())?,
            _ => path.push(component),
        }
    }
    (!path.as_str().is_empty()).then_some(path)
}
