//! `proofmark verify`

pub(super) mod answer;
mod carried;
pub(super) mod stored;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::store::StoreDir;
use super::subject::About;
use super::trust::AskedArgs;
use super::{Error, ExitStatus, Io};
use crate::attest::{self, Evidence, Failure, Subject};
use crate::source::read_bytes;
use answer::{Answer, Checked};

/// Bytes of one file of evidence, at most.
const MAX_FILE: u64 = 16 << 20;
/// What lies beside an artifact and is about it.
const BESIDE: &[&str] = &["sigstore.json", "sigstore", "intoto.jsonl", "oms.sig"];

/// Check who signed what about an artifact, and that it still holds.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Files, folders, tags and digests of the store, `oci://REGISTRY/REPOSITORY:TAG@DIGEST`, and `sha256:HEX` or
    /// `sha512:HEX` of what is elsewhere; or evidence alone.
    ///
    /// Evidence about an artifact is what `--evidence` names; otherwise what lies beside it (`NAME.sigstore.json`,
    /// `NAME.intoto.jsonl`, `NAME.oms.sig`, `skill.oms.sig` in it) and what it carries in itself (signatures of agent
    /// cards and MCP bundles). All of it has to hold. Beside what is in a store or a registry, anybody may put
    /// something: there, one piece has to hold, and one of each `--predicate-type`; what does not is listed.
    #[arg(value_name = "SOURCE|REF", required = true)]
    sources: Vec<String>,

    #[command(flatten)]
    store: StoreDir,

    /// Evidence about the sources: Sigstore bundles, DSSE envelopes, GitHub's, npm's and PyPI's attestations; one, or
    /// one a line.
    #[arg(long, short, value_name = "FILE")]
    evidence: Vec<PathBuf>,

    #[command(flatten)]
    trust: AskedArgs,

    /// How to write the answer.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    format: FormatName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Text,
    Json,
}

/// A piece of evidence, and where it was found.
struct Piece {
    name: String,
    read: Result<Evidence, Failure>,
}

pub(super) fn run(args: &VerifyArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let policy = args.trust.policy(io)?;
    let root = args.trust.root(io)?;
    let mut given = Vec::new();
    for path in &args.evidence {
        given.extend(pieces(&path.to_string_lossy(), &read_bytes(&io.folder.join(path), MAX_FILE)?));
    }
    let mut answer = Answer::default();
    for source in &args.sources {
        let path = io.folder.join(source);
        let alone = given.is_empty() && !args.store.is_named() && is_evidence(&path);
        let (subject, found) = if alone {
            (None, pieces(source, &read_bytes(&path, MAX_FILE)?))
        } else {
            let about = About::find(source, &args.store, io)?;
            if let (About::Stored(stored), true) = (&about, given.is_empty()) {
                stored::check(stored, &args.trust, &policy, &root, io, &mut answer)?;
                continue;
            }
            let subject = about.subject();
            let found = if given.is_empty() { around(source, &path, &subject)? } else { Vec::new() };
            (Some(subject), found)
        };
        let mut missing: Vec<&String> = args.trust.required().iter().collect();
        let before = answer.len();
        for piece in given.iter().chain(&found) {
            if let Some(other) = beside_the_point(piece, args.trust.required()) {
                answer.push(Checked::rejected(source, &piece.name, "evidence", other));
                continue;
            }
            let proof = match &piece.read {
                Ok(evidence) => attest::verify(evidence, subject.as_ref(), &policy, &root, io.clock.now())
                    .map_err(|failure| (evidence.form(), failure)),
                Err(failure) => Err(("evidence", failure_again(failure))),
            };
            let checked = Checked::new(source, &piece.name, proof);
            missing.retain(|required| checked.predicate_type() != Some(required.as_str()));
            answer.push(checked);
        }
        if answer.len() == before {
            answer.push(Checked::failed(source, Failure::NoEvidence { name: source.clone() }));
        } else {
            for predicate_type in missing {
                let predicate_type = predicate_type.clone();
                answer.push(Checked::failed(source, Failure::MissingPredicate { predicate_type }));
            }
        }
    }
    match args.format {
        FormatName::Text => say(&answer, io)?,
        FormatName::Json => io.answer(answer.json()?)?,
    }
    Ok(if answer.holds() { ExitStatus::Yes } else { ExitStatus::No })
}

/// Registries hand out statements of several types in one file; those that are not asked for need not hold.
fn beside_the_point(piece: &Piece, required: &[String]) -> Option<Failure> {
    let found = piece.read.as_ref().ok()?.predicate_type()?;
    (!required.is_empty() && !required.contains(&found)).then_some(Failure::PredicateType { found })
}

/// What holds on the answer's side, the rest on the conversation's.
fn say(answer: &Answer, io: &mut Io<'_>) -> Result<(), Error> {
    let (proofs, failures) = answer.text();
    io.answer(proofs)?;
    io.say_as_is(&failures);
    Ok(())
}

/// Evidence that was refused is refused once for each source.
fn failure_again(failure: &Failure) -> Failure {
    match failure {
        Failure::TooLarge { limit } => Failure::TooLarge { limit: *limit },
        Failure::DuplicateMember { pointer } => Failure::DuplicateMember { pointer: pointer.clone() },
        Failure::Unsupported { detail } => Failure::Unsupported { detail: detail.clone() },
        other => Failure::Malformed { detail: other.to_string() },
    }
}

fn pieces(name: &str, bytes: &[u8]) -> Vec<Piece> {
    match Evidence::read(bytes) {
        Ok(all) if all.len() == 1 => {
            all.into_iter().map(|evidence| Piece { name: name.to_owned(), read: Ok(evidence) }).collect()
        }
        Ok(all) => all
            .into_iter()
            .enumerate()
            .map(|(at, evidence)| Piece { name: format!("{name}#{}", at + 1), read: Ok(evidence) })
            .collect(),
        Err(failure) => vec![Piece { name: name.to_owned(), read: Err(failure) }],
    }
}

fn is_evidence(path: &Path) -> bool {
    path.is_file() && read_bytes(path, MAX_FILE).is_ok_and(|bytes| Evidence::is(&bytes))
}

/// The evidence beside an artifact and in it.
fn around(source: &str, path: &Path, subject: &Subject) -> Result<Vec<Piece>, Error> {
    let mut found = Vec::new();
    let mut beside: Vec<(String, PathBuf)> = Vec::new();
    if path.is_dir() {
        beside.push((format!("{}/skill.oms.sig", source.trim_end_matches('/')), path.join("skill.oms.sig")));
    }
    // `skill/` and `.` have their neighbours under the name of the folder.
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) {
        for suffix in BESIDE {
            let name = format!("{}.{suffix}", name.to_string_lossy());
            beside.push((name.clone(), folder.join(name)));
        }
    }
    for (name, path) in beside {
        if path.is_file() {
            found.extend(pieces(&name, &read_bytes(&path, MAX_FILE)?));
        }
    }
    match subject.bytes.as_deref().map(Evidence::within) {
        Some(Ok(all)) => {
            found.extend(all.into_iter().map(|evidence| Piece { name: source.to_owned(), read: Ok(evidence) }));
        }
        Some(Err(failure)) => found.push(Piece { name: source.to_owned(), read: Err(failure) }),
        None => {}
    }
    Ok(found)
}
