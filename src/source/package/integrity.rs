//! Whether bytes are what a registry promises.

use aws_lc_rs::digest::{self, Algorithm};
use data_encoding::{BASE64, HEXLOWER};

use crate::source::{Error, Integrity};

/// Strongest first; the last is better than nothing against accidents, and nothing against an attacker.
const ALGORITHMS: [(&str, &Algorithm); 4] = [
    ("sha512", &digest::SHA512),
    ("sha384", &digest::SHA384),
    ("sha256", &digest::SHA256),
    ("sha1", &digest::SHA1_FOR_LEGACY_USE_ONLY),
];

/// Compares bytes with Subresource Integrity metadata: one of the values of its strongest algorithm has to hold.
pub(super) fn check_sri(what: &str, sri: &str, bytes: &[u8], by: &str) -> Result<Option<Integrity>, Error> {
    let values: Vec<(&str, &str)> =
        sri.split_whitespace().filter_map(|part| part.split('?').next()?.split_once('-')).collect();
    let Some((name, algorithm)) = ALGORITHMS.iter().find(|(name, _)| values.iter().any(|(other, _)| other == name))
    else {
        return Ok(None);
    };
    let found = BASE64.encode(digest::digest(algorithm, bytes).as_ref());
    let expected: Vec<&str> = values.iter().filter(|(other, _)| other == name).map(|(_, value)| *value).collect();
    if expected.iter().any(|value| **value == found) {
        return Ok(Some(Integrity { value: format!("{name}-{found}"), by: by.to_owned() }));
    }
    let expected = format!("{name}-{}", expected.join(" "));
    Err(Error::Integrity { what: what.to_owned(), expected, found: format!("{name}-{found}") })
}

/// Compares bytes with a digest in hexadecimal.
pub(in crate::source) fn check_hex(
    what: &str,
    name: &str,
    hex: &str,
    bytes: &[u8],
    by: &str,
) -> Result<Option<Integrity>, Error> {
    let Some((_, algorithm)) = ALGORITHMS.iter().find(|(other, _)| *other == name) else { return Ok(None) };
    let found = HEXLOWER.encode(digest::digest(algorithm, bytes).as_ref());
    if hex.eq_ignore_ascii_case(&found) {
        return Ok(Some(Integrity { value: format!("{name}:{found}"), by: by.to_owned() }));
    }
    let (expected, found) = (format!("{name}:{hex}"), format!("{name}:{found}"));
    Err(Error::Integrity { what: what.to_owned(), expected, found })
}
