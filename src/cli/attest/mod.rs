//! `proofmark attest`

mod made;
mod scanned;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::named::one_of;
use super::services::SigstoreArgs;
use super::signing::SigningArgs;
use super::store::StoreDir;
use super::subject::About;
use super::{Error, ExitStatus, Io};
use crate::attest::predicate::{Approval, Decision, Document, Kind};
use crate::attest::{self, Statement};
use crate::bom::Format;
use crate::source::{read_bytes, write_atomic};
use crate::store;

/// Bytes of a predicate file, at most.
const MAX_FILE: u64 = 16 << 20;
/// The formats of BOMs that statements are made of.
const BOMS: &[Format] = &[Format::CycloneDxJson, Format::SpdxJson];

/// Sign a statement about an artifact.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Flags of `proofmark scan` follow `--`: `proofmark attest skill --type scan --key k.key -- \
                             --fail-on medium`. A folder is attested with everything in it. What is in a store is \
                             attested by the digest of its manifest, and the statement is kept beside it."
)]
pub(super) struct AttestArgs {
    /// A file or folder; a tag or digest of the store; `oci://REGISTRY/REPOSITORY:TAG@DIGEST`; or `sha256:HEX` or
    /// `sha512:HEX` of something that is elsewhere.
    #[arg(value_name = "SOURCE|REF", default_value = ".")]
    source: String,

    /// What is said about it.
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: KindName,

    /// The name of the subject, such as that of an image; the source's own by default.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    store: StoreDir,

    /// The JSON that is said: a BOM, a provenance, a result of somebody else's. `summary` and `custom` need it.
    #[arg(long, value_name = "FILE", help_heading = "Statement")]
    predicate: Option<PathBuf>,

    /// The URI that names the form of a custom predicate.
    #[arg(long, value_name = "URI", help_heading = "Statement")]
    predicate_type: Option<String>,

    /// The format of the BOM that is made.
    #[arg(long, default_value = "cyclonedx-json", value_parser = one_of(BOMS, Format::name), help_heading = "Statement")]
    bom_format: Format,

    /// The records of evaluations that are signed, as `proofmark eval` writes them.
    #[arg(long, value_name = "FILE", help_heading = "Statement")]
    records: Option<PathBuf>,

    /// Who built it; the workflow or the runner where a CI system says so.
    #[arg(long, value_name = "URI", help_heading = "Statement")]
    builder_id: Option<String>,

    /// Have provenance say who wrote what lies in this folder, by the history of its git repository. Policies that let
    /// no author approve ask for it.
    #[arg(long, value_name = "DIR", help_heading = "Statement")]
    authors_of: Option<PathBuf>,

    /// Flags of `proofmark scan`.
    #[arg(last = true, value_name = "SCAN FLAGS", help_heading = "Statement")]
    scan: Vec<String>,

    #[command(flatten)]
    approval: ApprovalArgs,

    /// Print the statement and sign nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,

    /// Write the bundle to a file, whole or not at all, and nowhere else.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Print the bundle, and do not keep it in the store.
    #[arg(long, help_heading = "Output")]
    no_attach: bool,

    /// Write the SARIF report that a scan statement names by digest, too.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report: Option<PathBuf>,

    #[command(flatten)]
    signing: SigningArgs,

    #[command(flatten)]
    sigstore: SigstoreArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindName {
    /// The verdict of a scan that is made now, with all that weakened it.
    Scan,
    /// A bill of materials that is made now, or CycloneDX or SPDX of `--predicate`.
    Bom,
    /// What evaluations measured: `--records`, or an in-toto test result of `--predicate`.
    Eval,
    /// That somebody answers for it.
    Approval,
    /// How `proofmark pack` made what the store has, or SLSA provenance v1 of `--predicate`.
    Provenance,
    /// The decision of a policy: SLSA verification summary v1.
    Summary,
    /// Anything else; needs `--predicate-type`.
    Custom,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Approval")]
struct ApprovalArgs {
    /// Say no: it must not be used.
    #[arg(long)]
    reject: bool,

    /// What it is approved for, such as a stage.
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Where that was discussed.
    #[arg(long, value_name = "URL")]
    reference: Option<String>,

    /// The last day on which it holds.
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: Option<jiff::civil::Date>,
}

pub(super) fn run(args: &AttestArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let about = find(args, io)?;
    let Some(said) = said(args, &about, io)? else { return Ok(ExitStatus::Unknown) };
    // What was looked at has to be what is signed.
    if let About::Here(subject) = &about
        && find(args, io)?.subject().digest != subject.digest
    {
        return Err(attest::Error::Changed { name: subject.name.clone() }.into());
    }
    finish(args, about, said, io)
}

fn find(args: &AttestArgs, io: &Io<'_>) -> Result<About, Error> {
    let mut about = About::find(&args.source, &args.store, io)?;
    if let Some(name) = &args.name {
        about.rename(name);
    }
    Ok(about)
}

/// The predicate; `None` where the flags of a scan are wrong, and that was said.
fn said(args: &AttestArgs, about: &About, io: &mut Io<'_>) -> Result<Option<Document>, Error> {
    let brought = args.predicate.is_some();
    if args.authors_of.is_some() && (brought || args.kind != KindName::Provenance) {
        return Err(Error::Unfit { option: "--authors-of", why: "provenance that is made here names authors" });
    }
    Ok(Some(match args.kind {
        KindName::Scan | KindName::Approval if brought => {
            return Err(Error::Unfit { option: "--predicate", why: "scans and approvals are made here" });
        }
        KindName::Scan => return scanned::scanned(args, about, io),
        KindName::Approval => Document::of(&args.approval.predicate(io))?,
        KindName::Bom if !brought => made::bom(args, about, io)?,
        KindName::Bom => document(args, &Kind::Bom, io)?,
        KindName::Eval if !brought => made::evaluation(args, about, io)?,
        KindName::Eval => document(args, &Kind::Eval, io)?,
        KindName::Provenance if !brought => made::provenance(args, about, io)?,
        KindName::Provenance => document(args, &Kind::Provenance, io)?,
        KindName::Summary => document(args, &Kind::Summary, io)?,
        KindName::Custom => {
            let why = "it says how to read a custom predicate";
            let uri = args.predicate_type.clone().ok_or(Error::Missing { option: "--predicate-type", why })?;
            document(args, &Kind::Custom(uri), io)?
        }
    }))
}

fn document(args: &AttestArgs, kind: &Kind, io: &Io<'_>) -> Result<Document, Error> {
    let why = "it is what is said";
    let path = args.predicate.as_ref().ok_or(Error::Missing { option: "--predicate", why })?;
    Ok(Document::read(&read_bytes(&io.folder.join(path), MAX_FILE)?, kind)?)
}

impl ApprovalArgs {
    fn predicate(&self, io: &Io<'_>) -> Approval {
        Approval {
            decided_on: Some(io.clock.now().to_string()),
            scope: self.scope.clone(),
            reason: self.reason.clone(),
            reference: self.reference.clone(),
            expires: self.expires,
            ..Approval::new(if self.reject { Decision::Rejected } else { Decision::Approved })
        }
    }
}

/// Prints the statement, or signs it and puts it where it belongs.
fn finish(args: &AttestArgs, about: About, said: Document, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let subject = about.subject();
    let statement = Statement::new(subject.descriptors(), said);
    if args.dry_run {
        let mut text = serde_json::to_vec_pretty(&statement).map_err(attest::Error::Encode)?;
        text.push(b'\n');
        io.answer(text)?;
        return Ok(ExitStatus::Yes);
    }
    let bundle = args.signing.signing(&args.sigstore, io)?.sign(&statement)?;
    let line = [bundle.bytes(), b"\n"].concat();
    match (&args.output, about) {
        (Some(path), _) => {
            write_atomic(&io.folder.join(path), &line)?;
            io.say(&format!("the statement about `{}` is in `{}`", subject.name, path.display()));
        }
        (None, About::Stored(stored)) if !args.no_attach => {
            let kept = store::keep(&*stored.store, stored.digest, bundle, io.clock.now())?;
            io.note(&format!("the statement is kept beside {}, in `{}`", stored.digest, stored.store.place()));
            io.answer(format!("{}\n", kept.manifest))?;
        }
        (None, _) => io.answer(line)?,
    }
    Ok(ExitStatus::Yes)
}
