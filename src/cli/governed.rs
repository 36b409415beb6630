//! Which policy, and the public keys that it names by their digest.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::services::RootArgs;
use super::{Error, Io};
use crate::attest::{self, PublicKey, TrustedRoot};
use crate::policy::{Policy, Trust};
use crate::source::{read_bytes, read_small};

/// The policy where nobody names one.
const DEFAULT: &str = ".proofmark/policy.yaml";
/// Bytes of a policy, of a file that it names, or of a key.
pub(super) const MAX_FILE: u64 = 1 << 20;

#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    /// The policy that says whom to believe and what to ask [default: .proofmark/policy.yaml].
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    policy: Option<PathBuf>,

    /// A public key that the policy names by its digest; may be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    policy_key: Vec<PathBuf>,
}

impl PolicyArgs {
    pub(super) fn read(&self, io: &Io<'_>) -> Result<Policy, Error> {
        let path = self.policy.clone().unwrap_or_else(|| DEFAULT.into());
        if self.policy.is_none() && !io.folder.join(&path).is_file() {
            let why = "it names whose signatures count; there is no `.proofmark/policy.yaml` here";
            return Err(Error::Missing { option: "--policy", why });
        }
        read(&path, io)
    }

    /// Whether there is one: named, or where it is looked for.
    pub(super) fn is_there(&self, io: &Io<'_>) -> bool {
        self.policy.is_some() || io.folder.join(DEFAULT).is_file()
    }

    pub(super) fn keys(&self, io: &Io<'_>) -> Result<Vec<PublicKey>, Error> {
        keys(&self.policy_key, io)
    }
}

/// A policy, and what its signers are verified with.
pub(super) struct Governed {
    pub(super) policy: Policy,
    pub(super) keys: Vec<PublicKey>,
    pub(super) root: TrustedRoot,
}

impl Governed {
    pub(super) fn read(policy: &PolicyArgs, root: &RootArgs, io: &Io<'_>) -> Result<Self, Error> {
        Ok(Self { policy: policy.read(io)?, keys: policy.keys(io)?, root: root.root(io)? })
    }

    pub(super) fn trust(&self, now: Timestamp) -> Trust<'_> {
        Trust { policy: &self.policy, keys: &self.keys, root: &self.root, now }
    }
}

/// Reads public keys.
pub(super) fn keys(paths: &[PathBuf], io: &Io<'_>) -> Result<Vec<PublicKey>, Error> {
    let read = |path: &PathBuf| {
        let text = read_small(&io.folder.join(path), MAX_FILE)?;
        Ok(PublicKey::from_pem(&text).map_err(attest::Error::Key)?)
    };
    paths.iter().map(read).collect()
}

/// Reads a policy, and the files that it names beside it.
pub(super) fn read(path: &Path, io: &Io<'_>) -> Result<Policy, Error> {
    let full = io.folder.join(path);
    let bytes = read_bytes(&full, MAX_FILE).map_err(|error| error.about(path))?;
    let beside = full.parent().map(Path::to_owned).unwrap_or_default();
    let mut files = |name: &str| read_bytes(&beside.join(name), MAX_FILE).map_err(|error| error.to_string());
    Ok(Policy::read(&path.to_string_lossy(), &bytes, &mut files)?)
}
