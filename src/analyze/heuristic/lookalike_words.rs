//! Words that mix Latin letters with their look-alikes from other scripts.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::views::fold;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::RegionKind;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "lookalike-words",
        title: "words mix Latin letters with look-alikes of other scripts",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "A word that only looks like the one it seems to be slips past filters and reviews; a model understands it all the same.",
        fix: "Write the words in one script.",
        references: &["https://www.unicode.org/reports/tr39/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Such words in one region, from which on it is no slip of a keyboard.
const MIN_WORDS: usize = 3;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.artifact.regions.iter().filter(|region| region.holds(script)) {
        let words = lookalikes(&region.text);
        let Some(first) = words.first() else { continue };
        // In text of another script, a Latin letter in one word is a typing mistake.
        let foreign = region.text.chars().filter(|c| script(*c)).count() * 4 > region.text.chars().count();
        let name = matches!(region.kind, RegionKind::ToolName | RegionKind::SkillName);
        if foreign && words.len() < MIN_WORDS {
            continue;
        }
        let place = Place { file: region.file, span: region.span(first.clone()), pointer: region.pointer.clone() };
        let shown: String =
            region.text.get(first.clone()).map(|word| word.chars().map(fold).collect()).unwrap_or_default();
        let report = Report::new(place, format!("a word only looks like `{shown}`"));
        sink.report(if words.len() >= MIN_WORDS || name { report.severity(Severity::High) } else { report });
    }
}

fn lookalikes(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        if character.is_alphabetic() {
            start = start.or(Some(at));
        } else if let Some(from) = start.take()
            && text.get(from..at).is_some_and(is_lookalike)
        {
            words.push(from..at);
        }
    }
    words
}

/// A word of Latin letters and look-alikes that reads as a Latin word. `μs` and `Δt` do not.
fn is_lookalike(word: &str) -> bool {
    !word.is_ascii()
        && word.chars().count() >= 4
        && word.chars().any(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphabetic() || script(c))
        && word.chars().all(|c| fold(c).bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Letters of the scripts that look most like Latin.
const fn script(character: char) -> bool {
    matches!(character, '\u{0370}'..='\u{03FF}' | '\u{0400}'..='\u{052F}' | '\u{0531}'..='\u{0587}' | '\u{13A0}'..='\u{13FF}')
}
