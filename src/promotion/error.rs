//! Why a history could not be read or continued.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::digest::Digest;
use crate::policy::Transition;
use crate::{attest, net, source, store};

/// A promotion that could not be decided.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Source(#[from] source::Error),
    #[error(transparent)]
    Attest(#[from] attest::Error),
    #[error("the history cannot be continued ({check}): {detail}")]
    Broken { check: &'static str, detail: String },
    #[error("`{found}` may not sign {step}")]
    Signer { found: String, step: Transition, deciders: String },
    #[error("the policy does not know who signs {step}: {reason}")]
    Stranger { reason: String, step: Transition, deciders: String },
    #[error("the policy wants a revocation to say: {fields}")]
    Unsaid { fields: String, flags: String },
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("no requests can be made")]
    Runtime { source: std::io::Error },
    #[error("`{url}` does not answer as an agent registry does: {detail}")]
    Answer { url: String, detail: String },
    #[error("`{url}` lists more than {limit} entries of a kind")]
    TooMany { url: String, limit: usize },
    #[error("the BOM in {bundle} cannot be read: {detail}")]
    Bom { bundle: Digest, detail: String },
    #[error("more than {limit} artifacts are needed, one by way of another")]
    TooManyNeeds { limit: usize },
    #[error("`{}` does not say what was seen of promotions: {detail}", path.display())]
    Memory { path: PathBuf, detail: String },
    #[error("what was seen cannot be written")]
    Encode { source: serde_json::Error },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Store(error) => error.help(),
            Self::Source(error) => error.help(),
            Self::Attest(error) => error.help(),
            Self::Memory { .. } => Some(
                "restore it from a backup; whoever removes it forgets what was seen, and cannot notice a rollback"
                    .into(),
            ),
            Self::Broken { .. } => {
                Some("fetch what is missing from where it was seen; `proofmark status` shows what is there".into())
            }
            Self::Signer { deciders, .. } | Self::Stranger { deciders, .. } if deciders.is_empty() => {
                Some("the policy names nobody who may: give the step a `by`".into())
            }
            Self::Signer { deciders, .. } | Self::Stranger { deciders, .. } => {
                Some(format!("sign as one of {deciders}").into())
            }
            Self::Net(error) => error.help(),
            Self::Answer { .. } => Some("name the address that `/api/v1` is below".into()),
            Self::Unsaid { flags, .. } => Some(format!("add `{flags}`").into()),
            Self::Bom { .. } => Some("`proofmark bom validate` says what is wrong with it".into()),
            Self::Encode { .. } | Self::Runtime { .. } | Self::TooMany { .. } | Self::TooManyNeeds { .. } => None,
        }
    }
}
