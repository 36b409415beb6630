//! File names with characters that a listing does not show as they are.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Span, is_invisible};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "disguised-file-names",
        title: "a file's name holds invisible or control characters",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::HiddenContent,
        why: "The name reads as another one, such as a text file that is a script, and a terminal obeys the control characters in it.",
        fix: "Rename the file.",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let odd = |c: char| c.is_control() || (is_invisible(c) && !matches!(c, '\u{FE0F}' | '\u{200D}'));
        let hebrew_or_arabic = file.path.as_str().chars().any(|c| matches!(c, '\u{0590}'..='\u{08FF}'));
        let marks = |c: char| matches!(c, '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{061C}');
        if file.path.as_str().chars().any(|c| odd(c) && !(hebrew_or_arabic && marks(c))) {
            sink.report(Report::new(Place::new(index, Span::default()), RULE.meta.title));
        }
    }
}
