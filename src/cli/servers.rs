//! Servers on the command line: which are started, with whose consent, and with what.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::{Error, Io};
use crate::net::{self, Settings, Url};
use crate::source::mcp::{self, Confinement, Endpoint, Launch, Server};
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

    /// Send servers that are called this header, with the value of a variable; may be repeated.
    #[arg(long, value_name = "HEADER:VARIABLE")]
    header: Vec<String>,

    /// Send servers that are called the token that a variable holds.
    #[arg(long, value_name = "VARIABLE")]
    bearer: Option<String>,

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

    /// Calls a server at an address that the user named, and captures what it offers.
    pub(super) fn call(
        &self,
        address: &str,
        runtime: &tokio::runtime::Runtime,
        limits: &Limits,
        offline: bool,
        io: &Io<'_>,
    ) -> Result<Capture, Error> {
        let url = address.parse::<Url>().map_err(|_| net::Error::Url { text: address.to_owned() })?;
        let settings = Settings::new(offline, Duration::from_secs(limits.server_timeout), &io.environment);
        let endpoint = Endpoint { name: mcp::host_name(&url), url, headers: self.headers(io)? };
        Ok(runtime.block_on(mcp::call(&endpoint, &settings, limits))?)
    }

    /// The headers that the user wants sent; values come from the environment and never show.
    fn headers(&self, io: &Io<'_>) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        let secret = |variable: &str, before: &str| {
            let value = io.environment.get(variable).ok_or_else(|| Error::Variable { name: variable.to_owned() })?;
            let mut value = HeaderValue::from_str(&format!("{before}{value}"))
                .map_err(|_| Error::Header { text: variable.to_owned() })?;
            value.set_sensitive(true);
            Ok::<_, Error>(value)
        };
        let mut headers = Vec::new();
        for text in &self.header {
            let wrong = || Error::Header { text: text.clone() };
            let (name, variable) = text.split_once(':').ok_or_else(wrong)?;
            let name = name.trim().parse::<HeaderName>().map_err(|_| wrong())?;
            headers.push((name, secret(variable.trim(), "")?));
        }
        if let Some(variable) = &self.bearer {
            headers.push((AUTHORIZATION, secret(variable, "Bearer ")?));
        }
        Ok(headers)
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
        format!(
            "This starts a server:\n  {}\n{bounds}; it is given {variables}.\nStart it?",
            mcp::shown(&server.launch)
        )
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
