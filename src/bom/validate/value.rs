//! Checks of single values that the formats share.

use std::str::FromStr as _;

use super::{Check, Found};
use crate::inventory::Purl;

pub(super) fn purl(text: &str, pointer: &str, found: &mut Found) {
    if let Err(error) = Purl::parse(text) {
        found.add(pointer, Check::Purl, format!("is not a package URL: {error}"));
    }
}

/// Hexadecimal digits of a digest, by the name of its algorithm in either format; `None` for one of any length.
fn digits(algorithm: &str) -> Option<usize> {
    let name = algorithm.to_ascii_lowercase().replace(['-', '_'], "");
    Some(match name.as_str() {
        "md2" | "md4" | "md5" | "streebog128" => 32,
        "sha1" => 40,
        "sha224" => 56,
        "sha256" | "sha3256" | "blake2b256" | "blake3" | "streebog256" => 64,
        "sha384" | "sha3384" | "blake2b384" => 96,
        "sha512" | "sha3512" | "blake2b512" | "streebog512" => 128,
        "adler32" => 8,
        _ => return None,
    })
}

pub(super) fn hash(algorithm: &str, content: &str, pointer: &str, found: &mut Found) {
    if !content.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        found.add(pointer, Check::Hash, "is not hexadecimal");
    } else if let Some(digits) = digits(algorithm).filter(|digits| *digits != content.len()) {
        found.add(pointer, Check::Hash, format!("has {} digits; {algorithm} has {digits}", content.len()));
    }
}

/// The SPDX standard, and what it has deprecated.
const LICENSES: spdx::ParseMode = spdx::ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

pub(super) fn expression(text: &str, pointer: &str, found: &mut Found) {
    if matches!(text, "NOASSERTION" | "NONE") {
        return;
    }
    if let Err(error) = spdx::Expression::parse_mode(text, LICENSES) {
        found.add(pointer, Check::License, format!("is not an SPDX expression: {}", error.reason));
    }
}

/// A range in the notation of <https://github.com/package-url/vers-spec>: `vers:<scheme>/<constraint>|…`.
pub(super) fn vers(text: &str, pointer: &str, found: &mut Found) {
    if let Err(message) = Vers::from_str(text) {
        found.add(pointer, Check::Range, message);
    }
}

/// Proof that a text is a `vers:` range.
struct Vers;

impl std::str::FromStr for Vers {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, constraints) = text
            .strip_prefix("vers:")
            .and_then(|rest| rest.split_once('/'))
            .ok_or("is not a range of the form `vers:<scheme>/<constraints>`")?;
        if scheme.is_empty()
            || !scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b))
        {
            return Err("names its versioning scheme in other than lower-case letters and digits");
        }
        if constraints == "*" {
            return Ok(Self);
        }
        for constraint in constraints.split('|') {
            let version = constraint.trim_start_matches(['<', '>', '=', '!']);
            let comparator = constraint.strip_suffix(version).unwrap_or_default();
            if !matches!(comparator, "" | "=" | "!=" | "<" | "<=" | ">" | ">=") {
                return Err("holds a comparator that is none of =, !=, <, <=, > and >=");
            }
            if version.is_empty() || version.contains(char::is_whitespace) || version == "*" {
                return Err("holds a comparator without a version, or a version with blanks");
            }
        }
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_expressions_are_read_as_their_specifications_say() {
        for (range, good) in [
            ("vers:generic/>=2.0.0", true),
            ("vers:npm/1.2.3|>=2.0.0|<5.0.0", true),
            ("vers:pypi/*", true),
            (">=2.0.0", false),
            ("vers:npm/", false),
            ("vers:npm/=>1", false),
            ("vers:NPM/1", false),
        ] {
            assert_eq!(Vers::from_str(range).is_ok(), good, "{range}");
        }
        for (text, good) in
            [("MIT OR Apache-2.0", true), ("LicenseRef-x", true), ("MIT OR", false), ("Nonsense", false)]
        {
            let mut found = Found::default();
            expression(text, "", &mut found);
            assert_eq!(found.0.is_empty(), good, "{text}");
        }
    }
}
