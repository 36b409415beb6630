//! All rules of a run, ready to be used by many workers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::blob::Words;
use super::clause::Clauses;
use super::script::Scripts;
use super::{JUDGED, Pack, PackError, Worker, cross, heuristic};
use crate::digest::Digest;
use crate::rule::{self, Catalogue, RuleId};
use crate::source::{Documents, Limits};

/// What a run asks of the rules.
#[derive(Debug, Default)]
pub struct Options {
    /// Rule files of the user, by name and source.
    pub packs: Vec<(String, String)>,
    /// Rules that are not to fire. They are part of the report.
    pub disabled: BTreeSet<String>,
    pub limits: Limits,
    /// How documents are read that need a process of their own; without it, they are not.
    pub documents: Option<Documents>,
}

/// Every rule of a run.
pub struct Engine {
    pub(super) packs: Vec<Pack>,
    pub(super) disabled: BTreeSet<String>,
    pub limits: Limits,
    pub documents: Option<Documents>,
    catalogue: Catalogue,
    clauses: OnceLock<Clauses>,
    scripts: OnceLock<Scripts>,
}

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("a rule file cannot be used")]
    Pack(#[from] PackError),
    #[error(transparent)]
    Catalogue(#[from] rule::Error),
    #[error(transparent)]
    Meta(#[from] rule::MetaError),
    #[error("there is no rule `{name}`")]
    UnknownRule { name: String, nearest: Option<RuleId> },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::UnknownRule { nearest: Some(nearest), .. } => Some(format!("is `{nearest}` meant?").into()),
            Self::UnknownRule { nearest: None, .. } => Some("`proofmark rules list` names all of them".into()),
            _ => None,
        }
    }
}

impl Engine {
    pub fn new(options: Options) -> Result<Self, Error> {
        let mut packs = vec![Pack::built_in()?];
        if !options.packs.is_empty() {
            packs.push(Pack::compile(&options.packs)?);
        }
        let mut catalogue = Catalogue::default();
        for rule in packs.iter().flat_map(Pack::rules).filter(|rule| !rule.signal) {
            catalogue.add(rule.meta.clone())?;
        }
        for meta in heuristic::metas() {
            catalogue.add(meta.to_meta()?)?;
        }
        for rule in cross::ALL {
            // Some speak for a heuristic, which is there already.
            if catalogue.get(rule.meta.id).is_none() {
                catalogue.add(rule.meta.to_meta()?)?;
            }
        }
        catalogue.add(JUDGED.to_meta()?)?;
        let (disabled, limits, documents) = (BTreeSet::new(), options.limits, options.documents);
        let (clauses, scripts) = (OnceLock::new(), OnceLock::new());
        let mut engine = Self { packs, disabled, limits, documents, catalogue, clauses, scripts };
        engine.disable(options.disabled)?;
        Ok(engine)
    }

    /// Keeps more rules from firing.
    pub fn disable(&mut self, rules: BTreeSet<String>) -> Result<(), Error> {
        for name in &rules {
            if self.catalogue.get(name).is_none() {
                let nearest = self.catalogue.nearest(name).cloned();
                return Err(Error::UnknownRule { name: name.clone(), nearest });
            }
        }
        self.disabled.extend(rules);
        Ok(())
    }

    /// The rules about sentences, made ready for the first artifact that has some.
    pub(super) fn clauses(&self) -> &Clauses {
        self.clauses.get_or_init(|| Clauses::new(self.words().clauses()))
    }

    /// The rules about forms of code, made ready for the first script.
    pub(super) fn scripts(&self) -> &Scripts {
        self.scripts.get_or_init(|| Scripts::new(self.words().scripts()))
    }

    fn words(&self) -> &Words {
        self.packs.iter().find_map(|pack| pack.words.as_ref()).unwrap_or(&Words::NONE)
    }

    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The names of the rules that are not to fire, sorted.
    pub fn disabled(&self) -> impl Iterator<Item = &str> {
        self.disabled.iter().map(String::as_str)
    }

    pub fn is_disabled(&self, rule: &RuleId) -> bool {
        self.disabled.contains(rule.as_str())
    }

    /// Over the sources of all pattern rules and the version of the heuristics, which is that of proofmark.
    pub fn digest(&self) -> Digest {
        let mut text = format!("proofmark {}\n", env!("CARGO_PKG_VERSION"));
        for pack in &self.packs {
            text.push_str(&pack.digest.hex());
            text.push('\n');
        }
        Digest::of(text)
    }

    /// A worker for one thread.
    pub fn worker(&self) -> Worker<'_> {
        Worker::new(self)
    }
}
