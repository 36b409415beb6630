//! The built-in rules, compiled ahead into one blob of which a scan loads the shelves that it needs.
//!
//! The blob begins with the digest of what it is made from; then come the rules' sources as JSON, the words of sentences
//! and of scripts, and the shelves, each behind its length. One that does not fit the sources is ignored, and the sources are compiled instead.

use yara_x::Rules;

use super::pack::{self, BUILT_IN, PackError, Source};
use super::shelf::{Place, Shelf};
use super::word_index::WordIndex;
use super::words::needed;
use super::{clause, script};
use crate::digest::Digest;

/// Written by `BLESS=1 cargo test`.
static BLOB: &[u8] = include_bytes!("../../rules/compiled.bin");

/// What the patterns of the heuristics need, packed: of those about sentences, and of those about scripts.
pub(super) struct Words {
    clauses: &'static [u8],
    scripts: &'static [u8],
}

impl Words {
    /// Nothing that was told ahead.
    pub(super) const NONE: Self = Self { clauses: &[], scripts: &[] };

    pub(super) fn clauses(&self) -> WordIndex {
        WordIndex::unpack(self.clauses).unwrap_or_else(|| indexed(clause::patterns()))
    }

    pub(super) fn scripts(&self) -> WordIndex {
        WordIndex::unpack(self.scripts).unwrap_or_else(|| indexed(script::patterns()))
    }
}

fn indexed<'p>(patterns: impl Iterator<Item = &'p str>) -> WordIndex {
    WordIndex::new(&patterns.map(needed).collect::<Vec<_>>())
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
    let shelves = Place::ALL.into_iter().map(|place| {
        let rules = compile(place)?;
        Ok((pack::sources(&rules), Shelf::loaded(rules, place.folded)))
    });
    Ok(Stock { digest, words: Words::NONE, shelves: shelves.collect::<Result<_, PackError>>()? })
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
    let Some((_, words)) = pop(blob) else { return false };
    let Some((clauses, scripts)) = pop(words) else { return false };
    let Some((scripts, shelves)) = pop(scripts) else { return false };
    let indexed = [clauses, scripts].into_iter().all(|words| WordIndex::unpack(words).is_some());
    blob = shelves;
    let loads = |_: &Place| {
        let Some((shelf, rest)) = pop(blob) else { return false };
        blob = rest;
        Rules::deserialize(shelf).is_ok()
    };
    indexed && found.as_slice() == head.as_bytes() && Place::ALL.iter().all(loads)
}

/// How many bytes of compiled rules come with this program.
pub const fn size() -> usize {
    BLOB.len()
}

fn failed(error: impl std::fmt::Display) -> PackError {
    PackError::Compile(error.to_string())
}

/// The blob as it should be.
pub fn compiled() -> Result<Vec<u8>, PackError> {
    let mut sources = Vec::new();
    let mut shelves = Vec::new();
    for place in Place::ALL {
        let rules = compile(place)?;
        sources.push(pack::sources(&rules));
        push(&mut shelves, &rules.serialize().map_err(failed)?);
    }
    let mut blob = head(pack::digest_of(BUILT_IN)).hex().into_bytes();
    push(&mut blob, &serde_json::to_vec(&sources).map_err(failed)?);
    push(&mut blob, &indexed(clause::patterns()).pack().map_err(failed)?);
    push(&mut blob, &indexed(script::patterns()).pack().map_err(failed)?);
    blob.extend(shelves);
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
    let (sources, blob) = pop(blob)?;
    let sources: Vec<Vec<Source>> = serde_json::from_slice(sources).ok()?;
    let (clauses, blob) = pop(blob)?;
    let (scripts, mut blob) = pop(blob)?;
    let mut shelves = Vec::new();
    for (place, sources) in Place::ALL.into_iter().zip(sources) {
        let (bytes, rest) = pop(blob)?;
        shelves.push((sources, Shelf::stored(bytes, place)));
        blob = rest;
    }
    (shelves.len() == Place::ALL.len()).then_some(Stock { digest, words: Words { clauses, scripts }, shelves })
}

/// The rules of a shelf. A platform that refuses what was compiled elsewhere has them compiled anew.
#[expect(clippy::expect_used, reason = "every test scans with the built-in rules")]
pub(super) fn load(bytes: &[u8], place: Place) -> Rules {
    Rules::deserialize(bytes).unwrap_or_else(|_| compile(place).expect("the built-in rules compile"))
}
