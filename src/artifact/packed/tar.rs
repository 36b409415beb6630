//! tar archives, and single files that are only compressed.

use std::io::Read;

use camino::Utf8PathBuf;

use super::budget::Budget;
use super::member::{Found, Member};

/// Reads what lies behind a compression: a tar archive, or one file, named by its stem.
pub(super) fn packed(reader: impl Read, stem: &str, budget: &mut Budget, found: &mut Found) -> bool {
    let mut buffered = std::io::BufReader::with_capacity(1 << 10, reader);
    let head = std::io::BufRead::fill_buf(&mut buffered).map(|head| head.get(257..262) == Some(b"ustar"));
    match head {
        Ok(true) => read(buffered, budget, found),
        Ok(false) => {
            let name = Utf8PathBuf::from(stem);
            let bytes = budget.read(buffered);
            let whole = bytes.is_some() || budget.is_bomb();
            found.members.extend(bytes.map(|bytes| Member { name, bytes, executable: false }));
            whole
        }
        Err(_) => false,
    }
}

/// Reads all members; whether it is a tar archive to its end.
pub(super) fn read(reader: impl Read, budget: &mut Budget, found: &mut Found) -> bool {
    // Headers and gaps between members are not counted by anybody else.
    let mut archive = tar::Archive::new(reader.take(budget.left()));
    let Ok(entries) = archive.entries() else { return false };
    for entry in entries {
        if budget.is_spent() {
            break;
        }
        let Ok(mut entry) = entry else { return false };
        let full = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_symlink() || kind.is_hard_link() {
            let target = entry.link_name_bytes().map(|target| String::from_utf8_lossy(&target).into_owned());
            found.link(&full, &target.unwrap_or_default());
            continue;
        }
        let Some(name) = found.name(&full).filter(|_| kind.is_file()) else { continue };
        let executable = entry.header().mode().is_ok_and(|mode| mode & 0o111 != 0);
        if let Some(bytes) = budget.read(&mut entry) {
            found.members.push(Member { name, bytes, executable });
        }
    }
    true
}
