//! A conversation with a server: the handshake, and everything that it lists, twice.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rmcp::model::{
    ClientCapabilities, ClientRequest, ElicitationCapability, ErrorCode, FormElicitationCapability, Implementation,
    InitializeRequestParams, PaginatedRequestParams, ProtocolVersion, RequestOptionalParam, RootsCapabilities,
    SamplingCapability, UrlElicitationCapability,
};
use rmcp::service::{ClientInitializeError, ClientLifecycleMode, RunningService, ServiceError};
use rmcp::transport::Transport;
use rmcp::{RoleClient, serve_client_with_lifecycle};
use serde_json::Value;

use super::http;
use super::record::{Breach, Record};

/// What a server may be asked to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Listing {
    Tools,
    Prompts,
    Resources,
    ResourceTemplates,
}

impl Listing {
    pub(super) const ALL: [Self; 4] = [Self::Tools, Self::Prompts, Self::Resources, Self::ResourceTemplates];

    const fn method(self) -> &'static str {
        match self {
            Self::Tools => "tools/list",
            Self::Prompts => "prompts/list",
            Self::Resources => "resources/list",
            Self::ResourceTemplates => "resources/templates/list",
        }
    }

    /// The member of the answer that holds the list.
    pub(super) const fn member(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
            Self::ResourceTemplates => "resourceTemplates",
        }
    }

    /// The capability that a server declares if it has such a list.
    const fn capability(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources | Self::ResourceTemplates => "resources",
        }
    }

    /// The name of the file that the list is kept in.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
            Self::ResourceTemplates => "resource-templates",
        }
    }

    fn request(self, cursor: Option<String>) -> ClientRequest {
        let params = PaginatedRequestParams::default().with_cursor(cursor);
        match self {
            Self::Tools => ClientRequest::ListToolsRequest(RequestOptionalParam::with_param(params)),
            Self::Prompts => ClientRequest::ListPromptsRequest(RequestOptionalParam::with_param(params)),
            Self::Resources => ClientRequest::ListResourcesRequest(RequestOptionalParam::with_param(params)),
            Self::ResourceTemplates => {
                ClientRequest::ListResourceTemplatesRequest(RequestOptionalParam::with_param(params))
            }
        }
    }
}

/// Why a server was not heard to the end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Stop {
    #[error("nothing within {seconds} seconds {during}")]
    Silent { seconds: u64, during: String },
    #[error("it sent {0}")]
    Breach(#[from] Breach),
    #[error("more than {limit} pages of {listing}")]
    Pages { limit: usize, listing: &'static str },
    #[error("more than {limit} {listing}")]
    Items { limit: usize, listing: &'static str },
    #[error("a page of {listing} that it had given before")]
    Circle { listing: &'static str },
    #[error("it ended {during}")]
    Ended { during: String },
    #[error("it answered {method} with an error: {detail}")]
    Refused { method: &'static str, detail: String },
    #[error("an answer to {method} without {listing}")]
    Shapeless { method: &'static str, listing: &'static str },
    #[error("{detail}")]
    Handshake { detail: String },
}

/// Items by list.
pub(super) type Lists = BTreeMap<Listing, Vec<Value>>;

/// A session that is open.
pub(super) struct Session {
    running: RunningService<RoleClient, InitializeRequestParams>,
    record: Record,
    /// The answer to `initialize` or `server/discover`, as it came.
    pub(super) opening: Value,
    /// The version that both sides speak.
    pub(super) version: String,
}

/// A client that could do everything, so that a server shows everything; whatever it asks for is declined.
fn client() -> InitializeRequestParams {
    let mut capabilities = ClientCapabilities::default();
    capabilities.roots = Some(RootsCapabilities::default());
    capabilities.sampling = Some(SamplingCapability::default());
    let elicitation = ElicitationCapability::new().with_form(FormElicitationCapability::new());
    capabilities.elicitation = Some(elicitation.with_url(UrlElicitationCapability::new()));
    InitializeRequestParams::new(capabilities, Implementation::new("proofmark", env!("CARGO_PKG_VERSION")))
        .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
}

/// Whether to ask for the newest protocol first, or to begin with `initialize` as all older clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    Newest,
    Initialize,
}

impl Session {
    /// Opens a session; the versions of the protocol from 2024-11-05 on are spoken.
    pub(super) async fn open<T>(transport: T, record: Record, greeting: Greeting) -> Result<Self, Stop>
    where
        T: Transport<RoleClient> + 'static,
    {
        let lifecycle = match greeting {
            Greeting::Newest => ClientLifecycleMode::Auto {
                preferred_versions: vec![ProtocolVersion::LATEST],
                legacy_version: Some(ProtocolVersion::LATEST_WITH_INITIALIZE),
            },
            Greeting::Initialize => ClientLifecycleMode::Initialize,
        };
        let seconds = record.limits().server_timeout;
        let opened = serve_client_with_lifecycle(client(), transport, lifecycle);
        let during = "after it was greeted";
        let running = match tokio::time::timeout(Duration::from_secs(seconds), opened).await {
            Ok(Ok(running)) => running,
            Ok(Err(error)) => {
                return Err(record.breach().map_or_else(|| not_opened(&error, during), Stop::Breach));
            }
            Err(_) => {
                let silent = Stop::Silent { seconds, during: during.to_owned() };
                return Err(record.breach().map_or(silent, Stop::Breach));
            }
        };
        let opening = record.take("initialize").or_else(|| record.take("server/discover")).unwrap_or_default();
        let version = running.peer_info().map(|info| info.protocol_version.to_string()).unwrap_or_default();
        Ok(Self { running, record, opening, version })
    }

    /// Everything that the server lists, as far as it got.
    pub(super) async fn lists(&self) -> (Lists, Vec<Stop>) {
        let seconds = self.record.limits().server_timeout;
        let (mut lists, mut stops) = (Lists::new(), Vec::new());
        for listing in Listing::ALL {
            let items = lists.entry(listing).or_default();
            let whole = tokio::time::timeout(Duration::from_secs(seconds), self.list(listing, items)).await;
            let during = || format!("while it listed its {}", listing.member());
            let stop = match whole {
                Ok(Ok(())) => continue,
                Ok(Err(stop)) => stop,
                Err(_) => Stop::Silent { seconds, during: during() },
            };
            let ended = matches!(stop, Stop::Ended { .. } | Stop::Silent { .. } | Stop::Breach(_));
            stops.push(stop);
            // A server that is gone is not asked again.
            if ended {
                break;
            }
        }
        (lists, stops)
    }

    async fn list(&self, listing: Listing, items: &mut Vec<Value>) -> Result<(), Stop> {
        let limits = self.record.limits();
        let name = listing.member();
        let (mut seen, mut cursor) = (BTreeSet::new(), None);
        for _ in 0..limits.max_pages {
            let Some(mut page) = self.page(listing, cursor.take()).await? else { return Ok(()) };
            let Some(Value::Array(found)) = page.get_mut(name).map(Value::take) else {
                return Err(Stop::Shapeless { method: listing.method(), listing: name });
            };
            items.extend(found);
            if items.len() > limits.max_items {
                items.truncate(limits.max_items);
                return Err(Stop::Items { limit: limits.max_items, listing: name });
            }
            match page.get("nextCursor").and_then(Value::as_str) {
                None => return Ok(()),
                Some(next) if !seen.insert(next.to_owned()) => return Err(Stop::Circle { listing: name }),
                Some(next) => cursor = Some(next.to_owned()),
            }
        }
        Err(Stop::Pages { limit: limits.max_pages, listing: name })
    }

    /// One page as it came; `None` where the server has no such list.
    async fn page(&self, listing: Listing, cursor: Option<String>) -> Result<Option<Value>, Stop> {
        let method = listing.method();
        let answer = self.running.peer().send_request(listing.request(cursor)).await;
        if let Some(page) = self.record.take(method) {
            return Ok(Some(page));
        }
        if let Some(breach) = self.record.breach() {
            return Err(breach.into());
        }
        let declared = self.opening.pointer(&format!("/capabilities/{}", listing.capability())).is_some();
        match answer {
            Err(ServiceError::McpError(error)) if error.code == ErrorCode::METHOD_NOT_FOUND || !declared => Ok(None),
            Err(ServiceError::McpError(error)) => {
                Err(Stop::Refused { method, detail: format!("{} {}", error.code.0, error.message) })
            }
            _ => Err(Stop::Ended { during: format!("while it listed its {}", listing.member()) }),
        }
    }

    /// Ends the session; a server that does not notice is left behind.
    pub(super) async fn close(mut self) {
        let _ = self.running.close_with_timeout(Duration::from_secs(2)).await;
    }
}

fn not_opened(error: &ClientInitializeError, during: &str) -> Stop {
    match error {
        ClientInitializeError::ConnectionClosed(_) => Stop::Ended { during: during.to_owned() },
        ClientInitializeError::LegacyFallbackFailed { fallback, .. } => not_opened(fallback, during),
        // What the transport says of itself in between means nothing to a user.
        ClientInitializeError::TransportError { error, .. } => {
            Stop::Handshake { detail: http::told(&*error.error).unwrap_or_else(|| innermost(&*error.error)) }
        }
        error => Stop::Handshake { detail: innermost(error) },
    }
}

/// What was at the bottom of an error.
pub(super) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(cause) = inner.source() {
        inner = cause;
    }
    inner.to_string()
}
