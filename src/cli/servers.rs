//! Servers on the command line: which are started, with whose consent, and with what.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::configured::{self, Configured};
use super::{Error, Io};
use crate::net::{self, Settings, Url};
use crate::source::clients::{Folders, Scope};
use crate::source::mcp::{self, Confinement, Endpoint, Launch, Server};
use crate::source::{Capture, Limits, without_credentials};

/// What servers are asked with.
pub(super) struct How<'a> {
    pub(super) runtime: &'a tokio::runtime::Runtime,
    pub(super) limits: &'a Limits,
    pub(super) offline: bool,
}

impl How<'_> {
    fn call(&self, endpoint: &Endpoint, io: &Io<'_>) -> Result<Capture, net::Error> {
        let settings = Settings::new(self.offline, Duration::from_secs(self.limits.server_timeout), &io.environment);
        self.runtime.block_on(mcp::call(endpoint, &settings, self.limits))
    }
}

#[expect(clippy::struct_excessive_bools, reason = "they are flags")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Servers")]
pub(super) struct ServerArgs {
    /// Start servers, in a sandbox, to hear what they offer; without it, they are started only if you say yes.
    #[arg(long)]
    run_servers: bool,

    /// Scan the MCP server that this command starts; the rest of the line is the command.
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    stdio: Vec<String>,

    /// Scan what the clients of this machine are configured with, their skills, and their servers.
    #[arg(long)]
    machine: bool,

    /// Scan a client's configuration, and its servers; may be repeated.
    #[arg(long, value_name = "FILE")]
    client_config: Vec<PathBuf>,

    /// Call the servers that configurations name by address.
    #[arg(long)]
    connect: bool,

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
    #[arg(long, conflicts_with = "offline")]
    allow_network: bool,

    /// Let servers read a file or folder beside their own package; may be repeated.
    #[arg(long, value_name = "PATH")]
    allow_read: Vec<PathBuf>,

    /// Start servers without a sandbox: they can do all that you can.
    #[arg(long)]
    no_sandbox: bool,
}

impl ServerArgs {
    /// Whether nothing is named.
    pub(super) const fn is_empty(&self) -> bool {
        self.stdio.is_empty() && self.client_config.is_empty() && !self.machine
    }

    /// The files and folders whose servers are meant, too, each below a folder.
    pub(super) fn configurations(&self, io: &Io<'_>) -> Vec<(PathBuf, PathBuf)> {
        let mut paths: Vec<_> = self.client_config.iter().map(|path| (io.folder.clone(), path.clone())).collect();
        if self.machine {
            let places = Folders::new(&io.environment, &io.folder).present();
            let places = places.into_iter().filter(|place| place.scope != Scope::Project);
            paths.extend(places.map(|place| (place.base, place.path)));
        }
        paths
    }

    /// Starts and calls every server that is named or configured, once that is agreed to, and captures what it offers.
    pub(super) fn fetch(&self, configured: &[Capture], how: &How<'_>, io: &mut Io<'_>) -> Result<Vec<Capture>, Error> {
        let passed = self.passed(io)?;
        let mut captures = Vec::new();
        if let Some((command, arguments)) = self.stdio.split_first() {
            let launch = Launch {
                command: command.clone(),
                arguments: arguments.to_vec(),
                environment: passed.clone(),
                folder: io.folder.clone(),
            };
            let server = Server { name: mcp::name_of(&launch), launch };
            if !self.run_servers && !io.agrees(&self.question(&server)) {
                return Err(Error::Consent { command: mcp::shown(&server.launch) });
            }
            captures.push(how.runtime.block_on(mcp::run(&server, &self.confinement(io), how.limits)));
        }
        let (mut not_started, mut not_called) = (0, 0);
        for server in configured::servers(configured, how.limits, &passed, &io.folder) {
            match server {
                Configured::Start(server) if self.run_servers => {
                    captures.push(how.runtime.block_on(mcp::run(&server, &self.confinement(io), how.limits)));
                }
                Configured::Call(endpoint) if self.connect => {
                    captures.push(how.call(&endpoint, io).unwrap_or_else(|error| {
                        mcp::unheard(&endpoint.name, without_credentials(endpoint.url.as_str()), &error.to_string())
                    }))
                }
                Configured::Start(_) => not_started += 1,
                Configured::Call(_) => not_called += 1,
            }
        }
        if not_started > 0 {
            io.note(&format!(
                "servers that are configured and were not started: {not_started}; start them with `--run-servers`"
            ));
        }
        if not_called > 0 {
            io.note(&format!(
                "servers that are configured and were not called: {not_called}; call them with `--connect`"
            ));
        }
        Ok(captures)
    }

    /// Calls a server at an address that the user named, and captures what it offers.
    pub(super) fn call(&self, address: &str, how: &How<'_>, io: &Io<'_>) -> Result<Capture, Error> {
        let url = address.parse::<Url>().map_err(|_| net::Error::Url { text: address.to_owned() })?;
        let endpoint = Endpoint { name: mcp::host_name(&url), url, headers: self.headers(io)?, named: true };
        Ok(how.call(&endpoint, io)?)
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
