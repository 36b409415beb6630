//! How far the artifacts that a BOM lists have come, and what they need in turn.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use crate::bom::View;
use crate::bom::deps::Life;
use crate::cli::governed::{Governed, PolicyArgs};
use crate::cli::needs::Shelves;
use crate::cli::seen::{Seen, SeenArgs};
use crate::cli::services::RootArgs;
use crate::cli::stored::{Stored, image};
use crate::cli::{Error, Io};
use crate::digest::Digest;
use crate::policy::{Dependency, Kind};
use crate::promotion::{self, Needed};
use crate::store::{Layout, Store};

/// Artifacts that are looked up for one tree, at most.
const MAX_LOOKED_UP: usize = 10_000;

/// Whom to believe about artifacts, and the stores that have them.
#[derive(Debug, Args)]
pub(super) struct LifeArgs {
    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    seen: SeenArgs,

    #[command(flatten)]
    root: RootArgs,
}

/// Stores and trust to look artifacts up with.
pub(super) struct Lives {
    governed: Governed,
    seen: Seen,
    layout: Option<Layout>,
    /// What the tree is of, where it is an artifact of a store.
    stored: Option<Stored>,
    /// What is verified about that.
    found: Option<Dependency>,
    reference: String,
}

impl LifeArgs {
    /// Opens them for a source: an artifact where `source` is no file here. `None` where nobody says whom to believe, or
    /// there is no store.
    pub(super) fn open(&self, source: &str, io: &Io<'_>) -> Result<Option<Lives>, Error> {
        let is_artifact = image(source).is_some() || !io.folder.join(source).exists();
        let layout = self.seen.layout(io)?;
        let is_asked = image(source).is_some() || (layout.is_some() && self.policy.is_there(io));
        if !is_asked {
            return Ok(None);
        }
        let governed = Governed::read(&self.policy, &self.root, io)?;
        let stored = if is_artifact { Some(Stored::find(source, &self.seen.store, io)?) } else { None };
        let (seen, reference) = (self.seen.read(io)?, source.to_owned());
        let mut lives = Lives { governed, seen, layout, stored, found: None, reference };
        if let Some(stored) = &lives.stored {
            let needed = Needed { name: stored.name.clone(), digest: Some(stored.digest), resource: None };
            lives.found = Some(promotion::look_up(&needed, Vec::new(), &lives.shelves(io)?)?);
        }
        Ok(Some(lives))
    }
}

impl Lives {
    /// The BOM of the artifact that the source is; `None` where it is a document or a folder.
    pub(super) fn bom(&self) -> Result<Option<View>, Error> {
        let Some(found) = &self.found else { return Ok(None) };
        let mut views = promotion::views(&found.evidence)?.into_iter();
        let Some(mut first) = views.next() else { return Err(Error::NoVerifiedBom { name: self.reference.clone() }) };
        // Several say more than one.
        let subject = first.subjects.first().cloned().unwrap_or_default();
        for more in views {
            let names: BTreeMap<String, String> =
                first.elements.iter().map(|(id, element)| (element.identity(), id.clone())).collect();
            first.graft(&subject, more, |element| names.get(&element.identity()).cloned());
        }
        Ok(Some(first))
    }

    /// Looks up every artifact of a BOM that pins it, hangs below it what its own BOM says, and so on.
    pub(super) fn of(&self, view: &mut View, io: &Io<'_>) -> Result<BTreeMap<String, Life>, Error> {
        let shelves = self.shelves(io)?;
        let mut lives = BTreeMap::new();
        let mut known: BTreeMap<Digest, String> = BTreeMap::new();
        if let Some((found, digest)) = self.found.as_ref().and_then(|found| Some((found, found.digest?))) {
            for subject in &view.subjects {
                lives.insert(subject.clone(), life(found));
                known.insert(digest, subject.clone());
            }
        }
        let mut open: Vec<String> = view.elements.keys().cloned().collect();
        let mut done: BTreeSet<String> = view.subjects.clone();
        while let Some(id) = open.pop() {
            let Some(needed) = view.elements.get(&id).and_then(Needed::of) else { continue };
            let Some(digest) = needed.digest.filter(|_| done.insert(id.clone())) else { continue };
            if done.len() > MAX_LOOKED_UP {
                return Err(promotion::Error::TooManyNeeds { limit: MAX_LOOKED_UP }.into());
            }
            let found = promotion::look_up(&needed, Vec::new(), &shelves)?;
            if !found.evidence.accepted().is_empty() || shelves.has(digest)? {
                view.at_hand.insert(id.clone());
            }
            lives.insert(id.clone(), life(&found));
            if known.contains_key(&digest) {
                continue;
            }
            known.insert(digest, id.clone());
            for below in promotion::views(&found.evidence)? {
                let here = |element: &_| known.get(&Needed::of(element)?.digest?).cloned();
                open.extend(view.graft(&id, below, here));
            }
        }
        Ok(lives)
    }

    fn shelves<'a, 'w>(&'a self, io: &'a Io<'w>) -> Result<Shelves<'a, 'w>, Error> {
        let own: Option<&dyn Store> = match (&self.stored, &self.layout) {
            (Some(stored), _) => Some(&*stored.store),
            (None, Some(layout)) => Some(layout),
            (None, None) => None,
        };
        let own = own.ok_or_else(|| Error::NoVerifiedBom { name: self.reference.clone() })?;
        let trust = self.governed.trust(io.clock.now());
        Ok(Shelves::of(&self.reference, own, self.layout.as_ref(), trust, &self.seen, io))
    }
}

/// What is shown of it. The links of the history are what the stage is made of, and count for nothing beside it.
fn life(found: &Dependency) -> Life {
    let kinds = found.evidence.accepted().iter().map(|accepted| {
        let statement = accepted.statement().content();
        Kind::of(&statement.predicate_type, &statement.predicate).name().to_owned()
    });
    let verified: BTreeSet<String> = kinds.filter(|kind| !promotion::is_of_chain(kind)).collect();
    Life { stage: found.stage.map(|stage| stage.name().to_owned()), verified: verified.into_iter().collect() }
}
