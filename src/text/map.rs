//! Decoded text and the way back to the bytes it came from.

use std::ops::Range;

use super::Span;

/// A run of decoded text and its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where the run starts in the decoded text.
    text: usize,
    /// What it came from.
    source: Span,
    /// Byte for byte the same; otherwise the run stands for its source as a whole.
    verbatim: bool,
}

/// Translates offsets of decoded text into offsets of its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffsetMap {
    /// In order of `text`, without gaps; empty for empty text.
    pieces: Vec<Piece>,
}

impl OffsetMap {
    /// Decoded text that is the source itself from `start` on.
    pub fn verbatim(start: usize, len: usize) -> Self {
        Self { pieces: vec![Piece { text: 0, source: Span::new(start, start + len), verbatim: true }] }
    }

    /// Decoded text whose correspondence is unknown: every range maps to all of `source`.
    pub fn whole(source: Span) -> Self {
        Self { pieces: vec![Piece { text: 0, source, verbatim: false }] }
    }

    /// The source of a range of the decoded text.
    ///
    /// When the encoding hides the correspondence, the span of the whole encoded run is returned: wide, but never
    /// wrong.
    pub fn span(&self, decoded: Range<usize>) -> Span {
        let last = decoded.end.max(decoded.start + 1) - 1;
        let (Some(first), Some(end)) = (self.piece(decoded.start), self.piece(last)) else {
            return Span::default();
        };
        let from = if first.verbatim {
            (first.source.start + (decoded.start - first.text)).min(first.source.end)
        } else {
            first.source.start
        };
        let to = if end.verbatim {
            (end.source.start + decoded.end.saturating_sub(end.text)).min(end.source.end)
        } else {
            end.source.end
        };
        Span::new(from, to.max(from))
    }

    /// The map for text that was decoded from text that has the map `outer`.
    #[must_use]
    pub fn through(&self, outer: &Self) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            if !piece.verbatim {
                pieces.push(Piece { source: outer.span(piece.source.range()), ..*piece });
                continue;
            }
            let mut at = piece.source.start;
            let mut index = outer.index(at);
            while at < piece.source.end {
                let end = outer.pieces.get(index + 1).map_or(piece.source.end, |next| next.text.min(piece.source.end));
                let verbatim = outer.pieces.get(index).is_some_and(|p| p.verbatim);
                pieces.push(Piece {
                    text: piece.text + (at - piece.source.start),
                    source: outer.span(at..end),
                    verbatim,
                });
                at = end.max(at + 1);
                index += 1;
            }
        }
        Self { pieces }
    }

    /// Moves the source `by` bytes on.
    pub fn shift(&mut self, by: usize) {
        for piece in &mut self.pieces {
            piece.source = piece.source.shifted(by);
        }
    }

    fn index(&self, offset: usize) -> usize {
        self.pieces.partition_point(|piece| piece.text <= offset).saturating_sub(1)
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        self.pieces.get(self.index(offset))
    }
}

/// Decoded text together with its map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MappedText {
    pub text: String,
    pub map: OffsetMap,
}

impl MappedText {
    /// A stretch of the source as it stands there.
    pub fn verbatim(text: &str, start: usize) -> Self {
        Self { text: text.to_owned(), map: OffsetMap::verbatim(start, text.len()) }
    }

    /// The span of all of it.
    pub fn span(&self) -> Span {
        self.map.span(0..self.text.len())
    }
}

/// Builds decoded text and its map together, so that neither can drift.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    pieces: Vec<Piece>,
}

impl TextBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends source text unchanged; `start` is where it stands in the source.
    pub fn verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let source = Span::new(start, start + text.len());
        match self.pieces.last_mut() {
            Some(last) if last.verbatim && last.source.end == start => last.source.end = source.end,
            _ => self.pieces.push(Piece { text: self.text.len(), source, verbatim: true }),
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for the bytes of `source`.
    pub fn decoded(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece { text: self.text.len(), source, verbatim: false });
        self.text.push_str(text);
    }

    /// Appends text that has a map of its own into the same source.
    pub fn append(&mut self, other: &MappedText) {
        let at = self.text.len();
        self.pieces.extend(other.map.pieces.iter().map(|piece| Piece { text: at + piece.text, ..*piece }));
        self.text.push_str(&other.text);
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn finish(self) -> MappedText {
        MappedText { text: self.text, map: OffsetMap { pieces: self.pieces } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped() -> MappedText {
        // Source: `a\nbc` with the escape two bytes long.
        let mut builder = TextBuilder::new();
        builder.verbatim("a", 10);
        builder.decoded("\n", Span::new(11, 13));
        builder.verbatim("bc", 13);
        builder.finish()
    }

    #[test]
    fn an_escape_shifts_what_follows_it() {
        let text = escaped();
        assert_eq!(text.text, "a\nbc");
        assert_eq!(text.map.span(0..1), Span::new(10, 11));
        assert_eq!(text.map.span(1..2), Span::new(11, 13));
        assert_eq!(text.map.span(2..4), Span::new(13, 15));
        assert_eq!(text.map.span(0..4), Span::new(10, 15));
    }

    #[test]
    fn a_map_through_a_map_reaches_the_file() {
        let mut inner = TextBuilder::new();
        inner.verbatim("a", 0);
        inner.verbatim("bc", 2);
        let inner = inner.finish();
        let map = inner.map.through(&escaped().map);
        assert_eq!(map.span(0..1), Span::new(10, 11));
        assert_eq!(map.span(1..3), Span::new(13, 15));
    }

    #[test]
    fn an_empty_map_answers_with_an_empty_span() {
        assert_eq!(OffsetMap::default().span(3..9), Span::default());
    }
}
