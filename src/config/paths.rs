//! Path patterns, as waivers, exclusions and accepted gaps name files.

use camino::Utf8Path;
use globset::{GlobBuilder, GlobMatcher};

/// A path or pattern relative to the scan root, with `/`: `*` stays within a folder, `**` does not.
///
/// What names a folder covers all that lies below it.
#[derive(Debug, Clone)]
pub struct Paths {
    pattern: String,
    matcher: GlobMatcher,
}

impl Paths {
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let bare = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
        if bare.is_empty() {
            return Err("names no path; `**` names all of them".to_owned());
        }
        if bare.starts_with('/') || bare.split('/').any(|part| part == "..") {
            return Err("is not relative to the scanned folder".to_owned());
        }
        let glob = GlobBuilder::new(bare).literal_separator(true).build().map_err(|error| error.kind().to_string())?;
        Ok(Self { pattern: pattern.to_owned(), matcher: glob.compile_matcher() })
    }

    /// As the user wrote it.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    pub fn contains(&self, path: &Utf8Path) -> bool {
        path.ancestors().any(|path| self.matcher.is_match(path))
    }
}

impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Eq for Paths {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_in_its_folder_and_a_folder_covers_what_is_below() {
        for (pattern, path, expected) in [
            ("skills/a", "skills/a/x/y.md", true),
            ("skills/a/", "skills/a/x", true),
            ("./skills/a", "skills/a", true),
            ("skills/*.md", "skills/a.md", true),
            ("skills/*.md", "skills/b/a.md", false),
            ("**/*.bin", "a/b/c.bin", true),
            ("skills/a", "skills/ab", false),
            ("a", "b/a", false),
        ] {
            assert_eq!(Paths::parse(pattern).unwrap().contains(Utf8Path::new(path)), expected, "{pattern} {path}");
        }
        for pattern in ["", "/", "/etc", "../a", "a[", "a/../b"] {
            assert!(Paths::parse(pattern).is_err(), "{pattern}");
        }
    }
}
