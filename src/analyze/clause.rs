//! Sentences and what they are made of: rules about prose that hold in any word order.
//!
//! A form is a set of word classes that one sentence must hold together; a gate, checked first, keeps it cheap.

use std::ops::Range;
use std::sync::LazyLock;

use crate::analyze::guard::{Guards, is_negated};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::Scope;
use crate::text::{Pattern, Region};

/// Word classes that make a sentence suspicious together.
pub(super) struct Form {
    /// Patterns that all must match, in any order. The first is where the finding points and where negation is read.
    pub all: &'static [&'static str],
    /// Words that give the sentence an honest meaning.
    pub unless: &'static str,
    /// Whether "never" and its kin before the first pattern turn the sentence around.
    pub negatable: bool,
}

/// Forms ready for use.
pub(super) struct Forms {
    gate: Pattern,
    forms: Vec<(Vec<Pattern>, Option<Pattern>, bool)>,
}

impl Forms {
    /// Patterns are read without regard to case.
    pub(super) fn new(gate: &'static str, forms: &[Form]) -> Self {
        let one = |form: &Form| {
            let unless = (!form.unless.is_empty()).then(|| Pattern::caseless(form.unless));
            (form.all.iter().copied().map(Pattern::caseless).collect(), unless, form.negatable)
        };
        Self { gate: Pattern::caseless(gate), forms: forms.iter().map(one).collect() }
    }

    /// Where a sentence of `region` shows one of the forms and is not only spoken of.
    fn find(&self, region: &Region, sentence: &Range<usize>) -> Option<Range<usize>> {
        let text = region.text.get(sentence.clone())?;
        self.forms.iter().find_map(|(all, unless, negatable)| {
            let first = all.first()?.find(text)?;
            let at = sentence.start + first.start;
            let holds = all.iter().skip(1).all(|pattern| pattern.is_match(text))
                && !unless.as_ref().is_some_and(|unless| unless.is_match(text))
                && (!*negatable || !is_negated(&region.text, at))
                && !SPOKEN_OF.hold(region, &(at..sentence.start + first.end));
            holds.then(|| at..sentence.start + text.trim_end().len())
        })
    }

    /// Reports every sentence that shows one of the forms.
    pub(super) fn report(&self, context: &Context<'_>, sink: &mut Sink<'_>, message: &str) {
        for region in &context.artifact.regions {
            if !PROSE.contains(region.kind) {
                continue;
            }
            let mut from = 0;
            while let Some(word) = self.gate.find_at(&region.text, from) {
                let sentence = sentence_at(&region.text, word.start);
                from = region.text.ceil_char_boundary(sentence.end.max(word.end));
                let Some(range) = self.find(region, &sentence) else { continue };
                if PROSE.contains(region.kind_at(range.start)) {
                    let span = region.span(range);
                    let place = Place { file: region.file, span, pointer: region.pointer.clone() };
                    sink.report(Report::new(place, message));
                }
            }
        }
    }
}

/// Where a sentence is read by a model.
pub(super) static PROSE: LazyLock<Scope> = LazyLock::new(|| Scope::parse("prose, tool").unwrap_or(Scope::ANY));
/// Where a sentence is about orders and gives none.
pub(super) static SPOKEN_OF: LazyLock<Guards> =
    LazyLock::new(|| Guards::parse("quoted, documented").unwrap_or_default());

/// How far a sentence reaches to either side of a word, at most: lists without stops and minified text are cut.
const REACH: usize = 400;

/// The sentence around `at`: up to a stop with white space after it, a blank line, or the next list item or heading.
fn sentence_at(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let ends = |index: &usize| {
        let after = bytes.get(index + 1).copied().unwrap_or(b'\n');
        match bytes.get(*index) {
            Some(b'.' | b'!' | b'?') => after.is_ascii_whitespace(),
            Some(b'\n') => matches!(after, b'\n' | b'\r' | b'-' | b'*' | b'#' | b'|' | b'>' | b'+' | b'0'..=b'9'),
            _ => false,
        }
    };
    let floor = at.saturating_sub(REACH);
    let ceiling = text.len().min(at + REACH);
    let start = (floor..at).rev().find(ends).map_or(floor, |index| index + 1);
    let end = (at..ceiling).find(ends).map_or(ceiling, |index| index + 1);
    text.floor_char_boundary(start)..text.ceil_char_boundary(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, word: &str) -> String {
        text[sentence_at(text, text.find(word).unwrap())].trim().to_owned()
    }

    #[test]
    fn sentences_end_at_stops_items_and_blank_lines() {
        let text = "# Title\n\nRead a.txt now. Then\ngo on!\n- one\n- two";
        assert_eq!(around(text, "Title"), "# Title");
        assert_eq!(around(text, "txt"), "Read a.txt now.");
        assert_eq!(around(text, "go on"), "Then\ngo on!");
        assert_eq!(around(text, "two"), "- two");
    }

    #[test]
    fn a_text_without_stops_is_cut_at_characters() {
        let text = "ü".repeat(1000);
        assert!(sentence_at(&text, 1000).len() <= 2 * REACH + 4);
    }
}
