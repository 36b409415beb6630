//! What commands about the history of an artifact have in common: which one, whom to believe, what was seen before.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use super::governed::{Governed, PolicyArgs};
use super::needs::Shelves;
use super::seen::{Seen, SeenArgs};
use super::services::RootArgs;
use super::stored::{Stored, image};
use super::{Error, Io};
use crate::artifact::ArtifactKind;
use crate::attest;
use crate::digest::Digest;
use crate::lock::Head;
use crate::policy::{self, Case, Dependency, Evidence, Field, Policy, Stage, Transition, Trust};
use crate::promotion::{self, History, Place, Standing};
use crate::source::Limits;
use crate::store::{Layout, Manifest, pack};

#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// The artifact: a tag or a digest of the store, or `oci://REGISTRY/REPOSITORY@DIGEST`.
    #[arg(value_name = "REF")]
    pub(super) reference: String,

    #[command(flatten)]
    pub(super) policy: PolicyArgs,

    /// Where consumers pull it from, such as `oci://ghcr.io/acme/notes`; of an artifact in the store, what its links say.
    #[arg(long, value_name = "URI")]
    resource: Option<String>,

    #[command(flatten)]
    seen: SeenArgs,

    #[command(flatten)]
    pub(super) root: RootArgs,
}

/// An artifact with its history, and what was seen of it before.
pub(super) struct Opened {
    pub(super) stored: Stored,
    governed: Governed,
    pub(super) reference: String,
    /// Where it is pulled from; a name of its own where that is nowhere yet.
    pub(super) resource: String,
    /// Whether it is pulled from somewhere.
    served: bool,
    pub(super) kind: Option<String>,
    pub(super) history: History,
    seen: Seen,
    /// The store here, where the artifact is in a registry.
    layout: Option<Layout>,
}

impl HistoryArgs {
    /// Finds the artifact, verifies all that is said about it, and walks its history.
    pub(super) fn open(&self, io: &Io<'_>) -> Result<Opened, Error> {
        let governed = Governed::read(&self.policy, &self.root, io)?;
        let stored = Stored::find(&self.reference, &self.seen.store, io)?;
        let seen = self.seen.read(io)?;
        let kind = kind(&stored)?;
        let trust = governed.trust(io.clock.now());
        let mut evidence = promotion::gather(&*stored.store, stored.digest, &stored.name, &trust)?;
        if let Some(inner) = inside(&stored, kind.as_deref(), &trust)? {
            evidence = evidence.and(inner);
        }
        let (resource, served) = self.resource(&stored, &evidence)?;
        let history = seen.history(stored.digest, &resource, evidence, &trust);
        let layout = if image(&self.reference).is_some() { self.seen.layout(io)? } else { None };
        let reference = self.reference.clone();
        Ok(Opened { stored, governed, reference, resource, served, kind, history, seen, layout })
    }

    /// Where the artifact is pulled from, and whether it is pulled at all.
    fn resource(&self, stored: &Stored, evidence: &Evidence) -> Result<(String, bool), Error> {
        if let Some(resource) = &self.resource {
            return Ok((resource.clone(), true));
        }
        if image(&self.reference).is_some() {
            return Ok((format!("oci://{}", stored.store.place()), true));
        }
        // Nobody pulls out of the store here, so what its links are for is what is meant.
        let own = local_resource(stored.digest);
        let mut resources = promotion::resources(evidence);
        match (resources.pop_first(), resources.pop_first()) {
            (None, _) => Ok((own, false)),
            (Some(only), None) => {
                let served = only != own;
                Ok((only, served))
            }
            (Some(first), Some(second)) => Err(Error::SeveralPlaces { first, second }),
        }
    }
}

/// What an artifact that is pulled from nowhere is called, in decisions about it.
pub(super) fn local_resource(digest: Digest) -> String {
    format!("urn:proofmark:artifact:{digest}")
}

/// What kind of artifact a manifest is of, by its own word.
pub(super) fn kind_of(manifest: &Manifest) -> Option<ArtifactKind> {
    let known = [
        (pack::Kind::Skill, ArtifactKind::Skill),
        (pack::Kind::AgentCard, ArtifactKind::AgentCard),
        (pack::Kind::ServerJson, ArtifactKind::ServerJson),
    ];
    let own = manifest.kind()?;
    known.into_iter().find(|(kind, _)| kind.artifact_type() == own).map(|(_, kind)| kind)
}

fn kind(stored: &Stored) -> Result<Option<String>, Error> {
    let Some(bytes) = stored.store.manifest(stored.digest)? else { return Ok(None) };
    let manifest = Manifest::parse(&bytes)?;
    let file = || (manifest.kind() == Some(pack::Kind::Bundle.artifact_type())).then(|| "file".to_owned());
    Ok(kind_of(&manifest).map(|kind| kind.name().to_owned()).or_else(file))
}

/// The signatures that an agent card or a bundle carries in itself.
fn inside(stored: &Stored, kind: Option<&str>, trust: &Trust<'_>) -> Result<Option<Evidence>, Error> {
    if !matches!(kind, Some("agent-card" | "file")) {
        return Ok(None);
    }
    let files = pack::unpack(&*stored.store, stored.digest, &Limits::DEFAULT)?.files;
    let [only] = files.as_slice() else { return Ok(None) };
    let subject = attest::Subject::file(stored.name.clone(), only.bytes.clone());
    Ok(Some(policy::sort(&[], &subject, trust)))
}

impl Opened {
    pub(super) const fn policy(&self) -> &Policy {
        &self.governed.policy
    }

    pub(super) fn place(&self) -> Place<'_> {
        Place {
            store: &*self.stored.store,
            subject: self.stored.digest,
            name: self.stored.name.clone(),
            resource: self.resource.clone(),
        }
    }

    pub(super) fn trust(&self, io: &Io<'_>) -> Trust<'_> {
        self.governed.trust(io.clock.now())
    }

    /// What is decided on when the artifact is to go to a stage.
    pub(super) fn case(&self, to: Stage, fields: BTreeMap<Field, String>, io: &Io<'_>) -> Result<Case, Error> {
        let state = &self.history.state;
        let stage = state.stage.unwrap_or(Stage::Draft);
        let sunset = state.steps.iter().rev().find_map(|step| step.link.fields.get(&Field::Sunset).cloned());
        let history = policy::History { stage, subject: self.stored.digest, heads: state.heads.clone(), sunset };
        Ok(Case {
            subject: policy::Subject { name: self.stored.name.clone(), digest: self.stored.digest },
            reference: self.reference.clone(),
            kind: self.kind.clone(),
            resource: self.served.then(|| self.resource.clone()),
            transition: Transition::to(to, stage),
            history: Some(history),
            evidence: self.history.evidence.clone(),
            dependencies: self.dependencies(io)?,
            authors: BTreeSet::new(),
            fields,
            now: io.clock.now(),
        })
    }

    /// What the artifact needs, with how far each has come; `None` where nobody has said what it needs.
    pub(super) fn dependencies(&self, io: &Io<'_>) -> Result<Option<Vec<Dependency>>, Error> {
        let (own, layout) = (&*self.stored.store, self.layout.as_ref());
        let shelves = Shelves::of(&self.reference, own, layout, self.trust(io), &self.seen, io);
        Ok(promotion::dependencies(self.stored.digest, &self.history.evidence, &shelves)?)
    }

    /// Keeps in mind how far the history goes now, so that a shorter one is noticed.
    pub(super) fn remember(&mut self, links: BTreeSet<Digest>, io: &Io<'_>) -> Result<(), Error> {
        self.seen.remember(self.head(links), io)
    }

    /// Keeps in mind what was looked at, where it can be relied on.
    pub(super) fn note(&mut self) -> Result<(), Error> {
        let state = &self.history.state;
        if !matches!(state.standing, Standing::Whole | Standing::Forked) {
            return Ok(());
        }
        let head = self.head(state.heads.iter().copied().collect());
        self.seen.note(head)
    }

    fn head(&self, links: BTreeSet<Digest>) -> Head {
        Head { subject: self.stored.digest, resource: self.resource.clone(), links }
    }
}
