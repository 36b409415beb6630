//! Runs of characters that are blank or have no agreed meaning.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Region, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "invisible-padding",
        title: "a run of blank or private characters pads the text",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::HiddenContent,
        why: "Padding moves text away from what it belongs to, splits words for filters, and can carry a private encoding.",
        fix: "Delete the padding.",
        ..StaticMeta::BASE
    },
    check,
};

/// Such characters in a row, from which on they are no icon and no hyphenation.
const MIN_RUN: usize = 12;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let text =
        |region: &&Region| !matches!(region.kind, RegionKind::Script | RegionKind::Data) && region.holds(is_padding);
    for region in context.artifact.regions.iter().filter(text) {
        let (mut start, mut count) = (0, 0);
        for (at, character) in region.text.char_indices() {
            if is_padding(character) {
                start = if count == 0 { at } else { start };
                count += 1;
                if count == MIN_RUN {
                    let span = region.span(start..at + character.len_utf8());
                    let place = Place { file: region.file, span, pointer: region.pointer.clone() };
                    sink.report(Report::new(place, "a run of blank or private characters pads the text"));
                }
            } else if !(count > 0
                && character.is_ascii_alphabetic()
                && region.text.get(start..).is_some_and(|s| s.starts_with('\u{AD}')))
            {
                count = 0;
            }
        }
    }
}

/// Soft hyphens, fillers, the blank Braille pattern and the private use areas.
const fn is_padding(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}'
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}
