//! Patterns over ASCII, compiled when they are first needed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};

/// A regular expression whose `\w`, `\d`, `\s` and `\b` are those of ASCII.
///
/// Those of Unicode cost ten times as much to compile, and its word boundaries fall out of the fast engine on text
/// that is not ASCII; with some hundred patterns that is most of a short scan.
// NOTE: not `unicode(false)`: regex 1.13 then matches `x` and one more byte by `x[^.,]*[.,]`.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    caseless: bool,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    pub const fn new(source: &'static str) -> Self {
        Self { source, caseless: false, compiled: OnceLock::new() }
    }

    /// Without regard to case.
    pub const fn caseless(source: &'static str) -> Self {
        Self { source, caseless: true, compiled: OnceLock::new() }
    }

    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| compile(self.source, self.caseless))
    }

    /// Replaces every match by what `with` makes of its groups.
    pub fn replace_all<'t>(&self, text: &'t str, with: impl Fn(&Captures<'_>) -> String) -> Cow<'t, str> {
        self.regex().replace_all(text, |captures: &Captures<'_>| with(captures))
    }

    /// The expression itself, without regard to case, for callers that need its captures.
    pub fn regex_of(source: &str) -> Regex {
        compile(source, true)
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_match(text)
    }

    /// The first match at or after `from`, which lies between characters.
    pub fn find_at(&self, text: &str, from: usize) -> Option<Range<usize>> {
        (from <= text.len()).then(|| self.regex().find_at(text, from))?.map(|found| found.range())
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_at(text, 0)
    }

    /// All matches that do not overlap.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.regex().find_iter(text).map(|found| found.range())
    }

    /// Every match and the ranges of its named groups, in the order of `names`.
    pub fn groups_iter<'t, const N: usize>(
        &'t self,
        text: &'t str,
        names: [&'static str; N],
    ) -> impl Iterator<Item = (Range<usize>, [Option<Range<usize>>; N])> + 't {
        let group = |captures: &Captures<'t>, name: &str| captures.name(name).map(|group| group.range());
        self.regex().captures_iter(text).map(move |captures| {
            let all = captures.get(0).map_or(0..0, |all| all.range());
            (all, names.map(|name| group(&captures, name)))
        })
    }
}

#[expect(clippy::expect_used, reason = "patterns are constants, and every rule has samples that compile them")]
fn compile(source: &str, caseless: bool) -> Regex {
    RegexBuilder::new(&ascii(source)).case_insensitive(caseless).build().expect("a constant pattern compiles")
}

/// Spells the classes and word boundaries of Unicode as those of ASCII.
fn ascii(source: &str) -> String {
    let mut spelled = String::with_capacity(source.len() * 2);
    let mut class = false;
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            class = character == '[' || (class && character != ']');
            spelled.push(character);
            continue;
        }
        match (characters.next(), class) {
            (Some('b'), false) => spelled.push_str(r"(?-u:\b)"),
            (Some('w'), false) => spelled.push_str("[0-9A-Za-z_]"),
            (Some('w'), true) => spelled.push_str("0-9A-Za-z_"),
            (Some('d'), false) => spelled.push_str("[0-9]"),
            (Some('d'), true) => spelled.push_str("0-9"),
            (Some('s'), false) => spelled.push_str(r"[\t-\r\x20]"),
            (Some('s'), true) => spelled.push_str(r"\t-\r\x20"),
            (escaped, _) => spelled.extend(std::iter::once('\\').chain(escaped)),
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_ascii_and_keeps_its_groups() {
        static SEND: Pattern = Pattern::new(r"(?i)\bsend\s[^\n]{1,2}(?P<what>x?)");
        assert_eq!(SEND.find("é SEND é!"), Some(3..11));
        assert_eq!(SEND.groups_iter("send abx", ["what", "what"]).next().unwrap().1, [Some(7..8), Some(7..8)]);
        assert!(SEND.find_at("send a", 100).is_none());
    }

    #[test]
    fn classes_of_unicode_become_those_of_ascii() {
        assert_eq!(ascii(r"\b[\w.-]+\d\.[^\s]\]"), r"(?-u:\b)[0-9A-Za-z_.-]+[0-9]\.[^\t-\r\x20]\]");
    }
}
