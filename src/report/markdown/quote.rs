//! Words of others in Markdown, so that they stay words: no markup, link, image, mention, reference or command of a
//! platform comes of them.

use std::fmt::Write as _;

use crate::text::{visible, visible_line};

/// Characters that platforms look for once the Markdown is rendered: mentions, references, labels, emoji, schemes.
const REFERENCES: &[char] = &['@', '#', '!', '$', '%', '~', '&', ':', '*', '^', '[', '/'];

/// As running text. All punctuation but the plainest is a character reference, which is never structure; after what
/// starts a reference stands a zero-width space, as a reference too, so that none is found in the rendered text.
pub(in crate::report) fn prose(text: &str) -> String {
    let shown = visible_line(text);
    let mut quoted = String::with_capacity(shown.len() + 16);
    let mut characters = shown.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let ends = characters.peek().is_none_or(|next| next.is_whitespace());
        match character {
            // The end of a sentence; after a digit it may number a list.
            '.' | ':' if ends && !before.is_ascii_digit() => quoted.push(character),
            ',' | ';' | '(' | ')' | '\'' | '"' | '?' => quoted.push(character),
            _ if character.is_ascii_punctuation() => {
                // Writing to a string does not fail.
                let _ = write!(quoted, "&#{};", u32::from(character));
                let next = characters.peek().copied().unwrap_or(' ');
                // `GH-1` and `JIRA-1` are references, too.
                let starts = REFERENCES.contains(&character) || (character == '-' && next.is_ascii_digit());
                if starts && !next.is_whitespace() {
                    quoted.push_str("&#8203;");
                }
            }
            _ => quoted.push(character),
        }
        before = character;
    }
    quoted
}

/// The same for messages and the prose of rules, in which backticks mark code.
pub(in crate::report) fn message(text: &str) -> String {
    let shown = visible_line(text);
    let parts: Vec<&str> = shown.split('`').collect();
    // With an odd backtick, nobody knows what is code.
    if parts.len().is_multiple_of(2) {
        return prose(&shown);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        1 if !part.trim().is_empty() => code(part),
        1 => format!("&#96;{part}&#96;"),
        _ => prose(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// As a code span. Not for tables, whose bars are read before code.
pub(in crate::report) fn code(text: &str) -> String {
    let shown = visible_line(text);
    let fence = "`".repeat(longest_run(&shown) + 1);
    let edge = |character: Option<char>| character.is_none_or(|character| matches!(character, '`' | ' '));
    let space = if edge(shown.chars().next()) || edge(shown.chars().last()) { " " } else { "" };
    format!("{fence}{space}{shown}{space}{fence}")
}

/// As a block of code.
pub(in crate::report) fn block(text: &str) -> String {
    let shown = visible(text);
    let fence = "`".repeat((longest_run(&shown) + 1).max(3));
    format!("{fence}text\n{}\n{fence}", shown.trim_end_matches('\n'))
}

/// Inside of an HTML block, in which nothing but HTML is read.
pub(in crate::report) fn html(text: &str) -> String {
    quick_xml::escape::escape(visible_line(text).as_ref()).into_owned()
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    use super::*;

    /// What a renderer makes of it: the text and the code, or nothing if there is any markup.
    fn plain(markdown: &str) -> Option<String> {
        let mut text = String::new();
        let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::Start(pulldown_cmark::Tag::Paragraph | pulldown_cmark::Tag::CodeBlock(_)) | Event::End(_) => {}
                _ => return None,
            }
        }
        Some(text.replace('\u{200b}', ""))
    }

    #[test]
    fn what_platforms_look_for_is_taken_apart() {
        assert_eq!(prose("@octocat fix #1"), "&#64;&#8203;octocat fix &#35;&#8203;1");
        assert_eq!(prose("https://x.y"), "https&#58;&#8203;&#47;&#8203;&#47;&#8203;x&#46;y");
        assert_eq!(prose("GH-1"), "GH&#45;&#8203;1");
        assert_eq!(prose("Note: 1. one."), "Note: 1&#46; one.");
        assert_eq!(message("`a` has <b>"), "`a` has &#60;b&#62;");
        assert_eq!(message("a ` b"), "a &#96; b");
        assert_eq!(code("`x``"), "``` `x`` ```");
        assert_eq!(block("a\n````\nb\n"), "`````text\na\n````\nb\n`````");
    }

    proptest! {
        #[test]
        fn words_stay_words(text in "[ -~\\n\u{e9}\u{202e}]{0,60}") {
            // Before other words, where nothing starts a block.
            let expected = format!("x {}", visible_line(&text));
            let expected = Some(expected.trim_end());
            let shown = plain(&format!("x {}", prose(&text)));
            prop_assert_eq!(shown.as_deref().map(str::trim_end), expected);
            let shown = plain(&format!("x {}", message(&text)));
            prop_assert!(shown.is_some());
            let shown = plain(&format!("x {}", code(&text)));
            prop_assert_eq!(shown.as_deref().map(str::trim_end), expected);
            prop_assert!(plain(&block(&text)).is_some());
            prop_assert!(!html(&text).contains(['<', '>', '"']));
        }
    }
}
