//! Patterns over ASCII, compiled when they are first needed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex_automata::meta::{Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;

/// A regular expression over bytes, whose `\w`, `\d`, `\s` and `\b` are those of ASCII and whose counts count bytes.
///
/// That of characters costs ten times as much to compile, and with some hundred patterns compiling is most of a short
/// scan. What is matched begins and ends between characters all the same. A class may hold ASCII only.
///
/// It is compiled for short texts at first, which takes a fifth of the time, and once more when it has read some.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    caseless: bool,
    /// Whether it stays as it was compiled for short texts.
    brief: bool,
    light: OnceLock<Regex>,
    full: OnceLock<Regex>,
    /// Bytes that it has read without being compiled in full.
    read: AtomicUsize,
}

/// Bytes that take as long to read with a pattern compiled for short texts as to compile it in full.
const ENOUGH: usize = 8 << 10;

impl Pattern {
    pub const fn new(source: &'static str) -> Self {
        Self::made(source, false, false)
    }

    /// Without regard to case.
    pub const fn caseless(source: &'static str) -> Self {
        Self::made(source, true, false)
    }

    /// Without regard to case, for the few sentences that have its words: it is never compiled in full.
    pub const fn brief(source: &'static str) -> Self {
        Self::made(source, true, true)
    }

    const fn made(source: &'static str, caseless: bool, brief: bool) -> Self {
        Self { source, caseless, brief, light: OnceLock::new(), full: OnceLock::new(), read: AtomicUsize::new(0) }
    }

    /// For a text of so many bytes.
    fn regex(&self, bytes: usize) -> &Regex {
        if let Some(full) = self.full.get() {
            return full;
        }
        if self.brief || self.read.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= ENOUGH {
            return self.light.get_or_init(|| compile(self.source, self.caseless, true));
        }
        self.full.get_or_init(|| compile(self.source, self.caseless, false))
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.regex(text.len()).is_match(text)
    }

    /// The first match at or after `from`.
    pub fn find_at(&self, text: &str, from: usize) -> Option<Range<usize>> {
        if from > text.len() {
            return None;
        }
        let found = self.regex(text.len() - from).find(regex_automata::Input::new(text).range(from..))?;
        Some(whole(text, found.range()))
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_at(text, 0)
    }

    /// All matches that do not overlap.
    pub fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.regex(text.len()).find_iter(text).map(|found| whole(text, found.range()))
    }

    /// Every match and the ranges of its named groups, in the order of `names`.
    pub fn groups_iter<'t, const N: usize>(
        &'t self,
        text: &'t str,
        names: [&'static str; N],
    ) -> impl Iterator<Item = (Range<usize>, [Option<Range<usize>>; N])> + 't {
        self.regex(text.len()).captures_iter(text).map(move |captures| {
            let all = captures.get_group(0).map_or(0..0, |all| whole(text, all.range()));
            (all, names.map(|name| group(text, &captures, name)))
        })
    }

    /// Replaces every match by what `with` makes of it and of its named groups.
    pub fn replace_all<'t, const N: usize>(
        &self,
        text: &'t str,
        names: [&'static str; N],
        with: impl Fn([Option<&str>; N]) -> String,
    ) -> Cow<'t, str> {
        let mut replaced = String::new();
        let mut end = 0;
        for (range, groups) in self.groups_iter(text, names) {
            replaced.push_str(text.get(end..range.start).unwrap_or_default());
            replaced.push_str(&with(groups.map(|group| text.get(group?))));
            end = range.end;
        }
        if end == 0 && replaced.is_empty() {
            return Cow::Borrowed(text);
        }
        replaced.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(replaced)
    }
}

/// Whether a text holds one of some words, given in small letters, without regard to case. It costs a tenth of compiling a
/// pattern that would then look for one of them.
pub fn mentions(text: &str, words: &[&str]) -> bool {
    let small = text.to_ascii_lowercase();
    words.iter().any(|word| small.contains(word))
}

/// The range, widened to whole characters.
fn whole(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
}

fn group(text: &str, captures: &Captures, name: &str) -> Option<Range<usize>> {
    captures.get_group_by_name(name).map(|group| whole(text, group.range()))
}

#[expect(clippy::expect_used, reason = "patterns are constants, and every rule has samples that compile them")]
fn compile(source: &str, caseless: bool, light: bool) -> Regex {
    let bytes = syntax::Config::new().unicode(false).utf8(false).case_insensitive(caseless);
    // Literals are dear to find and the lazy automaton is dear to warm up: both pay on long texts only.
    let config = Config::new().utf8_empty(false).auto_prefilter(!light).onepass(!light).hybrid(!light);
    // NOTE: regex-automata 0.4.18 loses matches in the automaton that it builds ahead for small patterns over bytes.
    let config = config.dfa(false);
    Regex::builder().syntax(bytes).configure(config).build(source).expect("a constant pattern compiles")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_ascii_and_keeps_its_groups() {
        static SEND: Pattern = Pattern::new(r"(?i)\bsend\s[^\n]{1,2}(?P<what>x?)");
        assert_eq!(SEND.find("é SEND é!"), Some(3..10));
        assert_eq!(SEND.groups_iter("send abx", ["what", "what"]).next().unwrap().1, [Some(7..8), Some(7..8)]);
        assert!(SEND.find_at("send a", 100).is_none());
    }

    #[test]
    fn a_match_begins_and_ends_between_characters() {
        static SHORT: Pattern = Pattern::brief("[^ ]{2}X");
        static CUT: Pattern = Pattern::new("a[^ ]{2}");
        assert_eq!(SHORT.find("aééx"), Some(3..6));
        assert_eq!(CUT.find("aééx"), Some(0..3));
        assert_eq!(CUT.find("abéx"), Some(0..4));
    }

    #[test]
    fn a_pattern_finds_the_same_in_short_texts_and_in_long_ones() {
        static KEY: Pattern = Pattern::caseless(r"\b(?P<key>key|token)\s?=\s?[a-z]{4,8}\b");
        for filler in [0, ENOUGH / 3, ENOUGH, 0] {
            let text = format!("{}KEY = secret, token=é token=word", " é".repeat(filler));
            let found: Vec<_> = KEY.find_iter(&text).map(|range| &text[range]).collect();
            assert_eq!(found, ["KEY = secret", "token=word"]);
            assert_eq!(KEY.groups_iter(&text, ["key"]).count(), 2);
        }
        assert!(KEY.light.get().is_some() && KEY.full.get().is_some());
    }

    #[test]
    fn small_patterns_lose_no_matches() {
        static PIECES: Pattern = Pattern::new(r#"["']\s*\+\s*["'][^"']*["']\s*\+\s*["']"#);
        assert_eq!(PIECES.find(r#"a" + "b" + "c"#), Some(1..12));
    }

    #[test]
    fn matches_are_replaced_with_their_groups() {
        static PAIR: Pattern = Pattern::caseless(r"(?P<key>\w+)=(?P<value>\w+)");
        let hide = |[key, _]: [Option<&str>; 2]| format!("{}=…", key.unwrap_or_default());
        assert_eq!(PAIR.replace_all("é a=1, B=2!", ["key", "value"], hide), "é a=…, B=…!");
        assert_eq!(PAIR.replace_all("é", ["key", "value"], hide), "é");
    }
}
