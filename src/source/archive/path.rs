//! The names of entries: plain relative paths, or reasons why not.

use camino::Utf8PathBuf;

use super::Limits;
use crate::finding::GapReason;

/// Bytes of one component that file systems take.
const MAX_COMPONENT: usize = 255;

/// The path that a name in an archive stands for, or why none is safe.
pub fn clean(name: &[u8], limits: &Limits) -> Result<Utf8PathBuf, (GapReason, String)> {
    let name = std::str::from_utf8(name).map_err(|_| (GapReason::NotUtf8, String::new()))?;
    let refuse = |reason: &str| Err((GapReason::UnsafePath, reason.to_owned()));
    if name.contains('\0') {
        return refuse("it holds a NUL");
    }
    if name.contains('\\') {
        return refuse("it holds a backslash, which separates folders on Windows and nowhere else");
    }
    if name.starts_with('/') {
        return refuse("it is absolute");
    }
    if matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
        return refuse("it starts with a drive");
    }
    let mut path = Utf8PathBuf::new();
    for component in name.split('/') {
        match component {
            "" | "." => {}
            ".." => return refuse("it leads out of the archive"),
            _ if component.len() > MAX_COMPONENT => return refuse("a name in it is longer than 255 bytes"),
            _ => path.push(component),
        }
    }
    if path.as_str().len() > limits.max_path_length {
        let detail = format!("{} bytes long; the limit is {}", path.as_str().len(), limits.max_path_length);
        return Err((GapReason::TooLarge, detail));
    }
    if path.components().count() > limits.max_depth {
        return Err((GapReason::TooMany, format!("folders nest deeper than {}", limits.max_depth)));
    }
    if path.as_str().is_empty() {
        return refuse("it is empty");
    }
    Ok(path)
}

/// Whether some program would write a file of that name outside of the folder that it unpacks into.
pub(super) fn leads_out(name: &[u8]) -> bool {
    let mut parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
    matches!(name, [b'/' | b'\\', ..] | [_, b':', b'/' | b'\\', ..]) || parts.any(|part| part == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_plain_and_stays_inside() {
        let limits = Limits::DEFAULT;
        for (name, path) in [("a/b", "a/b"), ("./a//b/", "a/b"), ("a..b/...", "a..b/..."), ("é", "é")] {
            assert_eq!(clean(name.as_bytes(), &limits).unwrap(), path);
        }
        let long = "a/".repeat(65);
        for name in
            ["../a", "a/../../b", "/etc/passwd", "C:/x", "c:x", "..\\a", "a\\b", "a\0b", "", "./", long.as_str()]
        {
            assert!(clean(name.as_bytes(), &limits).is_err(), "{name}");
        }
        assert_eq!(clean(b"\xff", &limits).unwrap_err().0, GapReason::NotUtf8);
    }

    #[test]
    fn a_name_leads_out_however_the_platform_spells_it() {
        for (name, out) in [
            ("a/b.txt", false),
            ("./a/./b..txt", false),
            ("a\\b.txt", false),
            ("../../etc/cron.d/x", true),
            ("a/../b", true),
            ("/etc/passwd", true),
            ("..\\..\\x.dll", true),
            ("C:\\x.dll", true),
            ("..", true),
        ] {
            assert_eq!(leads_out(name.as_bytes()), out, "{name}");
        }
    }
}
