//! `proofmark conformance`: the protocol of the Sigstore conformance suite.
//! <https://github.com/sigstore/sigstore-conformance/blob/main/docs/cli_protocol.md>

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::services::network;
use super::subject::named_subject;
use super::{Error, ExitStatus, Io};
use crate::attest::{
    self, Evidence, Instance, Pattern, Policy, PublicKey, Services, Signer, Subject, Token, TrustedRoot, sign_raw,
    verify,
};
use crate::source::{read_bytes, read_small, write_atomic};

/// Bytes of one file of the suite, at most.
const MAX_FILE: u64 = 256 << 20;

/// Answer the Sigstore conformance suite.
#[derive(Debug, Args)]
pub(super) struct ConformanceArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    SignBundle(SignArgs),
    VerifyBundle(VerifyArgs),
}

#[derive(Debug, Args)]
struct SignArgs {
    #[arg(long)]
    staging: bool,
    #[arg(long)]
    in_toto: bool,
    #[arg(long)]
    identity_token: String,
    #[arg(long)]
    bundle: PathBuf,
    #[arg(long)]
    trusted_root: Option<PathBuf>,
    #[arg(long)]
    signing_config: Option<PathBuf>,
    artifact: PathBuf,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    #[arg(long)]
    staging: bool,
    #[arg(long)]
    bundle: PathBuf,
    #[arg(long)]
    key: Option<PathBuf>,
    #[arg(long)]
    certificate_identity: Option<String>,
    #[arg(long)]
    certificate_oidc_issuer: Option<String>,
    #[arg(long)]
    trusted_root: Option<PathBuf>,
    /// A file, or `sha256:HEX`.
    artifact: String,
}

pub(super) fn run(args: &ConformanceArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::SignBundle(args) => sign_bundle(args, io),
        Command::VerifyBundle(args) => verify_bundle(args, io),
    }
}

const fn instance(staging: bool) -> Instance {
    if staging { Instance::Staging } else { Instance::PublicGood }
}

fn sign_bundle(args: &SignArgs, io: &Io<'_>) -> Result<ExitStatus, Error> {
    let services = match &args.signing_config {
        Some(path) => Services::Config(read_small(&io.folder.join(path), MAX_FILE)?),
        None => Services::Embedded(instance(args.staging)),
    };
    // It is the verifier who needs the root; that it can be read is all that a signer can tell.
    if let Some(path) = &args.trusted_root {
        TrustedRoot::from_json(&read_small(&io.folder.join(path), MAX_FILE)?)?;
    }
    let bytes = read_bytes(&io.folder.join(&args.artifact), MAX_FILE)?;
    let bundle = sign_raw(&bytes, args.in_toto, &services, Token::new(&args.identity_token)?, &network(io))?;
    write_atomic(&io.folder.join(&args.bundle), bundle.as_bytes())?;
    Ok(ExitStatus::Yes)
}

fn verify_bundle(args: &VerifyArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let subject: Subject = named_subject(&args.artifact, io)?;
    let root = match &args.trusted_root {
        Some(path) => TrustedRoot::from_json(&read_small(&io.folder.join(path), MAX_FILE)?)?,
        None => TrustedRoot::embedded(instance(args.staging))?,
    };
    let signer = match (&args.key, &args.certificate_identity, &args.certificate_oidc_issuer) {
        (Some(path), ..) => {
            let pem = read_small(&io.folder.join(path), MAX_FILE)?;
            Signer::Key(PublicKey::from_pem(&pem).map_err(attest::Error::Key)?)
        }
        (None, Some(identity), Some(issuer)) => Signer::Identity {
            identity: Pattern::Exact(identity.clone()),
            issuer: Some(Pattern::Exact(issuer.clone())),
            claims: Vec::new(),
        },
        _ => return Err(Error::Missing { option: "--certificate-identity", why: "somebody has to be trusted" }),
    };
    let policy = Policy { signers: vec![signer], ..Policy::default() };
    let bytes = read_bytes(&io.folder.join(&args.bundle), MAX_FILE)?;
    let evidence = Evidence::read(&bytes);
    let result = evidence.and_then(|all| {
        all.iter().try_for_each(|one| verify(one, Some(&subject), &policy, &root, io.clock.now()).map(|_| ()))
    });
    match result {
        Ok(()) => Ok(ExitStatus::Yes),
        Err(failure) => {
            io.say(&format!("error[{}]: {failure}", failure.check()));
            Ok(ExitStatus::No)
        }
    }
}
