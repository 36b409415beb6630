//! Signing without a key of one's own: a certificate for minutes from Fulcio, an entry in Rekor, a timestamp.

use sigstore_sign::oidc::IdentityToken;
use sigstore_sign::{SigningContext, SigningServices};
use sigstore_trust_root::SigningConfig;

use super::{Cause, Instance, Tuf, client, wait};
use crate::attest::{Bundle, Error, Predicate, Statement};
use crate::net::Settings;

/// Where certificates, log entries and timestamps come from.
#[derive(Debug, Clone)]
pub enum Services {
    /// Those of a signing configuration, as cosign and sigstore-python read it (`signing_config` 0.2).
    Config(String),
    /// Those of a known instance, as this version knows them.
    Embedded(Instance),
    /// Those that TUF names now.
    Fetched(Tuf),
}

/// An identity token. It is never printed.
pub struct Token(IdentityToken);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// Reads a JSON web token; Fulcio is who verifies it.
    pub fn new(text: &str) -> Result<Self, Error> {
        IdentityToken::from_jwt(text.trim()).map(Self).map_err(|error| Error::Token(Box::new(error)))
    }

    /// Asks the CI system that this runs in: GitHub Actions, GitLab, Buildkite, CircleCI.
    pub fn ambient(network: &Settings) -> Result<Self, Error> {
        let found = wait(network, async {
            IdentityToken::detect_ambient().await.map_err(|error| Error::Token(Cause::from(error)))
        })?;
        found.map(Self).ok_or(Error::NoToken)
    }
}

impl Services {
    async fn context(&self, network: &Settings) -> Result<SigningContext, Error> {
        let unusable = |error: sigstore_sign::Error| Error::SigningConfig(Box::new(error));
        let services = match self {
            Self::Config(text) => {
                let config = SigningConfig::from_json(text).map_err(|error| Error::SigningConfig(Box::new(error)))?;
                SigningServices::from_signing_config(&config).map_err(unusable)?
            }
            Self::Embedded(instance) => SigningServices::from_embedded(instance.inner()).map_err(unusable)?,
            Self::Fetched(tuf) => {
                let config = SigningConfig::from_tuf(tuf.config(network)?).await;
                let config = config.map_err(|error| Error::SigningConfig(Box::new(error)))?;
                SigningServices::from_signing_config(&config).map_err(unusable)?
            }
        };
        let urls = [Some(services.fulcio_url()), Some(services.rekor_url()), services.tsa_url()];
        let client = client(network, urls.into_iter().flatten())?;
        Ok(SigningContext::new(services).with_http_client(client))
    }
}

/// Signs a statement with the identity of a token.
pub fn sign_keyless<P: Predicate>(
    statement: &Statement<P>,
    services: &Services,
    token: &Token,
    network: &Settings,
) -> Result<Bundle, Error> {
    let payload = statement.to_bytes()?;
    let bundle = wait(network, async {
        let signer = services.context(network).await?.signer(token.0.clone());
        signer.sign_raw_statement(&payload).await.map_err(|error| Error::Services(Box::new(error)))
    })?;
    let text = bundle.to_json().map_err(|error| Error::Services(Box::new(error)))?;
    Bundle::parse(text.as_bytes()).map_err(Error::Predicate)
}

/// Signs a file, or the statement in it as it is: what the Sigstore conformance suite asks of a client.
pub fn sign_raw(
    bytes: &[u8],
    statement: bool,
    services: &Services,
    token: Token,
    network: &Settings,
) -> Result<String, Error> {
    let bundle = wait(network, async {
        let signer = services.context(network).await?.signer(token.0);
        let signed = if statement { signer.sign_raw_statement(bytes).await } else { signer.sign(bytes).await };
        signed.map_err(|error| Error::Services(Box::new(error)))
    })?;
    bundle.to_json_pretty().map_err(|error| Error::Services(Box::new(error)))
}
