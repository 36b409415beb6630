//! MCP servers that a project is, and those that it connects to.

use super::engine::{Engine, Met};
use super::names::Origin;
use super::project::Site;
use super::rule::Key;
use crate::artifact::code::ExprKind;
use crate::artifact::{Launch, Place, Variable};
use crate::inventory::facts::{endpoint, package, secret};
use crate::inventory::{
    Component, Connection, Detail, Edge, Id, McpServer, Relation, Transport, TrustZone, UnseenReason,
};
use crate::rule::Confidence;
use crate::text::Span;

/// A server that the project is.
pub(super) fn make(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let Some(site) = met.site else { return Vec::new() };
    let name = engine.text(met, &met.rule.name).filter(|text| text.whole).map(|text| text.text);
    let version = engine.text(met, &met.rule.version).filter(|text| text.whole).map(|text| text.text);
    let mut server = McpServer { sdk: met.rule.framework.clone(), ..McpServer::default() };
    server.transports.extend(transports(engine, met));
    let shown = name.unwrap_or_else(|| engine.stand_in(met));
    let mut component =
        Component::local(engine.path(met.unit), shown, Detail::McpServer(server)).seen(engine.seen(met));
    component.version = version;
    let span = engine.span(site);
    vec![engine.add_local(met.unit, span, component)]
}

/// How the file says that its server is reached.
fn transports(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Transport> {
    if let Some(transport) = met.rule.transport {
        return vec![transport];
    }
    let Some(unit) = engine.names.unit(met.unit) else { return Vec::new() };
    if !engine.names.spend(unit.program.exprs.len() / 16) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (expr, node) in unit.program.exprs.iter().enumerate() {
        let ExprKind::Call { callee, .. } = &node.kind else { continue };
        let name = unit.program.dotted(*callee);
        let last = name.rsplit('.').next().unwrap_or_default();
        match last {
            "StdioServerTransport" | "stdio_server" => found.push(Transport::Stdio),
            "StreamableHTTPServerTransport" | "StreamableHTTPSessionManager" => found.push(Transport::StreamableHttp),
            "SSEServerTransport" | "SseServerTransport" => found.push(Transport::Sse),
            "run" | "run_async" | "start" => {
                let keys = ["transport", "transportType"].map(|name| Key::Name(name.to_owned()));
                let site = engine.names.argument(Site { unit: met.unit, expr }, &keys);
                let text = site.and_then(|site| engine.names.texts(site).pop()).map(|text| text.text);
                match text.as_deref() {
                    Some("stdio") => found.push(Transport::Stdio),
                    Some("sse") => found.push(Transport::Sse),
                    Some("http" | "streamable-http" | "streamable_http" | "httpStream") => {
                        found.push(Transport::StreamableHttp);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

pub(super) fn join(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, own: &[Id]) {
    if let Some(site) = engine.argument(met, &met.rule.tools) {
        super::tool::given(engine, met, own, site);
    }
    if let Some(site) = engine.argument(met, &met.rule.system) {
        super::agent::prompt(engine, met, own, site);
    }
}

/// What a connection is told.
#[derive(Debug, Default)]
struct Told {
    command: Option<String>,
    arguments: Vec<String>,
    url: Option<String>,
    environment: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    transport: Option<String>,
}

impl Told {
    const fn says_nothing(&self) -> bool {
        self.command.is_none() && self.url.is_none()
    }
}

/// Connections that a call makes: one, or several by name.
pub(super) fn connect(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>) -> Vec<Id> {
    let Some(call) = met.site.map(|site| engine.names.inner(site)) else { return Vec::new() };
    if !met.rule.entries.0.is_empty() {
        let Some(site) = engine.argument(met, &met.rule.entries) else { return Vec::new() };
        let site = engine.names.member(site, "mcpServers", 4).unwrap_or(site);
        return described(engine, met, site);
    }
    // What was made on the way here is the same connection: parameters, then the toolset that takes them.
    let inner = given(engine, call);
    if !inner.is_empty() {
        return inner;
    }
    let mut told = Told::default();
    read(engine, call, 4, &mut told);
    if told.url.is_none()
        && let Some(text) = engine.text(met, &met.rule.url)
    {
        if text.text.contains("://") {
            told.url = Some(text.text);
        } else if told.command.is_none() && !text.text.is_empty() {
            told.command = Some(text.text);
        }
    }
    if told.says_nothing() {
        let evidence = engine.seen(met);
        engine.unseen(
            None,
            UnseenReason::Dynamic,
            "which MCP server is connected to is decided at run time",
            &evidence,
        );
        return Vec::new();
    }
    let name = engine.text(met, &met.rule.name).filter(|text| text.whole).map(|text| text.text);
    let name = name.unwrap_or_else(|| named_after(engine, met, &told));
    vec![connection(engine, met, call, &name, &told)]
}

/// The connections that a record describes by name, and those that a list of addresses does.
pub(super) fn described(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site) -> Vec<Id> {
    let mut ids = Vec::new();
    for (name, entry) in engine.names.members(site) {
        let mut told = Told::default();
        read(engine, entry, 4, &mut told);
        if !told.says_nothing() {
            ids.push(connection(engine, met, entry, &name, &told));
        }
    }
    for element in engine.names.elements(site).0 {
        let address = engine.names.texts(element).into_iter().find(|text| text.text.contains("://"));
        if let Some(address) = address.filter(|_| engine.made_of(element).is_empty()) {
            let told = Told { url: Some(address.text), ..Told::default() };
            let name = named_after(engine, met, &told);
            ids.push(connection(engine, met, element, &name, &told));
        }
    }
    ids
}

/// Connections among the arguments of a call, however they are wrapped: `MCPClient(lambda: stdio_client(parameters))`.
fn given(engine: &Engine<'_, '_, '_>, call: Site) -> Vec<Id> {
    let mut ids = Vec::new();
    within(engine, call, 4, &mut ids);
    ids.sort();
    ids.dedup();
    ids
}

fn within(engine: &Engine<'_, '_, '_>, call: Site, depth: usize, ids: &mut Vec<Id>) {
    let Some(depth) = depth.checked_sub(1).filter(|_| engine.names.spend(1)) else { return };
    for argument in engine.names.call_arguments(call) {
        let site = Site { expr: argument.value, ..call };
        let mut values = vec![site];
        values.extend(engine.names.elements(site).0);
        if let Some(Origin::Function(unit, function)) = engine.names.origin(site) {
            let returned = engine.names.unit(unit).map(|file| file.returns(function)).unwrap_or_default();
            values.extend(returned.iter().map(|expr| Site { unit, expr: *expr }));
        }
        for value in values {
            let made = engine.made_of(value).into_iter().filter(|id| id.as_str().starts_with("connection:"));
            let before = ids.len();
            ids.extend(made);
            if ids.len() == before {
                within(engine, engine.names.inner(value), depth, ids);
            }
        }
    }
}

/// The package, the host, or the variable.
fn named_after(engine: &Engine<'_, '_, '_>, met: &Met<'_>, told: &Told) -> String {
    let launch = launch("", told);
    if let Some(package) = package(&launch) {
        return package.name;
    }
    if let Some(host) =
        told.url.as_deref().and_then(crate::artifact::address::Address::parse).map(|address| address.host)
    {
        return host;
    }
    let script = told.arguments.iter().find(|word| !word.starts_with('-')).and_then(|word| word.rsplit('/').next());
    script.map_or_else(|| engine.stand_in(met), str::to_owned)
}

/// Reads what describes a server: the arguments of calls, the members of records, and what is nested in them.
fn read(engine: &Engine<'_, '_, '_>, site: Site, depth: usize, told: &mut Told) {
    let Some(depth) = depth.checked_sub(1).filter(|_| engine.names.spend(1)) else { return };
    let site = engine.names.inner(site);
    let Some(Origin::Expr(site)) = engine.names.origin(site) else { return };
    let mut members = engine.names.members(site);
    if matches!(engine.names.kind(site), ExprKind::Call { .. }) {
        for argument in engine.names.call_arguments(site) {
            let value = Site { expr: argument.value, ..site };
            match &argument.name {
                Some(name) => members.push((name.clone(), value)),
                None => read(engine, value, depth, told),
            }
        }
    }
    let texts =
        |site: Site| engine.names.texts(site).into_iter().find(|text| !text.text.is_empty()).map(|text| text.text);
    for (name, value) in members {
        match name.as_str() {
            "command" | "command_or_url" => told.command = told.command.take().or_else(|| texts(value)),
            "args" | "arguments" => {
                let (elements, _) = engine.names.elements(value);
                told.arguments
                    .extend(elements.into_iter().map(|element| texts(element).unwrap_or_else(|| "…".to_owned())));
            }
            "fullCommand" | "full_command" => {
                let line = texts(value).unwrap_or_default();
                let mut words = line.split_whitespace().map(str::to_owned);
                told.command = told.command.take().or_else(|| words.next());
                told.arguments.extend(words);
            }
            "url" | "server_url" | "serverUrl" | "endpoint" => told.url = told.url.take().or_else(|| texts(value)),
            "type" | "transport" if texts(value).is_some() => {
                told.transport = told.transport.take().or_else(|| texts(value));
            }
            "env" => told.environment.extend(pairs(engine, value)),
            "headers" => told.headers.extend(pairs(engine, value)),
            "params" | "server_params" | "serverParams" | "server_parameters" | "connection_params" | "transport"
            | "client" | "requestInit" => read(engine, value, depth, told),
            _ => {}
        }
    }
}

fn pairs(engine: &Engine<'_, '_, '_>, site: Site) -> Vec<(String, String)> {
    let value = |site: Site| {
        let text = engine.names.texts(site).pop();
        text.map(|text| match text.variable {
            Some(variable) => format!("${{{variable}}}"),
            None => text.text,
        })
    };
    engine.names.members(site).into_iter().map(|(name, site)| (name, value(site).unwrap_or_default())).collect()
}

fn launch(name: &str, told: &Told) -> Launch {
    let place = Place::new(0, Span::default());
    let variable =
        |name: &str, value: &str| Variable { name: name.to_owned(), value: value.to_owned(), place: place.clone() };
    Launch {
        name: name.to_owned(),
        command: told.command.clone().unwrap_or_default(),
        args: told.arguments.iter().map(|word| variable("", word)).collect(),
        env: Vec::new(),
        headers: Vec::new(),
        url: told.url.as_deref().map(|url| variable("", url)),
        place: place.clone(),
    }
}

fn connection(engine: &mut Engine<'_, '_, '_>, met: &Met<'_>, site: Site, name: &str, told: &Told) -> Id {
    let end = endpoint(told.url.as_deref(), told.transport.as_deref());
    let transport = match met.rule.transport {
        Some(transport) if told.url.is_some() == (transport != Transport::Stdio) => transport,
        _ => end.transport,
    };
    let detail = Connection {
        transport: Some(transport),
        command: told.command.clone(),
        arguments: secret::arguments(told.arguments.iter().map(String::as_str)),
        endpoint: end.url,
        environment: told.environment.iter().map(|(name, _)| name.clone()).collect(),
        headers: told.headers.iter().map(|(name, _)| name.clone()).collect(),
        zone: Some(if told.command.is_some() { TrustZone::LocalProcess } else { end.zone }),
        ..Connection::default()
    };
    let span = engine.span(site);
    let path = met.site.and_then(|site| engine.names.path(engine.callee(site)?));
    let symbol = path.map_or_else(String::new, |path| path.to_string());
    let evidence = engine.evidence(site.unit, span, &symbol, &met.rule.id, Confidence::High);
    let component = Component::local(engine.path(site.unit), name, Detail::Connection(detail)).seen(evidence.clone());
    let id = engine.add_local(site.unit, span, component);
    if let Some(package) = package(&launch(name, told)) {
        let starts = engine.add(site.unit, package.seen(evidence.clone()));
        engine.builder.link(Edge::new(id.clone(), Relation::Starts, starts).seen(evidence.clone()));
    }
    for (name, value) in told.environment.iter().chain(&told.headers) {
        let mut found = secret::references(value);
        if found.is_empty() && secret::is_secret_name(name) {
            found.push((crate::inventory::SecretSource::Env, name.clone()));
        }
        for (source, name) in found.into_iter().filter(|(_, name)| secret::is_secret_name(name)) {
            let needed = engine.add(site.unit, secret::secret(source, &name).seen(evidence.clone()));
            engine.link(&id, Relation::Needs, &needed, evidence.clone());
        }
    }
    engine.unseen(Some(&id), UnseenReason::NotContacted, "the server was not asked for its tools", &evidence);
    id
}
