//! The files of an artifact, whoever packed it, and how they get onto a disk.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use super::TITLE;
use crate::digest::Digest;
use crate::source::{File, Limits, archive};
use crate::store::{Descriptor, Error, Manifest, Store};

/// What was in an artifact.
#[derive(Debug, Clone)]
pub struct Unpacked {
    /// Sorted by path, each path once, whatever the case of its letters.
    pub files: Vec<File>,
    /// What its writer says that it is.
    pub kind: Option<String>,
}

/// Reads the files of an artifact that is in a store, within limits. What another program might read differently, or
/// write elsewhere, is an error.
pub fn unpack(store: &dyn Store, digest: Digest, limits: &Limits) -> Result<Unpacked, Error> {
    let bytes = store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?;
    let manifest = Manifest::parse(&bytes)?;
    if !manifest.manifests.is_empty() {
        return Err(Error::Several { digest });
    }
    let mut files: Vec<File> = Vec::new();
    let mut left = limits.max_source_size;
    for layer in &manifest.layers {
        let bytes = store.blob(layer, limits.max_download_size)?;
        for file in contents(layer, bytes, limits)? {
            left = left.checked_sub(file.bytes.len() as u64).ok_or_else(|| Error::TooLarge {
                digest,
                size: limits.max_source_size.saturating_add(1),
                limit: limits.max_source_size,
            })?;
            files.push(file);
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut names = BTreeSet::new();
    for file in &files {
        let refuse = |reason: &str| Error::Unsafe { path: file.path.to_string(), digest, reason: reason.to_owned() };
        if file.path.file_name().is_some_and(|name| name.starts_with(".wh.")) {
            return Err(refuse("it takes away files of other layers"));
        }
        if !names.insert(file.path.as_str().to_lowercase()) {
            return Err(refuse("two layers have a file of that name"));
        }
    }
    Ok(Unpacked { files, kind: manifest.kind().map(str::to_owned) })
}

/// The files of a layer: of an archive, or the one file that it is.
fn contents(layer: &Descriptor, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<File>, Error> {
    let title = layer.annotations.get(TITLE).map_or("layer", String::as_str);
    // A bundle that is an archive itself stays one: only what is packed as a layer is unpacked.
    let tar = layer.media_type.contains("tar") || layer.annotations.contains_key(super::ORAS_UNPACK);
    let refuse = |path: &str, reason: String| Error::Unsafe { path: path.to_owned(), digest: layer.digest, reason };
    if !tar {
        let path = archive::clean(title.as_bytes(), limits)
            .map_err(|(reason, detail)| refuse(title, format!("{} ({detail})", reason.describe())))?;
        return Ok(vec![File::new(path, bytes)]);
    }
    let opened = archive::open("layer.tar", &bytes, limits);
    match opened.gaps.into_iter().next() {
        Some(gap) => Err(refuse(gap.path.as_str(), format!("{} ({})", gap.reason.describe(), gap.detail))),
        None => Ok(opened.files),
    }
}

/// Writes files below a folder that does not exist yet; the folder is there with all of them, or not at all.
pub fn write(files: &[File], folder: &Path) -> Result<(), Error> {
    if std::fs::symlink_metadata(folder).is_ok() {
        return Err(Error::Occupied { path: folder.to_owned() });
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fail = |path: &Path, source| Error::Disk { path: path.to_owned(), source };
    let temporary = tempfile::Builder::new().prefix(".proofmark-").tempdir_in(parent);
    let temporary = temporary.map_err(|source| fail(parent, source))?;
    let root = temporary.path().join("files");
    std::fs::create_dir(&root).map_err(|source| fail(&root, source))?;
    for file in files {
        let path = root.join(&file.path);
        create(&path, file).map_err(|source| fail(file.path.as_std_path(), source))?;
    }
    std::fs::rename(&root, folder).map_err(|source| fail(folder, source))
}

fn create(path: &Path, file: &File) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if file.mode.executable { 0o755 } else { 0o644 });
    let mut written = options.open(path)?;
    written.write_all(&file.bytes)?;
    written.sync_all()
}
