//! Folders as trees: every regular file, hidden ones too, links never followed.

use std::fs::{FileType, Metadata};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use super::permissions::Permissions;
use super::{Entry, Error, Limits, Skipped, Tree};
use crate::finding::{Gap, GapReason};
use crate::text::Mode;

/// How folders are walked.
#[derive(Debug, Clone)]
pub struct Options {
    pub limits: Limits,
    /// Read build output and installed dependencies, too.
    pub no_ignore: bool,
}

/// Folders that tools fill. They are left out where git ignores them and they are not part of an artifact.
const BUILD_OUTPUT: &[&str] = &[
    "node_modules",
    "target",
    ".venv",
    "venv",
    "__pycache__",
    ".tox",
    ".nox",
    ".next",
    ".nuxt",
    ".gradle",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".terraform",
    ".direnv",
    ".cache",
    ".eggs",
    "bower_components",
];

/// Lists the files of `reference`, a path below `base` (the folder that the user stands in).
pub fn list(reference: &str, base: &Path, options: &Options) -> Result<Tree, Error> {
    let given = Path::new(reference);
    let path = base.join(given);
    let metadata = match std::fs::metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NotFound { path: given.to_owned() });
        }
        Err(source) => return Err(Error::Read { path: given.to_owned(), source }),
    };
    let prefix = prefix(given, base)?;
    if !metadata.is_dir() {
        return single(&path, given, prefix, &metadata);
    }
    let root = path.canonicalize().map_err(|source| Error::Read { path: given.to_owned(), source })?;
    let mut tree = Tree::on_disk(root.clone(), prefix);
    walk(&mut tree, &root, options, options.limits.max_depth);
    Ok(tree)
}

/// Lists the files of a folder, but not of those in it.
pub fn list_flat(reference: &str, base: &Path, options: &Options) -> Result<Tree, Error> {
    let given = Path::new(reference);
    let read = |source| Error::Read { path: given.to_owned(), source };
    let root = base.join(given).canonicalize().map_err(read)?;
    let mut tree = Tree::on_disk(root.clone(), prefix(given, base)?);
    walk(&mut tree, &root, options, 1);
    Ok(tree)
}

/// What reports put before the paths of a source: the path as it was given, relative to `base` where that can be said.
fn prefix(given: &Path, base: &Path) -> Result<Utf8PathBuf, Error> {
    let relative = given.strip_prefix(base).unwrap_or(given);
    let text = relative.to_str().ok_or_else(|| Error::NotUtf8 { path: given.to_owned() })?;
    let text = text.replace(std::path::MAIN_SEPARATOR, "/");
    let mut prefix = Utf8PathBuf::new();
    for part in Utf8Path::new(&text).components() {
        match part {
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::Normal(name) => prefix.push(name),
            // Outside of the folder the user stands in: paths start at the source itself.
            _ => return Ok(Utf8PathBuf::new()),
        }
    }
    Ok(prefix)
}

fn single(path: &Path, given: &Path, prefix: Utf8PathBuf, metadata: &Metadata) -> Result<Tree, Error> {
    let name = || given.file_name().and_then(|name| name.to_str()).map(Utf8PathBuf::from);
    let shown = if prefix.as_str().is_empty() { name() } else { Some(prefix) };
    let shown = shown.ok_or_else(|| Error::NotUtf8 { path: given.to_owned() })?;
    let mut tree = Tree::on_disk(path.to_owned(), shown.clone());
    tree.single = true;
    if metadata.is_file() {
        // The file is where the links on the way to it lead.
        let place = path.canonicalize();
        let mode = Permissions::new().mode(place.as_deref().unwrap_or(path), metadata);
        tree.entries.push(Entry { path: shown, mode });
    } else {
        tree.gaps.push(Gap::new(shown, GapReason::SpecialFile, ""));
    }
    Ok(tree)
}

fn walk(tree: &mut Tree, root: &Path, options: &Options, depth: usize) {
    let limits = options.limits;
    let ignored = if options.no_ignore { Gitignore::empty() } else { gitignore(root) };
    let skipped = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let (skips, prefix, base) = (std::sync::Arc::clone(&skipped), tree.prefix.clone(), root.to_owned());
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).follow_links(false).max_depth(Some(depth));
    builder.sort_by_file_name(std::ffi::OsStr::cmp);
    builder.filter_entry(move |entry| {
        let reason = skip_reason(entry, &ignored);
        if let (Some(reason), Some(path)) = (reason, shown(entry.path(), &base, &prefix)) {
            let mut skips = skips.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            skips.push(Skipped { path, reason: reason.to_owned() });
        }
        reason.is_none()
    });
    let (mut links, mut permissions) = (Vec::new(), Permissions::new());
    for result in builder.build() {
        let entry = match result {
            Ok(entry) => entry,
            Err(error) => {
                tree.gaps.push(walk_gap(&error, root, &tree.prefix));
                continue;
            }
        };
        let Some(file_type) = entry.file_type() else { continue };
        let Some(path) = shown(entry.path(), root, &tree.prefix) else {
            let lossy = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
            tree.gaps.push(Gap::new(lossy, GapReason::NotUtf8, ""));
            continue;
        };
        if file_type.is_dir() {
            if entry.depth() >= limits.max_depth {
                let detail = format!("folders nest deeper than {}", limits.max_depth);
                tree.gaps.push(Gap::new(path, GapReason::TooMany, detail));
            }
            continue;
        }
        if tree.entries.len() >= limits.max_files {
            let detail = format!("the limit is {} files", limits.max_files);
            tree.gaps.push(Gap::new(path, GapReason::TooMany, detail));
            break;
        }
        match reached(&entry, file_type, root, &mut permissions) {
            Reached::File(mode) => tree.entries.push(Entry { path, mode }),
            Reached::Folder(target) => links.push((path, shown(&target, root, &tree.prefix))),
            Reached::Nothing(reason) => tree.gaps.push(Gap::new(path, reason, "")),
        }
    }
    tree.entries.sort();
    let skipped = std::mem::take(&mut *skipped.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    for (path, target) in links {
        let target = target.unwrap_or_default();
        if skipped.iter().any(|skipped| target.starts_with(&skipped.path)) {
            tree.gaps.push(Gap::new(path, GapReason::SymlinkOutside, format!("`{target}` is not read")));
        } else {
            tree.skipped.push(Skipped { path, reason: format!("a link to `{target}`, which is read there") });
        }
    }
    tree.skipped.extend(skipped);
    tree.skipped.sort();
}

/// What stands at a path, or at the end of the link that stands there.
enum Reached {
    /// A file. One behind a link counts by the name of the link, too: a client that
    /// looks for `SKILL.md` finds it there.
    File(Mode),
    /// A folder of the tree behind a link: it is read where it lies.
    Folder(PathBuf),
    Nothing(GapReason),
}

fn reached(entry: &DirEntry, file_type: FileType, root: &Path, permissions: &mut Permissions) -> Reached {
    if file_type.is_file() {
        let mode = entry.metadata().map(|metadata| permissions.mode(entry.path(), &metadata));
        return Reached::File(mode.unwrap_or_default());
    }
    if !file_type.is_symlink() {
        return Reached::Nothing(GapReason::SpecialFile);
    }
    let target = entry.path().canonicalize().ok().filter(|target| target.starts_with(root));
    match target.and_then(|target| Some((std::fs::metadata(&target).ok()?, target))) {
        None => Reached::Nothing(GapReason::SymlinkOutside),
        Some((metadata, target)) if metadata.is_file() => Reached::File(permissions.mode(&target, &metadata)),
        Some((metadata, target)) if metadata.is_dir() => Reached::Folder(target),
        Some(_) => Reached::Nothing(GapReason::SpecialFile),
    }
}

fn skip_reason(entry: &DirEntry, ignored: &Gitignore) -> Option<&'static str> {
    if !entry.file_type().is_some_and(|file_type| file_type.is_dir()) || entry.depth() == 0 {
        return None;
    }
    let name = entry.file_name().to_str()?;
    let git = entry.path().parent().is_some_and(|parent| parent.file_name().is_some_and(|name| name == ".git"));
    if git && matches!(name, "objects" | "lfs" | "logs" | "refs") {
        return Some("git's own storage");
    }
    let output = BUILD_OUTPUT.contains(&name) && ignored.matched_path_or_any_parents(entry.path(), true).is_ignore();
    (output && !in_artifact(entry.path())).then_some("build output that git ignores")
}

/// Whether a folder above holds a skill: all of a skill is read, whatever its names.
fn in_artifact(path: &Path) -> bool {
    path.ancestors().skip(1).take(8).any(|folder| folder.join("SKILL.md").is_file())
}

/// The ignore file at the root of the repository that `root` lies in; none outside of a repository.
fn gitignore(root: &Path) -> Gitignore {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").exists()) else { return Gitignore::empty() };
    let mut builder = GitignoreBuilder::new(top);
    builder.add(top.join(".gitignore"));
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn shown(path: &Path, root: &Path, prefix: &Utf8Path) -> Option<Utf8PathBuf> {
    let relative = path.strip_prefix(root).ok()?.to_str()?;
    let relative = if std::path::MAIN_SEPARATOR == '/' { relative.to_owned() } else { relative.replace('\\', "/") };
    Some(if prefix.as_str().is_empty() { relative.into() } else { prefix.join(relative) })
}

fn walk_gap(error: &ignore::Error, root: &Path, prefix: &Utf8Path) -> Gap {
    let path = error_path(error).and_then(|path| shown(path, root, prefix)).unwrap_or_else(|| prefix.to_owned());
    let detail = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Gap::new(path, GapReason::Unreadable, detail)
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        _ => None,
    }
}
