//! Where sentences end.

/// Whether a sentence ends at a byte: at a stop with white space after it, before a blank line, or before the next list
/// item, table row, quotation or heading.
pub(super) fn ends(text: &[u8], index: usize) -> bool {
    let after = text.get(index + 1).copied().unwrap_or(b'\n');
    match text.get(index) {
        Some(b'.' | b'!' | b'?') => after.is_ascii_whitespace(),
        Some(b'\n') => matches!(after, b'\n' | b'\r' | b'-' | b'*' | b'#' | b'|' | b'>' | b'+' | b'0'..=b'9'),
        _ => false,
    }
}
