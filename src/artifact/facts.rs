//! What heuristics join: tools, launches, hooks, grants, endpoints. Facts are not alarms.

use std::collections::BTreeSet;

use super::Place;
use super::address::Address;
use super::mcp_session::Session;
use super::packed::Package;
use crate::text::Node;

/// Everything that readers learned besides text.
#[derive(Debug, Default)]
pub struct Facts {
    /// Whose repositories the package is developed in, by its manifest: `github.com/owner`.
    pub owners: BTreeSet<String>,
    pub tools: Vec<Tool>,
    pub launches: Vec<Launch>,
    pub hooks: Vec<Hook>,
    pub grants: Vec<Grant>,
    pub endpoints: Vec<Endpoint>,
    /// What live servers did when they were asked what they offer.
    pub sessions: Vec<Session>,
    /// Environment variables that settings set for the host itself; a server's own stand in its launch.
    pub variables: Vec<Variable>,
    /// Archives and documents that were opened, or could not be.
    pub packages: Vec<Package>,
}

/// An MCP tool, from a listing or found in source.
#[derive(Debug, Clone)]
pub struct Tool {
    pub name: String,
    pub description: String,
    /// `inputSchema`, where a listing gives it.
    pub schema: Option<Node>,
    /// `annotations`, where a listing gives them.
    pub annotations: Option<Node>,
    /// The tool's name.
    pub place: Place,
    /// The function that handles it, in source.
    pub handler: Option<Place>,
}

/// A server that a configuration starts or connects to.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The name of the server in the configuration.
    pub name: String,
    /// Empty for a remote server.
    pub command: String,
    pub args: Vec<Variable>,
    pub env: Vec<Variable>,
    pub headers: Vec<Variable>,
    pub url: Option<Variable>,
    /// The command, or the name of the server where there is none.
    pub place: Place,
}

impl Launch {
    /// The addresses that are spelled out: the server's own, and those among its arguments.
    pub fn addresses(&self) -> impl Iterator<Item = (Address, &Place)> {
        let all = self.url.iter().chain(&self.args);
        let address = |text: &str| {
            let address = Address::parse(text)?;
            let spelled = !address.host.is_empty() && !address.host.contains(['$', '{', '<', '%']);
            spelled.then_some(address)
        };
        all.filter_map(move |variable| Some((address(&variable.value)?, &variable.place)))
    }
}

/// A text value with its place and, for environment variables and headers, its name.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Empty for positional arguments and URLs.
    pub name: String,
    pub value: String,
    pub place: Place,
}

/// A command that a host runs by itself, when something happens.
#[derive(Debug, Clone)]
pub struct Hook {
    /// The event as the host calls it, such as `SessionStart`, `postinstall` or `statusLine`.
    pub event: String,
    pub command: String,
    pub place: Place,
}

/// Events inside a container, where installing tools from the network is usual.
const CONTAINED: &[&str] = &[
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
    "install",
];

impl Hook {
    /// Whether it runs in a container and not on the machine of the user.
    pub fn is_contained(&self) -> bool {
        CONTAINED.contains(&self.event.as_str())
    }
}

/// Something that is permitted without asking.
#[derive(Debug, Clone)]
pub struct Grant {
    pub kind: GrantKind,
    /// As written, such as `Bash(git:*)` or `bypassPermissions`.
    pub text: String,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantKind {
    /// `allowed-tools` of a skill or command.
    AllowedTool,
    /// `permissions.allow` of settings.
    Permission,
    /// A tool of a server that a configuration approves in advance.
    AutoApprove,
    /// A switch that turns asking off as a whole.
    Bypass,
}

/// A URL at which an agent, a server or a provider says it is.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub url: String,
    pub place: Place,
}
