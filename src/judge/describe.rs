//! What an artifact does, in the words of a model, for a catalogue; nothing that anything depends on.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::error::Failure;
use super::material::Material;
use super::prompt::Form;
use super::reply::MAX_CONTENT;
use super::wire::Body;
use super::{Error, Judge, Preview};
use crate::finding::{redact, shown};
use crate::text::strict::{Names, parse};
use crate::text::visible_line;

/// Characters of a description, at most.
pub const MAX_DESCRIPTION: usize = 512;
/// Tags that are taken of one answer.
pub const MAX_TAGS: usize = 8;
/// Bytes of a manifest that are sent.
const MAX_MATERIAL: usize = 24 << 10;

/// What a model suggests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// One line of at most [`MAX_DESCRIPTION`] characters.
    pub description: String,
    /// Sorted; lower-case words.
    pub tags: BTreeSet<String>,
}

/// Whether a tag is one that registries take: lower-case letters, digits and hyphens within, 2 to 64 of them.
pub fn is_tag(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=64).contains(&text.len())
        && text.starts_with(inner)
        && text.ends_with(inner)
        && text.chars().all(|c| inner(c) || c == '-')
}

impl Description {
    fn read(content: &str) -> Result<Self, Failure> {
        let said: Self = parse(content.as_bytes(), Names::Fold, MAX_CONTENT)?;
        let one_line = said.description.split_whitespace().collect::<Vec<_>>().join(" ");
        let description = visible_line(&redact(&one_line)).into_owned();
        if description.is_empty() || description.chars().count() > MAX_DESCRIPTION {
            return Err(Failure::Content("its description is empty or too long"));
        }
        if said.tags.len() > MAX_TAGS || !said.tags.iter().all(|tag| is_tag(tag)) {
            return Err(Failure::Content("its tags are too many, or no words in lower case"));
        }
        Ok(Self { description, tags: said.tags })
    }
}

impl Judge {
    /// The request that would be made about a manifest.
    pub fn preview_description(&self, manifest: &str) -> Preview {
        let mut material = Material::default();
        let text = shown(manifest, &[]).text;
        let front = text.get(..text.floor_char_boundary(MAX_MATERIAL)).unwrap_or_default();
        material.part("manifest".to_owned(), front);
        let body = Body::new(self.exchange.endpoint.protocol, &self.model, Form::Description, &material.write());
        Preview { artifact: "manifest".to_owned(), body }
    }

    /// Asks what an artifact does, of which only the manifest is told.
    pub fn describe(&self, manifest: &str) -> Result<Description, Error> {
        let body = self.preview_description(manifest).body;
        let asked = self.exchange.ask(Form::Description, &body, 1, Description::read);
        let answer = self.runtime.block_on(asked).into_iter().next();
        let answer = answer.unwrap_or(Err(Failure::Content("it offers nothing")));
        answer.map(|(description, _)| description).map_err(Error::Undescribed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_taken() {
        let read = |text: &str| Description::read(text);
        let good = read(r#"{"description": "Keeps\nnotes.\u0007", "tags": ["notes", "b-2"]}"#).unwrap();
        assert_eq!(good.description, "Keeps notes.\\u{7}");
        assert_eq!(good.tags.into_iter().collect::<Vec<_>>(), ["b-2", "notes"]);
        for text in [
            r#"{"description": " ", "tags": []}"#,
            r#"{"description": "x", "tags": ["Approved"]}"#,
            r#"{"description": "x", "tags": ["a\nb: c"]}"#,
            r#"{"description": "x", "tags": ["-x"]}"#,
            r#"{"description": "x", "tags": [], "status": "published"}"#,
            r#"{"description": "x"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
