//! Servers on the command line: which are started, with whose consent, and with what.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::{Error, Io};
use crate::source::mcp::{self, Confinement, Launch, Server};
use crate::source::{Capture, Limits};

#[derive(Debug, Args)]
#[command(next_help_heading = "Servers")]
pub(super) struct ServerArgs {
    /// Start servers, in a sandbox, to hear what they offer; without it, they are started only if you say yes.
    #[arg(long)]
    run_servers: bool,

    /// Scan the MCP server that this command starts; the rest of the line is the command.
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    stdio: Vec<String>,

    /// Give servers this variable of your environment; may be repeated.
    #[arg(long, value_name = "NAME")]
    pass_env: Vec<String>,

    /// Let servers connect to the Internet, and so install packages.
    #[arg(long)]
    allow_network: bool,

    /// Let servers read a file or folder beside their own package; may be repeated.
    #[arg(long, value_name = "PATH")]
    allow_read: Vec<PathBuf>,

    /// Start servers without a sandbox: they can do all that you can.
    #[arg(long)]
    no_sandbox: bool,
}

impl ServerArgs {
    /// Whether servers are named.
    pub(super) const fn is_empty(&self) -> bool {
        self.stdio.is_empty()
    }

    /// Starts every server that is named, once that is agreed to, and captures what it offers.
    pub(super) fn fetch(
        &self,
        runtime: &tokio::runtime::Runtime,
        limits: &Limits,
        io: &mut Io<'_>,
    ) -> Result<Vec<Capture>, Error> {
        let Some((command, arguments)) = self.stdio.split_first() else { return Ok(Vec::new()) };
        let launch = Launch {
            command: command.clone(),
            arguments: arguments.to_vec(),
            environment: self.passed(io)?,
            folder: io.folder.clone(),
        };
        let name = mcp::name_of(&launch);
        let server = Server { name, launch };
        if !self.run_servers && !io.agrees(&self.question(&server)) {
            return Err(Error::Consent { command: mcp::shown(&server.launch) });
        }
        Ok(vec![runtime.block_on(mcp::run(&server, &self.confinement(io), limits))])
    }

    /// What the user agrees to: the exact command, and the names of variables, never their values.
    fn question(&self, server: &Server) -> String {
        let names: Vec<&str> = server.launch.environment.keys().map(String::as_str).collect();
        let variables = if names.is_empty() { "none of your variables".to_owned() } else { names.join(", ") };
        let bounds = match (self.no_sandbox, self.allow_network) {
            (true, _) => "without a sandbox: it can do all that you can",
            (false, true) => "in a sandbox, with the network",
            (false, false) => "in a sandbox, without the network",
        };
        format!("This starts a server:\n  {}\n{bounds}; it is given {variables}.\nStart it?", mcp::shown(&server.launch))
    }

    fn passed(&self, io: &Io<'_>) -> Result<BTreeMap<String, String>, Error> {
        let value = |name: &String| {
            let value = io.environment.get(name).ok_or_else(|| Error::Variable { name: name.clone() })?;
            Ok((name.clone(), value.to_owned()))
        };
        self.pass_env.iter().map(value).collect()
    }

    fn confinement(&self, io: &Io<'_>) -> Confinement {
        Confinement {
            executable: (!self.no_sandbox).then(|| io.executable.clone()),
            network: self.allow_network,
            read: self.allow_read.iter().map(|path| io.folder.join(path)).collect(),
            home: io.environment.first(&["HOME", "USERPROFILE"]).map(PathBuf::from),
            search: io.environment.get("PATH").unwrap_or("/usr/local/bin:/usr/bin:/bin").to_owned(),
        }
    }
}
