//! An OCI image layout in a folder: <https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md>.
//!
//! Blobs are written before what names them, each whole or not at all, and `index.json`, which names all manifests, is
//! replaced in one step: whenever the power is cut, it names nothing that is not there. Writers take turns; readers need
//! not wait.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::disk::{Disk, Folder, replace};
use super::manifest::{Index, MAX_MANIFEST, REF_NAME, tag_of};
use super::{Descriptor, Error, Manifest, Store, check_tag};
use crate::digest::Digest;

const MARK: &str = "oci-layout";
const INDEX_FILE: &str = "index.json";
pub(super) const BLOBS: &str = "blobs/sha256";
/// Bytes of `index.json`: some 200 000 manifests.
const MAX_INDEX: u64 = 64 << 20;

/// An image layout.
#[derive(Debug, Clone)]
pub struct Layout<D = Folder> {
    pub(super) disk: D,
}

/// A manifest that a layout names.
#[derive(Debug, Clone)]
pub struct Listed {
    pub digest: Digest,
    /// Sorted.
    pub tags: Vec<String>,
    pub manifest: Manifest,
    /// Bytes of the manifest.
    pub size: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mark {
    image_layout_version: String,
}

impl Layout {
    /// Opens a layout.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, Error> {
        let layout = Self { disk: Folder::new(root.into()) };
        if layout.is_marked()? { Ok(layout) } else { Err(Error::NoLayout { path: layout.disk.path("") }) }
    }

    /// Opens a layout, or makes one.
    pub fn create(root: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::on(Folder::new(root.into()))
    }
}

impl<D: Disk> Layout<D> {
    /// Opens the layout on a disk, or makes one.
    pub(super) fn on(disk: D) -> Result<Self, Error> {
        let layout = Self { disk };
        if layout.is_marked()? {
            return Ok(layout);
        }
        layout.at("", |disk| disk.make_folder(""))?;
        let _lock = layout.lock()?;
        layout.at(BLOBS, |disk| disk.make_folder(BLOBS))?;
        // The mark goes last: with it, everything else is there. What another tool has left without one is kept.
        if layout.at(INDEX_FILE, |disk| disk.read(INDEX_FILE, MAX_INDEX))?.is_none() {
            layout.write_index(&Index::empty())?;
        }
        layout.replace(MARK, br#"{"imageLayoutVersion":"1.0.0"}"#)?;
        Ok(layout)
    }

    fn is_marked(&self) -> Result<bool, Error> {
        let Some(bytes) = self.at(MARK, |disk| disk.read(MARK, 1 << 10))? else { return Ok(false) };
        let path = || self.disk.path("");
        let mark: Mark = serde_json::from_slice(&bytes).map_err(|_| Error::NoLayout { path: path() })?;
        if mark.image_layout_version != "1.0.0" {
            let version = mark.image_layout_version.chars().take(40).collect();
            return Err(Error::LayoutVersion { path: path(), version });
        }
        Ok(true)
    }

    fn at<T>(&self, path: &str, act: impl FnOnce(&D) -> io::Result<T>) -> Result<T, Error> {
        act(&self.disk).map_err(|source| Error::Disk { path: self.disk.path(path), source })
    }

    pub(super) fn lock(&self) -> Result<D::Lock, Error> {
        self.at(".lock", Disk::lock)
    }

    fn replace(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.at(path, |disk| replace(disk, path, bytes))
    }

    pub(super) fn index(&self) -> Result<Index, Error> {
        let bytes = self.at(INDEX_FILE, |disk| disk.read(INDEX_FILE, MAX_INDEX))?;
        let name = || self.disk.path(INDEX_FILE).display().to_string();
        let bytes = bytes.ok_or_else(|| Error::Index { name: name(), detail: "it does not exist".to_owned() })?;
        if bytes.len() as u64 > MAX_INDEX {
            return Err(Error::Index { name: name(), detail: format!("it has more than {MAX_INDEX} bytes") });
        }
        Index::parse(&bytes, &name())
    }

    pub(super) fn write_index(&self, index: &Index) -> Result<(), Error> {
        self.replace(INDEX_FILE, &index.to_bytes()?)
    }

    /// Every manifest, sorted by digest. One that cannot be read is an error: it may be evidence.
    pub fn list(&self) -> Result<Vec<Listed>, Error> {
        let mut listed: Vec<Listed> = Vec::new();
        let mut entries = self.index()?.manifests;
        entries.sort_by(|a, b| (a.digest, tag_of(a)).cmp(&(b.digest, tag_of(b))));
        for entry in entries {
            let tag = tag_of(&entry).map(str::to_owned);
            if let Some(last) = listed.last_mut().filter(|last| last.digest == entry.digest) {
                last.tags.extend(tag);
                continue;
            }
            let bytes = self.manifest(entry.digest)?;
            let bytes = bytes.ok_or_else(|| Error::Missing { place: self.place(), digest: entry.digest })?;
            let manifest = Manifest::parse(&bytes)?;
            let tags = tag.into_iter().collect();
            listed.push(Listed { digest: entry.digest, tags, manifest, size: bytes.len() as u64 });
        }
        Ok(listed)
    }
}

/// Where a blob lies.
pub(super) fn blob_path(digest: Digest) -> String {
    format!("{BLOBS}/{}", digest.hex())
}

impl<D: Disk> Layout<D> {
    /// Writes a blob that is not there whole; the lock is held.
    fn keep(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let blob = Descriptor::of("", bytes);
        if !self.has_blob(&blob)? {
            self.replace(&blob_path(blob.digest), bytes)?;
        }
        Ok(blob.digest)
    }
}

impl<D: Disk> Store for Layout<D> {
    fn place(&self) -> String {
        self.disk.path("").display().to_string()
    }

    fn resolve(&self, tag: &str) -> Result<Option<Digest>, Error> {
        let index = self.index()?;
        Ok(index.manifests.iter().find(|entry| tag_of(entry) == Some(tag)).map(|entry| entry.digest))
    }

    fn manifest(&self, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
        let path = blob_path(digest);
        let Some(bytes) = self.at(&path, |disk| disk.read(&path, MAX_MANIFEST))? else { return Ok(None) };
        let size = bytes.len() as u64;
        if size > MAX_MANIFEST {
            return Err(Error::TooLarge { digest, size, limit: MAX_MANIFEST });
        }
        let found = Digest::of(&bytes);
        if found == digest { Ok(Some(bytes)) } else { Err(Error::Digest { expected: digest, found }) }
    }

    fn blob(&self, blob: &Descriptor, limit: u64) -> Result<Vec<u8>, Error> {
        let Descriptor { digest, size, .. } = *blob;
        if size > limit {
            return Err(Error::TooLarge { digest, size, limit });
        }
        let path = blob_path(digest);
        let bytes = self.at(&path, |disk| disk.read(&path, size))?;
        let bytes = bytes.ok_or_else(|| Error::Missing { place: self.place(), digest })?;
        blob.check(&bytes)?;
        Ok(bytes)
    }

    fn has_blob(&self, blob: &Descriptor) -> Result<bool, Error> {
        match self.blob(blob, u64::MAX) {
            Ok(_) => Ok(true),
            // What is there and is something else is written again.
            Err(Error::Missing { .. } | Error::Digest { .. } | Error::Size { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let _lock = self.lock()?;
        self.keep(bytes)
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let manifest = Manifest::parse(bytes)?;
        // Under one lock, so that no garbage collector takes away what is about to be named.
        let _lock = self.lock()?;
        for blob in manifest.blobs() {
            if !self.has_blob(blob)? {
                return Err(Error::Missing { place: self.place(), digest: blob.digest });
            }
        }
        let digest = self.keep(bytes)?;
        let mut index = self.index()?;
        if !index.lists(digest) {
            let mut entry = Descriptor::of(manifest.media_type(), bytes);
            entry.artifact_type = manifest.artifact_type;
            index.manifests.push(entry);
            self.write_index(&index)?;
        }
        Ok(digest)
    }

    fn tag(&self, name: &str, digest: Digest) -> Result<(), Error> {
        check_tag(name)?;
        let _lock = self.lock()?;
        let mut index = self.index()?;
        let known = index.manifests.iter().find(|entry| entry.digest == digest);
        let mut entry = known.cloned().ok_or_else(|| Error::Missing { place: self.place(), digest })?;
        // What had the tag before is kept without it: evidence may be about it.
        for other in index.manifests.iter_mut().filter(|other| tag_of(other) == Some(name)) {
            other.annotations.remove(REF_NAME);
        }
        entry.annotations.insert(REF_NAME.to_owned(), name.to_owned());
        index.manifests.push(entry);
        self.write_index(&index)
    }

    fn candidates(&self, _: Digest) -> Result<Vec<Digest>, Error> {
        let mut digests: Vec<Digest> = self.index()?.manifests.iter().map(|entry| entry.digest).collect();
        digests.sort_unstable();
        digests.dedup();
        Ok(digests)
    }
}
