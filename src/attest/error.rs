//! Why something could not be attested.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::text::strict::JsonError;

/// Why a statement was not made or not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the predicate is not of its type")]
    Predicate(#[source] JsonError),
    #[error("the predicate is neither CycloneDX nor SPDX in JSON")]
    NoBom,
    #[error("the statement cannot be written")]
    Encode(#[source] serde_json::Error),
    #[error("`{path}` could not be read whole: {reason}")]
    Incomplete { path: String, reason: String },
    #[error("there is no file in `{name}`")]
    Empty { name: String },
    #[error("the key did not sign")]
    Sign,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("there is no identity token")]
    NoToken,
    #[error("the identity token cannot be used")]
    Token(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("Sigstore's services did not sign")]
    Services(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the signing configuration cannot be used")]
    SigningConfig(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the trusted root cannot be used")]
    TrustedRoot(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the services did not answer within {seconds} seconds")]
    Timeout { seconds: u64 },
    #[error(transparent)]
    Net(#[from] crate::net::Error),
    #[error("`{name}` changed while it was scanned")]
    Changed { name: String },
    #[error("the records are about {found}, which is not `{name}`")]
    OtherSubject { name: String, found: String },
    #[error("`{name}` is not what `pack` makes of its files")]
    NotPacked { name: String },
    #[error("cannot start the network client")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a key cannot be used. None of it shows a byte of the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    #[error("`{}` can be read by others (mode {mode:o})", path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("`{}` exists already", path.display())]
    Exists { path: PathBuf },
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: std::io::Error },
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("no key in PEM form")]
    NotPem,
    #[error("a PEM block `{label}` is no key that can be read")]
    Label { label: String },
    #[error("the key is malformed")]
    Malformed,
    #[error("the key's algorithm is not supported")]
    Unsupported,
    #[error("the key is encrypted and there is no passphrase")]
    NoPassphrase,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    #[error("the key's encryption asks for more work than is allowed")]
    Costly,
    #[error("no randomness for a new key")]
    Random,
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Key(error) => error.help(),
            Self::Net(error) => error.help(),
            Self::NoBom => Some("make one with `proofmark bom --format cyclonedx-json`".into()),
            Self::Incomplete { .. } => Some("a statement about a part would pass for one about the whole".into()),
            Self::OtherSubject { .. } => {
                Some("import the results with `--subject` as what they are about, or name that here".into())
            }
            Self::NotPacked { .. } => Some(
                "name an artifact of the store, as `proofmark pack` put it there; or bring the provenance of who built it \
                 with `--predicate FILE`"
                    .into(),
            ),
            Self::NoToken => Some(
                "run it in a CI job that may have one (on GitHub: `permissions: id-token: write`), set \
                 `SIGSTORE_ID_TOKEN`, or sign with `--key FILE`"
                    .into(),
            ),
            Self::Predicate(_)
            | Self::Encode(_)
            | Self::Empty { .. }
            | Self::Sign
            | Self::Token(_)
            | Self::Services(_)
            | Self::SigningConfig(_)
            | Self::TrustedRoot(_)
            | Self::Timeout { .. }
            | Self::Changed { .. }
            | Self::Client(_) => None,
        }
    }
}

impl KeyError {
    /// The same, with its path as the user wrote it, who stands in `folder`.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        if let Self::Exposed { path, .. } | Self::Exists { path } | Self::Write { path, .. } | Self::Read { path, .. } =
            &mut self
            && let Ok(short) = path.strip_prefix(folder)
        {
            *path = short.to_owned();
        }
        self
    }

    fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Exposed { path, .. } => {
                Some(format!("`chmod 600 {}`, or make a new one if others may have read it", path.display()).into())
            }
            Self::Exists { .. } => Some("keys are never overwritten: move it, or choose another `--name`".into()),
            Self::NotPem | Self::Label { .. } => Some(
                "keys are PKCS#8 or cosign's, public keys are SubjectPublicKeyInfo; `proofmark keygen` makes both"
                    .into(),
            ),
            Self::Unsupported => Some("sign with ECDSA P-256 or Ed25519".into()),
            Self::NoPassphrase => Some("set `PROOFMARK_PASSWORD`, or run it in a terminal".into()),
            Self::Write { .. }
            | Self::Read { .. }
            | Self::Malformed
            | Self::WrongPassphrase
            | Self::Costly
            | Self::Random => None,
        }
    }
}
