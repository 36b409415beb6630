//! Which Sigstore: its roots to verify with, its services to sign with.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Error, Io};
use crate::attest::{Instance, Services, TrustedRoot, Tuf};
use crate::net::Settings;
use crate::source::{read_bytes, read_small};

/// Bytes of a trusted root or a signing configuration, at most.
const MAX_FILE: u64 = 4 << 20;

/// How services are reached: each gets this long for everything that it is asked.
pub(super) fn network(io: &Io<'_>) -> Settings {
    Settings::new(false, std::time::Duration::from_mins(2), &io.environment)
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sigstore")]
pub(super) struct SigstoreArgs {
    /// The Sigstore that signatures come from.
    #[arg(long, value_enum, value_name = "INSTANCE", default_value = "public-good")]
    instance: InstanceName,

    /// Fetch what the instance publishes now, verified by TUF, rather than what this version knows.
    #[arg(long)]
    refresh_root: bool,

    /// Fetch them from this TUF repository instead.
    #[arg(long, value_name = "URL", requires_all = ["tuf_root", "refresh_root"])]
    tuf_url: Option<String>,

    /// The `root.json` that the repository is checked with.
    #[arg(long, value_name = "FILE", requires = "tuf_url")]
    tuf_root: Option<PathBuf>,
}

/// The root that signatures are verified with.
#[derive(Debug, Args)]
pub(super) struct RootArgs {
    /// Trust the authorities and logs of this file (`trusted_root.json`) instead of the instance's.
    #[arg(long, value_name = "FILE", conflicts_with = "refresh_root", help_heading = "Sigstore")]
    trusted_root: Option<PathBuf>,

    #[command(flatten)]
    pub(super) sigstore: SigstoreArgs,
}

impl RootArgs {
    /// What is trusted: offline unless the user asks.
    pub(super) fn root(&self, io: &Io<'_>) -> Result<TrustedRoot, Error> {
        self.sigstore.root(self.trusted_root.as_ref(), io)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InstanceName {
    /// The public one of the Sigstore project.
    PublicGood,
    /// Its test instance.
    Staging,
    /// GitHub's own, for private repositories and releases.
    Github,
}

impl SigstoreArgs {
    const fn instance(&self) -> Instance {
        match self.instance {
            InstanceName::PublicGood => Instance::PublicGood,
            InstanceName::Staging => Instance::Staging,
            InstanceName::Github => Instance::GitHub,
        }
    }

    /// Whether identities come without an issuer: GitHub's releases do.
    pub(super) fn is_github(&self) -> bool {
        self.instance == InstanceName::Github
    }

    fn tuf(&self, io: &Io<'_>) -> Result<Tuf, Error> {
        match (&self.tuf_url, &self.tuf_root) {
            (Some(url), Some(root)) => {
                Ok(Tuf::Custom { url: url.clone(), root: read_bytes(&io.folder.join(root), MAX_FILE)? })
            }
            _ => Ok(Tuf::Instance(self.instance())),
        }
    }

    /// The root to verify with: offline unless the user asks.
    pub(super) fn root(&self, file: Option<&PathBuf>, io: &Io<'_>) -> Result<TrustedRoot, Error> {
        if let Some(path) = file {
            return Ok(TrustedRoot::from_json(&read_small(&io.folder.join(path), MAX_FILE)?)?);
        }
        if self.refresh_root {
            return Ok(TrustedRoot::fetch(&self.tuf(io)?, &network(io))?);
        }
        Ok(TrustedRoot::embedded(self.instance())?)
    }

    /// The services to sign with.
    pub(super) fn services(&self, config: Option<&PathBuf>, io: &Io<'_>) -> Result<Services, Error> {
        if let Some(path) = config {
            return Ok(Services::Config(read_small(&io.folder.join(path), MAX_FILE)?));
        }
        if self.refresh_root {
            return Ok(Services::Fetched(self.tuf(io)?));
        }
        Ok(Services::Embedded(self.instance()))
    }
}
