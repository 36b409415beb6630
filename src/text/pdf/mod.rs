//! The text of a PDF (ISO 32000-2): what its pages show or hide, and what its notes, fields and properties say.
//!
//! What a reader of the page cannot see is read like the rest: white and invisible text, text outside of the page or in
//! layers that are off, hidden notes. The order is that of the content streams, as programs that extract text have it.
//!
//! The number of steps is bounded here; the time and memory that one step takes in the parser below are not, so this is
//! for a process of its own (`source::documents`).

mod page;
mod strings;

use hayro_font::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};

/// What a PDF says.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfText {
    /// Page by page, with line ends where the text moves down.
    pub text: String,
    /// Characters of which a font does not say what they are; each is a U+FFFD in the text.
    pub unknown: usize,
    /// Whether a bound was met or something was damaged, so that there may be more.
    pub cut: bool,
}

/// Why a PDF has no text for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum PdfError {
    #[error("it needs a password, or is encrypted in a way that is not known")]
    Encrypted,
    #[error("it has no pages that can be found")]
    Invalid,
}

/// Reads a PDF, up to so many bytes of text.
pub fn text(bytes: Vec<u8>, most: usize) -> Result<PdfText, PdfError> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::MissingIDEntry) | LoadPdfError::Invalid => PdfError::Invalid,
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
    })?;
    if pdf.pages().is_empty() {
        return Err(PdfError::Invalid);
    }
    let mut reader = page::Reader::new(most);
    for page in pdf.pages().iter() {
        reader.page(page);
    }
    strings::read(&pdf, &mut reader.out);
    let page::Reader { out, unknown, .. } = reader;
    Ok(PdfText { text: out.text, unknown, cut: out.cut })
}

/// Text that grows to a bound, and steps that are counted.
struct Out {
    text: String,
    most: usize,
    steps: usize,
    cut: bool,
}

impl Out {
    /// Takes so many steps; `false` once there were too many.
    const fn steps(&mut self, count: usize) -> bool {
        match self.steps.checked_sub(count) {
            Some(left) => self.steps = left,
            None => self.cut = true,
        }
        !self.cut
    }

    fn push(&mut self, character: char) {
        if self.text.len() + character.len_utf8() > self.most {
            self.cut = true;
        } else {
            self.text.push(character);
        }
    }

    fn line(&mut self, text: &str) {
        for character in text.chars() {
            self.push(character);
        }
        self.push('\n');
    }
}
