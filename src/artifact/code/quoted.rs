//! Text that a shell script holds verbatim: single-quoted strings and here-documents.

use super::{Language, syntax};
use crate::text::Span;

/// Strings of one script, at most.
const MAX_STRINGS: usize = 2_000;

/// The insides of a script's verbatim strings, in order. The error says which limit was hit.
pub fn quoted(text: &str) -> Result<Vec<Span>, &'static str> {
    let tree = syntax::parse(text, Language::Shell)?;
    let mut spans = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let span = Span::new(node.start_byte(), node.end_byte());
        match node.kind() {
            "raw_string" if span.len() >= 2 => spans.push(Span::new(span.start + 1, span.end - 1)),
            "heredoc_body" => spans.push(span),
            _ => {}
        }
        if spans.len() >= MAX_STRINGS {
            return Err("more strings than the limit");
        }
        // A body may hold expansions; it is read whole, so nothing below it is looked at.
        if node.kind() != "heredoc_body" && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Ok(spans);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_here_documents_are_found() {
        let text = "echo 'a b' \"c\"\ncat <<EOF\n{\"x\": $y}\nEOF\n";
        let found: Vec<&str> = quoted(text).unwrap().into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, ["a b", "{\"x\": $y}\n"]);
    }
}
