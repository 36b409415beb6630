//! ZIP archives, bundles and wheels.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::collect::Collector;
use crate::finding::GapReason;
use crate::text::Mode;

/// The signature of a record of the central directory, of a file's own header, and the bytes of each before its name.
const CENTRAL: ([u8; 4], usize) = (*b"PK\x01\x02", 46);
const LOCAL: ([u8; 4], usize) = (*b"PK\x03\x04", 30);
/// Where a record of the central directory states how long its name, its extra fields and its comment are.
const CENTRAL_LENGTHS: [usize; 3] = [28, 30, 32];
/// Where a file's own header states how long its name is.
const LOCAL_LENGTH: usize = 26;

/// Hands the entries of a ZIP archive to `collector`.
pub(super) fn read(bytes: &[u8], collector: &mut Collector<'_>) {
    // The reader holds all records at once.
    let most = bytes.windows(4).filter(|window| *window == CENTRAL.0).count();
    if most > collector.room.entries {
        let detail = format!("{most} entries; the limit is {}", collector.room.max_entries);
        return collector.gap("", GapReason::TooMany, detail);
    }
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
    };
    // Of records with one name the reader keeps the last; and it believes in their number.
    let records = records(bytes, archive.central_directory_start());
    if records != archive.len() {
        let detail = format!("its directory has {records} records for {} names", archive.len());
        collector.gap("", GapReason::DuplicateName, detail);
    }
    match archive.has_overlapping_files() {
        Ok(false) => {}
        Ok(true) => return collector.gap("", GapReason::Malformed, "entries overlap"),
        Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
    }
    for index in 0..archive.len() {
        if !collector.count() {
            return;
        }
        take(&mut archive, index, bytes, collector);
    }
}

fn take(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, bytes: &[u8], collector: &mut Collector<'_>) {
    let (name, encrypted, local) = match archive.by_index_raw(index) {
        Ok(entry) => (entry.name_raw().to_vec(), entry.encrypted(), local_name(bytes, entry.header_start())),
        Err(error) => return collector.gap("", GapReason::Malformed, error.to_string()),
    };
    let shown = String::from_utf8_lossy(&name).into_owned();
    if local != Some(name.as_slice()) {
        let local = local.map_or("nothing".into(), String::from_utf8_lossy);
        collector.gap(&shown, GapReason::Malformed, format!("its own header calls it `{local}`"));
    }
    if encrypted {
        collector.encrypted = true;
        if let Some(path) = collector.name(&name) {
            collector.gap(path, GapReason::Encrypted, "");
        }
        return;
    }
    let mut entry = match archive.by_index(index) {
        Ok(entry) => entry,
        Err(error) => {
            let reason = match error {
                ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => GapReason::Unreadable,
                _ => GapReason::Malformed,
            };
            return collector.gap(shown, reason, error.to_string());
        }
    };
    if entry.is_dir() {
        return;
    }
    let mode = entry.unix_mode().unwrap_or_default();
    match mode & 0o170_000 {
        0 | 0o100_000 => {
            let (size, packed) = (entry.size(), entry.compressed_size());
            let allowed = collector.allowance(packed, u64::MAX);
            collector.file(&name, Mode::of_bits(mode), Some(size), allowed, &mut entry);
        }
        0o120_000 => {
            let mut target = Vec::new();
            let limit = collector.limits.max_path_length as u64 + 1;
            match std::io::Read::read_to_end(&mut std::io::Read::take(&mut entry, limit), &mut target) {
                Ok(_) => collector.link(&name, &target, false),
                Err(error) => collector.gap(shown, GapReason::Malformed, error.to_string()),
            }
        }
        _ => collector.gap(shown, GapReason::SpecialFile, ""),
    }
}

/// How many records of the central directory follow one another from an offset.
fn records(bytes: &[u8], start: u64) -> usize {
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut count = 0;
    while rest.starts_with(&CENTRAL.0) {
        let lengths = CENTRAL_LENGTHS.iter().filter_map(|at| number(rest, *at));
        let Some(next) = rest.get(CENTRAL.1 + lengths.sum::<usize>()..) else { break };
        (count, rest) = (count + 1, next);
    }
    count
}

/// What a file's own header calls it.
fn local_name(bytes: &[u8], start: u64) -> Option<&[u8]> {
    let header = bytes.get(usize::try_from(start).ok()?..)?;
    let length = header.starts_with(&LOCAL.0).then(|| number(header, LOCAL_LENGTH))??;
    header.get(LOCAL.1..)?.get(..length)
}

/// The 16-bit number at an offset.
fn number(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?)))
}
