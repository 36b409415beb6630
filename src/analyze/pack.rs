//! Rule packs: YARA rules with their metadata.
//!
//! The built-in rules are compiled ahead into one blob that carries the digest of its sources; a blob that does not fit
//! the sources, or that this platform refuses, is ignored and the sources are compiled instead.

use std::collections::HashMap;

use yara_x::{Compiler, MetaValue, Rules, SourceCode};

use super::guard::Guards;
use super::shelf::{self, Shelf};
use crate::digest::Digest;
use crate::rule::{MetaError, RuleMeta, Scope};

/// The built-in rule files, by name. A test holds that every file in `rules/` is here.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("code-execution.yar", include_str!("../../rules/code-execution.yar")),
    ("credential-access.yar", include_str!("../../rules/credential-access.yar")),
    ("data-exfiltration.yar", include_str!("../../rules/data-exfiltration.yar")),
    ("destruction.yar", include_str!("../../rules/destruction.yar")),
    ("excessive-permission.yar", include_str!("../../rules/excessive-permission.yar")),
    ("hidden-content.yar", include_str!("../../rules/hidden-content.yar")),
    ("impersonation.yar", include_str!("../../rules/impersonation.yar")),
    ("injection.yar", include_str!("../../rules/injection.yar")),
    ("network-exposure.yar", include_str!("../../rules/network-exposure.yar")),
    ("obfuscation.yar", include_str!("../../rules/obfuscation.yar")),
    ("persistence.yar", include_str!("../../rules/persistence.yar")),
    ("prompt-injection.yar", include_str!("../../rules/prompt-injection.yar")),
    ("secret-exposure.yar", include_str!("../../rules/secret-exposure.yar")),
    ("supply-chain.yar", include_str!("../../rules/supply-chain.yar")),
    ("tool-poisoning.yar", include_str!("../../rules/tool-poisoning.yar")),
];

/// Written by `BLESS=1 cargo test`.
static BLOB: &[u8] = include_bytes!("../../rules/compiled.bin");

/// Compiled rules and what is known about each.
pub struct Pack {
    pub(super) shelves: Vec<Shelf>,
    metas: HashMap<String, PackRule>,
    /// Over names and sources of the files.
    pub digest: Digest,
}

/// A rule of a pack.
#[derive(Debug)]
pub struct PackRule {
    pub meta: RuleMeta,
    /// Tagged `signal`: heuristics join it, it is no finding by itself.
    pub signal: bool,
    /// Every match is a finding, not only the first of a region.
    pub each: bool,
    pub(super) guards: Guards,
}

/// Why a pack was refused. The messages of the compiler show the source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    #[error("{0}")]
    Compile(String),
    #[error("{file}: {source}")]
    Meta { file: String, source: MetaError },
}

impl Pack {
    /// The rules that come with proofmark.
    pub fn built_in() -> Result<Self, PackError> {
        let digest = digest_of(BUILT_IN);
        let ready = BLOB.split_first_chunk::<64>().filter(|(head, _)| head.as_slice() == digest.hex().as_bytes());
        match ready.and_then(|(_, blob)| unpack(blob)) {
            Some(shelves) => Self::new(shelves, digest, "built-in rules"),
            None => Self::new(stock()?, digest, "built-in rules"),
        }
    }

    /// Compiles rule files, given by name and source.
    pub fn compile(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, PackError> {
        let name = files.first().map_or("rules", |(name, _)| name.as_ref());
        let rules = compile(files.iter().map(|(name, source)| (name.as_ref(), source.as_ref())))?;
        Self::new(vec![(rules, false)], digest_of(files), name)
    }

    /// Of rules, and whether they are for folded text.
    fn new(shelves: Vec<(Rules, bool)>, digest: Digest, file: &str) -> Result<Self, PackError> {
        let mut pack = Self { shelves: Vec::with_capacity(shelves.len()), metas: HashMap::new(), digest };
        for (rules, folded) in shelves {
            let mut scope = Scope::NONE;
            for rule in rules.iter().filter(|rule| !rule.is_private()) {
                let known = PackRule::new(&rule, file)?;
                scope = scope.union(known.meta.scope);
                pack.metas.insert(rule.identifier().to_owned(), known);
            }
            pack.shelves.push(Shelf { rules, scope, folded });
        }
        Ok(pack)
    }

    pub(super) fn rule(&self, identifier: &str) -> Option<&PackRule> {
        self.metas.get(identifier)
    }

    /// The rules of the pack, in no particular order.
    pub fn rules(&self) -> impl Iterator<Item = &PackRule> {
        self.metas.values()
    }
}

impl PackRule {
    fn new(rule: &yara_x::Rule<'_, '_>, file: &str) -> Result<Self, PackError> {
        let strings: Vec<(&str, &str)> = rule
            .metadata()
            .filter_map(|(name, value)| match value {
                MetaValue::String(text) => Some((name, text)),
                _ => None,
            })
            .collect();
        let find = |name: &str| strings.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
        let fail = |source| PackError::Meta { file: file.to_owned(), source };
        let meta = RuleMeta::from_yara(rule.identifier(), strings.iter().copied()).map_err(fail)?;
        let guards = Guards::parse(find("guard").unwrap_or_default())
            .map_err(|problem| fail(MetaError { rule: meta.id.to_string(), field: "guard", problem }))?;
        let signal = rule.tags().any(|tag| tag.identifier() == "signal");
        Ok(Self { meta, signal, each: find("each") == Some("true"), guards })
    }
}

/// The blob of the built-in rules, as [`Pack::built_in`] expects it: the digest of the sources, then every shelf with
/// whether it is for folded text, and its length.
pub fn compiled() -> Result<Vec<u8>, PackError> {
    let mut blob = digest_of(BUILT_IN).hex().into_bytes();
    for (rules, folded) in stock()? {
        let bytes = rules.serialize().map_err(|error| PackError::Compile(error.to_string()))?;
        blob.push(folded.into());
        blob.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        blob.extend(bytes);
    }
    Ok(blob)
}

/// The shelves of a blob, unless it is from elsewhere.
fn unpack(mut blob: &[u8]) -> Option<Vec<(Rules, bool)>> {
    let mut shelves = Vec::new();
    while let Some(([folded, length @ ..], rest)) = blob.split_first_chunk::<5>() {
        let (bytes, rest) = rest.split_at_checked(u32::from_le_bytes(*length).try_into().ok()?)?;
        shelves.push((Rules::deserialize(bytes).ok()?, *folded == 1));
        blob = rest;
    }
    Some(shelves)
}

/// Compiles the built-in rules, shelf by shelf.
fn stock() -> Result<Vec<(Rules, bool)>, PackError> {
    let shelf = |place: shelf::Place| {
        let files: Vec<_> = BUILT_IN.iter().map(|(name, source)| (*name, place.pick(source))).collect();
        let rules = compile(files.iter().map(|(name, source)| (*name, source.as_str())))?;
        Ok((rules, place.folded))
    };
    let mut shelves = shelf::Place::ALL.into_iter().map(shelf).collect::<Result<Vec<_>, _>>()?;
    shelves.retain(|(rules, _)| rules.iter().len() > 0);
    Ok(shelves)
}

fn compile<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Rules, PackError> {
    let mut compiler = Compiler::new();
    compiler.enable_includes(false).error_on_slow_pattern(true).error_on_slow_loop(true);
    for (name, source) in files {
        // Errors are collected, so that one run shows all of them.
        let _ = compiler.add_source(SourceCode::from(source).with_origin(name));
    }
    if compiler.errors().is_empty() {
        return Ok(compiler.build());
    }
    let messages: Vec<String> = compiler.errors().iter().map(ToString::to_string).collect();
    Err(PackError::Compile(messages.join("\n")))
}

fn digest_of(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Digest {
    let parts: Vec<&str> = files.iter().flat_map(|(name, source)| [name.as_ref(), source.as_ref()]).collect();
    Digest::of(parts.join("\0"))
}
