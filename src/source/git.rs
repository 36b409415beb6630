//! Git repositories at a commit, through the user's `git`.
//!
//! Nothing is checked out, so no filter, hook, submodule or attribute has a say: one commit is fetched without history
//! into a bare repository, and its blobs are read. The `git` program knows every server, credential helper and SSH
//! setup that the user has; gix, which would save the process, brings some hundred crates and not all of those.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use camino::Utf8PathBuf;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::archive::Collector;
use super::capture::{self, World};
use super::reference::without_credentials;
use super::{Capture, Error, GitRef, Limits, Provenance, SourceKind};
use crate::finding::GapReason;

/// Variables that `git` and `ssh` need to reach a server as the user would; no other is passed on.
const PASSED_ON: &[&str] = &[
    "PATH",
    "HOME",
    "USERPROFILE",
    "SSH_AUTH_SOCK",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
];
/// Settings that no configuration overrides: nothing is run, and a redirect is not followed to where nobody looked.
const SETTINGS: &[&str] = &[
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "fetch.recurseSubmodules=no",
    "http.followRedirects=false",
    "gc.auto=0",
    "maintenance.auto=false",
];
/// How often the size of what comes is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// The start of a file that stands for one in Git LFS.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// Fetches a commit of a repository.
pub(super) async fn fetch(git: &GitRef, reference: String, world: World<'_>) -> Result<Capture, Error> {
    let malformed = |expected| Error::Reference { reference: reference.clone(), expected };
    if git.url.starts_with('-') || git.revision.as_ref().is_some_and(|revision| revision.starts_with('-')) {
        return Err(malformed("`git+URL@REVISION`"));
    }
    let insecure = ["http:", "git:", "ftp:", "ext:"].iter().any(|scheme| git.url.starts_with(scheme));
    if insecure || git.url.contains("::") {
        return Err(malformed("`git+https:`, `git+ssh:` or `git+file:` address"));
    }
    let url = if git.is_local() { local(&git.url, world.folder)? } else { git.url.clone() };
    let shown = without_credentials(&git.url);
    let folder = tempfile::tempdir().map_err(|source| Error::Write { path: std::env::temp_dir(), source })?;
    let repository = Repository { folder: folder.path(), world, local: git.is_local(), shown: &shown };
    repository.run(&["init", "--quiet", "--bare", "--template=", "."]).await?;
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
    folder: &'a Path,
    world: World<'a>,
    local: bool,
    shown: &'a str,
}

impl Repository<'_> {
    /// Fetches what a revision names, and says which commit that is.
    async fn fetch(&self, url: &str, revision: Option<&str>) -> Result<String, Error> {
        let fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"];
        let one = format!("+{}:refs/proofmark/it", revision.unwrap_or("HEAD"));
        let shallow: Vec<&str> = fetch.iter().copied().chain(["--depth=1", "--", url, &one]).collect();
        let first = self.run(&shallow).await;
        let name = match (&first, revision) {
            (Ok(_), _) => "refs/proofmark/it^{commit}".to_owned(),
            // A server hands out a commit by its abbreviation, or by its descendants, only with all that lies around it.
            (Err(Error::Git { .. }), Some(revision)) if is_abbreviation(revision) || is_relative(revision) => {
                let all =
                    ["--", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/proofmark/head"];
                self.run(&fetch.iter().copied().chain(all).collect::<Vec<_>>()).await?;
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
        let commit = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).await?;
        Ok(String::from_utf8_lossy(&commit).trim().to_owned())
    }

    /// Reads the files of a commit, or of one folder of it.
    async fn read(&self, commit: &str, subfolder: Option<&str>) -> Result<super::archive::Opened, Error> {
        let limits = &self.world.options.limits;
        let tree = subfolder.map_or_else(|| format!("{commit}^{{tree}}"), |folder| format!("{commit}:{folder}"));
        let listed = self.run(&["ls-tree", "-r", "-l", "-z", "--full-tree", &tree]).await?;
        let mut collector = Collector::new(limits);
        let mut wanted = Vec::new();
        for row in listed.split(|byte| *byte == 0).filter_map(Row::parse) {
            if !collector.count() {
                break;
            }
            match (row.mode, row.size) {
                (b"160000", _) => {
                    if let Some(path) = collector.name(row.path) {
                        collector.gap(path, GapReason::Unreadable, format!("the submodule {} is not fetched", row.id));
                    }
                }
                (_, Some(size)) if size > limits.max_binary_size => {
                    if let Some(path) = collector.name(row.path) {
                        let detail = format!("{size} bytes; the limit is {}", limits.max_binary_size);
                        collector.gap(path, GapReason::TooLarge, detail);
                    }
                }
                _ => wanted.push(row),
            }
        }
        let ids: Vec<u8> = wanted.iter().flat_map(|row| [row.id.as_bytes(), b"\n"].concat()).collect();
        let blobs = self.answer(&["cat-file", "--batch"], &ids).await?;
        take(&wanted, &blobs, &mut collector);
        Ok(collector.finish())
    }

    async fn run(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        self.answer(args, b"").await
    }

    /// Runs `git` on the repository with an input, within the limits of time and size, and gives what it prints.
    async fn answer(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let Limits { max_source_size, fetch_timeout, .. } = self.world.options.limits;
        let mut child = self.command(args).spawn().map_err(|source| Error::Start { program: "git", source })?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let failed = |source| Error::Start { program: "git", source };
        let talk = async {
            let (mut answer, mut said) = (Vec::new(), Vec::new());
            let write = async {
                if let Some(mut stdin) = stdin {
                    // One that stops reading says why.
                    let _ = stdin.write_all(input).await;
                }
            };
            let read = async {
                match stdout {
                    Some(stdout) => stdout.take(max_source_size.saturating_mul(2)).read_to_end(&mut answer).await,
                    None => Ok(0),
                }
            };
            let listen = async {
                match stderr {
                    Some(stderr) => stderr.take(1 << 16).read_to_end(&mut said).await,
                    None => Ok(0),
                }
            };
            let ((), read, listen) = tokio::join!(write, read, listen);
            read.and(listen).map_err(failed)?;
            let status = child.wait().await.map_err(failed)?;
            if status.success() {
                return Ok(answer);
            }
            let said = without_credentials(String::from_utf8_lossy(&said).trim());
            Err(Error::Git { url: self.shown.to_owned(), said })
        };
        tokio::select! {
            answer = talk => answer,
            () = self.grown(max_source_size) => {
                Err(crate::net::Error::TooLarge { url: self.shown.to_owned(), limit: max_source_size }.into())
            }
            () = tokio::time::sleep(Duration::from_secs(fetch_timeout)) => {
                Err(crate::net::Error::Timeout { url: self.shown.to_owned(), seconds: fetch_timeout }.into())
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the layer that starts processes")]
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.env_clear();
        for name in PASSED_ON {
            command.envs(self.world.environment.get(name).map(|value| (name, value)));
        }
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oPermitLocalCommand=no")
            .env("GIT_LFS_SKIP_SMUDGE", "1")
            .env("LC_ALL", "C")
            .current_dir(self.folder);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        if self.local {
            command.args(["-c", "protocol.file.allow=always"]);
        }
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Returns once the repository is larger than it may become.
    async fn grown(&self, limit: u64) {
        let packs = self.folder.join("objects/pack");
        loop {
            tokio::time::sleep(LOOK).await;
            let sizes =
                std::fs::read_dir(&packs).into_iter().flatten().flatten().filter_map(|file| file.metadata().ok());
            if sizes.map(|file| file.len()).sum::<u64>() > limit {
                return;
            }
        }
    }
}

/// Whether a revision may be the start of a commit's name.
fn is_abbreviation(revision: &str) -> bool {
    (7..40).contains(&revision.len()) && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a revision is an ancestor of a named one: `HEAD~1`, `main^2~3`.
fn is_relative(revision: &str) -> bool {
    let name = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, steps) = revision.split_at(name);
    !name.is_empty() && !steps.is_empty() && steps.chars().all(|c| matches!(c, '~' | '^' | '0'..='9'))
}

/// A row of `git ls-tree -l -z`: `mode type id size<TAB>path`.
struct Row<'a> {
    mode: &'a [u8],
    id: &'a str,
    size: Option<u64>,
    path: &'a [u8],
}

impl<'a> Row<'a> {
    fn parse(row: &'a [u8]) -> Option<Self> {
        let tab = row.iter().position(|byte| *byte == b'\t')?;
        let (head, path) = (std::str::from_utf8(row.get(..tab)?).ok()?, row.get(tab + 1..)?);
        let mut words = head.split_ascii_whitespace();
        let (mode, _, id, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
        Some(Row { mode: mode.as_bytes(), id, size: size.parse().ok(), path })
    }
}

/// Hands the blobs that `git cat-file --batch` printed to `collector`: `id type size`, a line feed, the bytes, a line feed.
fn take(rows: &[Row<'_>], mut printed: &[u8], collector: &mut Collector<'_>) {
    for row in rows {
        let blob = next_blob(&mut printed);
        let Some(blob) = blob else {
            if let Some(path) = collector.name(row.path) {
                collector.gap(path, GapReason::Unreadable, "git does not have it");
            }
            continue;
        };
        match row.mode {
            b"120000" => collector.link(row.path, blob, false),
            _ if blob.starts_with(LFS) => {
                if let Some(path) = collector.name(row.path) {
                    collector.gap(path, GapReason::Unreadable, "it lies in Git LFS, which is not asked");
                }
            }
            mode => collector.file(row.path, mode == b"100755", None, u64::MAX, &mut &*blob),
        }
    }
}

fn next_blob<'p>(printed: &mut &'p [u8]) -> Option<&'p [u8]> {
    let line = printed.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(printed.get(..line)?).ok()?;
    let size = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
    let Some(size) = size else {
        *printed = printed.get(line + 1..)?;
        return None;
    };
    let blob = printed.get(line + 1..line + 1 + size)?;
    *printed = printed.get(line + size + 2..).unwrap_or_default();
    Some(blob)
}
