//! MCP servers: started or called, asked for all that they offer, and written down.
//!
//! A server is asked as a client would ask it, twice, within limits; it is never asked to do anything. What it says
//! becomes `mcp/<server>/{initialize,tools,prompts,resources,resource-templates,session}.json`, and every limit that it
//! breaks a gap. Protocol: <https://modelcontextprotocol.io/specification>, versions from 2024-11-05 to 2026-07-28.

mod http;
mod name;
mod oauth;
mod process;
mod record;
mod runner;
mod session;
mod sse;
mod stdio;
mod write;

use std::collections::BTreeMap;
use std::time::Duration;

use camino::Utf8PathBuf;
use reqwest::header::{HeaderName, HeaderValue};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;

use self::http::Http;
use self::process::Remains;
use self::record::{Breach, Record};
use self::session::{Greeting, Lists, Session, Stop};
use self::sse::Legacy;
use self::write::Conduct;
use super::{Capture, Limits, Provenance, SourceKind, Tree, without_credentials};
use crate::finding::{Gap, GapReason, redact};
use crate::net::{self, Client, Settings, Url};

pub use name::{host_name, name_of, package, shown};
pub use oauth::{Error as SignInError, SignIn};
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
    let provenance = Provenance::new(name::told(&server.launch), SourceKind::Mcp);
    capture(&server.name, &heard, Some(&remains), provenance)
}

/// A server that is called.
#[derive(Clone)]
pub struct Endpoint {
    pub name: String,
    pub url: Url,
    /// Sent with every request, to the origin of `url` only. Values may be secrets.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether the user named the address, so that it may be a private one.
    pub named: bool,
}

/// Calls a server and writes down what it offers: over streamable HTTP, and as servers of 2024 where that is not known.
pub async fn call(endpoint: &Endpoint, settings: &Settings, limits: &Limits) -> Result<Capture, net::Error> {
    let host = endpoint.url.host_str().map(str::to_owned);
    let client = Client::pinned(settings, host.filter(|_| endpoint.named))?;
    client.admit(&endpoint.url)?;
    let old = endpoint.url.path().trim_end_matches('/').ends_with("/sse");
    let ways =
        if old { [Way::Events, Way::Newest, Way::Initialize] } else { [Way::Newest, Way::Initialize, Way::Events] };
    let mut first: Option<Heard> = None;
    for way in ways {
        let heard = hear(endpoint, &client, limits, way).await;
        if !heard.failed_at_once() {
            first = Some(heard);
            break;
        }
        // Of several failures, the first is about the way that was meant.
        first.get_or_insert(heard);
    }
    let provenance = Provenance::new(without_credentials(endpoint.url.as_str()), SourceKind::Mcp);
    Ok(capture(&endpoint.name, &first.unwrap_or_default(), None, provenance))
}

/// How a server is called.
#[derive(Debug, Clone, Copy)]
enum Way {
    Newest,
    Initialize,
    Events,
}

async fn hear(endpoint: &Endpoint, client: &Client, limits: &Limits, way: Way) -> Heard {
    let record = Record::new(*limits);
    let http = Http { client: client.inner().clone(), record: record.clone() };
    let greeting = match way {
        Way::Newest => Greeting::Newest,
        Way::Initialize => Greeting::Initialize,
        Way::Events => {
            let seconds = limits.server_timeout;
            let opened = tokio::time::timeout(Duration::from_secs(seconds), Legacy::open(endpoint, http)).await;
            let silent = || Stop::Silent { seconds, during: "when it was called".to_owned() };
            let opened = match opened.unwrap_or_else(|_| Err(silent())) {
                Ok(transport) => Session::open(transport, record.clone(), Greeting::Initialize).await,
                Err(stop) => Err(stop),
            };
            return converse(opened, &record, "sse").await;
        }
    };
    let config = StreamableHttpClientTransportConfig::with_uri(endpoint.url.as_str())
        .custom_headers(endpoint.headers.iter().cloned().collect());
    let transport = StreamableHttpClientTransport::with_client(http, config);
    converse(Session::open(transport, record.clone(), greeting).await, &record, "streamable-http").await
}

impl Heard {
    /// Whether the server did not even take its greeting. Some take anything but `initialize` for the end of the world.
    fn failed_at_once(&self) -> bool {
        self.opening.is_null() && matches!(self.stops.as_slice(), [Stop::Ended { .. } | Stop::Handshake { .. }])
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
            return (heard, Remains::default());
        }
    };
    let transport = stdio::Stdio::new(stdout, stdin, record.clone());
    let heard = converse(Session::open(transport, record.clone(), greeting).await, &record, "stdio").await;
    let mut remains = running.end().await;
    remains.advice = runner::advice(&server.launch, how, &remains.said);
    (heard, remains)
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
    let nothing = heard.opening.is_null() && heard.conduct.attempts.is_empty() && heard.conduct.requests.is_empty();
    let files = if nothing {
        BTreeMap::new()
    } else {
        write::files(name, &heard.opening, &heard.first, &heard.second, &heard.conduct)
    };
    let mut tree = Tree::in_memory(files);
    let folder = Utf8PathBuf::from("mcp").join(name::folder_name(name));
    for stop in &heard.stops {
        let mut detail = stop.to_string();
        if let Some(remains) = remains.filter(|_| matches!(stop, Stop::Ended { .. } | Stop::Handshake { .. })) {
            if let Some(code) = remains.code {
                detail = format!("{detail} (exit code {code})");
            }
            let lines: Vec<String> =
                remains.said.lines().map(str::trim).filter(|line| !line.is_empty()).map(last_words).collect();
            let last = lines.get(lines.len().saturating_sub(3)..).unwrap_or_default();
            match &remains.advice {
                Some(advice) => detail = format!("{detail}: {advice}"),
                None if last.is_empty() => {}
                None => detail = format!("{detail}; it said: {}", last.join(" / ")),
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
    line.chars().skip(over).collect::<String>().trim().to_owned()
}

/// A server of which nothing was heard, and why.
pub fn unheard(name: &str, reference: impl Into<String>, detail: &str) -> Capture {
    let stops = vec![Stop::Handshake { detail: detail.to_owned() }];
    let heard = Heard { stops, ..Heard::default() };
    capture(name, &heard, None, Provenance::new(reference, SourceKind::Mcp))
}

/// Characters of a gap's detail that may come from a server, at most.
const MAX_DETAIL: usize = 400;

fn shortened(detail: &str) -> String {
    let detail = redact(detail);
    if detail.chars().count() <= MAX_DETAIL {
        return detail.into_owned();
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
