//! JSON and JSONC with spans.

use std::borrow::Cow;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::node::note_duplicates;
use super::{Document, MappedText, Member, Node, Note, ParseError, Span, TextBuilder, Value};

/// Parses JSON with comments and trailing commas, as the clients that read these files do.
///
/// Nesting deeper than 512 is an error, not a stack overflow. Duplicate names are noted. Half a surrogate pair reads as
/// U+FFFD, since the parsers of Python and JavaScript let it pass.
pub fn parse(text: &str) -> Result<Document, ParseError> {
    let options = ParseOptions {
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
        ..ParseOptions::default()
    };
    let text = &*without_lone_surrogates(text);
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| ParseError {
        message: error.kind().to_string(),
        span: Span::new(error.range().start, error.range().end),
    })?;
    let mut notes = Vec::new();
    let root = parsed.value.map_or(Node::new(Span::default(), Value::Null), |value| node(text, value, &mut notes));
    Ok(Document { root, notes })
}

/// The text with escapes of lone surrogates spelled `\\ufffd`, which is as long.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let mut fixed = String::with_capacity(text.len());
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        at = match (surrogate(text, start), surrogate(text, start + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => start + 12,
            (Some(_), _) => {
                fixed.push_str(text.get(copied..start).unwrap_or_default());
                fixed.push_str("\\ufffd");
                copied = start + 6;
                copied
            }
            (None, _) => start + 1 + text.get(start + 1..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8),
        };
    }
    fixed.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(fixed)
}

/// The surrogate that a `\\u` escape at an offset spells, if it does.
fn surrogate(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok().filter(|code| (0xD800..=0xDFFF).contains(code))
}

fn node(source: &str, value: ast::Value<'_>, notes: &mut Vec<Note>) -> Node {
    let range = value.range();
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
        ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
        ast::Value::StringLit(literal) => Value::String(string(source, &literal)),
        ast::Value::Array(array) => {
            Value::Array(array.elements.into_iter().map(|item| node(source, item, notes)).collect())
        }
        ast::Value::Object(object) => {
            let members: Vec<Member> = object
                .properties
                .into_iter()
                .map(|property| Member {
                    name: name(source, &property.name),
                    value: node(source, property.value, notes),
                })
                .collect();
            note_duplicates(&members, notes);
            Value::Object(members)
        }
    };
    Node::new(Span::new(range.start, range.end), value)
}

fn name(source: &str, name: &ast::ObjectPropName<'_>) -> MappedText {
    match name {
        ast::ObjectPropName::String(literal) => string(source, literal),
        ast::ObjectPropName::Word(word) => MappedText::verbatim(word.value, word.range.start),
    }
}

/// Aligns a decoded string with its spelling, escape by escape.
fn string(source: &str, literal: &ast::StringLit<'_>) -> MappedText {
    let start = literal.range.start + 1;
    let raw = source.get(start..literal.range.end.saturating_sub(1)).unwrap_or_default();
    if !raw.contains('\\') {
        return MappedText::verbatim(&literal.value, start);
    }
    let mut builder = TextBuilder::new();
    let mut decoded = literal.value.as_ref();
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find('\\').unwrap_or(rest.len());
        let (Some(same), Some(after)) = (decoded.get(..plain), decoded.get(plain..)) else { break };
        builder.verbatim(same, start + at);
        (decoded, at) = (after, at + plain);
        let Some(character) = decoded.chars().next().filter(|_| plain < rest.len()) else { continue };
        let len = match raw.as_bytes().get(at + 1) {
            Some(b'u') if character.len_utf16() == 2 => 12,
            Some(b'u') => 6,
            _ => 2,
        };
        let (head, tail) = decoded.split_at(character.len_utf8());
        builder.decoded(head, Span::new(start + at, start + at + len));
        (decoded, at) = (tail, at + len);
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_map_back_to_their_spelling() {
        let source = r#"{"a": "x\u0041\n\ud83d\ude00y"}"#;
        let document = parse(source).unwrap();
        let text = document.root.get("a").unwrap().as_text().unwrap();
        assert_eq!(text.text, "xA\n😀y");
        let at = |needle: &str| {
            let found = text.text.find(needle).unwrap();
            let span = text.map.span(found..found + needle.len());
            &source[span.range()]
        };
        assert_eq!(at("A"), r"\u0041");
        assert_eq!(at("\n"), r"\n");
        assert_eq!(at("😀"), r"\ud83d\ude00");
        assert_eq!(at("y"), "y");
    }

    #[test]
    fn the_last_of_two_equal_names_wins_and_both_are_noted() {
        let document = parse(r#"{"command": "ls", "command": "rm"}"#).unwrap();
        assert_eq!(document.root.get("command").unwrap().as_str(), Some("rm"));
        assert_eq!(document.notes.len(), 1);
    }

    #[test]
    fn half_a_surrogate_pair_does_not_hide_a_document() {
        let source = r#"{"a": "x\ud800y", "b": "\ud83d\ude00\\ud800z\udc00"}"#;
        let document = parse(source).unwrap();
        let (a, b) = (document.root.get("a").unwrap(), document.root.get("b").unwrap());
        assert_eq!(a.as_str(), Some("x\u{fffd}y"));
        assert_eq!(b.as_str(), Some("😀\\ud800z\u{fffd}"));
        let y = a.as_text().unwrap().map.span(4..5);
        assert_eq!(&source[y.range()], "y");
    }

    #[test]
    fn comments_are_read_over_and_deep_nesting_is_an_error() {
        assert!(parse("{ // note\n \"a\": [1,2,], /* x */ }").is_ok());
        let error = parse(&"[".repeat(100_000)).unwrap_err();
        assert!(error.message.contains("depth"), "{error}");
    }
}
