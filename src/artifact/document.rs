//! Documents whose text stands between other things: notebooks, drawings, rich text, e-mails, Office parts.

use super::{Artifact, packed};
use crate::finding::{Gap, GapReason};
use crate::text::{MappedText, Node, Region, RegionKind, Span, TextBuilder, Value, json, markdown, pointer};

/// Reads a file as the document that it is by its extension; whether it is one.
pub(super) fn read(artifact: &mut Artifact, index: usize) -> bool {
    let Some(file) = artifact.files.get(index) else { return false };
    match file.extension().as_str() {
        "ipynb" => notebook(artifact, index),
        "xml" if file.packed => packed::document(artifact, index),
        "svg" => {
            // Scripts and addresses in it stand in its tags.
            let text = MappedText::verbatim(file.text(), 0);
            artifact.regions.push(Region::new(index, RegionKind::Data, text));
            packed::document(artifact, index);
        }
        "rtf" => {
            let text = rich_text(file.text());
            artifact.regions.push(Region::new(index, RegionKind::Document, text));
        }
        "eml" => {
            let text = MappedText::verbatim(file.text(), 0);
            artifact.regions.push(Region::new(index, RegionKind::Document, text));
        }
        _ => return false,
    }
    true
}

/// Cells of a Jupyter notebook (<https://nbformat.readthedocs.io/en/latest/format_description.html>): code as code,
/// Markdown as prose, what was printed as data.
fn notebook(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index) else { return };
    let document = match json::parse(file.text()) {
        Ok(document) => document,
        Err(error) => {
            let gap = Gap::new(file.path.clone(), GapReason::Malformed, format!("as a notebook: {error}"));
            let text = MappedText::verbatim(file.text(), 0);
            artifact.gaps.push(gap);
            artifact.regions.push(Region::new(index, RegionKind::Data, text));
            return;
        }
    };
    for (number, cell) in document.root.get("cells").map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = pointer("/cells", &number.to_string());
        let source = cell.get("source").map(lines).unwrap_or_default();
        let (kind, marks) = match cell.get("cell_type").and_then(Node::as_str) {
            Some("code") => (RegionKind::Script, Vec::new()),
            _ => (RegionKind::Document, markdown::marks(&source.text)),
        };
        if !source.text.trim().is_empty() {
            artifact.regions.push(Region::new(index, kind, source).with_marks(marks).at(pointer(&at, "source")));
        }
        if let Some(outputs) = cell.get("outputs") {
            super::format::strings(artifact, index, RegionKind::Data, &pointer(&at, "outputs"), outputs);
        }
    }
    if let Some(metadata) = document.root.get("metadata") {
        super::format::strings(artifact, index, RegionKind::Data, "/metadata", metadata);
    }
}

/// The source of a cell: one string, or one for each line.
fn lines(node: &Node) -> MappedText {
    if let Value::String(text) = &node.value {
        return text.clone();
    }
    let mut builder = TextBuilder::new();
    for line in node.items().iter().filter_map(Node::as_text) {
        builder.append(line);
    }
    builder.finish()
}

/// The text of an RTF file without control words; that of destinations which no viewer shows is kept.
fn rich_text(rtf: &str) -> MappedText {
    let mut builder = TextBuilder::new();
    let mut at = 0;
    while let Some(rest) = rtf.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find(['\\', '{', '}', '\r', '\n']).unwrap_or(rest.len());
        builder.verbatim(rest.get(..plain).unwrap_or_default(), at);
        let Some(control) = rest.get(plain..).filter(|control| !control.is_empty()) else { break };
        let from = at + plain;
        let length = control_word(control, from, &mut builder);
        at = from + length.max(1);
    }
    builder.finish()
}

/// Adds what a control word stands for; its length in bytes.
fn control_word(control: &str, from: usize, builder: &mut TextBuilder) -> usize {
    let Some(word) = control.strip_prefix('\\') else { return 1 };
    if let Some(code) = word.strip_prefix('\'').and_then(|hex| hex.get(..2)) {
        if let Ok(byte) = u8::from_str_radix(code, 16) {
            builder.decoded(char::from(byte).encode_utf8(&mut [0; 4]), Span::new(from, from + 4));
            return 4;
        }
        return 2;
    }
    let letters = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    if letters == 0 {
        // A symbol stands for itself.
        let symbol = word.chars().next().filter(|c| matches!(c, '\\' | '{' | '}'));
        if let Some(symbol) = symbol {
            builder.decoded(symbol.encode_utf8(&mut [0; 4]), Span::new(from, from + 2));
        }
        return 1 + word.chars().next().map_or(0, char::len_utf8);
    }
    let (name, rest) = word.split_at_checked(letters).unwrap_or((word, ""));
    let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
    let blank = usize::from(rest.get(digits..).is_some_and(|rest| rest.starts_with(' ')));
    let length = 1 + letters + digits + blank;
    let span = Span::new(from, from + length);
    match name {
        "par" | "line" | "sect" | "page" | "row" => builder.decoded("\n", span),
        "tab" | "cell" => builder.decoded(" ", span),
        "u" => {
            let code = rest.get(..digits).and_then(|digits| digits.parse::<i32>().ok()).unwrap_or_default();
            let character = u32::try_from(if code < 0 { code + 65_536 } else { code }).ok().and_then(char::from_u32);
            builder.decoded(character.unwrap_or('\u{FFFD}').encode_utf8(&mut [0; 4]), span);
        }
        _ => {}
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_loses_its_control_words_and_keeps_its_places() {
        let rtf = "{\\rtf1\\ansi\\deff0 {\\*\\note hid}Ig\\'6eore \\b this\\b0\\par now \\{x\\} \\u8211?}";
        let mapped = rich_text(rtf);
        assert_eq!(mapped.text, "hidIgnore this\nnow {x} –?");
        let at = mapped.text.find("this").unwrap();
        assert_eq!(rtf.get(mapped.map.span(at..at + 4).range()), Some("this"));
        for broken in ["\\", "{\\'", "\\'zz", "\\u", "é\\é"] {
            rich_text(broken);
        }
    }
}
