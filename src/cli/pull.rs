//! `proofmark pull`

use std::path::PathBuf;

use clap::Args;

use super::limits::LimitArgs;
use super::store::StoreDir;
use super::{Error, ExitStatus, Io, push};
use crate::config::LimitSettings;
use crate::digest::Digest;
use crate::source::Limits;
use crate::store::pack::{unpack, write};
use crate::store::{self, Layout, Reference, Store as _, copy};

/// Fetch an artifact from a registry into a new folder, and the evidence about it into the store.
#[derive(Debug, Args)]
pub(super) struct PullArgs {
    /// What: REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST.
    #[arg(value_name = "REF")]
    reference: String,

    /// The folder that it is unpacked into; there must be none of that name.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

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
    let registry = push::open(&reference, &limits, io)?;
    let digest = wanted(&args.reference, &reference, &registry)?;
    // Everything is compared with its digest on the way into the store, and read again out of it.
    let layout = Layout::create(args.store.path(io))?;
    let copied = copy(&registry, &layout, digest, limits.max_download_size)?;
    let unpacked = unpack(&layout, digest, &limits)?;
    write(&unpacked.files, &folder)?;
    io.note(&format!(
        "{} files in `{}`, {} statements about them in `{}`, none of them verified",
        unpacked.files.len(),
        args.folder.display(),
        copied.evidence.len(),
        args.store.name().display()
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
