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
use crate::source::mcp::{self, Confinement, Endpoint, Launch, Server, SignIn};
use crate::source::{Capture, Limits, without_credentials};

/// What servers are asked with.
pub(super) struct How<'a> {
    pub(super) runtime: &'a tokio::runtime::Runtime,
    pub(super) limits: &'a Limits,
    pub(super) offline: bool,
}

impl How<'_> {
    fn call(&self, endpoint: &Endpoint, io: &Io<'_>) -> Result<Capture, net::Error> {
        self.runtime.block_on(mcp::call(endpoint, &self.settings(io), self.limits))
    }

    fn settings(&self, io: &Io<'_>) -> Settings {
        Settings::new(self.offline, Duration::from_secs(self.limits.server_timeout), &io.environment)
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
    pub(super) client_config: Vec<PathBuf>,

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

    /// Sign in to the server that is called with this issuer (OAuth 2 client credentials).
    #[arg(long, value_name = "URL", requires = "oauth_client")]
    oauth_issuer: Option<Url>,

    /// The variables that hold the client's name and secret.
    #[arg(long, value_name = "ID_VARIABLE:SECRET_VARIABLE", requires = "oauth_issuer")]
    oauth_client: Option<String>,

    /// The scopes to ask for.
    #[arg(long, value_name = "SCOPES", requires = "oauth_issuer", default_value = "", hide_default_value = true)]
    oauth_scope: String,

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
                    }));
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
        let mut headers = self.headers(io)?;
        if let Some(sign_in) = self.sign_in(io)? {
            let settings = how.settings(io);
            let token = how.runtime.block_on(sign_in.token(&url, &settings))?;
            headers.push((AUTHORIZATION, secret("access token", &format!("Bearer {token}"))?));
        }
        Ok(how.call(&Endpoint { name: mcp::host_name(&url), url, headers, named: true }, io)?)
    }

    /// The headers that the user wants sent; values come from the environment and never show.
    fn headers(&self, io: &Io<'_>) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        let mut headers = Vec::new();
        for text in &self.header {
            let wrong = || Error::Header { text: text.clone() };
            let (name, variable) = text.split_once(':').ok_or_else(wrong)?;
            let name = name.trim().parse::<HeaderName>().map_err(|_| wrong())?;
            let variable = variable.trim();
            headers.push((name, secret(variable, value(variable, io)?)?));
        }
        if let Some(variable) = &self.bearer {
            headers.push((AUTHORIZATION, secret(variable, &format!("Bearer {}", value(variable, io)?))?));
        }
        Ok(headers)
    }

    /// With what the user signs in, if at all.
    fn sign_in(&self, io: &Io<'_>) -> Result<Option<SignIn>, Error> {
        let (Some(issuer), Some(client)) = (&self.oauth_issuer, &self.oauth_client) else { return Ok(None) };
        let (client, secret) = client.split_once(':').ok_or_else(|| Error::Client { text: client.clone() })?;
        let (client, secret) = (value(client, io)?.to_owned(), value(secret, io)?.to_owned());
        Ok(Some(SignIn { issuer: issuer.clone(), client, secret, scope: self.oauth_scope.clone() }))
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
        self.pass_env.iter().map(|name| Ok((name.clone(), value(name, io)?.to_owned()))).collect()
    }

    fn confinement(&self, io: &Io<'_>) -> Confinement {
        Confinement {
            executable: (!self.no_sandbox).then(|| io.executable.clone()),
            network: self.allow_network,
            read: self.allow_read.iter().map(|path| io.folder.join(path)).collect(),
            home: io.environment.first(&["HOME", "USERPROFILE"]).map(PathBuf::from),
            search: io.environment.get("PATH").unwrap_or("/usr/local/bin:/usr/bin:/bin").to_owned(),
            environment: io.environment.clone(),
        }
    }
}

fn value<'v>(variable: &str, io: &'v Io<'_>) -> Result<&'v str, Error> {
    io.environment.get(variable).ok_or_else(|| Error::Variable { name: variable.to_owned() })
}

/// The value of a header that never shows.
pub(super) fn secret(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(value).map_err(|_| Error::Header { text: name.to_owned() })?;
    value.set_sensitive(true);
    Ok(value)
}
