//! An index over marks, so that asking about one offset does not walk all of a hostile document.

use super::{Mark, Role};

/// Marks per block.
const BLOCK: usize = 256;

/// Finds marks by offset. Made for marks that are sorted by start.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    /// The furthest end among each block of marks.
    reach: Vec<usize>,
    /// Every heading, by its index among the marks, and the heading that it stands under, by its index here.
    headings: Vec<(usize, Option<usize>)>,
}

impl Outline {
    pub(super) fn new(marks: &[Mark]) -> Self {
        let furthest = |block: &[Mark]| block.iter().map(|mark| mark.span.end).max().unwrap_or_default();
        let mut headings: Vec<(usize, Option<usize>)> = Vec::new();
        // Headings that are still open, the outermost first: six at most.
        let mut open: Vec<(u8, usize)> = Vec::new();
        for (index, mark) in marks.iter().enumerate() {
            if let Role::Heading { level } = mark.role {
                open.retain(|(outer, _)| *outer < level);
                headings.push((index, open.last().map(|(_, heading)| *heading)));
                open.push((level, headings.len() - 1));
            }
        }
        Self { reach: marks.chunks(BLOCK).map(furthest).collect(), headings }
    }

    /// The marks that cover an offset, the outer first.
    pub(super) fn covering<'m>(&self, marks: &'m [Mark], offset: usize) -> impl Iterator<Item = &'m Mark> {
        let blocks = marks.chunks(BLOCK).zip(&self.reach);
        blocks
            .take_while(move |(block, _)| block.first().is_some_and(|mark| mark.span.start <= offset))
            .filter(move |(_, reach)| **reach > offset)
            .flat_map(|(block, _)| block)
            .filter(move |mark| mark.span.contains(offset))
    }

    /// The headings that an offset stands under, the nearest first.
    pub(super) fn headings<'m>(&self, marks: &'m [Mark], offset: usize) -> impl Iterator<Item = &'m Mark> {
        let starts_before = |(index, _): &(usize, _)| marks.get(*index).is_some_and(|mark| mark.span.start < offset);
        let nearest = self.headings.partition_point(starts_before).checked_sub(1);
        let up = |heading: &usize| self.headings.get(*heading).and_then(|(_, parent)| *parent);
        std::iter::successors(nearest, up)
            .filter_map(|heading| self.headings.get(heading).and_then(|(index, _)| marks.get(*index)))
    }
}
