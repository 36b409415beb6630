//! Who else may change a file on a disk: what its mode says, that of the folders above, and whose it is.
//!
//! A mode counts only where the file system keeps some. Where everything is writable from a mount point down, as on
//! Windows disks and in the work folders of CI, it tells nothing of a file.

use std::fs::Metadata;
use std::path::Path;

use crate::text::Mode;

pub(super) use own::Permissions;

#[cfg(unix)]
mod own {
    use std::collections::HashMap;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::PathBuf;

    use super::{Metadata, Mode, Path};
    use crate::text::Writers;

    /// The owner that files have whose real one has no number in this user namespace.
    const NOBODY: u32 = 65_534;
    const OTHERS_WRITE: u32 = 0o002;
    const OTHERS_PASS: u32 = 0o001;
    /// In such a folder, only its owner may replace a file.
    const STICKY: u32 = 0o1000;

    /// What is known of the folders above files.
    pub(in crate::source) struct Permissions {
        user: u32,
        folders: HashMap<PathBuf, Folder>,
    }

    #[derive(Debug, Clone, Copy)]
    struct Folder {
        device: u64,
        /// Whether every user gets into it.
        reachable: bool,
        /// Whether every user may replace files in it.
        writable: bool,
        /// Whether so is everything above, up to the mount point.
        lawless: bool,
    }

    impl Folder {
        /// From the mode of a folder and what is known of the one that it lies in.
        const fn below(above: Option<Self>, bits: u32, device: u64) -> Self {
            let writable = bits & OTHERS_WRITE != 0 && bits & STICKY == 0;
            let (reachable, lawless) = match above {
                None => (true, true),
                Some(above) => (above.reachable, above.lawless || above.device != device),
            };
            Self { device, reachable: reachable && bits & OTHERS_PASS != 0, writable, lawless: writable && lawless }
        }

        /// Who else may change a file of that mode and owner which lies in the folder.
        const fn writers(self, bits: u32, owner: u32, user: u32) -> Writers {
            if self.reachable && !self.lawless && (bits & OTHERS_WRITE != 0 || self.writable) {
                return Writers::Anyone;
            }
            // To the administrator, the files of others are daily work.
            let foreign = owner != user && owner != 0 && owner != NOBODY && user != 0;
            if foreign { Writers::ForeignOwner } else { Writers::User }
        }
    }

    impl Permissions {
        pub(in crate::source) fn new() -> Self {
            Self { user: nix::unistd::geteuid().as_raw(), folders: HashMap::new() }
        }

        /// The mode of a file; `path` is absolute and leads through no link.
        pub(in crate::source) fn mode(&mut self, path: &Path, metadata: &Metadata) -> Mode {
            let mode = Mode::of(metadata.mode() & 0o111 != 0);
            let Some(folder) = path.parent().and_then(|parent| self.folder(parent)) else { return mode };
            Mode { writers: folder.writers(metadata.mode(), metadata.uid(), self.user), ..mode }
        }

        fn folder(&mut self, path: &Path) -> Option<Folder> {
            if let Some(known) = self.folders.get(path) {
                return Some(*known);
            }
            let unknown: Vec<&Path> =
                path.ancestors().take_while(|folder| !self.folders.contains_key(*folder)).collect();
            let mut above = unknown.last()?.parent().and_then(|known| self.folders.get(known)).copied();
            for folder in unknown.into_iter().rev() {
                let metadata = std::fs::metadata(folder).ok()?;
                let known = Folder::below(above, metadata.mode(), metadata.dev());
                self.folders.insert(folder.to_owned(), known);
                above = Some(known);
            }
            above
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        /// Modes from the root down, the last that of the file; `|` starts a mount.
        fn writers(modes: &str, owner: u32, user: u32) -> Writers {
            let (folders, file) = modes.rsplit_once(' ').unwrap();
            let bits = |text: &str| u32::from_str_radix(text.trim_start_matches('|'), 8).unwrap();
            let mut device = 0;
            let mut above = None;
            for folder in folders.split(' ') {
                device += u64::from(folder.starts_with('|'));
                above = Some(Folder::below(above, bits(folder), device));
            }
            above.unwrap().writers(bits(file), owner, user)
        }

        #[test]
        fn a_mode_counts_where_others_get_and_the_file_system_keeps_modes() {
            for (modes, expected) in [
                ("755 755 644", Writers::User),
                ("755 755 755 664", Writers::User),
                ("755 755 755 666", Writers::Anyone),
                ("755 755 777 777 777", Writers::Anyone),
                ("755 755 777 644", Writers::Anyone),
                // /tmp itself, and a folder in it.
                ("755 1777 644", Writers::User),
                ("755 |1777 755 666", Writers::Anyone),
                // A home that only its user enters.
                ("755 755 750 755 666", Writers::User),
                // A Windows disk, and the work folder of a CI job without a umask.
                ("755 755 |777 777 777", Writers::User),
                ("755 |777 777 666", Writers::User),
                ("755 |777 755 666", Writers::Anyone),
            ] {
                assert_eq!(writers(modes, 1000, 1000), expected, "{modes}");
            }
        }

        #[test]
        fn another_user_owns_a_file_but_not_the_administrator() {
            for (owner, user, expected) in [
                (1000, 1000, Writers::User),
                (0, 1000, Writers::User),
                (1001, 0, Writers::User),
                (NOBODY, 1000, Writers::User),
                (1001, 1000, Writers::ForeignOwner),
            ] {
                assert_eq!(writers("755 755 644", owner, user), expected, "{owner} {user}");
            }
            assert_eq!(writers("755 755 666", 1001, 1000), Writers::Anyone);
        }
    }
}

#[cfg(not(unix))]
mod own {
    use super::{Metadata, Mode, Path};

    /// Nothing: other systems have access lists in place of modes.
    pub(in crate::source) struct Permissions;

    impl Permissions {
        pub(in crate::source) const fn new() -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "as on systems with modes")]
        pub(in crate::source) fn mode(&mut self, _: &Path, _: &Metadata) -> Mode {
            Mode::default()
        }
    }
}
