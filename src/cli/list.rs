//! `proofmark list`

use std::collections::BTreeMap;

use clap::Args;
use jiff::Timestamp;

use super::check::Format;
use super::governed::{Governed, PolicyArgs};
use super::history::{kind_of, local_resource};
use super::registry::AgentRegistryArgs;
use super::seen::{Seen, SeenArgs};
use super::services::RootArgs;
use super::stored::image;
use super::{Error, ExitStatus, Io, push};
use crate::digest::Digest;
use crate::policy::Kind;
use crate::promotion;
use crate::report::promotion::{Listed, list_json, list_text};
use crate::source::Limits;
use crate::store::{self, Indexed, Layout, Manifest, Reference, Registry, Store, pack};

/// List artifacts with their kind, stage, evidence and age.
///
/// Those of the store, of a registry's namespace, or of an agent registry.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Words to search for in names, labels, kinds and stages, all of which have to be there; `stage:published` looks in one.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,

    /// Of this namespace (`oci://REGISTRY/NAMESPACE`) or agent registry (`https://…`) in place of the store.
    #[arg(long, value_name = "URL")]
    from: Option<String>,

    #[command(flatten)]
    agent_registry: AgentRegistryArgs,

    #[command(flatten)]
    seen: SeenArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    root: RootArgs,

    /// How to write the list.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

pub(super) fn run(args: &ListArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut found = match &args.from {
        None => Lister::of(args, io)?.layout(Layout::open(args.seen.store.path(io))?)?,
        Some(from) => match image(from) {
            Some(namespace) => Lister::of(args, io)?.namespace(namespace, io)?,
            None => args.agent_registry.open(from, io)?.entries()?,
        },
    };
    let query = args.query.join(" ");
    found.retain(|artifact| artifact.is_meant(&query));
    found.sort_by(|a, b| (&a.name, &a.versions, &a.digest).cmp(&(&b.name, &b.versions, &b.digest)));
    match args.format {
        Format::Text => io.answer(list_text(&found))?,
        Format::Json => io.answer(list_json(&found)?)?,
    }
    Ok(ExitStatus::Yes)
}

/// Reads histories by a policy, where there is one.
struct Lister {
    governed: Option<Governed>,
    seen: Seen,
    now: Timestamp,
}

impl Lister {
    fn of(args: &ListArgs, io: &Io<'_>) -> Result<Self, Error> {
        let governed =
            if args.policy.is_there(io) { Some(Governed::read(&args.policy, &args.root, io)?) } else { None };
        Ok(Self { governed, seen: args.seen.read(io)?, now: io.clock.now() })
    }

    fn layout(&self, layout: Layout) -> Result<Vec<Listed>, Error> {
        let store = Indexed::read(layout)?;
        let artifacts = store.listed().iter().filter(|listed| listed.manifest.subject.is_none());
        artifacts
            .map(|listed| self.artifact(&store, listed.digest, &listed.manifest, listed.tags.clone(), None))
            .collect()
    }

    fn namespace(&self, text: &str, io: &Io<'_>) -> Result<Vec<Listed>, Error> {
        let reference = push::parse(text)?;
        let host = reference.registry().to_owned();
        let mut found = Vec::new();
        for repository in push::open(&reference, &Limits::DEFAULT, io)?.below()? {
            let reference = Reference::with_tag(host.clone(), repository, "latest".to_owned());
            let registry = push::open(&reference, &Limits::DEFAULT, io)?;
            found.extend(self.repository(&registry)?);
        }
        Ok(found)
    }

    fn repository(&self, registry: &Registry) -> Result<Vec<Listed>, Error> {
        let mut tagged: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
        for tag in registry.tags()? {
            if let Some(digest) = registry.resolve(&tag)? {
                tagged.entry(digest).or_default().push(tag);
            }
        }
        let mut found = Vec::new();
        for (digest, tags) in tagged {
            let Some(bytes) = registry.manifest(digest)? else { continue };
            let mut listed = self.artifact(
                registry,
                digest,
                &Manifest::parse(&bytes)?,
                tags,
                Some(format!("oci://{}", registry.place())),
            )?;
            listed.name = registry.place();
            found.push(listed);
        }
        Ok(found)
    }

    /// What there is to say of an artifact; `resource` is where it is pulled from, if it is.
    fn artifact(
        &self,
        store: &dyn Store,
        digest: Digest,
        manifest: &Manifest,
        versions: Vec<String>,
        resource: Option<String>,
    ) -> Result<Listed, Error> {
        let kind = kind_of(manifest).map(|kind| kind.name().to_owned());
        let title = manifest.annotations.get(pack::TITLE);
        let mut listed = Listed {
            name: title.or(versions.first()).cloned().unwrap_or_else(|| "untitled".to_owned()),
            versions,
            digest: Some(digest.to_string()),
            kind: kind.unwrap_or_else(|| manifest.kind().unwrap_or("index").to_owned()),
            stage: None,
            claimed: None,
            check: None,
            evidence: BTreeMap::new(),
            age: None,
            labels: manifest.annotations.clone(),
        };
        listed.versions.retain(|version| *version != listed.name);
        listed.age = store::newest(store, digest)?.map(|time| self.now.duration_since(time).as_hours() / 24);
        match &self.governed {
            Some(governed) => {
                let trust = governed.trust(self.now);
                let evidence = promotion::gather(store, digest, &listed.name, &trust)?;
                let only = promotion::resources(&evidence).pop_first();
                let resource = resource.or(only).unwrap_or_else(|| local_resource(digest));
                let history = self.seen.history(digest, &resource, evidence, &trust);
                listed.stage = history.state.stage.map(|stage| stage.name().to_owned());
                listed.check = history.state.standing.check().map(str::to_owned);
                for accepted in history.evidence.accepted() {
                    let statement = accepted.statement().content();
                    count(&mut listed.evidence, &Kind::of(&statement.predicate_type, &statement.predicate));
                }
            }
            None => {
                for (kind, predicate) in store::statements(store, digest)?.iter().filter_map(store::Piece::claims) {
                    count(&mut listed.evidence, &Kind::of(&kind, &predicate));
                }
            }
        }
        Ok(listed)
    }
}

/// Counts a statement, unless it is of the chain.
fn count(evidence: &mut BTreeMap<String, usize>, kind: &Kind) {
    if !promotion::is_of_chain(kind.name()) {
        *evidence.entry(kind.name().to_owned()).or_default() += 1;
    }
}
