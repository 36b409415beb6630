//! Text from an artifact, made safe to show.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Characters that take no room on a screen or reorder what stands there: controls, format characters, bidi controls,
/// zero-width characters, variation selectors and the tag block.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The characters of a text, each once and in order, that are neither printable ASCII nor a tab or line end.
pub(super) fn uncommon(text: &str) -> Vec<char> {
    let common = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    let mut found = BTreeSet::new();
    let mut last = None;
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !common(byte)) {
        rest = rest.get(at..).unwrap_or_default();
        let character = rest.chars().next();
        // The same one is often many times on end.
        if character != last {
            found.extend(character);
            last = character;
        }
        rest = rest.get(character.map_or(rest.len(), char::len_utf8)..).unwrap_or_default();
    }
    found.into_iter().collect()
}

/// Text in which every character that could act on a terminal, or hide from a reader, is spelled out.
///
/// Line feeds and tabs are kept. An emoji's variation selector (U+FE0F) is dropped rather than spelled.
pub fn visible(text: &str) -> Cow<'_, str> {
    let dangerous = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_invisible(c) || is_separator(c);
    if !text.contains(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\u{FE0F}' => {}
            '\r' => shown.push_str("\\r"),
            _ if dangerous(character) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// The same on one line: line feeds are spelled out and tabs are spaces, for names and messages.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        shown if shown.contains(['\n', '\t']) => shown.replace('\n', "\\n").replace('\t', " ").into(),
        shown => shown,
    }
}

/// Line and paragraph separators, which some terminals and viewers treat as line ends.
const fn is_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uncommon_characters_are_told_once() {
        assert_eq!(uncommon("a\u{1}é\téé\r\n—\u{1}\u{7f}x"), ['\u{1}', '\u{7f}', 'é', '—']);
        assert!(uncommon("").is_empty());
    }

    #[test]
    fn nothing_dangerous_reaches_a_terminal() {
        for (raw, shown) in [
            ("plain\ttext\n", "plain\ttext\n"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\u{200b}b", "a\\u{200b}b"),
            ("\u{e0041}", "\\u{e0041}"),
            ("line\u{2028}", "line\\u{2028}"),
            ("a\rb", "a\\rb"),
            ("❤\u{fe0f}", "❤"),
        ] {
            assert_eq!(visible(raw), shown);
        }
        assert_eq!(visible_line("a\tb\nverdict: pass\u{1b}"), "a b\\nverdict: pass\\u{1b}");
    }
}
