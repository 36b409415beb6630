//! Where sentences end.

use std::ops::Range;

/// The first byte in a range at which a sentence [`ends`].
pub(super) fn first(text: &[u8], range: Range<usize>) -> Option<usize> {
    let mut at = range.start;
    loop {
        let may_end = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'\n');
        at += text.get(at..range.end)?.iter().position(may_end)?;
        if ends(text, at) {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether a sentence ends at a byte: at a stop with white space after it, before a blank line, or before the next list
/// item, table row, quotation or heading.
pub(super) fn ends(text: &[u8], index: usize) -> bool {
    let after = text.get(index + 1).copied().unwrap_or(b'\n');
    match text.get(index) {
        Some(b'.' | b'!' | b'?') => after.is_ascii_whitespace(),
        Some(b'\n') => matches!(after, b'\n' | b'\r' | b'#' | b'|' | b'>' | b'0'..=b'9') || is_item(text, index + 1),
        _ => false,
    }
}

/// Deepest list whose items are told apart, in bytes of white space.
const DEEPEST: usize = 24;

/// Whether a line begins with the mark of a list's item.
fn is_item(text: &[u8], line: usize) -> bool {
    let Some(line) = text.get(line..) else { return false };
    let indent = line.iter().take(DEEPEST).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = line.get(indent..).unwrap_or_default();
    let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    matches!(rest.first(), Some(b'-' | b'*' | b'+')) || (digits > 0 && matches!(rest.get(digits), Some(b'.' | b')')))
}
