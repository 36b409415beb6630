//! The folders that may be read, and nothing beside them.

use std::path::{Path, PathBuf};

/// Folders without symbolic links in their names.
#[derive(Debug, Clone)]
pub struct Roots(Vec<PathBuf>);

/// A path that lies in some root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) root: PathBuf,
    /// Relative to the root; `.` for the root itself.
    pub(super) path: String,
}

impl Roots {
    /// Folders that are there.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> std::io::Result<Self> {
        folders.into_iter().map(|folder| folder.canonicalize()).collect::<Result<_, _>>().map(Self)
    }

    /// Where a path leads, once all links and `..` are followed; relative ones start in the first root.
    ///
    /// What is outside and what is not there are told apart by nobody.
    pub(super) fn find(&self, text: &str) -> Result<Place, String> {
        let refused = || "there is nothing of that name in the folders that may be read".to_owned();
        let first = self.0.first().ok_or_else(refused)?;
        let real = first.join(text).canonicalize().map_err(|_| refused())?;
        let root = self.0.iter().find(|root| real.starts_with(root)).ok_or_else(refused)?;
        let path = real.strip_prefix(root).unwrap_or(Path::new("")).to_str().ok_or_else(refused)?;
        let path = if path.is_empty() { ".".to_owned() } else { path.to_owned() };
        Ok(Place { root: root.clone(), path })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn no_path_and_no_link_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(base.join("root/inner")).unwrap();
        std::fs::create_dir_all(base.join("root-beside")).unwrap();
        std::fs::write(base.join("secret"), "x").unwrap();
        std::fs::write(base.join("root/inner/a.md"), "x").unwrap();
        std::os::unix::fs::symlink(base.join("secret"), base.join("root/link")).unwrap();
        std::os::unix::fs::symlink(&base, base.join("root/up")).unwrap();
        std::os::unix::fs::symlink("inner", base.join("root/alias")).unwrap();
        std::os::unix::fs::symlink("loop", base.join("root/loop")).unwrap();
        let roots = Roots::new([base.join("root")]).unwrap();
        let path = |text: &str| roots.find(text).map(|place| place.path);
        for (text, found) in [
            ("inner/a.md", "inner/a.md"),
            ("alias/a.md", "inner/a.md"),
            ("inner/../inner", "inner"),
            (".", "."),
            ("", "."),
            ("up/root/inner", "inner"),
            (base.join("root/inner").to_str().unwrap(), "inner"),
        ] {
            assert_eq!(path(text), Ok(found.to_owned()), "{text}");
        }
        let missing = path("no such file");
        for text in [
            "..",
            "../secret",
            "link",
            "up",
            "up/secret",
            "loop",
            "../root-beside",
            "inner/../../secret",
            "/etc/passwd",
            "a\0b",
            base.join("root-beside").to_str().unwrap(),
        ] {
            assert_eq!(path(text), missing, "{text}");
        }
        assert!(missing.is_err());
    }
}
