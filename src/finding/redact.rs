//! Secrets never reach a report.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{MappedText, Pattern, Span, TextBuilder, visible};

/// Forms that are secrets whatever stands around them.
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

const GROUPS: [&str; 5] = ["token", "key", "body", "url", "pass"];

/// Replaces every secret by its first characters and its length.
pub fn redact(text: &str) -> Cow<'_, str> {
    SECRET.replace_all(text, GROUPS, replaced)
}

/// What is shown in place of a secret.
fn replaced(groups: [Option<&str>; 5]) -> String {
    match groups {
        [Some(token), ..] => shortened(token),
        [_, Some(key), Some(body), ..] => format!("{key}[redacted, {} characters]", body.chars().count()),
        [.., Some(url), Some(_)] => format!("{url}[redacted]@"),
        _ => String::new(),
    }
}

/// A text as a user is shown it, with the way back to it: secrets are shortened, those at `known` places as well, and
/// what hides or steers is spelled out. A line ends in a line feed.
pub fn shown(text: &str, known: &[Range<usize>]) -> MappedText {
    let found = SECRET.groups_iter(text, GROUPS);
    let mut secrets: Vec<(Range<usize>, String)> =
        found.map(|(all, groups)| (all, replaced(groups.map(|group| text.get(group?))))).collect();
    let short = |range: &Range<usize>| Some((range.clone(), shortened(text.get(range.clone())?)));
    secrets.extend(known.iter().filter_map(short));
    secrets.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut builder = TextBuilder::new();
    let mut at = 0;
    for (range, instead) in secrets {
        // Of two that overlap, what the second has more goes with the first.
        if range.start >= at {
            spelled(text, at..range.start, &mut builder);
            builder.decoded(&visible(&instead), Span::from(range.clone()));
        }
        at = at.max(range.end);
    }
    spelled(text, at..text.len(), &mut builder);
    builder.finish()
}

/// Appends a stretch of `text` with what hides in it spelled out.
fn spelled(text: &str, range: Range<usize>, builder: &mut TextBuilder) {
    let stretch = text.get(range.clone()).unwrap_or_default();
    let mut from = 0;
    for (at, character) in stretch.char_indices() {
        let end = at + character.len_utf8();
        let one = stretch.get(at..end).unwrap_or_default();
        let shown = if character == '\r' && stretch.get(end..).is_some_and(|rest| rest.starts_with('\n')) {
            Cow::Borrowed("")
        } else {
            visible(one)
        };
        if shown != one {
            builder.verbatim(stretch.get(from..at).unwrap_or_default(), range.start + from);
            builder.decoded(&shown, Span::new(range.start + at, range.start + end));
            from = end;
        }
    }
    builder.verbatim(stretch.get(from..).unwrap_or_default(), range.start + from);
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

    #[test]
    fn what_is_shown_leads_back_to_the_text() {
        let text = "pass hunter22-hunter22\r\nkey ghp_0123456789abcdefghijABCDEFGHIJ012345\u{202e} end";
        let known = text.find("hunter22").unwrap();
        let shown = shown(text, std::slice::from_ref(&(known..known + 17)));
        let expected = "pass hunt[redacted, 17 characters]\nkey ghp_[redacted, 40 characters]\\u{202e} end";
        assert_eq!(shown.text, expected);
        for word in ["pass", "key", "end"] {
            let at = shown.text.find(word).unwrap();
            let back = shown.map.span(at..at + word.len());
            assert_eq!(&text[back.range()], word);
        }
        // Secrets that overlap are hidden together, whichever comes first.
        let token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        for known in [0..20, 0..40, 10..44, 30..44] {
            let text = format!("{token} end");
            let shown = super::shown(&text, std::slice::from_ref(&known)).text;
            assert!(!shown.contains("ABCDEFGHIJ") && !shown.contains("6789abc"), "{shown}");
        }
    }
}
