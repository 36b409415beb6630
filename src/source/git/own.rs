//! The repository that the user stands in: what its index or a commit holds, whatever lies in the working tree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};

use super::objects::{self, EXECUTABLE, LINK, Row, SUBMODULE};
use super::program::{Git, Of};
use crate::config::Environment;
use crate::finding::{Gap, GapReason};
use crate::source::archive::{Collector, resolve};
use crate::source::capture;
use crate::source::{Capture, Entry, Error, Limits, Provenance, Skipped, SourceKind};
use crate::text::Mode;

/// What of a repository is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What the next commit will hold.
    Index,
    /// A commit, by its full name.
    Commit(String),
}

/// The files that something has changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Relative to the repository; some may be gone.
    pub paths: BTreeSet<Utf8PathBuf>,
    /// Those whose names are not UTF-8.
    pub gaps: Vec<Gap>,
}

/// The folder of a repository's hooks.
#[derive(Debug)]
pub struct Hooks {
    pub folder: PathBuf,
    /// It lies outside of the repository, so others may use it, too.
    pub shared: bool,
}

/// The user's own repository.
#[derive(Debug)]
pub struct Own<'a> {
    git: Git<'a>,
    /// The folder that the user stands in, relative to the repository; empty, or with a `/` at its end.
    prefix: String,
    /// The root of its working tree.
    top: Utf8PathBuf,
}

/// The files of a state, by the bytes that git listed.
#[derive(Debug)]
pub struct Listing {
    state: State,
    listed: Vec<u8>,
    /// Sorted by path, which is relative to the repository. Submodules are among them.
    pub entries: Vec<Entry>,
}

impl<'a> Own<'a> {
    /// Finds the repository that `folder` lies in.
    pub async fn open(folder: &'a Path, environment: &'a Environment, limits: &'a Limits) -> Result<Self, Error> {
        let git = Git { folder, environment, limits, of: Of::User };
        let said = git.run(&["rev-parse", "--show-toplevel", "--show-prefix"]).await?;
        let said = String::from_utf8(said).map_err(|_| Error::NotUtf8 { path: folder.to_owned() })?;
        let mut lines = said.lines();
        let (top, prefix) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        Ok(Own { git, prefix: prefix.to_owned(), top: top.into() })
    }

    /// Where `git` looks for hooks, worktrees and `core.hooksPath` included.
    pub async fn hooks(&self) -> Result<Hooks, Error> {
        let said = self.git.configured(&["rev-parse", "--git-common-dir", "--git-path", "hooks"]).await?;
        let said = String::from_utf8(said).map_err(|_| Error::NotUtf8 { path: self.git.folder.to_owned() })?;
        let mut lines = said.lines();
        let full = |line: Option<&str>| self.git.folder.join(line.unwrap_or_default());
        let (common, folder) = (full(lines.next()), full(lines.next()));
        // The folder of the hooks may not be there yet.
        let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok()).unwrap_or_default();
        let (place, top) = (real(&folder), real(self.top.as_std_path()));
        Ok(Hooks { shared: !place.starts_with(real(&common)) && !place.starts_with(top), folder })
    }

    /// The path of a file in the repository; the file itself need not exist.
    pub fn path(&self, file: &Path) -> Result<Utf8PathBuf, Error> {
        let outside =
            || Error::Reference { reference: file.display().to_string(), expected: "file of this repository" };
        let text = file.to_str().ok_or_else(|| Error::NotUtf8 { path: file.to_owned() })?;
        let relative = match Utf8Path::new(text).strip_prefix(&self.top) {
            Ok(below) => below.as_str().to_owned(),
            Err(_) if file.is_absolute() => return Err(outside()),
            Err(_) => format!("{}{text}", self.prefix),
        };
        if relative.trim_end_matches(['/', '.']).is_empty() {
            return Ok(Utf8PathBuf::new());
        }
        resolve(Utf8Path::new(""), relative.as_bytes()).ok_or_else(outside)
    }

    /// The files in which the index differs from the last commit.
    pub async fn staged(&self) -> Result<Changes, Error> {
        let diff = ["diff", "--cached", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z"];
        Ok(names(&self.git.run(&diff).await?))
    }

    /// The commit that a revision names.
    pub async fn commit(&self, revision: &str) -> Result<String, Error> {
        let name = format!("{revision}^{{commit}}");
        let commit = self.git.run(&["rev-parse", "--verify", "--end-of-options", &name]).await?;
        Ok(String::from_utf8_lossy(&commit).trim().to_owned())
    }

    /// The files that `tip` has changed since it left `base`.
    pub async fn changed(&self, base: &str, tip: &str) -> Result<Changes, Error> {
        let range = format!("{base}...{tip}");
        let diff = ["diff", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z", &range, "--"];
        Ok(names(&self.git.run(&diff).await?))
    }

    /// Everybody who wrote something below a folder, by e-mail address as `.mailmap` has it, those named as co-authors
    /// included. A clone that lacks history knows only some of them, and is refused.
    pub async fn authors(&self, folder: &Utf8Path) -> Result<BTreeSet<String>, Error> {
        if self.git.run(&["rev-parse", "--is-shallow-repository"]).await?.starts_with(b"true") {
            return Err(Error::Shallow { path: self.top.as_std_path().to_owned() });
        }
        let below = if folder.as_str().is_empty() { ":/".to_owned() } else { format!(":(top,literal){folder}") };
        let form = "--format=<%aE>%n%(trailers:key=Co-authored-by,valueonly)";
        let said = self.git.run(&["log", form, "HEAD", "--", &below]).await?;
        let said = String::from_utf8_lossy(&said);
        let address = |line: &str| Some(line.rsplit_once('<')?.1.split_once('>')?.0.trim().to_owned());
        Ok(said.lines().filter_map(address).filter(|address| !address.is_empty()).collect())
    }

    /// Lists what a state holds.
    pub async fn list(&self, state: State) -> Result<Listing, Error> {
        let listed = match &state {
            State::Index => self.git.run(&["ls-files", "--stage", "--full-name", "-z", "--", ":/"]).await?,
            State::Commit(commit) => self.git.run(&["ls-tree", "-r", "-z", "--full-tree", commit]).await?,
        };
        let mut entries: Vec<Entry> = rows(&state, &listed)
            .filter_map(|(row, _)| Some(Entry { path: path(&row)?, mode: Mode::of(row.mode == EXECUTABLE) }))
            .collect();
        entries.sort();
        entries.dedup_by(|a, b| a.path == b.path);
        Ok(Listing { state, listed, entries })
    }

    /// Reads files of a listing. Links lead to what the same state holds.
    pub async fn read(&self, listing: &Listing, wanted: &[Entry]) -> Result<Capture, Error> {
        let wanted: BTreeSet<&Utf8Path> = wanted.iter().map(|entry| entry.path.as_path()).collect();
        let folders: BTreeSet<&Utf8Path> = wanted.iter().filter_map(|path| path.parent()).collect();
        let mut collector = Collector::new(self.git.limits);
        let mut unread = Vec::new();
        let (mut own, mut others) = (Vec::new(), BTreeMap::new());
        for (row, settled) in rows(&listing.state, &listing.listed) {
            let Some(path) = path(&row) else {
                let gap = unnamed(row.path);
                unread.extend(gap.path.parent().is_some_and(|folder| folders.contains(folder)).then_some(gap));
                continue;
            };
            match (wanted.contains(path.as_path()), settled) {
                (true, true) => own.push(row),
                (true, false) => collector.gap(path, GapReason::Unreadable, "it is in conflict"),
                (false, _) => drop(others.insert(path, row)),
            }
        }
        let targets = self.targets(&own, &others).await?;
        own.extend(targets);
        self.measure(&mut own).await?;
        let opened = objects::read(&self.git, &own, collector).await?;
        let mut tree = capture::tree(Utf8Path::new(""), opened);
        let keep = |path: &Utf8PathBuf| wanted.contains(path.as_path());
        tree.entries.retain(|entry| keep(&entry.path));
        tree.gaps.retain(|gap| keep(&gap.path) || gap.reason == GapReason::TooMany);
        tree.gaps.extend(unread);
        let mut provenance = match &listing.state {
            State::Index => Provenance::new("the index of git", SourceKind::Git),
            State::Commit(commit) => Provenance::new(format!("git+.@{commit}"), SourceKind::Git),
        };
        if let State::Commit(commit) = &listing.state {
            provenance.revision = Some(commit.clone());
        }
        Ok(Capture { tree, provenance })
    }

    /// What the links among some rows lead to, where that is another file of the state.
    async fn targets<'r>(
        &self,
        rows: &[Row<'r>],
        others: &BTreeMap<Utf8PathBuf, Row<'r>>,
    ) -> Result<Vec<Row<'r>>, Error> {
        let links: Vec<Row<'r>> = rows.iter().filter(|row| row.mode == LINK).copied().collect();
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let blobs = self.git.answer(&["cat-file", "--batch"], &objects::ids(&links)).await?;
        let mut printed = blobs.as_slice();
        let mut targets = BTreeMap::new();
        for link in &links {
            let Some(target) = objects::next_blob(&mut printed) else { continue };
            let from = path(link);
            let from = from.as_deref().and_then(Utf8Path::parent).unwrap_or(Utf8Path::new(""));
            if let Some((path, row)) = resolve(from, target).and_then(|target| others.get_key_value(&target)) {
                targets.insert(path, *row);
            }
        }
        Ok(targets.into_values().collect())
    }

    /// Asks for the sizes of blobs, so that none is read that is too large.
    async fn measure(&self, rows: &mut [Row<'_>]) -> Result<(), Error> {
        let check = ["cat-file", "--batch-check=%(objectsize)"];
        let sizes = self.git.answer(&check, &objects::ids(rows)).await?;
        let sizes = String::from_utf8_lossy(&sizes);
        for (row, size) in rows.iter_mut().zip(sizes.lines()) {
            row.size = size.parse().ok();
        }
        Ok(())
    }
}

impl Listing {
    /// Which of some files are submodules: they are scanned in their own repository.
    pub fn submodules(&self, among: &BTreeSet<Utf8PathBuf>) -> Vec<Skipped> {
        let rows = rows(&self.state, &self.listed).filter(|(row, _)| row.mode == SUBMODULE);
        let paths = rows.filter_map(|(row, _)| path(&row)).filter(|path| among.contains(path));
        paths.map(|path| Skipped { path, reason: "a submodule, which is scanned where it lies".to_owned() }).collect()
    }
}

fn rows<'l>(state: &State, listed: &'l [u8]) -> impl Iterator<Item = (Row<'l>, bool)> {
    let index = *state == State::Index;
    listed
        .split(|byte| *byte == 0)
        .filter_map(move |row| if index { Row::of_index(row) } else { Row::of_tree(row).map(|row| (row, true)) })
}

fn path(row: &Row<'_>) -> Option<Utf8PathBuf> {
    std::str::from_utf8(row.path).ok().map(Utf8PathBuf::from)
}

fn names(listed: &[u8]) -> Changes {
    let mut changes = Changes::default();
    for name in listed.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        match std::str::from_utf8(name) {
            Ok(name) => drop(changes.paths.insert(name.into())),
            Err(_) => changes.gaps.push(unnamed(name)),
        }
    }
    changes
}

fn unnamed(name: &[u8]) -> Gap {
    Gap::new(String::from_utf8_lossy(name).into_owned(), GapReason::NotUtf8, "")
}
