//! Source code: which language a file is in, and its syntax tree.

mod language;

pub use language::Language;
