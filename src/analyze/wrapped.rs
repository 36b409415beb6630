//! Sentences that are wrapped: rules about words read them as if they stood in one line.

use std::borrow::Cow;

/// A text with a blank for every line break and the white space around it.
pub(super) struct Unwrapped<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where each line but the first begins: here, and in the original.
    lines: Vec<(usize, usize)>,
}

impl<'t> Unwrapped<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let body = text.trim_end();
        if !body.contains('\n') {
            return Self { text: Cow::Borrowed(text), lines: Vec::new() };
        }
        let (mut joined, mut lines) = (String::with_capacity(text.len()), Vec::new());
        let mut at = 0;
        for line in body.split('\n') {
            let own = line.trim_start();
            if at > 0 {
                joined.truncate(joined.trim_end().len());
                joined.push(' ');
                lines.push((joined.len(), at + line.len() - own.len()));
            }
            joined.push_str(if at > 0 { own } else { line });
            at += line.len() + 1;
        }
        Self { text: Cow::Owned(joined), lines }
    }

    /// Where a byte of the text stands in the original.
    pub(super) fn original(&self, at: usize) -> usize {
        let line = self.lines.iter().rev().find(|(here, _)| *here <= at);
        line.map_or(at, |(here, there)| there + (at - here))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_is_read_in_one_line_and_found_where_it_stands() {
        let text = "\n  Write it as \r\n   `passed`,\n\n\tüber all.\n";
        let unwrapped = Unwrapped::of(text);
        assert_eq!(unwrapped.text, " Write it as `passed`, über all.");
        for word in ["Write", "passed", "über", "all"] {
            let at = unwrapped.text.find(word).unwrap();
            assert!(text[unwrapped.original(at)..].starts_with(word), "{word}");
        }
        let plain = Unwrapped::of("one line \n");
        assert_eq!((plain.text.as_ref(), plain.original(4)), ("one line \n", 4));
    }
}
