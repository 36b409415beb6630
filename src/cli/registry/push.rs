//! `proofmark registry push`

use clap::Args;
use serde_json::{Map, Value, json};

use super::AgentRegistryArgs;
use crate::artifact;
use crate::cli::history::{HistoryArgs, Opened};
use crate::cli::{Error, ExitStatus, Io};
use crate::policy::Stage;
use crate::promotion;
use crate::promotion::agent_registry::{
    self, AgentRegistry, BUNDLE_LABEL, Entry, Identity, Kind, Metadata, OciReference,
};
use crate::source::Limits;
use crate::store::pack;
use crate::text::Node;

/// Register an artifact with an agent registry, and have it there where signed history says it is.
#[derive(Debug, Args)]
pub(super) struct PushArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// The address of the registry, without `/api/v1`.
    #[arg(long, value_name = "URL")]
    to_agent_registry: String,

    #[command(flatten)]
    registry: AgentRegistryArgs,

    /// What it is called there; a name without a namespace cannot be found again.
    #[arg(long, value_name = "NAMESPACE/NAME", value_parser = name)]
    name: String,

    /// The version that it is there.
    #[arg(long, value_name = "SEMVER")]
    version: semver::Version,
}

fn name(text: &str) -> Result<String, String> {
    let sound = |part: &str| !part.is_empty() && !matches!(part, "." | "..");
    match text.split_once('/') {
        Some((space, name)) if sound(space) && sound(name) && !name.contains('/') => Ok(text.to_owned()),
        _ => Err("is no NAMESPACE/NAME".to_owned()),
    }
}

pub(super) fn run(args: &PushArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let opened = args.history.open(io)?;
    promotion::sound(&opened.history, opened.policy())?;
    let (kind, entry) = entry(args, &opened)?;
    let asked = args.registry.open(&args.to_agent_registry, io)?;
    let known = asked.registry.get(kind, &entry.identity)?;
    let there = match known {
        None => {
            asked.registry.register(kind, &entry)?;
            Stage::Draft
        }
        Some(known) => {
            if known.pinned() != entry.pinned() {
                return Err(Error::OtherBytes { name: args.name.clone(), version: args.version.to_string() });
            }
            known.status.unwrap_or_default().parse().unwrap_or(Stage::Draft)
        }
    };
    evals(&asked.registry, kind, &entry.identity, &opened, io)?;
    let mut reached = there;
    for step in &opened.history.state.steps {
        // Its stages go one by one, and a revocation is none of them.
        if Some(step.link.to) == reached.next() && step.link.to != Stage::Revoked {
            let verdict = step.link.verdict.map(|verdict| format!("vsa={}", verdict.digest)).unwrap_or_default();
            asked.registry.promote(kind, &entry.identity, step.link.to, &verdict)?;
            reached = step.link.to;
        }
    }
    let stage = opened.history.state.stage.unwrap_or(Stage::Draft);
    io.answer(format!("{} {} is {reached} there\n", args.name, args.version))?;
    if stage == reached {
        return Ok(ExitStatus::Yes);
    }
    io.note(&format!("signed history says `{stage}`, which the registry cannot be told: it says `{reached}`"));
    Ok(ExitStatus::No)
}

/// Attaches the signed evaluations that are not there yet, and says which ones have no place there.
fn evals(
    registry: &AgentRegistry,
    kind: Kind,
    identity: &Identity,
    opened: &Opened,
    io: &mut Io<'_>,
) -> Result<(), Error> {
    let (measured, left) = agent_registry::measured(&opened.history.evidence);
    let there = if measured.is_empty() { Vec::new() } else { registry.evals(kind, identity)? };
    for eval in measured.iter().filter(|eval| !there.iter().any(|known| known.is(eval))) {
        registry.attach(kind, identity, eval)?;
    }
    for reason in left {
        io.note(&format!("an evaluation has no place there: {}", crate::text::visible_line(&reason)));
    }
    Ok(())
}

/// What is registered: where the bytes are, by digest, and where the evidence about them is.
fn entry(args: &PushArgs, opened: &Opened) -> Result<(Kind, Entry), Error> {
    let (kind, member) = match opened.kind.as_deref() {
        Some("skill") => (Kind::Skill, "skillMd"),
        Some("agent-card") => (Kind::Agent, "agentCard"),
        Some("server-json") => (Kind::McpServer, "serverJson"),
        _ => return Err(Error::NoRegistryKind { reference: opened.reference.clone() }),
    };
    let place = opened.resource.strip_prefix("oci://");
    let place = place.ok_or_else(|| Error::NowhereServed { reference: opened.reference.clone() })?;
    let digest = opened.stored.digest;
    let files = pack::unpack(&*opened.stored.store, digest, &Limits::DEFAULT)?.files;
    let document = document(kind, &pack::capture(digest, files));
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
    let identity = Identity {
        name: args.name.clone(),
        version: args.version.to_string(),
        title: text("name").chars().take(128).collect(),
        description: text("description").chars().take(512).collect(),
    };
    let newest = opened.history.state.steps.last().map(|step| step.id.to_string());
    let labels = newest.map(|newest| (BUNDLE_LABEL.to_owned(), newest)).into_iter().collect();
    let oci = format!("{place}@{digest}");
    let artifacts = vec![OciReference { oci, digest: Some(digest.to_string()), other: Map::new() }];
    let other = Map::from_iter([(member.to_owned(), document)]);
    let status = None;
    let metadata = Metadata { labels, other: Map::new() };
    Ok((kind, Entry { identity, kind: kind.name().to_owned(), status, artifacts, metadata, other }))
}

/// The document of the artifact: a card or a `server.json` as it is, of a skill what its front matter says.
fn document(kind: Kind, capture: &crate::source::Capture) -> Value {
    let limits = Limits::DEFAULT;
    let candidates = artifact::plan(&capture.tree);
    let loaded = candidates.iter().flat_map(|candidate| artifact::load(&capture.tree, candidate, &limits).0);
    let Some(loaded) = loaded.into_iter().next() else { return json!({}) };
    if kind != Kind::Skill {
        let file = loaded.files.first().map(|file| file.text().to_owned()).unwrap_or_default();
        return serde_json::from_str(&file).unwrap_or_else(|_| json!({}));
    }
    let front = loaded.parsed_as(loaded.kind).next().map(|parsed| &parsed.document.root);
    let member = |name: &str| front.and_then(|front| front.get(name)).and_then(Node::as_str).map(str::to_owned);
    let named = ["name", "description", "license", "compatibility"];
    named.into_iter().filter_map(|name| Some((name.to_owned(), Value::String(member(name)?)))).collect()
}
