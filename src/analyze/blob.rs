//! The built-in rules, compiled ahead into one blob of which a scan loads the shelves that it needs.
//!
//! The blob begins with the digest of what it is made from; then come a head as JSON and the shelves, each behind its
//! length. One that does not fit the sources is ignored, and the sources are compiled instead.

use serde::{Deserialize, Serialize};
use yara_x::Rules;

use super::pack::{self, BUILT_IN, PackError, Source};
use super::shelf::{Place, Shelf};
use super::words::Words;
use super::{clause, script};
use crate::digest::Digest;

/// Written by `BLESS=1 cargo test`.
static BLOB: &[u8] = include_bytes!("../../rules/compiled.bin");

/// What is known of the rules without loading them.
#[derive(Serialize, Deserialize)]
struct Head {
    words: Words,
    shelves: Vec<Vec<Source>>,
}

/// The built-in rules as they lie on their shelves.
pub(super) struct Stock {
    /// Of the sources.
    pub(super) digest: Digest,
    pub(super) words: Words,
    pub(super) shelves: Vec<(Vec<Source>, Shelf)>,
}

/// The built-in rules, from the blob if it fits.
pub(super) fn stock() -> Result<Stock, PackError> {
    let sources = pack::digest_of(BUILT_IN);
    let head = head(sources);
    let blob = BLOB.split_first_chunk::<64>().filter(|(found, _)| found.as_slice() == head.hex().as_bytes());
    match blob.and_then(|(_, blob)| unpack(blob, sources)) {
        Some(stock) => Ok(stock),
        None => fresh(sources),
    }
}

/// The rules compiled from their sources.
fn fresh(digest: Digest) -> Result<Stock, PackError> {
    let words = Words::told();
    let shelves = Place::ALL.into_iter().map(|place| {
        let rules = compile(place)?;
        Ok((pack::sources(&rules), Shelf::loaded(rules, place.folded)))
    });
    Ok(Stock { digest, words, shelves: shelves.collect::<Result<_, PackError>>()? })
}

fn compile(place: Place) -> Result<Rules, PackError> {
    let files: Vec<_> = BUILT_IN.iter().map(|(name, source)| (*name, place.pick(source))).collect();
    pack::compile(files.iter().map(|(name, source)| (*name, source.as_str())))
}

/// What the blob is made from: the sources of the rules, and the patterns whose words it holds.
fn head(sources: Digest) -> Digest {
    let patterns: Vec<&str> = clause::patterns().chain(script::patterns()).collect();
    Digest::of(format!("{}\0{}", sources.hex(), patterns.join("\0")))
}

/// Whether the blob that comes with this program is made from its rules, and loads without compiling them.
///
/// Two blobs of the same rules may differ: in what order the engine lists its functions is up to the linker.
pub fn is_current() -> bool {
    let head = head(pack::digest_of(BUILT_IN)).hex();
    let Some((found, mut blob)) = BLOB.split_first_chunk::<64>() else { return false };
    let Some((_, shelves)) = pop(blob) else { return false };
    blob = shelves;
    let loads = |_: &Place| {
        let Some((shelf, rest)) = pop(blob) else { return false };
        blob = rest;
        Rules::deserialize(shelf).is_ok()
    };
    found.as_slice() == head.as_bytes() && Place::ALL.iter().all(loads)
}

/// How many bytes of compiled rules come with this program.
pub const fn size() -> usize {
    BLOB.len()
}

/// The blob as it should be.
pub fn compiled() -> Result<Vec<u8>, PackError> {
    let mut head = Head { words: Words::told(), shelves: Vec::new() };
    let mut body = Vec::new();
    let failed = |error: &dyn std::fmt::Display| PackError::Compile(error.to_string());
    for place in Place::ALL {
        let rules = compile(place)?;
        head.shelves.push(pack::sources(&rules));
        push(&mut body, &rules.serialize().map_err(|error| failed(&error))?);
    }
    let mut blob = self::head(pack::digest_of(BUILT_IN)).hex().into_bytes();
    push(&mut blob, &serde_json::to_vec(&head).map_err(|error| failed(&error))?);
    blob.extend(body);
    Ok(blob)
}

fn push(blob: &mut Vec<u8>, section: &[u8]) {
    blob.extend(u32::try_from(section.len()).unwrap_or(u32::MAX).to_le_bytes());
    blob.extend(section);
}

/// A section of a blob, and what comes after it.
fn pop(blob: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = blob.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length).try_into().ok()?)
}

fn unpack(blob: &'static [u8], digest: Digest) -> Option<Stock> {
    let (head, mut blob) = pop(blob)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let mut shelves = Vec::new();
    for (place, sources) in Place::ALL.into_iter().zip(head.shelves) {
        let (bytes, rest) = pop(blob)?;
        shelves.push((sources, Shelf::stored(bytes, place)));
        blob = rest;
    }
    (shelves.len() == Place::ALL.len()).then_some(Stock { digest, words: head.words, shelves })
}

/// The rules of a shelf. A platform that refuses what was compiled elsewhere has them compiled anew.
#[expect(clippy::expect_used, reason = "every test scans with the built-in rules")]
pub(super) fn load(bytes: &[u8], place: Place) -> Rules {
    Rules::deserialize(bytes).unwrap_or_else(|_| compile(place).expect("the built-in rules compile"))
}
