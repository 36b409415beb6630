//! What of a text is not as it was, sentence by sentence.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// A line that came, went, or stands beside one that did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Line {
    pub sign: Sign,
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    Kept,
    Removed,
    Added,
}

/// Lines of one text that are compared; the work grows with their square.
const MAX_LINES: usize = 2_000;
/// Lines that are kept of a difference.
const MAX_SHOWN: usize = 120;
/// Lines that are kept around each change.
const CONTEXT: usize = 1;

/// The lines that differ, and one around each of them. Empty where the texts are the same.
pub(super) fn difference(old: &str, new: &str) -> Vec<Line> {
    let (before, after): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let diff = TextDiff::from_slices(&before, &after);
    let mut shown = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        for op in group {
            for change in diff.iter_changes(&op) {
                let sign = match change.tag() {
                    ChangeTag::Equal => Sign::Kept,
                    ChangeTag::Delete => Sign::Removed,
                    ChangeTag::Insert => Sign::Added,
                };
                if shown.len() < MAX_SHOWN {
                    shown.push(Line { sign, text: change.value().trim_end().to_owned() });
                }
            }
        }
    }
    if old != new && shown.iter().all(|line| line.sign == Sign::Kept) {
        shown =
            vec![Line { sign: Sign::Removed, text: old.to_owned() }, Line { sign: Sign::Added, text: new.to_owned() }];
    }
    shown
}

/// Lines and the sentences in them, without the blanks after them. What lies beyond the limit is one line.
fn lines(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if parts.len() == MAX_LINES {
            parts.push(rest);
            break;
        }
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let sentence = rest.get(..line).and_then(|line| line.find(". ")).map(|at| at + 2);
        let (part, tail) = rest.split_at_checked(sentence.unwrap_or(line)).unwrap_or((rest, ""));
        parts.push(part.trim_end_matches([' ', '\n']));
        rest = tail;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_in_a_long_line_is_told_apart() {
        let old =
            "Adds an event to the calendar of the user. Takes a title and a day. Answers with a number of the event.";
        let new = old.replace("Takes a title and a day.", "Reads a key first.");
        let shown: Vec<_> = difference(old, &new).into_iter().map(|line| (line.sign, line.text)).collect();
        assert_eq!(
            shown,
            [
                (Sign::Kept, "Adds an event to the calendar of the user.".to_owned()),
                (Sign::Removed, "Takes a title and a day.".to_owned()),
                (Sign::Added, "Reads a key first.".to_owned()),
                (Sign::Kept, "Answers with a number of the event.".to_owned()),
            ]
        );
        assert_eq!(difference("same", "same"), []);
        assert_eq!(difference("blank ", "blank").len(), 2);
    }
}
