//! Who signs.

use std::path::PathBuf;

use clap::Args;

use super::services::{SigstoreArgs, network};
use super::{Error, Io, passphrase};
use crate::attest::{self, Identity, Signing, SigningKey, Token};

#[derive(Debug, Args)]
#[command(next_help_heading = "Signing")]
pub(super) struct SigningArgs {
    /// Sign with this private key: PKCS#8 or cosign's. Without one, the identity of the CI job signs.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// Sign with services of this file (`signing_config.json`) instead of the instance's.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    signing_config: Option<PathBuf>,
}

impl SigningArgs {
    /// The key, or the identity that the environment or the CI system vouches for.
    pub(super) fn signing(&self, sigstore: &SigstoreArgs, io: &Io<'_>) -> Result<Signing, Error> {
        if let Some(path) = &self.key {
            let key = SigningKey::read(&io.folder.join(path), || passphrase::existing(io));
            let key = key.map_err(|error| attest::Error::Key(error.within(&io.folder)))?;
            return Ok(Signing::Key(key));
        }
        let network = network(io);
        let token = match io.environment.get("SIGSTORE_ID_TOKEN") {
            Some(text) => Token::new(text)?,
            None => Token::ambient(&network)?,
        };
        let services = sigstore.services(self.signing_config.as_ref(), io)?;
        Ok(Signing::Identity(Box::new(Identity { services, token, network })))
    }
}
