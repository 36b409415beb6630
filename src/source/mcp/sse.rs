//! A server that we call in the way of 2024-11-05: one stream of events, and messages to an address that it names.
//! <https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse>

use futures::StreamExt as _;
use reqwest::header::{ACCEPT, HeaderMap};
use rmcp::RoleClient;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use rmcp::transport::common::client_side_sse::BoxedSseResponse;
use rmcp::transport::common::http_header::EVENT_STREAM_MIME_TYPE;

use super::Endpoint;
use super::http::Http;
use super::session::Stop;
use crate::net::Url;

/// An open stream, and where messages go.
pub(super) struct Legacy {
    http: Http,
    headers: HeaderMap,
    to: Url,
    events: BoxedSseResponse,
}

impl Legacy {
    /// Opens the stream, and waits until the server says where messages go: to its own origin, and nowhere else.
    pub(super) async fn open(endpoint: &Endpoint, http: Http) -> Result<Self, Stop> {
        let fail = |detail: String| Stop::Handshake { detail };
        let headers: HeaderMap = endpoint.headers.iter().cloned().collect();
        let request =
            http.client.get(endpoint.url.clone()).headers(headers.clone()).header(ACCEPT, EVENT_STREAM_MIME_TYPE);
        let answer = request.send().await.map_err(|error| fail(error.without_url().to_string()))?;
        if !answer.status().is_success() {
            return Err(fail(format!("it answered with status {}", answer.status())));
        }
        let mut events = http.events(answer);
        let named = loop {
            let Some(Ok(event)) = events.next().await else {
                return Err(fail("its stream ended before it said where messages go".to_owned()));
            };
            if event.event.as_deref() == Some("endpoint") {
                break event.data.unwrap_or_default();
            }
        };
        let to = endpoint.url.join(named.trim()).map_err(|error| fail(error.to_string()))?;
        if to.origin() != endpoint.url.origin() {
            return Err(fail("it wants messages to be sent to another origin".to_owned()));
        }
        Ok(Self { http, headers, to, events })
    }
}

impl Transport<RoleClient> for Legacy {
    type Error = std::io::Error;

    fn send(&mut self, message: ClientJsonRpcMessage) -> impl Future<Output = std::io::Result<()>> + Send + 'static {
        self.http.record.sent(&message);
        let request = self.http.client.post(self.to.clone()).headers(self.headers.clone()).json(&message);
        async move {
            let answer = request.send().await.map_err(|error| std::io::Error::other(error.without_url()))?;
            let status = answer.status();
            if status.is_success() {
                Ok(())
            } else {
                Err(std::io::Error::other(format!("it answered with status {status}")))
            }
        }
    }

    async fn receive(&mut self) -> Option<ServerJsonRpcMessage> {
        loop {
            let event = self.events.next().await?.ok()?;
            // It has been counted and kept as it came.
            if let Some(message) = event.data.and_then(|data| serde_json::from_str(&data).ok()) {
                return Some(message);
            }
        }
    }

    async fn close(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
