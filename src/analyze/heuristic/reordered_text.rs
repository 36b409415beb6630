//! Direction controls that make text read otherwise than it is stored.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "reordered-text",
        title: "direction controls show the text in another order than a model or compiler reads it",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::HiddenContent,
        why: "A reviewer sees one text; the model, the shell or the compiler reads another.",
        fix: "Delete the direction controls; right-to-left languages need none in source.",
        references: &["https://trojansource.codes/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.artifact.regions.iter().filter(|region| region.holds(is_control)) {
        let mut at = 0;
        for line in region.text.split_inclusive('\n') {
            if let Some(range) = reordered(line) {
                let span = region.span(at + range.start..at + range.end);
                let place = Place { file: region.file, span, pointer: region.pointer.clone() };
                sink.report(Report::new(place, RULE.meta.title));
            }
            at += line.len();
        }
    }
}

/// The stretch of a line that a direction control turns around, where nothing on the line is written right to left.
fn reordered(line: &str) -> Option<Range<usize>> {
    let start = line.find(is_control)?;
    if line.chars().any(is_right_to_left) {
        return None;
    }
    let forced = line.find(['\u{202D}', '\u{202E}']);
    let opened = line.chars().filter(|c| matches!(c, '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}')).count();
    let closed = line.chars().filter(|c| matches!(c, '\u{202C}' | '\u{2069}')).count();
    let letters = |from: usize| {
        line.get(from..).is_some_and(|rest| rest.chars().filter(char::is_ascii_alphanumeric).count() >= 2)
    };
    match forced {
        Some(from) if letters(from) => Some(from..line.trim_end().len()),
        _ if opened > closed && letters(start) => Some(start..line.trim_end().len()),
        _ => None,
    }
}

/// Characters that set the direction of what follows.
const fn is_control(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Letters of Hebrew, Arabic and their neighbours.
const fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}')
}
