//! Text spelled in characters that no screen shows.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Coding, Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "smuggled-text",
        title: "invisible characters spell a text",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "A model reads tag characters and variation selectors as the text they encode; no person sees that there is any.",
        fix: "Delete the invisible characters.",
        references: &["https://embracethered.com/blog/posts/2024/hiding-and-finding-text-with-unicode-tags/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Consecutive invisible characters that spell more than an accident would.
const MIN_RUN: usize = 4;
/// Decoded text that a message shows, at most.
const MAX_SHOWN: usize = 400;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.artifact.regions.iter().filter(|region| region.holds(|c| byte(c).is_some())) {
        for run in runs(&region.text) {
            let place = Place { file: region.file, span: region.span(run.range), pointer: region.pointer.clone() };
            sink.report(Report::new(place, "invisible characters spell a text").decoded(Coding::Smuggled, run.text));
        }
    }
}

/// A run of characters that encode something.
struct Run {
    range: Range<usize>,
    text: String,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut start, mut end, mut count) = (0, 0, 0_usize);
    let mut decoded = Vec::new();
    let mut flag = false;
    let last = std::iter::once((text.len(), ' '));
    for (at, character) in text.char_indices().chain(last) {
        if let Some(byte) = byte(character) {
            if count == 0 {
                start = at;
            }
            count += 1;
            end = at + character.len_utf8();
            if byte != 0 && decoded.len() < MAX_SHOWN {
                decoded.push(byte);
            }
            continue;
        }
        if count >= MIN_RUN && !flag {
            runs.push(Run { range: start..end, text: String::from_utf8_lossy(&decoded).into_owned() });
        }
        count = 0;
        decoded.clear();
        // The flags of England, Scotland and Wales are a black flag followed by tags.
        flag = character == '\u{1F3F4}';
    }
    runs
}

/// The byte that a smuggling character stands for: zero for one that only frames others, `None` for any other.
fn byte(character: char) -> Option<u8> {
    let code = u32::from(character);
    let byte = match code {
        0xE0020..=0xE007E => code - 0xE0000,
        0xE0000..=0xE007F => 0,
        0xE0100..=0xE01EF => code - 0xE0100 + 16,
        0xFE00..=0xFE0F => code - 0xFE00,
        _ => return None,
    };
    u8::try_from(byte).ok()
}
