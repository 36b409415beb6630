//! The only way to show matched text: made visible, redacted and cut when it is made.

use serde::{Deserialize, Serialize};

use crate::text::{SourceFile, Span, visible};

use super::redact::{redact, shortened};

/// Source lines shown for one finding, at most.
const MAX_LINES: usize = 4;
/// Characters shown of a line before and after the match, and of the match itself in one line.
const MARGIN: usize = 90;
/// Characters of the matched text kept for reports.
const MAX_MATCH: usize = 240;

/// Bytes looked at on each side of a match and of the match itself: enough for the longest secret to be seen whole.
const WINDOW: usize = 8 << 10;

/// What was matched and the lines around it, safe to print.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Excerpt {
    /// The matched text, cut.
    pub matched: String,
    /// What a rule decoded from it, where that differs from what stands there.
    pub decoded: Option<String>,
    /// The source lines.
    pub lines: Vec<Line>,
}

/// A source line; the three parts put together are what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// 1-based.
    pub number: usize,
    pub before: String,
    pub matched: String,
    pub after: String,
}

impl Excerpt {
    /// The text at `span` and its lines.
    pub fn new(file: &SourceFile, span: Span) -> Self {
        Self::build(file, span, |text| redact(front(text)).into_owned())
    }

    /// The same, with all of the matched text redacted but its first characters.
    pub fn secret(file: &SourceFile, span: Span) -> Self {
        Self::build(file, span, shortened)
    }

    /// Adds what was read behind an encoding.
    #[must_use]
    pub fn with_decoded(mut self, decoded: &str) -> Self {
        self.decoded = Some(cut(&visible(&redact(front(decoded))), MAX_MATCH));
        self
    }

    fn build(file: &SourceFile, span: Span, show: impl Fn(&str) -> String) -> Self {
        let matched = cut(&visible(&show(file.slice(span))), MAX_MATCH);
        if file.text().is_empty() {
            return Self { matched, ..Self::default() };
        }
        let (first, last) = (file.line_column(span.start).line, file.line_column(last_offset(span)).line);
        let lines = (first..=last.min(first + MAX_LINES - 1)).map(|number| line(file, number, span, &show)).collect();
        Self { matched, decoded: None, lines }
    }
}

/// The first bytes of a text, to a character boundary.
fn front(text: &str) -> &str {
    text.get(..text.floor_char_boundary(WINDOW)).unwrap_or(text)
}

fn last_offset(span: Span) -> usize {
    span.end.max(span.start + 1) - 1
}

fn line(file: &SourceFile, number: usize, span: Span, show: &impl Fn(&str) -> String) -> Line {
    let text = file.line(number);
    let start = file.line_start(number);
    let end = start + text.len();
    let from = span.start.clamp(start, end);
    let to = span.end.clamp(from, end);
    let before = visible(&redact(file.slice(Span::new(start.max(from.saturating_sub(WINDOW)), from)))).into_owned();
    let after = visible(&redact(front(file.slice(Span::new(to, end))))).into_owned();
    Line {
        number,
        before: cut_front(&before, MARGIN),
        matched: cut(&visible(&show(file.slice(Span::new(from, to)))), 2 * MARGIN),
        after: cut(&after, MARGIN),
    }
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn cut_front(text: &str, limit: usize) -> String {
    let count = text.chars().count();
    if count <= limit {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(count - limit).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_redacted_even_beside_the_match() {
        let text = "token = ghp_0123456789abcdefghijABCDEFGHIJ012345 # send it\n";
        let file = SourceFile::new("a.py", text.into());
        let at = text.find("send").unwrap();
        let excerpt = Excerpt::new(&file, Span::new(at, at + 4));
        assert_eq!(excerpt.matched, "send");
        assert_eq!(excerpt.lines[0].before, "token = ghp_[redacted, 40 characters] # ");
    }

    #[test]
    fn a_minified_line_is_cut_on_both_sides() {
        let text = format!("{}evil(){}", "a".repeat(5000), "b".repeat(5000));
        let file = SourceFile::new("a.js", text.into_bytes());
        let excerpt = Excerpt::new(&file, Span::new(5000, 5006));
        assert_eq!(excerpt.lines.len(), 1);
        assert!(excerpt.lines[0].before.chars().count() <= MARGIN + 1);
        assert!(excerpt.lines[0].after.chars().count() <= MARGIN + 1);
    }
}
