//! LaTeX whose text is typeset in white, or too small to be read.

use super::Heuristic;
use crate::analyze::script::place;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "latex-hidden-text",
        title: "a LaTeX file holds text that its readers cannot see",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "A person sees the page; the model reads the source, with the words that the page does not show.",
        fix: "Delete the text, or show it.",
        ..StaticMeta::BASE
    },
    check,
};

static HIDDEN: Pattern = Pattern::caseless(concat!(
    r"\\(?:textcolor|color)\s{0,2}(?:\[[^\]\n]{1,12}\])?\s{0,2}\{(?:white|background|bg|1,\s?1,\s?1|FFFFFF|255,\s?255,\s?255)\}\s{0,4}\{?(?P<coloured>[^{}\\]{40,})",
    r"|\\fontsize\s{0,2}\{0?\.?[01](?:\.\d+)?(?:pt)?\}\s{0,2}\{[^}\n]{1,10}\}\s{0,4}(?:\\selectfont)?\s{0,4}\{?(?P<tiny>[^{}\\]{40,})",
    r"|\\(?:phantom|transparent\{0(?:\.0+)?\})\s{0,4}\{(?P<unseen>[^{}\\]{40,})",
));
/// Words that address whoever reads the source.
static ORDER: Pattern = Pattern::caseless(
    r"\b(?:ignore|disregard|regardless|instructions?|recommend|assign|accept\w*|score|rate|must|should|always|never|do not|supersede\w*|reviewers?|model|assistant|output|respond|summari[sz]e)\b",
);

/// A caption on a coloured ground has few words.
const MIN_WORDS: usize = 8;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let commands = ["color", "\\fontsize", "\\phantom", "\\transparent"];
    for region in &context.artifact.regions {
        if !commands.iter().any(|command| region.text.contains(command)) || !region.text.contains('\\') {
            continue;
        }
        for (_, groups) in HIDDEN.groups_iter(&region.text, ["coloured", "tiny", "unseen"]) {
            let Some(range) = groups.into_iter().flatten().next() else { continue };
            let text = region.text.get(range.clone()).unwrap_or_default();
            if text.split_whitespace().count() < MIN_WORDS {
                continue;
            }
            let severity = if ORDER.is_match(text) { Severity::High } else { Severity::Medium };
            sink.report(Report::new(place(region, range), "the page does not show this text").severity(severity));
        }
    }
}
