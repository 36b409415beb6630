//! MCP servers: started or called, asked for all that they offer, and written down.
//!
//! A server is asked as a client would ask it, twice, within limits; it is never asked to do anything. What it says
//! becomes `mcp/<server>/{initialize,tools,prompts,resources,resource-templates,session}.json`, and every limit that it
//! breaks a gap. Protocol: <https://modelcontextprotocol.io/specification>, versions from 2024-11-05 to 2026-07-28.

mod http;
mod process;
mod record;
mod session;
mod stdio;
mod write;

use camino::Utf8PathBuf;
use reqwest::header::{HeaderName, HeaderValue};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;

use self::http::Http;
use self::process::Remains;
use self::record::{Breach, Record};
use self::session::{Greeting, Lists, Session, Stop};
use self::write::Conduct;
use super::{Capture, Limits, Provenance, SourceKind, Tree, without_credentials};
use crate::finding::{Gap, GapReason};
use crate::net::{self, Client, Settings, Url};

pub use process::{Confinement, Launch};
pub use write::SESSION_SCHEMA;

/// A server that is to be started, and the name that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub name: String,
    pub launch: Launch,
}

/// What was heard of a server.
#[derive(Debug, Default)]
struct Heard {
    opening: serde_json::Value,
    first: Lists,
    second: Lists,
    conduct: Conduct,
    stops: Vec<Stop>,
}

/// Starts a server and writes down what it offers. What it keeps to itself is a gap.
pub async fn run(server: &Server, how: &Confinement, limits: &Limits) -> Capture {
    let (mut heard, mut remains) = attempt(server, how, limits, Greeting::Newest).await;
    if heard.failed_at_once() {
        (heard, remains) = attempt(server, how, limits, Greeting::Initialize).await;
    }
    heard.conduct.attempts.clone_from(&remains.attempts);
    let reference = shown(&server.launch);
    let provenance = Provenance::new(reference, SourceKind::Mcp);
    capture(&server.name, &heard, Some(&remains), provenance)
}

/// A server that is called.
#[derive(Clone)]
pub struct Endpoint {
    pub name: String,
    pub url: Url,
    /// Sent with every request, to the origin of `url` only. Values may be secrets.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// Calls a server over streamable HTTP and writes down what it offers.
pub async fn call(endpoint: &Endpoint, settings: &Settings, limits: &Limits) -> Result<Capture, net::Error> {
    let client = Client::pinned(settings, endpoint.url.host_str().map(str::to_owned))?;
    client.admit(&endpoint.url)?;
    let mut heard = Heard::default();
    for greeting in [Greeting::Newest, Greeting::Initialize] {
        let record = Record::new(*limits);
        let http = Http { client: client.inner().clone(), record: record.clone() };
        let config = StreamableHttpClientTransportConfig::with_uri(endpoint.url.as_str())
            .custom_headers(endpoint.headers.iter().cloned().collect());
        let transport = StreamableHttpClientTransport::with_client(http, config);
        heard = converse(Session::open(transport, record.clone(), greeting).await, &record, "streamable-http").await;
        if !heard.failed_at_once() {
            break;
        }
    }
    let provenance = Provenance::new(without_credentials(endpoint.url.as_str()), SourceKind::Mcp);
    Ok(capture(&endpoint.name, &heard, None, provenance))
}

/// What to call a server of which only the address is known.
pub fn host_name(url: &Url) -> String {
    url.host_str().unwrap_or("server").to_owned()
}

impl Heard {
    /// Whether the server did not even take its greeting. Some take anything but `initialize` for the end of the world.
    fn failed_at_once(&self) -> bool {
        self.opening.is_null() && matches!(self.stops.as_slice(), [Stop::Ended { .. } | Stop::Handshake { .. }])
    }
}

/// What to call a server of which only the command is known: its package or script.
pub fn name_of(launch: &Launch) -> String {
    let runner = launch.command.rsplit('/').next().unwrap_or_default();
    let word = match runner {
        "npx" | "uvx" | "bunx" | "pipx" | "node" | "python" | "python3" | "deno" | "bun" | "uv" | "npm" | "sh" => {
            launch
                .arguments
                .iter()
                .find(|word| !word.starts_with('-') && !matches!(word.as_str(), "run" | "exec" | "tool" | "x"))
                .map_or(runner, String::as_str)
        }
        _ => runner,
    };
    // `@scope/name@1.2.3` and `name==1.2.3`.
    let start = usize::from(word.starts_with('@'));
    let end = word.get(start..).and_then(|rest| rest.find(['@', '='])).map_or(word.len(), |at| at + start);
    let name = word.get(..end).unwrap_or(word);
    if name.starts_with('@') { name.to_owned() } else { name.rsplit('/').next().unwrap_or(name).to_owned() }
}

/// The command as a person reads it: never with the values of its variables.
pub fn shown(launch: &Launch) -> String {
    let words = std::iter::once(&launch.command).chain(&launch.arguments);
    words.map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

async fn attempt(server: &Server, how: &Confinement, limits: &Limits, greeting: Greeting) -> (Heard, Remains) {
    let record = Record::new(*limits);
    let started = process::start(&server.launch, how);
    let (running, stdout, stdin) = match started {
        Ok(started) => started,
        Err(error) => {
            let detail = format!("`{}` cannot be started: {error}", server.launch.command);
            let heard = Heard { stops: vec![Stop::Handshake { detail }], ..Heard::default() };
            return (heard, Remains { said: String::new(), code: None, attempts: Vec::new() });
        }
    };
    let transport = stdio::Stdio::new(stdout, stdin, record.clone());
    let heard = converse(Session::open(transport, record.clone(), greeting).await, &record, "stdio").await;
    (heard, running.end().await)
}

/// Asks for everything, and again.
async fn converse(opened: Result<Session, Stop>, record: &Record, transport: &'static str) -> Heard {
    let mut heard = Heard::default();
    heard.conduct.schema = SESSION_SCHEMA;
    heard.conduct.transport = transport;
    match opened {
        Err(stop) => heard.stops.push(stop),
        Ok(session) => {
            heard.opening = session.opening.clone();
            heard.conduct.protocol_version.clone_from(&session.version);
            let (first, stops) = session.lists().await;
            heard.stops = stops;
            if heard.stops.is_empty() {
                let (again, stops) = session.lists().await;
                if stops.is_empty() {
                    (heard.conduct.changes, heard.second) = write::compare(&first, &again);
                }
                heard.stops = stops;
            }
            heard.first = first;
            session.close().await;
        }
    }
    heard.conduct.requests = record.requests();
    heard
}

fn capture(name: &str, heard: &Heard, remains: Option<&Remains>, provenance: Provenance) -> Capture {
    let files = write::files(name, &heard.opening, &heard.first, &heard.second, &heard.conduct);
    let mut tree = Tree::in_memory(files);
    let folder = Utf8PathBuf::from("mcp").join(write::folder_name(name));
    for stop in &heard.stops {
        let mut detail = stop.to_string();
        if let Some(remains) = remains.filter(|_| matches!(stop, Stop::Ended { .. } | Stop::Handshake { .. })) {
            if let Some(code) = remains.code {
                detail = format!("{detail} (exit code {code})");
            }
            let lines: Vec<String> =
                remains.said.lines().map(str::trim).filter(|line| !line.is_empty()).map(last_words).collect();
            let last = lines.get(lines.len().saturating_sub(3)..).unwrap_or_default();
            if !last.is_empty() {
                detail = format!("{detail}; it said: {}", last.join(" / "));
            }
        }
        tree.gaps.push(Gap::new(folder.clone(), reason(stop), shortened(&detail)));
    }
    tree.gaps.sort();
    tree.gaps.dedup();
    Capture { tree, provenance }
}

/// The end of a line, where errors stand.
fn last_words(line: &str) -> String {
    const MOST: usize = 120;
    let over = line.chars().count().saturating_sub(MOST);
    line.chars().skip(over).collect()
}

/// Characters of a gap's detail that may come from a server, at most.
const MAX_DETAIL: usize = 400;

fn shortened(detail: &str) -> String {
    if detail.chars().count() <= MAX_DETAIL {
        return detail.to_owned();
    }
    detail.chars().take(MAX_DETAIL).chain(std::iter::once('…')).collect()
}

const fn reason(stop: &Stop) -> GapReason {
    match stop {
        Stop::Silent { .. } => GapReason::NoAnswer,
        Stop::Breach(Breach::Malformed { .. }) => GapReason::Broken,
        Stop::Breach(_) | Stop::Pages { .. } | Stop::Items { .. } | Stop::Circle { .. } => GapReason::Endless,
        Stop::Ended { .. } | Stop::Refused { .. } | Stop::Shapeless { .. } | Stop::Handshake { .. } => {
            GapReason::Broken
        }
    }
}
