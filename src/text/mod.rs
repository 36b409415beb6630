//! Text with addresses: files, byte spans, and the decoded regions that rules read.
//!
//! Rules read decoded text; findings point at raw bytes. A [`Region`] holds the first, its [`OffsetMap`] leads to
//! the second.

mod encoding;
mod file;
pub mod json;
#[cfg(test)]
mod laws;
mod map;
pub mod markdown;
mod mode;
mod node;
mod outline;
mod pattern;
pub mod pdf;
mod plain;
#[cfg(test)]
pub(crate) mod published;
mod region;
mod span;
pub mod strict;
pub mod toml;
mod visible;
pub mod yaml;

pub use encoding::is_text_name;
pub use file::{Content, Encoding, SourceFile};
pub use map::{MappedText, OffsetMap, TextBuilder};
pub use mode::{Mode, Writers};
pub use node::{Document, Member, Node, Note, NoteKind, ParseError, Value, pointer};
pub use pattern::{Pattern, mentions};
pub use region::{Mark, Region, RegionKind, Role};
pub use span::{LineColumn, Location, Span};
pub use visible::{is_invisible, visible, visible_line};
