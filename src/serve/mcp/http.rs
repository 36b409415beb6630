//! The MCP server over streamable HTTP: stateless, so that nobody's session outlives a request.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tower::limit::GlobalConcurrencyLimitLayer;

use super::Server;
use crate::serve::Tokens;

/// Requests that are answered at a time; others wait.
const MAX_REQUESTS: usize = 64;
/// Bytes of a request: a text to scan, and what JSON makes of it.
const MAX_BODY: usize = 4 << 20;

/// Who may ask over HTTP.
#[derive(Debug, Default)]
pub struct Access {
    pub tokens: Tokens,
    /// Names (with a port or for every port) that the server goes by beside those of this machine. A page whose name
    /// was made to lead here names another in `Host`, and is refused.
    pub hosts: Vec<String>,
    /// Web pages whose scripts may ask, as `https://app.example.com:443`; none where it is empty.
    pub origins: Vec<String>,
}

/// The server at `/mcp`.
pub fn router(server: Server, access: Access) -> Router {
    let mut config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MAX_BODY)
        .with_allowed_origins(access.origins)
        .enforce_origin_validation();
    config.allowed_hosts.extend(access.hosts);
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(server.clone()), sessions, config);
    Router::new()
        .route_service("/mcp", service)
        .layer(from_fn_with_state(Arc::new(access.tokens), admitted))
        .layer(GlobalConcurrencyLimitLayer::new(MAX_REQUESTS))
}

/// Lets requests pass that bring a token.
async fn admitted(State(tokens): State<Arc<Tokens>>, request: Request, next: Next) -> Response {
    if tokens.admit(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::UNAUTHORIZED, [("www-authenticate", "Bearer")], "the request brings no token that is accepted\n")
        .into_response()
}
