//! The layer: a tar archive that says nothing of who made it, where and when.

use std::collections::BTreeSet;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::Content;
use crate::digest::Digest;
use crate::source::{Limits, archive};
use crate::store::Error;

/// The layer, and the digest of what it unpacks to.
///
/// The gzip stream only stores: compressed bytes would depend on the version of the compressor, and the digest on them.
pub(super) fn layer(content: &Content, limits: &Limits) -> Result<(Vec<u8>, Digest), Error> {
    let fail = |source: std::io::Error| Error::Incomplete { path: content.name.clone(), reason: source.to_string() };
    let tar = archive(content).map_err(fail)?;
    let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::none());
    gzip.write_all(&tar).map_err(fail)?;
    let layer = gzip.finish().map_err(fail)?;
    // What cannot be unpacked everywhere is not packed: names that differ in case only, devices of Windows, and so on.
    let opened = archive::open("layer.tar.gz", &layer, limits);
    if let Some(gap) = opened.gaps.first() {
        let reason = format!("{} ({})", gap.reason.describe(), gap.detail);
        return Err(Error::Incomplete { path: gap.path.to_string(), reason });
    }
    Ok((layer, Digest::of(&tar)))
}

/// Entries sorted by path, folders before what is in them; owner 0, time 0, modes 755 and 644.
fn archive(content: &Content) -> std::io::Result<Vec<u8>> {
    let mut builder = Builder::new(Vec::new());
    let ancestors = |path: &Utf8Path| path.ancestors().skip(1).map(Utf8Path::to_owned).collect::<Vec<_>>();
    let mut folders: BTreeSet<Utf8PathBuf> = content.files.iter().flat_map(|file| ancestors(&file.path)).collect();
    folders.remove(Utf8Path::new(""));
    let folders = folders.iter().map(|path| (path.as_path(), None));
    let files = content.files.iter().map(|file| (file.path.as_path(), Some(file)));
    let mut entries: Vec<_> = folders.chain(files).collect();
    entries.sort_by(|a, b| a.0.cmp(b.0));
    for (path, file) in entries {
        let mut header = Header::new_gnu();
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        if let Some(file) = file {
            header.set_entry_type(EntryType::Regular);
            header.set_mode(if file.mode.executable { 0o755 } else { 0o644 });
            header.set_size(file.bytes.len() as u64);
            builder.append_data(&mut header, path, file.bytes.as_slice())?;
        } else {
            header.set_entry_type(EntryType::Directory);
            header.set_mode(0o755);
            header.set_size(0);
            builder.append_data(&mut header, format!("{path}/"), std::io::empty())?;
        }
    }
    builder.into_inner()
}
