//! `proofmark push`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::gate::{self, Decision, Passed};
use super::governed::{self, Governed};
use super::limits::LimitArgs;
use super::packs::PackArgs;
use super::seen::SeenArgs;
use super::services::SigstoreArgs;
use super::{Error, ExitStatus, Io, pack, stored};
use crate::config::LimitSettings;
use crate::digest::Digest;
use crate::finding::Verdict;
use crate::net::Settings;
use crate::source::Limits;
use crate::store::pack::unpack;
use crate::store::{self, Copied, Layout, Reference, Registry, Store, copy};

/// Send an artifact with its evidence to a registry, once signed decisions or a scan let it go.
#[derive(Debug, Args)]
pub(super) struct PushArgs {
    /// A folder or file, which is packed; or the digest or tag of what the store has.
    source: String,

    /// Where to: REGISTRY/REPOSITORY:TAG.
    #[arg(value_name = "REF")]
    reference: String,

    /// Have signed history decide in place of a scan: somebody whom this policy trusts has to have promoted the artifact
    /// for this very repository.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    policy: Option<PathBuf>,

    /// A public key that the policy names by its digest; may be repeated.
    #[arg(long, value_name = "FILE", requires = "policy", help_heading = "Policy")]
    policy_key: Vec<PathBuf>,

    /// Trust the authorities and logs of this file (`trusted_root.json`) instead of the instance's.
    #[arg(long, value_name = "FILE", requires = "policy", help_heading = "Policy")]
    trusted_root: Option<PathBuf>,

    #[command(flatten)]
    sigstore: SigstoreArgs,

    #[command(flatten)]
    seen: SeenArgs,

    #[command(flatten)]
    packs: PackArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &PushArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    let (reference, tag) = target(&args.reference)?;
    let layout = Layout::create(args.seen.store.path(io))?;
    let (digest, name) = artifact(args, &layout, &limits, io)?;
    let registry = open(&reference, &limits, io)?;
    let decision = if let Some(policy) = &args.policy {
        let governed = Governed {
            policy: governed::read(policy, io)?,
            keys: governed::keys(&args.policy_key, io)?,
            root: args.sigstore.root(args.trusted_root.as_ref(), io)?,
        };
        gate::decide_by_history(digest, &args.reference, [&layout, &registry], &governed, &args.seen.read(io)?, io)?
    } else {
        let files = unpack(&layout, digest, &limits)?.files;
        gate::decide(digest, &args.reference, files, &args.packs, limits, io)?
    };
    let passed = match decision {
        Decision::Passed(passed) => passed,
        Decision::Refused(verdict, report) => {
            io.answer(report)?;
            io.note(&format!("{digest} was not pushed to `{}`", args.reference));
            return Ok(if verdict == Verdict::Fail { ExitStatus::No } else { ExitStatus::Unknown });
        }
    };
    // What was refused must not be found under the name of what was not.
    if let Some(name) = name {
        layout.tag(&name, digest)?;
    }
    let copied = deliver(&passed, &tag, &layout, &registry, &limits)?;
    let blobs = copied.blobs;
    io.note(&format!("{blobs} new blobs, {} statements about it", copied.evidence.len()));
    io.answer(format!("{}@{digest}\n", passed.target()))?;
    Ok(ExitStatus::Yes)
}

/// Sends what has passed, and moves the tag once everything is there.
fn deliver(
    passed: &Passed,
    tag: &str,
    from: &dyn Store,
    to: &dyn Store,
    limits: &Limits,
) -> Result<Copied, store::Error> {
    let copied = copy(from, to, passed.digest(), limits.max_download_size)?;
    to.tag(tag, passed.digest())?;
    Ok(copied)
}

/// The artifact in the store: packed now where a path is named, and then with the tag that it is to have there.
fn artifact(
    args: &PushArgs,
    layout: &Layout,
    limits: &Limits,
    io: &mut Io<'_>,
) -> Result<(Digest, Option<String>), Error> {
    if let Ok(digest) = args.source.parse() {
        return Ok((digest, None));
    }
    let path = PathBuf::from(&args.source);
    if !io.folder.join(&path).exists()
        && let Some(digest) = layout.resolve(&args.source)?
    {
        return Ok((digest, None));
    }
    let content = pack::read(&path, None, limits, io)?;
    let packed = store::pack::pack(&content, layout, limits)?;
    pack::say(&packed, &format!("in `{}`", args.seen.store.name().display()), io);
    Ok((packed.digest, Some(packed.name)))
}

/// A place in a registry that can be tagged, and the tag.
fn target(text: &str) -> Result<(Reference, String), Error> {
    let reference = parse(text)?;
    match reference.tag() {
        Some(tag) if reference.digest().is_none() && text.ends_with(&format!(":{tag}")) => {
            let tag = tag.to_owned();
            Ok((reference, tag))
        }
        _ => Err(store::Error::Reference { text: text.to_owned(), detail: "it has no tag to move".to_owned() }.into()),
    }
}

/// Reads a reference, which may be written as a source is. One without a registry would mean one particular company's.
pub(super) fn parse(text: &str) -> Result<Reference, Error> {
    let text = stored::image(text).unwrap_or(text);
    let fail = |detail: String| store::Error::Reference { text: text.to_owned(), detail };
    let host = text.split_once('/').map_or("", |(host, _)| host);
    if !(host.contains(['.', ':']) || host == "localhost") {
        return Err(fail("it names no registry".to_owned()).into());
    }
    Ok(text.parse().map_err(|error| fail(format!("{error}")))?)
}

/// The registry of a reference, as the environment says that it is reached.
pub(super) fn open(reference: &Reference, limits: &Limits, io: &Io<'_>) -> Result<Registry, Error> {
    Ok(connect(reference, limits, io)?)
}

/// The same, for those who know stores only.
pub(super) fn connect(reference: &Reference, limits: &Limits, io: &Io<'_>) -> Result<Registry, store::Error> {
    let settings = Settings::new(false, Duration::from_secs(limits.fetch_timeout), &io.environment);
    Registry::open(reference, &settings, &io.environment)
}
