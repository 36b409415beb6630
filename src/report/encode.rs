//! JSON that is safe to print: names from artifacts cannot act on a terminal, and lose nothing.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::text::is_invisible;

/// Writes indented JSON and a line feed. Characters that hide or reorder text are escaped; outside of strings JSON has
/// none.
pub fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", escaped(&text))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        let control = character.is_control() && character != '\n';
        if control || is_invisible(character) || matches!(character, '\u{2028}' | '\u{2029}') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_escaped_and_comes_back_the_same() {
        for text in ["plain é €", "a\u{202e}b", "\u{e0041}", "\u{7f}\u{9b}", "line\n\ttab\u{1b}[2J", "\u{2028}"] {
            let mut out = Vec::new();
            pretty(&text, &mut out).unwrap();
            let json = String::from_utf8(out).unwrap();
            assert!(!json.trim_end().contains(|c: char| c.is_control() || is_invisible(c)), "{json:?}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
