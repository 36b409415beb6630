//! What a text wants of its reader: sentences are read as acts, objects, receivers and manners, whatever words they
//! choose, and joined with their neighbours under the same heading.
//!
//! One class of words says nothing. An [`Intent`] names the classes that mean harm together.

mod lexicon;
mod sentence;

use std::ops::Range;

pub(crate) use lexicon::*;
pub use sentence::Reading;
use sentence::Sentence;

use super::clause::{PROSE, SPOKEN_OF};
use super::guard::is_question;
use super::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::Severity;
use crate::text::{Region, RegionKind};

/// Word classes of which one must be said, or one be denied ("is not told").
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    said: Classes,
    denied: Classes,
}

/// One of the classes is said.
pub(crate) const fn said(classes: Classes) -> Part {
    Part { said: classes, denied: 0 }
}

/// One of the classes is denied.
pub(crate) const fn denied(classes: Classes) -> Part {
    Part { said: 0, denied: classes }
}

impl Part {
    /// Or this.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self { said: self.said | other.said, denied: self.denied | other.denied }
    }

    const fn holds(self, said: Classes, denied: Classes) -> bool {
        self.said & said != 0 || self.denied & denied != 0
    }
}

/// What means harm together.
#[derive(Debug)]
pub(crate) struct Intent {
    /// Parts that one sentence holds; the finding points at the first.
    pub here: &'static [Part],
    /// Parts that it or its neighbours hold.
    pub near: &'static [Part],
    /// What gives it an honest meaning, here or in a neighbour.
    pub unless: Classes,
    /// Whether it counts only where a caller reads it: in tool listings and agent cards.
    pub callers: bool,
    /// What the finding says.
    pub message: &'static str,
}

impl Intent {
    /// For `..Intent::BASE`.
    pub(crate) const BASE: Self = Self { here: &[], near: &[], unless: CONSENT | FORBID, callers: false, message: "" };

    fn find(&self, sentences: &[Sentence], at: usize) -> Option<Range<usize>> {
        let sentence = sentences.get(at)?;
        let (said, denied) = (sentence.said, sentence.denied);
        if !self.here.iter().all(|part| part.holds(said, denied)) {
            return None;
        }
        let around = sentence::around(sentences, at);
        let (said, denied) = around.iter().fold((0, 0), |(s, d), one| (s | one.said, d | one.denied));
        let holds = self.near.iter().all(|part| part.holds(said, denied)) && self.unless & said == 0;
        holds.then(|| sentence.range.clone())
    }
}

/// Reports every sentence that shows one of the intents, once for each heading.
pub(super) fn report(context: &Context<'_>, sink: &mut Sink<'_>, intents: &[Intent]) {
    for (region, sentences) in context.reading.regions(context.artifact) {
        let callers = matches!(
            region.kind,
            RegionKind::ToolDescription
                | RegionKind::ToolParameter
                | RegionKind::ServerInstructions
                | RegionKind::CardText
        );
        let mut reported = None;
        for (at, sentence) in sentences.iter().enumerate() {
            if reported == Some(sentence.section) {
                continue;
            }
            let found = intents
                .iter()
                .filter(|intent| callers || !intent.callers)
                .find_map(|intent| Some((intent, intent.find(sentences, at)?)));
            // Asked last, because it is what costs.
            let found = found.filter(|(_, range)| !is_spoken_of(region, range));
            let Some((intent, range)) = found else { continue };
            reported = Some(sentence.section);
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            let report = Report::new(place, intent.message);
            // What a listing says is short, and every word of it is read as it stands.
            sink.report(if callers { report.severity(Severity::High) } else { report });
        }
    }
}

/// Hands every sentence over that says none of `unless`.
pub(super) fn each_sentence(context: &Context<'_>, unless: Classes, read: &mut dyn FnMut(&Region, Range<usize>)) {
    for (region, sentences) in context.reading.regions(context.artifact) {
        for sentence in sentences.iter().filter(|sentence| sentence.said & unless == 0) {
            read(region, sentence.range.clone());
        }
    }
}

/// Whether a sentence reaches into code, is quoted or documented, or asks.
pub(super) fn is_spoken_of(region: &Region, range: &Range<usize>) -> bool {
    let middle = range.start.midpoint(range.end);
    [range.start, middle, range.end.saturating_sub(1)].iter().any(|at| !PROSE.contains(region.kind_at(*at)))
        || SPOKEN_OF.hold(region, range)
        || region.text.get(range.clone()).is_some_and(is_question)
}
