//! Who may ask: tokens, compared in constant time.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::header::{AUTHORIZATION, HeaderName};
use axum::http::{HeaderMap, HeaderValue};

use crate::digest::Digest;

/// The tokens that are accepted; several of a kind, so that one can be replaced without a pause.
#[derive(Default)]
pub struct Tokens {
    /// Digests, so that all comparisons are of one length.
    bearer: Vec<Digest>,
    keys: Vec<(HeaderName, Digest)>,
}

/// None of it shows a token.
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tokens({} bearer, {} keys)", self.bearer.len(), self.keys.len())
    }
}

impl Tokens {
    /// Accepts `Authorization: Bearer TOKEN`.
    pub fn add_bearer(&mut self, token: &str) {
        self.bearer.push(Digest::of(token));
    }

    /// Accepts a token in a header of its own.
    pub fn add_key(&mut self, header: HeaderName, token: &str) {
        self.keys.push((header, Digest::of(token)));
    }

    /// Whether anybody may ask.
    pub const fn is_empty(&self) -> bool {
        self.bearer.is_empty() && self.keys.is_empty()
    }

    /// Whether a request brings a token that is accepted.
    pub fn admit(&self, headers: &HeaderMap) -> bool {
        if self.is_empty() {
            return true;
        }
        let mut admitted = false;
        let said = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
        if let Some((scheme, token)) = said.split_at_checked(7)
            && scheme.eq_ignore_ascii_case(b"bearer ")
        {
            // All are compared, so that the time does not tell which one was near.
            for own in &self.bearer {
                admitted |= equal(own, token.trim_ascii());
            }
        }
        for (header, own) in &self.keys {
            if let Some(token) = headers.get(header) {
                admitted |= equal(own, token.as_bytes());
            }
        }
        admitted
    }
}

fn equal(own: &Digest, token: &[u8]) -> bool {
    verify_slices_are_equal(own.hex().as_bytes(), Digest::of(token).hex().as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        [(HeaderName::from_static(name), HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn only_a_whole_token_in_its_own_place_is_accepted() {
        let mut tokens = Tokens::default();
        assert!(tokens.admit(&HeaderMap::new()));
        tokens.add_bearer("one");
        tokens.add_bearer("two");
        tokens.add_key(HeaderName::from_static("x-api-key"), "three");
        for (name, value) in [("authorization", "Bearer one"), ("authorization", "bearer  two"), ("x-api-key", "three")]
        {
            assert!(tokens.admit(&headers(name, value)), "{name}: {value}");
        }
        for (name, value) in [
            ("authorization", "Bearer on"),
            ("authorization", "Bearer onee"),
            ("authorization", "Basic one"),
            ("authorization", "Bearer three"),
            ("authorization", "Bearer "),
            ("authorization", "one"),
            ("x-api-key", "one"),
            ("x-api-key", ""),
            ("x-other", "three"),
        ] {
            assert!(!tokens.admit(&headers(name, value)), "{name}: {value}");
        }
        assert!(!tokens.admit(&HeaderMap::new()));
        assert!(!format!("{tokens:?}").contains("one"));
    }
}
