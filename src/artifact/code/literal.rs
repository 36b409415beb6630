//! String literals: their text without delimiters and escapes, and where each byte of it stands.

use tree_sitter::Node;

use crate::text::{MappedText, Span, TextBuilder};

/// The parts of a string literal: stretches of text, and the expressions interpolated between them.
#[derive(Debug)]
pub(super) enum Part<'t> {
    Text(MappedText),
    Code(Node<'t>),
}

/// Takes a string literal of any language apart.
pub(super) fn parts<'t>(node: Node<'t>, source: &str) -> Vec<Part<'t>> {
    let (mut start, end) = (node.start_byte() + 1, node.end_byte().saturating_sub(1));
    let raw = node.kind() == "raw_string_literal";
    let holes: Vec<Node<'_>> =
        node.children(&mut node.walk()).filter(|child| child.kind() == "template_substitution").collect();
    let mut parts = Vec::new();
    for hole in holes {
        parts.extend(text(source, start, hole.start_byte(), raw).map(Part::Text));
        parts.push(Part::Code(hole));
        start = hole.end_byte();
    }
    parts.extend(text(source, start, end, raw).map(Part::Text));
    parts
}

/// The text between the quotes of a literal; `None` where there is none.
pub(super) fn text(source: &str, start: usize, end: usize, raw: bool) -> Option<MappedText> {
    let text = source.get(start..end).filter(|text| !text.is_empty())?;
    Some(if raw || !text.contains('\\') { MappedText::verbatim(text, start) } else { unescaped(text, start) })
}

/// Text without its escapes; an escape that is none stands as it is.
fn unescaped(text: &str, start: usize) -> MappedText {
    let mut builder = TextBuilder::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at + found;
        builder.verbatim(text.get(at..escape).unwrap_or_default(), start + at);
        let (decoded, len) = escaped(text.get(escape..).unwrap_or_default());
        let mut buffer = [0; 4];
        let span = Span::new(start + escape, start + escape + len);
        match decoded {
            Some(character) => builder.decoded(character.encode_utf8(&mut buffer), span),
            None if len == 1 => builder.verbatim("\\", start + escape),
            None => {}
        }
        at = escape + len;
    }
    builder.verbatim(text.get(at..).unwrap_or_default(), start + at);
    builder.finish()
}

/// The character that an escape stands for, and the bytes it takes.
fn escaped(text: &str) -> (Option<char>, usize) {
    let code = |from: usize, digits: usize| {
        let value = text.get(from..from + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (value.and_then(char::from_u32), from + digits)
    };
    let decoded = match text.as_bytes().get(1) {
        Some(b'n') => (Some('\n'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(b'0') => (Some('\0'), 2),
        Some(b'\n') => return (None, 2),
        Some(quote @ (b'\\' | b'\'' | b'"' | b'`' | b'$' | b'/')) => (Some(char::from(*quote)), 2),
        Some(b'x') => code(2, 2),
        Some(b'u') if text.as_bytes().get(2) == Some(&b'{') => {
            let close = text.find('}').unwrap_or(3);
            let value = text.get(3..close).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            (value.and_then(char::from_u32), close + 1)
        }
        Some(b'u') => code(2, 4),
        Some(b'U') => code(2, 8),
        _ => (None, 1),
    };
    if decoded.0.is_none() { (None, 1) } else { decoded }
}
