//! The file operations that a layout is made of, so that a test can cut the power between any two of them.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A folder with files in it. Paths are relative to it, with `/`.
///
/// What was written may be lost, whole or in part, until [`sync`](Disk::sync); that a name means a file may be lost
/// until [`sync_folder`](Disk::sync_folder).
pub trait Disk {
    /// Held while something is written; others wait.
    type Lock;

    fn lock(&self) -> io::Result<Self::Lock>;
    /// Creates a folder with those above it, durably; one that is there is kept.
    fn make_folder(&self, path: &str) -> io::Result<()>;
    /// The bytes of a file, one more than `limit` at most; `None` where there is no such file.
    fn read(&self, path: &str, limit: u64) -> io::Result<Option<Vec<u8>>>;
    /// Writes a file, whatever was there before.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
    fn sync(&self, path: &str) -> io::Result<()>;
    /// Gives a file another name; a file that had it is replaced in one step.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn sync_folder(&self, path: &str) -> io::Result<()>;
    /// The names in a folder with their sizes, sorted; folders are left out.
    fn list(&self, path: &str) -> io::Result<Vec<(String, u64)>>;
    fn remove(&self, path: &str) -> io::Result<()>;
    /// As messages name it.
    fn path(&self, path: &str) -> PathBuf;
}

/// Replaces a file whole or not at all, also when the power is cut.
pub(super) fn replace(disk: &impl Disk, path: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = format!("{path}{TEMPORARY}");
    disk.write(&temporary, bytes)?;
    disk.sync(&temporary)?;
    disk.rename(&temporary, path)?;
    disk.sync_folder(path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// What names of files end in that are not yet what they will be.
pub(super) const TEMPORARY: &str = ".tmp";

/// A folder of the file system.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    pub(super) const fn new(root: PathBuf) -> Self {
        Self(root)
    }
}

/// Makes names in a folder durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened, and its changes are journalled.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

impl Disk for Folder {
    type Lock = File;

    fn lock(&self) -> io::Result<File> {
        let file = File::options().create(true).truncate(false).write(true).open(self.path(".lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn make_folder(&self, path: &str) -> io::Result<()> {
        let full = self.path(path);
        let mut missing: Vec<&Path> = full.ancestors().take_while(|folder| !folder.exists()).collect();
        while let Some(folder) = missing.pop() {
            match std::fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            if let Some(parent) = folder.parent() {
                sync_folder(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })?;
            }
        }
        Ok(())
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.path(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        File::create(self.path(path))?.write_all(bytes)
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        File::options().write(true).open(self.path(path))?.sync_all()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(self.path(from), self.path(to))
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        sync_folder(&self.path(path))
    }

    fn list(&self, path: &str) -> io::Result<Vec<(String, u64)>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.path(path))? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if let Some(name) = entry.file_name().to_str().filter(|_| metadata.is_file()) {
                names.push((name.to_owned(), metadata.len()));
            }
        }
        names.sort();
        Ok(names)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        std::fs::remove_file(self.path(path))
    }

    fn path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.0.clone() } else { self.0.join(path) }
    }
}
