//! Whether a version lies in a range, as the ecosystem reads it.

use std::str::FromStr as _;

use crate::inventory::Purl;

/// How an ecosystem orders versions and writes ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// npm's ranges; what agents, skills and servers are asked for is written in them, too.
    Npm,
    /// PEP 440.
    Python,
    /// Cargo's requirements.
    Cargo,
}

impl Scheme {
    /// The scheme that the type of a package URL stands for.
    pub fn of(purl: Option<&str>) -> Self {
        match purl.and_then(|purl| Purl::parse(purl).ok()).as_ref().map(Purl::kind) {
            Some("pypi") => Self::Python,
            Some("cargo") => Self::Cargo,
            _ => Self::Npm,
        }
    }
}

/// Whether `version` satisfies `range`; `None` where one of them cannot be read in the scheme.
///
/// A bare version is that version and no other, except for Cargo, where it is a caret range. A `vers:` range is read as
/// the comparators that it lists.
pub fn satisfies(scheme: Scheme, version: &str, range: &str) -> Option<bool> {
    let range = range.trim();
    if matches!(range, "" | "*" | "latest" | "any") {
        return Some(true);
    }
    if let Some(constraints) = range.strip_prefix("vers:").and_then(|rest| rest.split_once('/')) {
        return satisfies(scheme, version, &constraints.1.replace('|', ","));
    }
    if range == version {
        return Some(true);
    }
    match scheme {
        Scheme::Python => {
            let version = pep440_rs::Version::from_str(version).ok()?;
            let exact = pep440_rs::Version::from_str(range).map(|exact| exact == version).ok();
            exact.or_else(|| Some(pep440_rs::VersionSpecifiers::from_str(range).ok()?.contains(&version)))
        }
        Scheme::Cargo => {
            let version = semver::Version::parse(version).ok()?;
            Some(semver::VersionReq::parse(range).ok()?.matches(&version))
        }
        Scheme::Npm => {
            let version = nodejs_semver::Version::parse(version.trim_start_matches('v')).ok()?;
            Some(npm(range)?.satisfies(&version))
        }
    }
}

/// An npm range; commas, which other ecosystems write, are blanks.
fn npm(range: &str) -> Option<nodejs_semver::Range> {
    // A range of a manifest is short; a longer one is there to cost time.
    if range.len() > 256 {
        return None;
    }
    nodejs_semver::Range::parse(range.replace(',', " ")).ok()
}

/// Whether no version can satisfy all of the ranges; `None` where that cannot be said.
pub fn exclude_each_other(ranges: &[&str]) -> Option<bool> {
    let mut ranges = ranges.iter().map(|range| npm(range));
    let mut common = ranges.next()??;
    for range in ranges {
        match common.intersect(&range?) {
            Some(both) => common = both,
            None => return Some(true),
        }
    }
    Some(false)
}

/// The order of two versions; `None` where they cannot be read in the scheme.
pub fn compare(scheme: Scheme, a: &str, b: &str) -> Option<std::cmp::Ordering> {
    match scheme {
        Scheme::Python => Some(pep440_rs::Version::from_str(a).ok()?.cmp(&pep440_rs::Version::from_str(b).ok()?)),
        Scheme::Cargo => Some(semver::Version::parse(a).ok()?.cmp_precedence(&semver::Version::parse(b).ok()?)),
        Scheme::Npm => {
            let parse = |text: &str| nodejs_semver::Version::parse(text.trim_start_matches('v')).ok();
            Some(parse(a)?.cmp(&parse(b)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ecosystem_reads_its_own_ranges() {
        for (scheme, version, range, expected) in [
            (Scheme::Npm, "2.1.0", ">=2.0.0", Some(true)),
            (Scheme::Npm, "0.1.0", ">=99.0.0", Some(false)),
            (Scheme::Npm, "1.5.0", ">=1 <2", Some(true)),
            (Scheme::Npm, "1.5.0", ">=1.0.0, <2.0.0", Some(true)),
            (Scheme::Npm, "3.1.0", "^1.2 || ^3.0", Some(true)),
            (Scheme::Npm, "1.0.1", "1.0.0", Some(false)),
            (Scheme::Npm, "1.0.0", "latest", Some(true)),
            (Scheme::Npm, "2.1.0", "vers:generic/>=2.0.0|<3.0.0", Some(true)),
            (Scheme::Npm, "2025.4.8", "^2025.4.0", Some(true)),
            (Scheme::Npm, "not a version", "^1", None),
            (Scheme::Python, "0.115.2", "~=0.115.0", Some(true)),
            (Scheme::Python, "2.0rc1", "<2.0", Some(false)),
            (Scheme::Python, "1.0", "1.0.0", Some(true)),
            (Scheme::Cargo, "1.4.0", "1.0.0", Some(true)),
            (Scheme::Cargo, "2.0.0", "1", Some(false)),
        ] {
            assert_eq!(satisfies(scheme, version, range), expected, "{version} in {range}");
        }
        assert_eq!(exclude_each_other(&["^1.0.0", ">=2.0.0"]), Some(true));
        assert_eq!(exclude_each_other(&["^1.0.0", ">=1.5.0"]), Some(false));
    }
}
