//! Texts beside the pages: notes, the values of fields, titles, what screen readers say, addresses of links.

use std::collections::BTreeSet;

use hayro_font::hayro_syntax::Pdf;
use hayro_font::hayro_syntax::object::{Dict, MaybeRef, Object};

use super::Out;

/// Members whose strings are for people and models.
const TEXTS: &[&[u8]] = &[
    b"ActualText",
    b"Alt",
    b"Contents",
    b"Description",
    b"E",
    b"Keywords",
    b"RC",
    b"Subj",
    b"Subject",
    b"Title",
    b"TU",
    b"URI",
    b"V",
];
/// Dictionaries and lists in one another that are looked into.
const MAX_NESTING: usize = 16;
/// Control characters among so many others, from which on a string is data: a signature, a key.
const CONTROLS: usize = 16;

/// Adds the texts of all objects of a document, sorted.
pub(super) fn read(pdf: &Pdf, out: &mut Out) {
    let mut texts = BTreeSet::new();
    let mut waiting = Vec::new();
    for object in pdf.objects() {
        waiting.push((object, 0));
        while let Some((object, depth)) = waiting.pop() {
            if !out.steps(1) {
                break;
            }
            let dict = match &object {
                Object::Dict(dict) => dict,
                Object::Stream(stream) => stream.dict(),
                Object::Array(array) if depth < MAX_NESTING => {
                    waiting.extend(array.raw_iter().filter_map(direct).map(|item| (item, depth + 1)));
                    continue;
                }
                _ => continue,
            };
            of(dict, &mut |text| {
                texts.insert(text.to_owned());
            });
            if depth < MAX_NESTING {
                waiting.extend(dict.entries().filter_map(|(_, item)| direct(item)).map(|item| (item, depth + 1)));
            }
        }
    }
    for text in &texts {
        out.line(text);
    }
}

/// An object that stands where it is used; one elsewhere is met there.
fn direct(item: MaybeRef<Object<'_>>) -> Option<Object<'_>> {
    match item {
        MaybeRef::NotRef(object) => Some(object),
        MaybeRef::Ref(_) => None,
    }
}

/// Hands on the texts of a dictionary.
pub(super) fn of(dict: &Dict<'_>, take: &mut dyn FnMut(&str)) {
    for name in TEXTS {
        let Some(Object::String(string)) = dict.get::<Object<'_>>(name) else { continue };
        let text = decode(string.as_bytes());
        let controls = text.chars().filter(|character| character.is_control() && !character.is_whitespace()).count();
        if !text.trim().is_empty() && controls * CONTROLS <= text.len() {
            take(&text);
        }
    }
}

/// A text string (7.9.2.2): UTF-16 or UTF-8 by its first bytes, or else nearly Latin-1.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(*pair.first_chunk()?)));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
