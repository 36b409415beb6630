//! Git repositories at a commit, through the user's `git`.
//!
//! Nothing is checked out, so no filter, hook, submodule or attribute has a say: one commit is fetched without history
//! into a bare repository, and its blobs are read. The `git` program knows every server, credential helper and SSH
//! setup that the user has; gix, which would save the process, brings some hundred crates and not all of those.

mod objects;
mod own;
mod program;

use std::path::Path;

use camino::Utf8PathBuf;

pub use own::{Changes, Hooks, Listing, Own, State};

use super::archive::{Collector, Opened};
use super::capture::{self, World};
use super::reference::without_credentials;
use super::{Capture, Error, GitRef, Provenance, SourceKind};
use objects::Row;
use program::{Git, Of};

/// Fetches a commit of a repository.
pub(super) async fn fetch(git: &GitRef, reference: String, world: World<'_>) -> Result<Capture, Error> {
    let malformed = |expected| Error::Reference { reference: reference.clone(), expected };
    if git.url.is_empty()
        || git.url.starts_with('-')
        || git.revision.as_ref().is_some_and(|revision| revision.starts_with('-'))
    {
        return Err(malformed("`git+URL@REVISION`"));
    }
    let insecure = ["http:", "git:", "ftp:", "ext:"].iter().any(|scheme| git.url.starts_with(scheme));
    if insecure || git.url.contains("::") {
        return Err(malformed("`git+https:`, `git+ssh:` or `git+file:` address"));
    }
    let url = if git.is_local() { local(&git.url, world.folder)? } else { git.url.clone() };
    let shown = without_credentials(&git.url);
    let folder = tempfile::tempdir().map_err(|source| Error::Write { path: std::env::temp_dir(), source })?;
    let of = Of::Address { shown: &shown, local: git.is_local() };
    let (environment, limits) = (world.environment, &world.options.limits);
    let repository = Repository { git: Git { folder: folder.path(), environment, limits, of } };
    repository.git.run(&["init", "--quiet", "--bare", "--template=", "."]).await?;
    let commit = repository.fetch(&url, git.revision.as_deref()).await?;
    let (prefix, tree) = (prefix(&git.url), repository.read(&commit, git.subfolder.as_deref()).await?);
    let mut provenance = Provenance::new(reference, SourceKind::Git);
    provenance.location = Some(shown.clone());
    provenance.revision = Some(commit);
    Ok(Capture { tree: capture::tree(&prefix, tree), provenance })
}

/// A local repository as an address that does not depend on where `git` runs.
fn local(url: &str, folder: &Path) -> Result<String, Error> {
    let path = folder.join(url.trim_start_matches("file://"));
    let full = path.canonicalize().map_err(|_| Error::NotFound { path: path.clone() })?;
    let text = full.to_str().ok_or_else(|| Error::NotUtf8 { path: path.clone() })?;
    Ok(format!("file://{text}"))
}

/// What reports put before the paths of a repository: where it lies, less the scheme and the user.
fn prefix(url: &str) -> Utf8PathBuf {
    let shown = without_credentials(url);
    let rest = shown.split_once("://").map_or(shown.as_str(), |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest).replace(':', "/");
    let plain = |part: &&str| !matches!(*part, "" | "." | "..");
    let path: Vec<&str> = rest.trim_end_matches('/').trim_end_matches(".git").split('/').filter(plain).collect();
    // Of a path on this machine its last part says enough.
    let from = if url.starts_with("file:") || !url.contains(':') { path.len().saturating_sub(1) } else { 0 };
    path.get(from..).unwrap_or_default().iter().collect()
}

/// A bare repository in a temporary folder.
struct Repository<'a> {
    git: Git<'a>,
}

impl Repository<'_> {
    /// Fetches what a revision names, and says which commit that is.
    async fn fetch(&self, url: &str, revision: Option<&str>) -> Result<String, Error> {
        let fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"];
        let one = format!("+{}:refs/proofmark/it", revision.unwrap_or("HEAD"));
        let shallow: Vec<&str> = fetch.iter().copied().chain(["--depth=1", "--", url, &one]).collect();
        let first = self.git.run(&shallow).await;
        let name = match (&first, revision) {
            (Ok(_), _) => "refs/proofmark/it^{commit}".to_owned(),
            // A server hands out a commit by its abbreviation, or by its descendants, only with all that lies around it; an
            // old one does so with every commit that no branch ends in.
            (Err(Error::Git { .. }), Some(revision)) if is_commit(revision) || is_relative(revision) => {
                let all =
                    ["--", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/proofmark/head"];
                self.git.run(&fetch.iter().copied().chain(all).collect::<Vec<_>>()).await?;
                // The temporary repository's own `HEAD` is no branch of theirs.
                let below = revision.strip_prefix("HEAD").or_else(|| revision.strip_prefix('@'));
                let name =
                    below.filter(|rest| rest.starts_with(['~', '^'])).map(|rest| format!("refs/proofmark/head{rest}"));
                format!("{}^{{commit}}", name.as_deref().unwrap_or(revision))
            }
            _ => {
                first?;
                String::new()
            }
        };
        let commit = self.git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).await;
        let commit = commit.map_err(|error| match (error, revision) {
            (Error::Git { url, .. }, Some(revision)) => Error::Git { url, said: format!("there is no `{revision}`") },
            (error, _) => error,
        })?;
        Ok(String::from_utf8_lossy(&commit).trim().to_owned())
    }

    /// Reads the files of a commit, or of one folder of it.
    async fn read(&self, commit: &str, subfolder: Option<&str>) -> Result<Opened, Error> {
        let tree = subfolder.map_or_else(|| format!("{commit}^{{tree}}"), |folder| format!("{commit}:{folder}"));
        let listed = self.git.list(&["ls-tree", "-r", "-l", "-z", "--full-tree", &tree]).await;
        let listed = listed.map_err(|error| match (error, subfolder) {
            (Error::Git { url, .. }, Some(folder)) => {
                Error::Git { url, said: format!("there is no folder `{folder}`") }
            }
            (error, _) => error,
        })?;
        let rows: Vec<Row<'_>> = listed.split(|byte| *byte == 0).filter_map(Row::of_tree).collect();
        objects::read(&self.git, &rows, Collector::new(self.git.limits)).await
    }
}

/// Whether a revision may be a commit's name, or the start of one.
fn is_commit(revision: &str) -> bool {
    (7..=64).contains(&revision.len()) && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a revision is an ancestor of a named one: `HEAD~1`, `main^2~3`.
fn is_relative(revision: &str) -> bool {
    let name = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, steps) = revision.split_at(name);
    !name.is_empty() && !steps.is_empty() && steps.chars().all(|c| matches!(c, '~' | '^' | '0'..='9'))
}
