//! tar archives: ustar, pax, GNU.

use std::io::Read;

use super::collect::Collector;
use crate::finding::GapReason;
use crate::text::Mode;

/// Hands the entries of a tar archive to `collector`.
pub(super) fn read(mut reader: impl Read, collector: &mut Collector<'_>) {
    let mut archive = tar::Archive::new(&mut reader);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // Nothing can be found behind a header that does not hold.
            Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
        };
        if !collector.count() {
            return;
        }
        take(&mut entry, collector);
    }
    // GNU tar stops at an empty block, others read on.
    let mut rest = [0; 1 << 13];
    loop {
        let behind = match reader.read(&mut rest) {
            Ok(0) => return,
            Ok(read) => rest.get(..read).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)),
            Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
        };
        if behind {
            return collector.gap("", GapReason::Malformed, "there is more behind the end of the archive");
        }
    }
}

fn take(entry: &mut tar::Entry<'_, impl Read>, collector: &mut Collector<'_>) {
    let name = entry.path_bytes().into_owned();
    let kind = entry.header().entry_type();
    if kind.is_dir() || kind.is_pax_global_extensions() {
        return;
    }
    if kind.is_symlink() || kind.is_hard_link() {
        let target = entry.link_name_bytes().map(std::borrow::Cow::into_owned).unwrap_or_default();
        return collector.link(&name, &target, kind.is_hard_link());
    }
    if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
        if let Some(path) = collector.name(&name) {
            collector.gap(path, GapReason::SpecialFile, "");
        }
        return;
    }
    let mode = entry.header().mode().map(Mode::of_bits).unwrap_or_default();
    let size = entry.size();
    collector.file(&name, mode, Some(size), u64::MAX, entry);
}
