//! How far the artifacts that a BOM lists have come, and what they need in turn.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use crate::bom::View;
use crate::bom::deps::Life;
use crate::cli::governed::{Governed, PolicyArgs};
use crate::cli::needs::{self, Shelves};
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
        Ok(Some(Lives { governed, seen: self.seen.read(io)?, layout, stored, reference: source.to_owned() }))
    }
}

impl Lives {
    /// The BOM of the artifact that the source is; `None` where it is a document or a folder.
    pub(super) fn bom(&self, io: &Io<'_>) -> Result<Option<View>, Error> {
        let Some(stored) = &self.stored else { return Ok(None) };
        let needed = Needed { name: stored.name.clone(), digest: Some(stored.digest), resource: None };
        let mut views = promotion::views(&self.look_up(&needed, io)?.evidence)?.into_iter();
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
        let mut lives = BTreeMap::new();
        let mut known: BTreeMap<Digest, String> = BTreeMap::new();
        if let Some(stored) = &self.stored {
            let needed = Needed { name: stored.name.clone(), digest: Some(stored.digest), resource: None };
            let life = life(&self.look_up(&needed, io)?);
            for subject in &view.subjects {
                lives.insert(subject.clone(), life.clone());
                known.insert(stored.digest, subject.clone());
            }
        }
        let mut open: Vec<String> = view.elements.keys().cloned().collect();
        let mut done: BTreeSet<String> = view.subjects.clone();
        while let Some(id) = open.pop() {
            let needed = view.elements.get(&id).and_then(Needed::of).filter(|needed| needed.digest.is_some());
            let Some(needed) = needed.filter(|_| done.insert(id.clone()) && done.len() < MAX_LOOKED_UP) else {
                continue;
            };
            let found = self.look_up(&needed, io)?;
            lives.insert(id.clone(), life(&found));
            let is_new = needed.digest.is_some_and(|digest| known.insert(digest, id.clone()).is_none());
            for below in promotion::views(&found.evidence)?.into_iter().filter(|_| is_new) {
                let here = |element: &_| known.get(&Needed::of(element)?.digest?).cloned();
                let before: BTreeSet<String> = view.elements.keys().cloned().collect();
                view.graft(&id, below, here);
                open.extend(view.elements.keys().filter(|id| !before.contains(*id)).cloned());
            }
        }
        Ok(lives)
    }

    fn look_up(&self, needed: &Needed, io: &Io<'_>) -> Result<Dependency, Error> {
        let own: Option<&dyn Store> = match (&self.stored, &self.layout) {
            (Some(stored), _) => Some(&*stored.store),
            (None, Some(layout)) => Some(layout),
            (None, None) => None,
        };
        let Some(own) = own else { return Err(Error::NoVerifiedBom { name: self.reference.clone() }) };
        let shelves = Shelves {
            own,
            host: image(&self.reference).and_then(needs::host),
            layout: self.layout.as_ref(),
            trust: self.governed.trust(io.clock.now()),
            seen: &self.seen,
            io,
        };
        Ok(promotion::look_up(needed, Vec::new(), &shelves)?)
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
