//! Zero-width characters inside words, or in runs that encode bits.

use std::collections::VecDeque;
use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "zero-width-text",
        title: "zero-width characters break up words or encode bits",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::HiddenContent,
        why: "Words that are broken up slip past filters and readers, and runs of two kinds of zero-width characters carry any text.",
        fix: "Delete the zero-width characters.",
        ..StaticMeta::BASE
    },
    check,
};

/// Words broken up within [`WINDOW`] bytes, from which on it is no accident of copying.
const MIN_BROKEN: usize = 3;
const WINDOW: usize = 96;
/// Zero-width characters in a row that no script needs.
const MIN_RUN: usize = 12;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.artifact.regions.iter().filter(|region| region.holds(is_zero_width)) {
        if let Some((range, message)) = find(&region.text) {
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            sink.report(Report::new(place, message));
        }
    }
}

fn find(text: &str) -> Option<(Range<usize>, &'static str)> {
    let mut breaks: VecDeque<usize> = VecDeque::new();
    let mut before = ' ';
    let mut run: Option<(usize, usize, char, bool)> = None;
    for (at, character) in text.char_indices() {
        if is_zero_width(character) {
            let (start, count, first, mixed) = run.unwrap_or((at, 0, character, false));
            run = Some((start, count + 1, first, mixed || character != first));
            continue;
        }
        if let Some((start, count, _, mixed)) = run.take() {
            if count >= MIN_RUN && mixed {
                return Some((start..at, "a run of zero-width characters encodes something"));
            }
            if before.is_ascii_alphanumeric() && character.is_ascii_alphanumeric() {
                breaks.push_back(start);
                while breaks.front().is_some_and(|first| start - first > WINDOW) {
                    breaks.pop_front();
                }
                if breaks.len() >= MIN_BROKEN {
                    let first = breaks.front().copied().unwrap_or(start);
                    return Some((first..at, "zero-width characters break up words"));
                }
            }
        }
        before = character;
    }
    let (start, count, _, mixed) = run?;
    (count >= MIN_RUN && mixed).then_some((start..text.len(), "a run of zero-width characters encodes something"))
}

/// Characters of no width that Latin text has no use for.
const fn is_zero_width(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{180E}' | '\u{034F}')
}
