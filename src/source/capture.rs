//! A source as it was fetched: its files, and where they came from.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use super::package::{npm, pypi};
use super::walk::Options;
use super::{
    Error, Provenance, Skipped, SourceKind, SourceRef, Tree, archive, git, mcp, mcp_registry, oci, saved, walk, web,
};
use crate::config::Environment;
use crate::digest::Digest;
use crate::finding::Gap;
use crate::net;

/// What a source held when it was asked.
#[derive(Debug, Clone)]
pub struct Capture {
    pub tree: Tree,
    pub provenance: Provenance,
}

impl Capture {
    /// Files of this machine.
    pub fn local(reference: impl Into<String>, tree: Tree) -> Self {
        Self { tree, provenance: Provenance::new(reference, SourceKind::Path) }
    }
}

/// What a fetch may touch of the world.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The folder that the user stands in.
    pub folder: &'a Path,
    pub options: &'a Options,
    pub environment: &'a Environment,
    pub net: &'a net::Settings,
    /// Hosts that may be asked wherever they are, beside those that a source names.
    pub allowed_hosts: &'a [String],
    /// The Python package index to ask, in place of the one that pip is configured for.
    pub index_url: Option<&'a str>,
    /// The time (RFC 3339) since which the entries of a whole registry have changed.
    pub updated_since: Option<&'a str>,
}

impl<'a> World<'a> {
    /// Where the user has named no further hosts, index or time.
    pub const fn new(
        folder: &'a Path,
        options: &'a Options,
        environment: &'a Environment,
        net: &'a net::Settings,
    ) -> Self {
        Self { folder, options, environment, net, allowed_hosts: &[], index_url: None, updated_since: None }
    }

    /// A client for a source whose hosts the user has named, here or in a configuration.
    pub(super) fn client<'h>(&self, hosts: impl IntoIterator<Item = &'h str>) -> Result<net::Client, net::Error> {
        net::Client::new(self.net, hosts.into_iter().map(str::to_owned).chain(self.allowed_hosts.iter().cloned()))
    }
}

/// Captures a source. What of it could not be read is a gap of the tree; an error is a source of which nothing could be.
pub async fn fetch(reference: &SourceRef, world: World<'_>) -> Result<Capture, Error> {
    let asked = reference.to_string();
    if world.net.offline && reference.is_remote() {
        return Err(net::Error::Offline { url: asked }.into());
    }
    match reference {
        SourceRef::Path(path) => here(path, world),
        SourceRef::Npm(package) => npm::fetch(package, asked, world).await,
        SourceRef::Pypi(package) => pypi::fetch(package, asked, world).await,
        SourceRef::Git(git) => git::fetch(git, asked, world).await,
        SourceRef::Url(url) => web::fetch(url, asked, world).await,
        SourceRef::Registry(registry) => mcp_registry::fetch(registry, asked, world).await,
        SourceRef::Oci(image) => oci::fetch(image, asked, world).await,
        SourceRef::Mcp(address) => {
            let url = address.parse::<net::Url>().map_err(|_| net::Error::Url { text: asked })?;
            let endpoint = mcp::Endpoint { name: mcp::host_name(&url), url, headers: Vec::new(), named: true };
            Ok(mcp::call(&endpoint, world.net, &world.options.limits).await?)
        }
        SourceRef::Unknown(_) => Err(Error::Unsupported { reference: asked }),
    }
}

/// A file or folder; a folder that `save` has written is what it was saved from.
fn here(path: &Path, world: World<'_>) -> Result<Capture, Error> {
    let text = path.to_str().ok_or_else(|| Error::NotUtf8 { path: path.to_owned() })?;
    let replay = saved::open(&world.folder.join(path), &world.options.limits);
    if let saved::Opened::Capture(capture) = replay {
        return Ok(*capture);
    }
    let mut tree = walk::list(text, world.folder, world.options)?;
    if let saved::Opened::Changed(detail) = replay {
        tree.gaps.push(saved::gap(&tree.prefix, detail));
    }
    if tree.single
        && let Some(capture) = packed(text, &tree, world.options)
    {
        return Ok(capture);
    }
    Ok(Capture::local(text, tree))
}

/// What is in the file that the user named, if that is an archive.
fn packed(reference: &str, file: &Tree, options: &Options) -> Option<Capture> {
    let entry = file.entries.first()?;
    let name = entry.path.as_str();
    // A file that is too large for a binary is a gap, and no reader looks into it.
    let bytes = file.bytes(entry, &options.limits).ok().filter(|bytes| archive::is_archive(name, bytes))?;
    let mut provenance = Provenance::new(reference, SourceKind::Archive);
    provenance.digest = Some(Digest::of(&bytes).to_string());
    let opened = archive::open(name, &bytes, &options.limits);
    Some(Capture { tree: tree(&entry.path, opened), provenance })
}

/// The files of an archive below `prefix`.
pub(super) fn tree(prefix: &Utf8Path, opened: archive::Opened) -> Tree {
    let mut tree = Tree::of_files(prefix.to_owned(), opened.files);
    tree.gaps = opened.gaps.into_iter().map(|gap| Gap { path: below(prefix, &gap.path), ..gap }).collect();
    let skipped = opened.skipped.into_iter();
    tree.skipped = skipped.map(|skipped| Skipped { path: below(prefix, &skipped.path), ..skipped }).collect();
    tree.skipped.sort();
    tree
}

/// A path in an archive; one that is empty is the archive itself. Hostile ones are shown behind it, whatever they say.
fn below(prefix: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    match (prefix.as_str(), path.as_str()) {
        (_, "") => prefix.to_owned(),
        ("", _) => path.to_owned(),
        _ => format!("{prefix}/{path}").into(),
    }
}
