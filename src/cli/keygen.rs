//! `proofmark keygen`

use clap::{Args, ValueEnum};

use super::{Error, ExitStatus, Io, passphrase};
use crate::attest::{self, Algorithm, KeyError, NewKey};

/// Make a pair of keys to sign evidence with.
#[derive(Debug, Args)]
pub(super) struct KeygenArgs {
    /// Write `NAME.key` and `NAME.pub`; existing files are never overwritten.
    #[arg(long, value_name = "NAME", default_value = "proofmark")]
    name: String,

    /// What the key is for.
    #[arg(long, value_enum, value_name = "ALGORITHM", default_value = "ecdsa-p256")]
    algorithm: AlgorithmName,

    /// Write the private key unencrypted, such as for a secret store that encrypts.
    #[arg(long)]
    no_passphrase: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AlgorithmName {
    /// ECDSA on P-256: what every client verifies.
    EcdsaP256,
    /// Ed25519: deterministic; Rekor v2 does not log it.
    Ed25519,
}

pub(super) fn run(args: &KeygenArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let algorithm = match args.algorithm {
        AlgorithmName::EcdsaP256 => Algorithm::EcdsaP256,
        AlgorithmName::Ed25519 => Algorithm::Ed25519,
    };
    let passphrase = if args.no_passphrase {
        None
    } else {
        let passphrase = passphrase::new(io)?;
        Some(passphrase.ok_or(attest::Error::Key(KeyError::NoPassphrase))?)
    };
    let pair =
        NewKey::generate(algorithm, passphrase.as_ref().map(|text| text.as_str())).map_err(attest::Error::Key)?;
    let (private, public) = (format!("{}.key", args.name), format!("{}.pub", args.name));
    let written = pair.write(&io.folder.join(&private), &io.folder.join(&public));
    // The folder is the user's own: they named the files.
    written.map_err(|error| attest::Error::Key(error.within(&io.folder)))?;
    let kept = if args.no_passphrase { ", unencrypted" } else { "" };
    io.say(&format!("the private key is in `{private}`{kept}, the public one in `{public}`"));
    io.answer(format!("{}\n", pair.public.id()))?;
    Ok(ExitStatus::Yes)
}
