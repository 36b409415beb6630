//! Sentences and what they are made of: rules about prose that hold in any word order.
//!
//! A form is a set of word classes that one sentence must hold together. All rules are read in one walk over the
//! sentences of an artifact, and a form is tried only where a sentence has a word of each of its classes.

use std::ops::Range;
use std::sync::LazyLock;

use super::guard::{Guards, is_negated, is_question};
use super::report::{Findings, Report, Sink};
use super::word_index::WordIndex;
use super::wrapped::Unwrapped;
use super::{heuristic, stops};
use crate::artifact::{Artifact, Place};
use crate::rule::{RuleMeta, Scope, StaticMeta};
use crate::text::{Pattern, Region, Role};

/// A rule about sentences.
#[derive(Debug)]
pub struct Clause {
    pub meta: StaticMeta,
    pub message: &'static str,
    /// Any of them makes a finding.
    pub forms: &'static [Form],
}

/// Word classes that make a sentence suspicious together.
#[derive(Debug)]
pub struct Form {
    /// Patterns that all must match, in any order, without regard to case. The first is where the finding points and
    /// where negation is read.
    pub all: &'static [&'static str],
    /// Words that give the sentence an honest meaning.
    pub unless: &'static str,
    /// Whether "never" and its kin before the first pattern turn the sentence around.
    pub negatable: bool,
}

/// All rules about sentences, ready for use.
pub(super) struct Clauses {
    index: WordIndex,
    forms: Vec<Ready>,
    /// For each pattern of the index, the form that is tried where it is present: the form's rarest stands for it.
    leads: Vec<Option<usize>>,
}

/// A form whose patterns are compiled when a sentence has the words for them.
struct Ready {
    /// Index into [`heuristic::CLAUSES`].
    clause: usize,
    /// Number of its first pattern in the index; the others follow.
    first: usize,
    all: Vec<Pattern>,
    unless: Option<Pattern>,
    negatable: bool,
}

/// The patterns that the index numbers, in order.
pub(super) fn patterns() -> impl Iterator<Item = &'static str> {
    heuristic::CLAUSES.iter().flat_map(|clause| clause.forms).flat_map(|form| form.all.iter().copied())
}

impl Clauses {
    /// With an index of what every pattern needs.
    pub(super) fn new(index: WordIndex) -> Self {
        let served = index.served();
        let rarest = |patterns: Range<usize>| {
            let words = |pattern: &usize| served.get(*pattern).copied().filter(|words| *words > 0);
            patterns.min_by_key(|pattern| words(pattern).unwrap_or(usize::MAX)).unwrap_or_default()
        };
        let (mut forms, mut leads) = (Vec::new(), Vec::new());
        for (clause, rule) in heuristic::CLAUSES.iter().enumerate() {
            for form in rule.forms {
                let all: Vec<_> = form.all.iter().copied().map(Pattern::brief).collect();
                let unless = (!form.unless.is_empty()).then(|| Pattern::brief(form.unless));
                let first = leads.len();
                let lead = rarest(first..first + all.len());
                leads.extend((first..first + all.len()).map(|pattern| (pattern == lead).then_some(forms.len())));
                forms.push(Ready { clause, first, all, unless, negatable: form.negatable });
            }
        }
        Self { index, forms, leads }
    }

    /// The form that a pattern leads to.
    fn form(&self, pattern: usize) -> Option<&Ready> {
        self.forms.get((*self.leads.get(pattern)?)?)
    }

    /// Reports every sentence of some regions that shows a form. `metas` are those of [`heuristic::CLAUSES`].
    pub(super) fn report(&self, artifact: &Artifact, regions: &[Region], metas: &[&RuleMeta], findings: &mut Findings) {
        for region in regions.iter().filter(|region| is_prose(region)) {
            let mut code = region.marks.iter().filter(|mark| matches!(mark.role, Role::Code { .. })).peekable();
            for sentence in sentences(&region.text) {
                while code.next_if(|mark| mark.span.end < sentence.end).is_some() {}
                if code.peek().is_some_and(|mark| mark.span.start <= sentence.start) {
                    continue;
                }
                let Some(text) = region.text.get(sentence.clone()) else { continue };
                let text = Unwrapped::of(text);
                let present = self.index.present(&text.text);
                for form in present.iter().filter_map(|pattern| self.form(pattern)) {
                    if !(form.first..form.first + form.all.len()).all(|pattern| present.contains(pattern)) {
                        continue;
                    }
                    let Some(range) = form.find(region, &text, &sentence) else { continue };
                    let (Some(meta), Some(clause)) = (metas.get(form.clause), heuristic::CLAUSES.get(form.clause))
                    else {
                        continue;
                    };
                    let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
                    Sink::new(artifact, meta, findings).report(Report::new(place, clause.message));
                }
            }
        }
    }
}

impl Ready {
    /// Where the sentence `text`, which stands at `sentence`, shows the form and is not only spoken of.
    fn find(&self, region: &Region, text: &Unwrapped<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
        let (place, text) = (|at| sentence.start + text.original(at), &*text.text);
        let first = self.all.first()?.find(text)?;
        let hit = place(first.start)..place(first.end);
        let holds = PROSE.contains(region.kind_at(hit.start))
            && self.all.iter().skip(1).all(|pattern| pattern.is_match(text))
            && !self.unless.as_ref().is_some_and(|unless| unless.is_match(text))
            && (!self.negatable || !is_negated(&region.text, hit.start))
            && !SPOKEN_OF.hold(region, &hit)
            && !is_question(text);
        let end = region.text.get(sentence.clone()).map_or(hit.end, |text| sentence.start + text.trim_end().len());
        holds.then_some(hit.start..end)
    }
}

/// Whether a region has sentences that a model reads.
pub(super) fn is_prose(region: &Region) -> bool {
    PROSE.contains(region.kind)
}

/// Where a sentence is read by a model.
pub(super) static PROSE: LazyLock<Scope> = LazyLock::new(|| Scope::parse("prose, tool").unwrap_or(Scope::ANY));
/// Where a sentence is about orders and gives none.
pub(super) static SPOKEN_OF: LazyLock<Guards> =
    LazyLock::new(|| Guards::parse("quoted, documented").unwrap_or_default());

/// The longest text that is read as one sentence; lists without stops and minified text are cut.
const LONGEST: usize = 800;
/// How much of a text that was cut is read again with what follows.
const OVERLAP: usize = 400;

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let from = start;
        let limit = text.ceil_char_boundary(from + LONGEST);
        let stop = stops::first(text.as_bytes(), from..limit).map(|index| index + 1);
        start = match stop {
            Some(stop) => stop,
            None if limit == text.len() => limit,
            None => text.ceil_char_boundary(limit - OVERLAP),
        };
        Some(from..stop.unwrap_or(limit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_stops_items_and_blank_lines() {
        let text = "# Title\n\nRead a.txt now. Then\n  go on!\n- one\n  - two\n   2) three";
        let sentences: Vec<_> =
            sentences(text).map(|range| text[range].trim()).filter(|text| !text.is_empty()).collect();
        assert_eq!(sentences, ["# Title", "Read a.txt now.", "Then\n  go on!", "- one", "- two", "2) three"]);
    }

    #[test]
    fn a_text_without_stops_is_cut_at_characters_and_read_whole() {
        let text = "ü".repeat(1000);
        let ranges: Vec<_> = sentences(&text).collect();
        assert!(ranges.iter().all(|range| range.len() <= LONGEST + 1 && text.get(range.clone()).is_some()));
        assert!(ranges.windows(2).all(|pair| pair[1].start < pair[0].end));
        assert_eq!(ranges.last().map(|range| range.end), Some(text.len()));
    }
}
