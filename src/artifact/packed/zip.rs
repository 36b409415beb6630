//! ZIP archives, and everything that is one: wheels, bundles, Office documents.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::budget::Budget;
use super::member::{Found, Member};

/// Bytes of the target of a link, at most.
const MAX_TARGET: u64 = 4 << 10;

/// Reads all members; whether the archive could be opened.
pub(super) fn read(bytes: &[u8], budget: &mut Budget, found: &mut Found) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    for index in 0..archive.len() {
        if budget.is_spent() {
            break;
        }
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                found.encrypted = true;
                continue;
            }
            Err(_) => return false,
        };
        let full = file.name().to_owned();
        if file.is_symlink() {
            let mut target = String::new();
            if (&mut file).take(MAX_TARGET).read_to_string(&mut target).is_ok() {
                found.link(&full, &target);
            }
            continue;
        }
        let Some(name) = found.name(&full).filter(|_| file.is_file()) else { continue };
        let executable = file.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        if let Some(bytes) = budget.read(&mut file) {
            found.members.push(Member { name, bytes, executable });
        }
    }
    true
}
