//! What some formats show beside the scan itself.

use jiff::Timestamp;

use super::Timeline;
use crate::inventory::Inventory;

/// Everything that a scan does not know. Formats show what they have a place for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// When the report was made; `None` unless somebody asked for it, so that the same input gives the same bytes.
    pub time: Option<Timestamp>,
    /// What the scanned artifacts are made of.
    pub inventory: Option<&'a Inventory>,
    /// What was said about the artifact, and how far it was promoted.
    pub timeline: Option<&'a Timeline>,
}
