//! Secrets never reach a report.

use std::borrow::Cow;

use crate::text::Pattern;

/// Forms that are secrets whatever stands around them, and values assigned to names that say so.
static SECRET: Pattern = Pattern::new(concat!(
    r"(?x)",
    r"(?P<token> \b(?: AKIA|ASIA|AGPA|AROA )[A-Z0-9]{16}\b",
    r" | \bgh[pousr]_[A-Za-z0-9]{30,255}\b | \bgithub_pat_[A-Za-z0-9_]{60,100}\b | \bglpat-[A-Za-z0-9_-]{20,}\b",
    r" | \bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,200} | \bxox[abpors]-[A-Za-z0-9-]{10,200}",
    r" | \b[sr]k_(?:live|test)_[A-Za-z0-9]{16,120}\b | \bAIza[A-Za-z0-9_-]{35}\b | \bhf_[A-Za-z0-9]{30,60}\b",
    r" | \bnpm_[A-Za-z0-9]{36}\b | \bpypi-[A-Za-z0-9_-]{40,200} | \bdop_v1_[a-f0-9]{64}\b | \bSG\.[\w-]{16,32}\.[\w-]{16,64}",
    r" | \beyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,1000}\.[A-Za-z0-9_-]{5,500} )",
    r" | (?P<key>-----BEGIN[A-Z\ ]{0,30}PRIVATE\ KEY-----)(?P<body>[A-Za-z0-9+/=\\\s]{16,})",
    r" | (?P<url>[a-z][a-z0-9+.-]{1,20}://[^\s:/@'\x22]{1,80}:)(?P<pass>[^\s/@'\x22]{3,200})@",
));

/// Replaces every secret by its first characters and its length.
pub fn redact(text: &str) -> Cow<'_, str> {
    SECRET.replace_all(text, ["token", "key", "body", "url", "pass"], |groups| match groups {
        [Some(token), ..] => shortened(token),
        [_, Some(key), Some(body), ..] => format!("{key}[redacted, {} characters]", body.chars().count()),
        [.., Some(url), Some(_)] => format!("{url}[redacted]@"),
        _ => String::new(),
    })
}

/// The first four characters of a secret and how many there were.
pub(super) fn shortened(secret: &str) -> String {
    let count = secret.chars().count();
    let head: String = secret.chars().take(if count > 12 { 4 } else { 0 }).collect();
    format!("{head}[redacted, {count} characters]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_shortened_and_prose_is_not() {
        assert_eq!(redact("key ghp_0123456789abcdefghijABCDEFGHIJ012345 end"), "key ghp_[redacted, 40 characters] end");
        assert_eq!(redact("postgres://u:hunter22@db/x"), "postgres://u:[redacted]@db/x");
        assert_eq!(redact("ask-me-anything about sk-learn"), "ask-me-anything about sk-learn");
        assert!(!redact("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B").contains("MIIE"));
    }
}
