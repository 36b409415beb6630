//! Changed files on the command line: each is scanned with the artifact that it belongs to, and nothing else is read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::sources::{SourceArgs, runtime};
use super::{Error, Io};
use crate::artifact::{Anchors, Reach, concerned, reach};
use crate::config::Paths;
use crate::source::{Capture, Changes, Limits, Options, Own, SourceRef, State, Tree, list, list_flat};

/// Sources that are no files of this machine's.
const ELSEWHERE: [&str; 5] = ["stdio", "machine", "client_config", "connect", "save_capture"];

#[derive(Debug, Args)]
#[command(next_help_heading = "Changes")]
pub(super) struct ChangeArgs {
    /// Scan what the next commit holds, whatever lies in the working tree: the artifacts of the files that are staged,
    /// or of the files named.
    #[arg(long, conflicts_with_all = ["changed", "since"], conflicts_with_all = ELSEWHERE)]
    staged: bool,

    /// Scan the artifacts that the files named belong to, as they lie in the working tree.
    #[arg(long, requires = "sources", conflicts_with = "since", conflicts_with_all = ELSEWHERE)]
    changed: bool,

    /// Scan the artifacts of the files that HEAD has changed since it left this revision, as HEAD holds them;
    /// `main..topic` asks the same of `topic`.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ELSEWHERE)]
    since: Option<String>,
}

impl ChangeArgs {
    /// Captures what the flags ask for; nothing where they ask for nothing.
    pub(super) fn fetch(
        &self,
        sources: &SourceArgs,
        limits: Limits,
        exclude: &[Paths],
        io: &Io<'_>,
    ) -> Result<Option<Vec<Capture>>, Error> {
        let capture = if self.changed {
            in_folder(&files(sources)?, limits, io)?
        } else if self.staged || self.since.is_some() {
            runtime()?.block_on(self.in_repository(&files(sources)?, &limits, io))?
        } else {
            return Ok(None);
        };
        let mut captures = vec![capture];
        for capture in &mut captures {
            capture.tree.exclude(exclude);
        }
        Ok(Some(captures))
    }

    /// Whether anything is asked for: then there may well be nothing to scan.
    pub(super) const fn is_asked(&self) -> bool {
        self.staged || self.changed || self.since.is_some()
    }

    async fn in_repository(&self, named: &[&Path], limits: &Limits, io: &Io<'_>) -> Result<Capture, Error> {
        let own = Own::open(&io.folder, &io.environment, limits).await?;
        let (state, changes) = match &self.since {
            None => (State::Index, if named.is_empty() { own.staged().await? } else { Changes::default() }),
            Some(since) => {
                let (base, tip) = since.split_once("..").unwrap_or((since, "HEAD"));
                let tip = own.commit(tip.trim_start_matches('.')).await?;
                let changes = if named.is_empty() {
                    own.changed(&own.commit(base).await?, &tip).await?
                } else {
                    Changes::default()
                };
                (State::Commit(tip), changes)
            }
        };
        let listing = own.list(state).await?;
        let mut changed = changes.paths;
        for file in named {
            let path = own.path(file)?;
            // A folder stands for all that is in it. In the order of paths, that follows it.
            let from = listing.entries.partition_point(|entry| entry.path < path);
            let below = listing.entries.iter().skip(from).take_while(|entry| entry.path.starts_with(&path));
            changed.extend(below.map(|entry| entry.path.clone()));
            changed.insert(path);
        }
        let wanted = concerned(&listing.entries, &changed);
        let mut capture = own.read(&listing, &wanted).await?;
        capture.tree.gaps.extend(changes.gaps);
        capture.tree.skipped.extend(listing.submodules(&changed));
        Ok(capture)
    }
}

/// The sources, which are files or folders of this machine.
fn files(sources: &SourceArgs) -> Result<Vec<&Path>, Error> {
    let named = sources.named().iter().map(|source| match source {
        SourceRef::Path(path) => Ok(path.as_path()),
        other => Err(Error::Value { value: other.to_string(), expected: "file of this machine" }),
    });
    named.collect()
}

/// The artifacts of files as they lie in the working tree. Only the folders concerned are listed.
fn in_folder(files: &[&Path], limits: Limits, io: &Io<'_>) -> Result<Capture, Error> {
    let options = Options { limits, no_ignore: false };
    let mut changed = BTreeSet::new();
    for file in files {
        let path = below(file, &io.folder)?;
        let full = io.folder.join(&path);
        // A folder stands for all that is in it; so does one that has lost what held it together.
        let whole = if full.is_dir() {
            Some(path.as_path())
        } else {
            path.parent().filter(|_| Anchors::lost_with(&path) && !full.exists())
        };
        if let Some(folder) = whole {
            let tree = list(shown(folder), &io.folder, &options)?;
            changed.extend(tree.entries.into_iter().map(|entry| entry.path));
        }
        changed.insert(path);
    }
    let reaches: BTreeSet<Reach> =
        changed.iter().map(|path| reach(path, |folder| anchors(folder, &io.folder))).collect();
    let mut tree = Tree::on_disk(io.folder.clone(), Utf8PathBuf::new());
    for reach in &reaches {
        let part = match reach {
            Reach::File(path) if io.folder.join(path).exists() => list(path.as_str(), &io.folder, &options)?,
            Reach::Below(folder) if io.folder.join(folder).exists() => list(shown(folder), &io.folder, &options)?,
            Reach::In(folder) if io.folder.join(folder).exists() => list_flat(shown(folder), &io.folder, &options)?,
            // What is gone is not scanned.
            Reach::File(_) | Reach::Below(_) | Reach::In(_) => continue,
        };
        tree.entries.extend(part.entries);
        tree.gaps.extend(part.gaps);
        tree.skipped.extend(part.skipped);
    }
    tree.entries.sort();
    tree.entries.dedup();
    tree.entries = concerned(&tree.entries, &changed);
    Ok(Capture::local("changed files", tree))
}

/// What the files in a folder make of it. One that cannot be read says so once it is listed.
fn anchors(folder: &Utf8Path, base: &Path) -> Anchors {
    let names = std::fs::read_dir(base.join(folder)).into_iter().flatten().flatten();
    let names: Vec<String> = names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    Anchors::of(names.iter().map(String::as_str))
}

/// A file relative to the folder that the user stands in, which it has to lie in.
fn below(file: &Path, base: &Path) -> Result<Utf8PathBuf, Error> {
    let relative = file.strip_prefix(base).unwrap_or(file);
    let mut path = PathBuf::new();
    for part in relative.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::Normal(name) => path.push(name),
            _ => {
                return Err(Error::Value { value: file.display().to_string(), expected: "file below this folder" });
            }
        }
    }
    let unnamed = |path: PathBuf| Error::Source(crate::source::Error::NotUtf8 { path });
    Utf8PathBuf::from_path_buf(path).map_err(unnamed)
}

fn shown(folder: &Utf8Path) -> &str {
    if folder.as_str().is_empty() { "." } else { folder.as_str() }
}
