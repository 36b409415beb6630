//! Servers that a configuration starts or connects to.

use super::{Facts, secret};
use crate::analyze::command::{CommandLine, Ecosystem as Runner};
use crate::artifact::address::{Address, HostKind};
use crate::artifact::{GrantKind, Launch};
use crate::inventory::{
    Authentication, Component, Connection, Detail, Ecosystem, Edge, Id, McpServer, Pin, Reader, Relation, SecretSource,
    Transport, TrustZone, UnseenReason, purl,
};
use crate::text::Node;

const RULE: Reader = Reader::CONFIG_MCP_SERVER;

pub(super) fn read(facts: &mut Facts<'_, '_>) {
    let artifact = facts.artifact;
    for launch in &artifact.facts.launches {
        server(facts, launch);
    }
}

fn server(facts: &mut Facts<'_, '_>, launch: &Launch) {
    let file = launch.place.file;
    let pointer = launch.place.pointer.clone().unwrap_or_default();
    let evidence = facts.evidence(&launch.place, &pointer, RULE);
    let entry = entry(facts, launch);
    let end = endpoint(launch.url.as_ref().map(|url| url.value.as_str()), kind_of(entry));
    let header = |name: &str| launch.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let scheme = header("authorization").map(|header| scheme(&header.value));
    let key = launch.headers.iter().any(|header| secret::is_secret_name(&header.name));
    let scheme = scheme.or_else(|| key.then_some("api-key"));
    let below = entry_pointer(&pointer, &launch.name);
    let approved = facts.artifact.facts.grants.iter().filter(|grant| {
        grant.kind == GrantKind::AutoApprove
            && grant.place.file == file
            && grant.place.pointer.as_deref().is_some_and(|at| at.starts_with(&below))
    });
    let connection = Connection {
        transport: Some(end.transport),
        command: Some(launch.command.clone()).filter(|command| !command.is_empty()),
        arguments: secret::arguments(launch.args.iter().map(|word| word.value.as_str())),
        endpoint: end.url,
        authentication: scheme
            .map(|scheme| Authentication { scheme: Some(scheme.to_owned()), ..Authentication::default() }),
        environment: launch.env.iter().map(|variable| variable.name.clone()).collect(),
        headers: launch.headers.iter().map(|header| header.name.clone()).collect(),
        zone: Some(end.zone),
        approved: approved.map(|grant| grant.text.clone()).collect(),
        allowed: allowed(entry),
        disabled: entry.is_some_and(is_disabled),
    };
    let path = facts.path(file);
    let id = facts.add(Component::local(path, &launch.name, Detail::Connection(connection)).seen(evidence.clone()));
    credentials(facts, launch, &id);
    if let Some(package) = package(launch) {
        let starts = facts.add(package.seen(evidence.clone()));
        facts.builder.link(Edge::new(id.clone(), Relation::Starts, starts).seen(evidence.clone()));
    }
    facts.unseen(&id, UnseenReason::NotContacted, "the server was not asked for its tools", &evidence);
}

/// The object that describes a launch, where its place can be followed.
fn entry<'a>(facts: &Facts<'a, '_>, launch: &Launch) -> Option<&'a Node> {
    let root = &facts.document(launch.place.file)?.root;
    let pointer = launch.place.pointer.as_deref()?;
    super::at_pointer(root, &entry_pointer(pointer, &launch.name))
}

/// The pointer of a server's own object: the place may be that of its command.
fn entry_pointer(pointer: &str, name: &str) -> String {
    let step = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
    match pointer.rfind(&step) {
        Some(at) => pointer.get(..at + step.len()).unwrap_or(pointer).to_owned(),
        None => pointer.strip_suffix("/command").unwrap_or(pointer).to_owned(),
    }
}

fn kind_of(entry: Option<&Node>) -> Option<&str> {
    let entry = entry?;
    let text = |name: &str| entry.get(name).and_then(Node::as_str);
    text("type").or_else(|| text("transport")).or_else(|| entry.at(&["transport", "type"])?.as_str())
}

fn is_disabled(entry: &Node) -> bool {
    let flag = |name: &str| entry.get(name).and_then(Node::as_bool);
    flag("disabled") == Some(true) || flag("enabled") == Some(false)
}

/// The tools that a client lets through, in the spellings of clients.
fn allowed(entry: Option<&Node>) -> std::collections::BTreeSet<String> {
    let lists = ["includeTools", "allowedTools", "enabled_tools", "tools"];
    let list = entry.and_then(|entry| lists.iter().find_map(|name| entry.get(name)));
    let texts = list.map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

fn scheme(value: &str) -> &'static str {
    let word = value.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "basic" => "basic",
        "bearer" => "bearer",
        _ => "api-key",
    }
}

/// Links a connection to the credentials that it is given.
fn credentials(facts: &mut Facts<'_, '_>, launch: &Launch, id: &Id) {
    let named = launch.env.iter().map(|variable| (variable, false));
    let named = named.chain(launch.headers.iter().map(|header| (header, true)));
    let mut found: Vec<(SecretSource, String, &crate::artifact::Place)> = Vec::new();
    for (variable, header) in named {
        found.extend(secret::of_variable(variable, header).into_iter().map(|(s, name)| (s, name, &variable.place)));
    }
    for word in launch.args.iter().chain(&launch.url) {
        let references = secret::references(&word.value).into_iter();
        found.extend(
            references.filter(|(_, name)| secret::is_secret_name(name)).map(|(s, name)| (s, name, &word.place)),
        );
        let password =
            Address::parse(&word.value).and_then(|address| address.user).is_some_and(|user| user.contains(':'));
        if password && secret::references(&word.value).is_empty() {
            found.push((SecretSource::Literal, format!("{} password", launch.name), &word.place));
        }
    }
    for (source, name, place) in found {
        let evidence = facts.evidence(place, &name, Reader::CONFIG_SECRET);
        let needed = facts.add(secret::secret(source, &name).seen(evidence.clone()));
        facts.builder.link(Edge::new(id.clone(), Relation::Needs, needed).seen(evidence));
    }
}

/// The far end of a connection.
#[derive(Debug)]
pub(in crate::inventory) struct Endpoint {
    pub(in crate::inventory) transport: Transport,
    pub(in crate::inventory) zone: TrustZone,
    /// Without credentials and query.
    pub(in crate::inventory) url: Option<String>,
}

/// Where a connection leads, by its URL and the transport that it names.
pub(in crate::inventory) fn endpoint(url: Option<&str>, kind: Option<&str>) -> Endpoint {
    let Some(url) = url else {
        return Endpoint { transport: Transport::Stdio, zone: TrustZone::LocalProcess, url: None };
    };
    let address = Address::parse(url);
    let scheme = address.as_ref().map_or("", |address| address.scheme.as_str());
    let path = address.as_ref().map_or(url, |address| address.path.as_str());
    let transport = match kind.unwrap_or_default() {
        "sse" => Transport::Sse,
        "ws" | "websocket" => Transport::WebSocket,
        "http" | "streamable-http" | "streamable_http" | "streamableHttp" | "streamable" => Transport::StreamableHttp,
        _ if scheme.starts_with("ws") => Transport::WebSocket,
        _ if path.split('?').next().is_some_and(|path| path.trim_end_matches('/').ends_with("/sse")) => Transport::Sse,
        _ => Transport::StreamableHttp,
    };
    let zone = match address.map(|address| address.kind()) {
        Some(HostKind::Loopback) => TrustZone::LocalMachine,
        Some(HostKind::Private | HostKind::Metadata) => TrustZone::PrivateNetwork,
        Some(HostKind::RawIp | HostKind::Public) => TrustZone::Internet,
        None => TrustZone::Unknown,
    };
    Endpoint { transport, zone, url: Some(secret::bare(url)) }
}

/// The package that a launch fetches and runs, as the MCP server that it is.
pub(in crate::inventory) fn package(launch: &Launch) -> Option<Component> {
    let line = CommandLine::of(launch);
    let package = line.package()?;
    let (name, version) = package.split()?;
    let detail = Detail::McpServer(McpServer::default());
    if package.ecosystem == Runner::Image {
        return Some(image(name, version, detail));
    }
    let ecosystem = if package.ecosystem == Runner::Npm { Ecosystem::Npm } else { Ecosystem::PyPi };
    let exact = version.filter(|_| package.is_pinned() && !version.unwrap_or_default().contains('$'));
    let mut component = Component::with_purl(ecosystem, name, exact, detail);
    component.pin = match (exact, version) {
        (Some(_), _) => Pin::Exact,
        (None, Some("latest") | None) => Pin::Floating,
        (None, Some(range)) => {
            component.constraint = Some(range.to_owned());
            Pin::Range
        }
    };
    Some(component)
}

/// A container image: a digest is its version, a tag is none.
pub(in crate::inventory) fn image(name: &str, version: Option<&str>, detail: Detail) -> Component {
    let digest = version.filter(|version| version.starts_with("sha256:"));
    let tag = version.filter(|_| digest.is_none());
    let url = purl(Ecosystem::Oci, name, digest, &[("tag", tag.unwrap_or_default())]);
    let (group, own) = name.rsplit_once('/').map_or((None, name), |(group, own)| (Some(group.to_owned()), own));
    let mut component = Component::new(Id::package(&url), own, detail);
    component.group = group;
    component.version = digest.or(tag).map(str::to_owned);
    component.purl = Some(url);
    component.pin = match (digest, tag) {
        (Some(_), _) => Pin::Digest,
        (None, Some("latest") | None) => Pin::Floating,
        // Whoever owns a tag can move it, and by custom does not.
        (None, Some(_)) => Pin::Exact,
    };
    component
}

/// What a command line without a package runs.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::inventory) enum Program {
    /// A file, as written.
    File(String),
    /// A Python module.
    Module(String),
}

/// The program of the project's own that a command line starts.
pub(in crate::inventory) fn program_of<'a>(command: &str, words: impl IntoIterator<Item = &'a str>) -> Option<Program> {
    let name = command.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.trim_end_matches(".exe");
    let mut words = words.into_iter().filter(|word| !matches!(*word, "run" | "--directory"));
    if matches!(name.rsplit('.').next(), Some("py" | "js" | "mjs" | "ts" | "sh")) {
        return Some(Program::File(command.to_owned()));
    }
    if !matches!(stem, "node" | "bun" | "deno" | "tsx" | "ts-node" | "uv" | "poetry") && !stem.starts_with("python") {
        return None;
    }
    while let Some(word) = words.next() {
        if word == "-m" {
            return words.next().map(|module| Program::Module(module.to_owned()));
        }
        let source = matches!(word.rsplit('.').next(), Some("py" | "js" | "mjs" | "cjs" | "ts" | "mts"));
        if source && !word.starts_with('-') {
            return Some(Program::File(word.to_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_of_the_project_is_told_from_a_package() {
        let file = |name: &str| Some(Program::File(name.to_owned()));
        for (command, words, expected) in [
            ("python", &["server.py"][..], file("server.py")),
            ("python3.12", &["-m", "acme.server"], Some(Program::Module("acme.server".to_owned()))),
            ("uv", &["run", "src/s.py"], file("src/s.py")),
            ("node", &["--inspect", "build/index.js"], file("build/index.js")),
            ("npx", &["-y", "x"], None),
        ] {
            assert_eq!(program_of(command, words.iter().copied()), expected, "{command}");
        }
    }
}
