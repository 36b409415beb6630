//! `proofmark pull`

use std::path::PathBuf;

use clap::Args;

use super::limits::LimitArgs;
use super::store::StoreDir;
use super::stored::Stored;
use super::trust::AskedArgs;
use super::verify::answer::Answer;
use super::verify::stored;
use super::{Error, ExitStatus, Io, push};
use crate::config::LimitSettings;
use crate::digest::Digest;
use crate::source::Limits;
use crate::store::pack::{unpack, write};
use crate::store::{self, Layout, Reference, Store as _, copy};

/// Fetch an artifact from a registry into a new folder, and the evidence about it into the store.
///
/// Where you say whom you trust, nothing is written unless one of them has signed something about it.
#[derive(Debug, Args)]
pub(super) struct PullArgs {
    /// What: REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST.
    #[arg(value_name = "REF")]
    reference: String,

    /// The folder that it is unpacked into; there must be none of that name.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[command(flatten)]
    trust: AskedArgs,

    #[command(flatten)]
    store: StoreDir,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &PullArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    let reference = push::parse(&args.reference)?;
    let folder = io.folder.join(&args.folder);
    if std::fs::symlink_metadata(&folder).is_ok() {
        return Err(store::Error::Occupied { path: args.folder.clone() }.into());
    }
    // Whom the user trusts is settled before anybody is asked.
    let trusted = if args.trust.is_given() { Some((args.trust.policy(io)?, args.trust.root(io)?)) } else { None };
    let registry = push::open(&reference, &limits, io)?;
    let digest = wanted(&args.reference, &reference, &registry)?;
    let stored = Stored { name: registry.place(), store: Box::new(registry), digest };
    let mut answer = Answer::default();
    if let Some((policy, root)) = &trusted {
        stored::check(&stored, &args.trust, policy, root, io, &mut answer)?;
        let (proofs, failures) = answer.text();
        io.say_as_is(&proofs);
        io.say_as_is(&failures);
        if !answer.holds() {
            io.note(&format!("{digest} was not pulled from `{}`", args.reference));
            return Ok(ExitStatus::No);
        }
    }
    // Everything is compared with its digest on the way into the store, and read again out of it.
    let layout = Layout::create(args.store.path(io))?;
    let copied = copy(&*stored.store, &layout, digest, limits.max_download_size)?;
    let unpacked = unpack(&layout, digest, &limits)?;
    write(&unpacked.files, &folder)?;
    io.note(&format!(
        "{} files in `{}`, {} statements about them in `{}`, {}",
        unpacked.files.len(),
        args.folder.display(),
        copied.evidence.len(),
        args.store.name().display(),
        if trusted.is_some() { "verified as above" } else { "none of them verified" }
    ));
    io.answer(format!("{digest}\n"))?;
    Ok(ExitStatus::Yes)
}

/// The digest that a reference means.
pub(super) fn wanted(text: &str, reference: &Reference, registry: &store::Registry) -> Result<Digest, Error> {
    if let Some(digest) = reference.digest() {
        let fail = |error: crate::digest::NoDigest| store::Error::Reference {
            text: text.to_owned(),
            detail: error.to_string(),
        };
        return Ok(digest.parse().map_err(fail)?);
    }
    let name = reference.tag().unwrap_or("latest");
    let found = registry.resolve(name)?;
    Ok(found.ok_or_else(|| store::Error::Unknown { place: registry.place(), name: name.to_owned() })?)
}
