//! Rule packs: YARA rules with their metadata.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use yara_x::{Compiler, MetaValue, Rules, SourceCode};

use super::blob;
use super::blob::Words;
use super::guard::Guards;
use super::shelf::Shelf;
use crate::digest::Digest;
use crate::rule::{MetaError, RuleMeta};

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

/// Compiled rules and what is known about each.
pub struct Pack {
    pub(super) shelves: Vec<Shelf>,
    /// What the patterns of the heuristics need; of the built-in pack only.
    pub(super) words: Option<Words>,
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

/// A rule as its file has it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Source {
    identifier: String,
    signal: bool,
    /// The strings of its metadata.
    meta: Vec<(String, String)>,
}

impl Pack {
    /// The rules that come with proofmark.
    pub fn built_in() -> Result<Self, PackError> {
        let stock = blob::stock()?;
        let pack = Self::new(stock.shelves, stock.digest, "built-in rules")?;
        Ok(Self { words: Some(stock.words), ..pack })
    }

    /// Compiles rule files, given by name and source.
    pub fn compile(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, PackError> {
        let name = files.first().map_or("rules", |(name, _)| name.as_ref());
        let rules = compile(files.iter().map(|(name, source)| (name.as_ref(), source.as_ref())))?;
        Self::new(vec![(sources(&rules), Shelf::loaded(rules, false))], digest_of(files), name)
    }

    fn new(stock: Vec<(Vec<Source>, Shelf)>, digest: Digest, file: &str) -> Result<Self, PackError> {
        let mut pack = Self { shelves: Vec::new(), words: None, metas: HashMap::new(), digest };
        for (sources, mut shelf) in stock {
            if sources.is_empty() {
                continue;
            }
            for source in sources {
                let known = PackRule::new(&source, file)?;
                shelf.scope = shelf.scope.union(known.meta.scope);
                pack.metas.insert(source.identifier, known);
            }
            pack.shelves.push(shelf);
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
    fn new(source: &Source, file: &str) -> Result<Self, PackError> {
        let strings = || source.meta.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let find = |name: &str| strings().find(|(field, _)| *field == name).map(|(_, value)| value);
        let fail = |source| PackError::Meta { file: file.to_owned(), source };
        let meta = RuleMeta::from_yara(&source.identifier, strings()).map_err(fail)?;
        let guards = Guards::parse(find("guard").unwrap_or_default())
            .map_err(|problem| fail(MetaError { rule: meta.id.to_string(), field: "guard", problem }))?;
        Ok(Self { meta, signal: source.signal, each: find("each") == Some("true"), guards })
    }
}

/// What the files say of their rules, private ones left out.
pub(super) fn sources(rules: &Rules) -> Vec<Source> {
    let source = |rule: yara_x::Rule<'_, '_>| Source {
        identifier: rule.identifier().to_owned(),
        signal: rule.tags().any(|tag| tag.identifier() == "signal"),
        meta: rule
            .metadata()
            .filter_map(|(name, value)| match value {
                MetaValue::String(text) => Some((name.to_owned(), text.to_owned())),
                _ => None,
            })
            .collect(),
    };
    rules.iter().filter(|rule| !rule.is_private()).map(source).collect()
}

pub(super) fn compile<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Rules, PackError> {
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

pub(super) fn digest_of(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Digest {
    let parts: Vec<&str> = files.iter().flat_map(|(name, source)| [name.as_ref(), source.as_ref()]).collect();
    Digest::of(parts.join("\0"))
}
