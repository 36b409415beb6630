//! Predicates that are made of the artifact itself, or of what proofmark has written about it.

use std::collections::BTreeSet;
use std::path::Path;

use super::AttestArgs;
use crate::attest::predicate::{Bom, Document, Provenance};
use crate::attest::{self, CiJob};
use crate::bom::cyclonedx::SpecVersion;
use crate::bom::{self, Written};
use crate::cli::eval::subject::only_artifact;
use crate::cli::subject::About;
use crate::cli::{Error, Io, sources};
use crate::eval::{self, Evaluation};
use crate::inventory;
use crate::source::{Limits, Own, read_small};
use crate::store::pack;

/// The list of what the artifact is made of.
pub(super) fn bom(args: &AttestArgs, about: &About, io: &mut Io<'_>) -> Result<Document, Error> {
    let expected = "file, folder or artifact of a store, of which a BOM could be made";
    let wrong = || Error::Value { value: args.source.clone(), expected };
    let capture = about.capture(&args.source, io)?.ok_or_else(wrong)?;
    let inventory = inventory::collect(&[capture], &Limits::DEFAULT);
    if inventory.components.is_empty() && !inventory.has_gaps() {
        return Err(Error::NothingToList { sources: format!("`{}`", args.source) });
    }
    if inventory.has_gaps() {
        io.note("not everything could be read, and the BOM says so");
    }
    let options = bom::Options { spec_version: SpecVersion::V1_7, timestamp: None };
    let Written::Json(document) = bom::write(args.bom_format, &inventory, &options)? else {
        return Err(attest::Error::NoBom.into());
    };
    Ok(Document::of(&Bom::new(document).ok_or(attest::Error::NoBom)?)?)
}

/// The records of evaluations, once it is certain that they are about the artifact.
pub(super) fn evaluation(args: &AttestArgs, about: &About, io: &Io<'_>) -> Result<Document, Error> {
    let why = "it names what `proofmark eval` has written; or `--predicate`, a test result of another tool";
    let path = args.records.as_ref().ok_or(Error::Missing { option: "--records", why })?;
    let text = read_small(&io.folder.join(path), eval::MAX_FILE)?;
    let evaluation =
        Evaluation::parse(&text).map_err(|reason| eval::Error::new(path.to_string_lossy().into_owned(), reason))?;
    let subject = about.subject();
    let own = subject.digest.get("sha256").map(|hex| format!("sha256:{hex}"));
    let meant = |digest: &str| digest == evaluation.subject.digest;
    let mut fits = own.as_deref().is_some_and(meant);
    if !fits && let Some(capture) = about.capture(&args.source, io)? {
        // Records name an artifact as a scan does, without what is around it.
        fits = only_artifact(&capture, &args.source).is_ok_and(|(_, digest)| meant(&digest.to_string()));
    }
    if !fits {
        let (name, found) = (subject.name, evaluation.subject.digest);
        return Err(attest::Error::OtherSubject { name, found }.into());
    }
    Ok(Document::of(&evaluation)?)
}

/// How `pack` made an artifact: which is known only where packing its files again makes the same.
pub(super) fn provenance(args: &AttestArgs, about: &About, io: &Io<'_>) -> Result<Document, Error> {
    let About::Stored(stored) = about else {
        return Err(attest::Error::NotPacked { name: about.subject().name }.into());
    };
    let content = pack::again(&*stored.store, stored.digest, &Limits::DEFAULT)?;
    let content = content.ok_or_else(|| attest::Error::NotPacked { name: stored.name.clone() })?;
    let job = CiJob::detect(&io.environment);
    let builder = args.builder_id.clone().or_else(|| job.as_ref().map(|job| job.builder.clone()));
    let why = "no CI system says who builds here";
    let builder = builder.ok_or(Error::Missing { option: "--builder-id", why })?;
    let files = content.files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice()));
    let mut provenance =
        Provenance::of_pack(&content.name, content.kind.artifact_type(), files, &builder, job.as_ref());
    if let Some(folder) = &args.authors_of {
        provenance.written_by(&authors(folder, io)?);
    }
    Ok(Document::of(&provenance)?)
}

/// Who wrote what lies in a folder, by the history of its repository.
fn authors(folder: &Path, io: &Io<'_>) -> Result<BTreeSet<String>, Error> {
    let full = io.folder.join(folder);
    let found = sources::runtime()?.block_on(async {
        let own = Own::open(&full, &io.environment, &Limits::DEFAULT).await?;
        own.authors(&own.path(Path::new(""))?).await
    })?;
    let expected = "folder with a history in git";
    if found.is_empty() { Err(Error::Value { value: folder.display().to_string(), expected }) } else { Ok(found) }
}
