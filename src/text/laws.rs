//! Laws of the readers: nothing panics, and every span leads into the file.

use proptest::prelude::*;

use super::{Document, MappedText, Node, Region, RegionKind, SourceFile, Value, json, markdown, toml, yaml};
use crate::digest::Digest;

/// Pieces that readers treat specially; put together, they make more structure than random text does.
const TOKENS: &[&str] = &[
    "\n",
    "\n",
    " ",
    "  ",
    "\t",
    "\r\n",
    "a",
    "key",
    "é",
    "😀",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\"",
    "'",
    "`",
    "```",
    "---",
    "- ",
    "* ",
    "> ",
    "1. ",
    "# ",
    ": ",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "[a]: #",
    "(u)",
    "![",
    "<!--",
    "-->",
    "<b hidden>",
    "|",
    "|-|",
    "&a ",
    "*a",
    "!!x ",
    "? ",
    "|\n",
    ">\n",
    "=",
    ".",
    "[[t]]\n",
    "\\",
    "\\n",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\\"",
    "\"\"\"",
    "//",
    "/*",
    "*/",
    "true",
    "null",
    "1.5",
    "%",
    "#",
    "''",
    "\u{2028}",
];

fn text() -> impl Strategy<Value = String> {
    let tokens = prop::collection::vec(prop::sample::select(TOKENS), 0..60).prop_map(|tokens| tokens.concat());
    let json = prop::collection::vec(prop::sample::select(TOKENS), 0..8)
        .prop_map(|tokens| format!("{{\"a\": \"{}\"}}", tokens.concat()));
    let yaml = prop::collection::vec(prop::sample::select(TOKENS), 0..8)
        .prop_map(|tokens| format!("a: {}\nb: >\n  {}\n", tokens.concat(), tokens.concat()));
    let toml = prop::collection::vec(prop::sample::select(TOKENS), 0..8)
        .prop_map(|tokens| format!("a = \"{}\"\nb = '''{}'''\n", tokens.concat(), tokens.concat()));
    prop_oneof![tokens, json, yaml, toml, any::<String>()]
}

/// Every range of the decoded text leads to a span in order, inside `len` bytes.
fn leads_inside(mapped: &MappedText, len: usize) -> Result<(), TestCaseError> {
    let ends: Vec<usize> = mapped.text.char_indices().map(|(at, _)| at).chain([mapped.text.len()]).collect();
    for (index, start) in ends.iter().enumerate() {
        for end in ends.iter().skip(index).take(4).chain(ends.last()) {
            let span = mapped.map.span(*start..*end);
            prop_assert!(span.start <= span.end && span.end <= len, "{start}..{end} is {span:?} of {len}");
        }
    }
    Ok(())
}

fn holds(document: &Document, text: &str) -> Result<(), TestCaseError> {
    let mut stack: Vec<&Node> = vec![&document.root];
    while let Some(node) = stack.pop() {
        prop_assert!(node.span.start <= node.span.end && node.span.end <= text.len(), "{:?}", node.span);
        prop_assert!(text.get(node.span.range()).is_some(), "{:?} cuts a character", node.span);
        if let Value::String(mapped) = &node.value {
            leads_inside(mapped, text.len())?;
        }
        for member in node.members() {
            leads_inside(&member.name, text.len())?;
        }
        stack.extend(node.members().iter().map(|member| &member.value).chain(node.items()));
    }
    for note in &document.notes {
        prop_assert!(note.span.end <= text.len());
    }
    Ok(())
}

proptest! {
    #[test]
    fn readers_never_panic_and_their_spans_lie_inside(text in text()) {
        for parse in [json::parse, yaml::parse, toml::parse] {
            match parse(&text) {
                Ok(document) => holds(&document, &text)?,
                Err(error) => prop_assert!(error.span.end <= text.len() + 1, "{error:?}"),
            }
        }
    }

    #[test]
    fn marks_lie_inside_and_the_index_finds_what_a_walk_finds(text in text()) {
        if let Some((yaml, body)) = markdown::front_matter(&text) {
            prop_assert!(text.get(yaml.range()).is_some() && text.get(body..).is_some());
        }
        let marks = markdown::marks(&text);
        prop_assert!(marks.is_sorted_by_key(|mark| mark.span.start));
        for mark in &marks {
            prop_assert!(text.get(mark.span.range()).is_some(), "{mark:?}");
        }
        let region = Region::new(0, RegionKind::Document, MappedText::verbatim(&text, 0)).with_marks(marks.clone());
        for offset in 0..=text.len() {
            let walked: Vec<_> = marks.iter().filter(|mark| mark.span.contains(offset)).collect();
            prop_assert_eq!(region.marks_at(offset).collect::<Vec<_>>(), walked);
            prop_assert!(region.headings_at(offset).count() <= 6);
        }
    }

    #[test]
    fn any_bytes_are_a_file_whose_places_lie_inside(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        lead in prop::sample::select(vec![&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"#!/bin/sh\n"]),
        name in prop::sample::select(vec!["a.md", "a.bin", "a"]),
    ) {
        let bytes = [lead, &bytes].concat();
        let file = SourceFile::new(name, bytes.clone());
        let mut before = 0;
        for (at, _) in file.text().char_indices() {
            let place = file.line_column(at);
            prop_assert!(before <= place.byte && place.byte <= bytes.len());
            prop_assert!(place.line >= 1 && place.column >= 1);
            before = place.byte;
        }
    }

    #[test]
    fn wide_text_maps_back_to_its_bytes(text in any::<String>(), big in any::<bool>()) {
        let unit = if big { u16::to_be_bytes } else { u16::to_le_bytes };
        let mark = if big { [0xFE, 0xFF] } else { [0xFF, 0xFE] };
        let wide = |text: &str| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let bytes = [mark.to_vec(), wide(&text)].concat();
        let file = SourceFile::new("a.md", bytes);
        prop_assume!(file.binary().is_none() && !text.is_empty());
        prop_assert_eq!(file.text(), &text);
        for (at, _) in text.char_indices() {
            prop_assert_eq!(file.line_column(at).byte, 2 + wide(&text[..at]).len());
        }
    }

    #[test]
    fn a_tree_digest_does_not_depend_on_order(
        files in prop::collection::btree_map(any::<String>(), any::<(bool, u8)>(), 0..8),
        turn in any::<prop::sample::Index>(),
    ) {
        let files: Vec<_> = files.iter().map(|(path, (bit, byte))| (path.as_str(), *bit, Digest::of([*byte]))).collect();
        let mut turned = files.clone();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
        }
        prop_assert_eq!(Digest::of_tree(files), Digest::of_tree(turned));
    }
}
