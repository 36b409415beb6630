//! `proofmark registry`: registries that speak the contract of agentoperations/agent-registry.

mod audit;
mod push;

use std::time::Duration;

use clap::{Args, Subcommand};

use super::{Error, ExitStatus, Io};
use crate::net::Settings;
use crate::promotion::agent_registry::{AgentRegistry, Entry, Kind};
use crate::report::promotion::Listed;
use crate::source::Limits;

/// Tell an agent registry what signed history says, and check what it says itself.
#[derive(Debug, Args)]
pub(super) struct RegistryArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Push(Box<push::PushArgs>),
    Audit(Box<audit::AuditArgs>),
}

pub(super) fn run(args: &RegistryArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::Push(args) => push::run(args, io),
        Command::Audit(args) => audit::run(args, io),
    }
}

/// How an agent registry is asked.
#[derive(Debug, Args)]
pub(super) struct AgentRegistryArgs {
    /// The variable that holds the bearer token of an agent registry.
    #[arg(long, value_name = "VARIABLE", help_heading = "Registry")]
    token_env: Option<String>,
}

/// An agent registry, and how it was named.
pub(super) struct Asked {
    pub(super) registry: AgentRegistry,
}

impl AgentRegistryArgs {
    pub(super) fn open(&self, url: &str, io: &Io<'_>) -> Result<Asked, Error> {
        let variable = |name: &String| {
            let value = io.environment.get(name);
            value.map(str::to_owned).ok_or_else(|| Error::Variable { name: name.clone() })
        };
        let token = self.token_env.as_ref().map(variable).transpose()?;
        let settings = Settings::new(false, Duration::from_secs(Limits::DEFAULT.fetch_timeout), &io.environment);
        Ok(Asked { registry: AgentRegistry::open(url, token.as_deref(), &settings)? })
    }
}

impl Asked {
    /// Everything that it lists, by its own word.
    pub(super) fn entries(&self) -> Result<Vec<Listed>, Error> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            found.extend(self.registry.list(kind)?.into_iter().map(|entry| listed(kind, entry)));
        }
        Ok(found)
    }
}

fn listed(kind: Kind, entry: Entry) -> Listed {
    let digest = entry.pinned().map(|(digest, _)| digest);
    Listed {
        name: entry.identity.name,
        versions: vec![entry.identity.version],
        digest,
        kind: kind.name().to_owned(),
        stage: None,
        claimed: entry.status,
        check: None,
        evidence: std::collections::BTreeMap::new(),
        age: None,
        labels: entry.metadata.labels,
    }
}
