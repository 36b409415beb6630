//! `proofmark attest`

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use super::scan::{self, ScanArgs, Scanned};
use super::services::SigstoreArgs;
use super::signing::SigningArgs;
use super::{Error, ExitStatus, Io};
use crate::attest::predicate::{Approval, Decision, Document, Kind, Report as ReportFiles, TestResult};
use crate::attest::{self, Predicate, ResourceDescriptor, Statement, Subject};
use crate::report::{self, Format, Report};
use crate::rule::Severity;
use crate::source::{self, Limits, read_bytes, write_atomic};

/// Bytes of a predicate file, at most.
const MAX_FILE: u64 = 16 << 20;

/// Sign a statement about an artifact.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Flags of `proofmark scan` follow `--`: `proofmark attest skill --type scan --key k.key -- \
                             --fail-on medium`. A folder is attested with everything in it."
)]
pub(super) struct AttestArgs {
    /// A file, a folder, or `sha256:HEX` or `sha512:HEX` of something that is elsewhere.
    #[arg(value_name = "SOURCE", default_value = ".")]
    source: String,

    /// What is said about it.
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: KindName,

    /// The name of the subject, such as that of an image; the source's own by default.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The JSON that is said: a BOM, a provenance, a result. `bom`, `provenance`, `eval`, `summary` and `custom` need it.
    #[arg(long, value_name = "FILE", help_heading = "Statement")]
    predicate: Option<PathBuf>,

    /// The URI that names the form of a custom predicate.
    #[arg(long, value_name = "URI", help_heading = "Statement")]
    predicate_type: Option<String>,

    /// Flags of `proofmark scan`.
    #[arg(last = true, value_name = "SCAN FLAGS", help_heading = "Statement")]
    scan: Vec<String>,

    #[command(flatten)]
    approval: ApprovalArgs,

    /// Print the statement and sign nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,

    /// Write the bundle to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

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
    /// A bill of materials: CycloneDX or SPDX in JSON.
    Bom,
    /// The result of an evaluation: in-toto test result.
    Eval,
    /// That somebody answers for it.
    Approval,
    /// How it was built: SLSA provenance v1.
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

/// The flags of a scan, as `proofmark scan` reads them.
#[derive(Debug, Parser)]
#[command(name = "proofmark attest … --")]
struct ScanLine {
    #[command(flatten)]
    scan: ScanArgs,
}

pub(super) fn run(args: &AttestArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let subject = subject(args, io)?;
    match args.kind {
        KindName::Scan => {
            let Some(result) = scanned(args, io)? else { return Ok(ExitStatus::Unknown) };
            // What was scanned has to be what is signed.
            if self::subject(args, io)?.digest != subject.digest {
                return Err(attest::Error::Changed { name: subject.name }.into());
            }
            finish(args, &subject, result, io)
        }
        KindName::Approval => finish(args, &subject, args.approval.predicate(io), io),
        KindName::Bom => finish(args, &subject, document(args, &Kind::Bom, io)?, io),
        KindName::Eval => finish(args, &subject, document(args, &Kind::Eval, io)?, io),
        KindName::Provenance => finish(args, &subject, document(args, &Kind::Provenance, io)?, io),
        KindName::Summary => finish(args, &subject, document(args, &Kind::Summary, io)?, io),
        KindName::Custom => {
            let why = "it says how to read a custom predicate";
            let uri = args.predicate_type.clone().ok_or(Error::Missing { option: "--predicate-type", why })?;
            finish(args, &subject, document(args, &Kind::Custom(uri), io)?, io)
        }
    }
}

/// Limits of what is only digested.
fn limits() -> Limits {
    Limits { max_file_size: Limits::DEFAULT.max_binary_size, ..Limits::DEFAULT }
}

fn subject(args: &AttestArgs, io: &Io<'_>) -> Result<Subject, Error> {
    let mut subject = named_subject(&args.source, io)?;
    if let Some(name) = &args.name {
        subject.name.clone_from(name);
    }
    Ok(subject)
}

/// Reads a source as what statements are about.
pub(super) fn named_subject(source: &str, io: &Io<'_>) -> Result<Subject, Error> {
    for (algorithm, length) in [("sha256", 64), ("sha512", 128)] {
        let Some(hex) = source.strip_prefix(algorithm).and_then(|rest| rest.strip_prefix(':')) else { continue };
        let valid = hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !valid {
            return Err(Error::Value { value: source.to_owned(), expected: "digest in lower-case hexadecimal" });
        }
        return Ok(Subject::digest(source, [(algorithm.to_owned(), hex.to_owned())].into()));
    }
    let path = io.folder.join(source);
    if path.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(Subject::file(name, read_bytes(&path, limits().max_file_size)?));
    }
    // Everything in the folder counts, also what a scan may leave out.
    let options = source::Options { limits: limits(), no_ignore: true };
    let tree = source::list(source, &io.folder, &options)?;
    let folder = path.canonicalize().unwrap_or(path);
    let name = folder.file_name().map_or_else(|| source.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(Subject::of_tree(&name, &tree, &options.limits)?)
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
            resource_uri: None,
            policy: None,
            verdict: None,
            decision: if self.reject { Decision::Rejected } else { Decision::Approved },
            scope: self.scope.clone(),
            reason: self.reason.clone(),
            reference: self.reference.clone(),
            expires: self.expires,
            evidence: Vec::new(),
        }
    }
}

/// Scans the source; `None` where the flags of the scan are wrong, and that was said.
fn scanned(args: &AttestArgs, io: &mut Io<'_>) -> Result<Option<TestResult>, Error> {
    let name = ["proofmark attest … --", args.source.as_str()];
    let line = name.into_iter().chain(args.scan.iter().map(String::as_str));
    let line = match ScanLine::try_parse_from(line) {
        Ok(line) => line.scan,
        Err(error) => {
            io.usage(&error);
            return Ok(None);
        }
    };
    if line.is_of_changes() {
        return Err(Error::PartOfSubject);
    }
    let Scanned { outcome, engine, fail_on, config, inventory: _ } = scan::perform(&line, io)?;
    let report = Report {
        outcome: &outcome,
        engine: &engine,
        fail_on,
        config: config.as_deref(),
        min_severity: Severity::Info,
        color: false,
    };
    let mut sarif = Vec::new();
    report::write(Format::Sarif, &report, &mut sarif)?;
    if let Some(path) = &args.report {
        write_atomic(&io.folder.join(path), &sarif)?;
    }
    let report = ResourceDescriptor::of_bytes("report.sarif", "application/sarif+json", &sarif);
    let config = match config {
        Some(name) => {
            let bytes = read_bytes(&io.folder.join(&name), MAX_FILE)?;
            Some(ResourceDescriptor::of_bytes(&name, "application/toml", &bytes))
        }
        None => None,
    };
    let mut result = TestResult::of_scan(&outcome, &engine, fail_on, ReportFiles { report, config });
    if let Some(scan) = &mut result.scan {
        scan.finished_on = Some(io.clock.now().to_string());
    }
    Ok(Some(result))
}

/// Prints the statement, or signs it.
fn finish<P: Predicate>(
    args: &AttestArgs,
    subject: &Subject,
    predicate: P,
    io: &mut Io<'_>,
) -> Result<ExitStatus, Error> {
    let statement = Statement::new(subject.descriptors(), predicate);
    if args.dry_run {
        let mut text = serde_json::to_vec_pretty(&statement).map_err(attest::Error::Encode)?;
        text.push(b'\n');
        io.answer(text)?;
        return Ok(ExitStatus::Yes);
    }
    let bundle = args.signing.signing(&args.sigstore, io)?.sign(&statement)?;
    let line = [bundle.bytes(), b"\n"].concat();
    match &args.output {
        None => io.answer(line)?,
        Some(path) => {
            write_atomic(&io.folder.join(path), &line)?;
            io.say(&format!("the statement about `{}` is in `{}`", subject.name, path.display()));
        }
    }
    Ok(ExitStatus::Yes)
}
