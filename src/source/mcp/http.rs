//! A server that we call: streamable HTTP, each answer within limits and kept as it came.

use std::collections::HashMap;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{RequestBuilder, Response, StatusCode};
use rmcp::model::{ClientJsonRpcMessage, ClientRequest, ErrorData, ServerJsonRpcMessage};
use rmcp::transport::common::client_side_sse::BoxedSseResponse;
use rmcp::transport::common::http_header::{
    EVENT_STREAM_MIME_TYPE, HEADER_LAST_EVENT_ID, HEADER_SESSION_ID, JSON_MIME_TYPE,
};
use rmcp::transport::streamable_http_client::{StreamableHttpClient, StreamableHttpError, StreamableHttpPostResponse};
use sse_stream::{Error as SseError, Sse, SseStream};

use super::record::Record;
use super::session::innermost;

/// Asks one server, and keeps what it says.
#[derive(Clone)]
pub(super) struct Http {
    pub(super) client: reqwest::Client,
    pub(super) record: Record,
}

type Failure = StreamableHttpError<reqwest::Error>;
type Headers = HashMap<HeaderName, HeaderValue>;

impl Http {
    /// The whole body of an answer.
    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, Failure> {
        let limit = self.record.limits().max_message_size;
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            let within = self.record.count(chunk.len());
            within.map_err(|breach| StreamableHttpError::UnexpectedServerResponse(breach.to_string().into()))?;
            if (bytes.len() + chunk.len()) as u64 > limit {
                let breach = self.record.too_large();
                return Err(StreamableHttpError::UnexpectedServerResponse(breach.to_string().into()));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// The events of an answer, until one is more than it may be.
    pub(super) fn events(&self, answer: Response) -> BoxedSseResponse {
        let record = self.record.clone();
        let chunks = stream::try_unfold((answer, record.clone()), async |(mut answer, record)| {
            let Some(chunk) = answer.chunk().await.map_err(std::io::Error::other)? else { return Ok(None) };
            record.count(chunk.len()).map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(Some((chunk, (answer, record))))
        });
        let events = SseStream::from_bytes_stream(Box::pin(chunks));
        Box::pin(stream::try_unfold((events, record), async |(mut events, record)| {
            let limit = record.limits().max_message_size;
            let Some(event) = events.next().await else { return Ok(None) };
            let event: Sse = event?;
            if let Some(data) = event.data.as_deref().filter(|data| !data.is_empty()) {
                let breach = if data.len() as u64 > limit {
                    Some(record.too_large())
                } else {
                    record.message(data.as_bytes()).err()
                };
                if let Some(breach) = breach {
                    return Err(SseError::Body(Box::new(breach)));
                }
            }
            Ok(Some((event, (events, record))))
        }))
    }

    fn with(request: RequestBuilder, session: Option<&str>, headers: Headers) -> RequestBuilder {
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        match session {
            Some(session) => request.header(HEADER_SESSION_ID, session),
            None => request,
        }
    }

    /// An answer that is no success.
    async fn refused(
        &self,
        message: &ClientJsonRpcMessage,
        session: bool,
        answer: Response,
    ) -> Result<StreamableHttpPostResponse, Failure> {
        let status = answer.status();
        if status == StatusCode::NOT_FOUND && session {
            return Err(StreamableHttpError::SessionExpired);
        }
        let challenge = answer.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = self.body(answer).await?;
        let error = match serde_json::from_slice(&body) {
            Ok(ServerJsonRpcMessage::Error(error)) => Some(error.error),
            _ => None,
        };
        let login = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        // A server that does not know a request may say so with a status, and without its number.
        if let ClientJsonRpcMessage::Request(request) = message
            && !login
            && status.is_client_error()
            && (error.is_some() || matches!(request.request, ClientRequest::DiscoverRequest(_)))
        {
            let error = error.unwrap_or_else(|| ErrorData::invalid_request(format!("status {status}"), None));
            let answer = ServerJsonRpcMessage::error(error, Some(request.id.clone()));
            return Ok(StreamableHttpPostResponse::Json(answer, None));
        }
        let challenge = challenge.map_or_else(String::new, |challenge| format!(", asking for `{challenge}`"));
        let hint = if login { "; name a credential with `--bearer`, `--header` or `--oauth-issuer`" } else { "" };
        Err(StreamableHttpError::UnexpectedServerResponse(
            format!("it answered with status {status}{challenge}{hint}").into(),
        ))
    }
}

/// An error less its URL, which may hold a password.
fn failed(error: reqwest::Error) -> Failure {
    StreamableHttpError::Client(error.without_url())
}

/// What an error of this transport says, without what the layers above put before it.
pub(super) fn told(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    match error.downcast_ref::<Failure>()? {
        StreamableHttpError::Client(error) => Some(innermost(error)),
        StreamableHttpError::UnexpectedServerResponse(text) => Some(text.to_string()),
        other => Some(innermost(other)),
    }
}

/// The media type of an answer.
fn is(answer: &Response, kind: &str) -> bool {
    answer.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(kind.as_bytes()))
}

impl StreamableHttpClient for Http {
    type Error = reqwest::Error;

    async fn post_message(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session: Option<Arc<str>>,
        _authorization: Option<String>,
        headers: Headers,
    ) -> Result<StreamableHttpPostResponse, Failure> {
        self.record.sent(&message);
        let both = [EVENT_STREAM_MIME_TYPE, JSON_MIME_TYPE].join(", ");
        let request = self.client.post(uri.as_ref()).header(ACCEPT, both).json(&message);
        let answer = Self::with(request, session.as_deref(), headers).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return self.refused(&message, session.is_some(), answer).await;
        }
        let asks = matches!(message, ClientJsonRpcMessage::Request(_));
        let id = answer.headers().get(HEADER_SESSION_ID).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if matches!(answer.status(), StatusCode::ACCEPTED | StatusCode::NO_CONTENT) {
            return Ok(StreamableHttpPostResponse::Accepted);
        }
        if is(&answer, EVENT_STREAM_MIME_TYPE) {
            return Ok(StreamableHttpPostResponse::Sse(self.events(answer), id));
        }
        if asks && !is(&answer, JSON_MIME_TYPE) {
            let kind = answer.headers().get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into());
            return Err(StreamableHttpError::UnexpectedContentType(kind));
        }
        let body = self.body(answer).await?;
        let read = self.record.message(&body);
        match read {
            Ok(Some(message)) => Ok(StreamableHttpPostResponse::Json(message, id)),
            _ if !asks => Ok(StreamableHttpPostResponse::Accepted),
            Ok(None) => Err(StreamableHttpError::UnexpectedServerResponse("its answer is not JSON-RPC".into())),
            Err(breach) => Err(StreamableHttpError::UnexpectedServerResponse(breach.to_string().into())),
        }
    }

    async fn delete_session(
        &self,
        uri: Arc<str>,
        session: Arc<str>,
        _authorization: Option<String>,
        headers: Headers,
    ) -> Result<(), Failure> {
        let request = Self::with(self.client.delete(uri.as_ref()), Some(&session), headers);
        // Many servers do not know it; the session ends by itself.
        request.send().await.map(|_| ()).map_err(failed)
    }

    async fn get_stream(
        &self,
        uri: Arc<str>,
        session: Option<Arc<str>>,
        last_event: Option<String>,
        _authorization: Option<String>,
        headers: Headers,
    ) -> Result<BoxedSseResponse, Failure> {
        let mut request = self.client.get(uri.as_ref()).header(ACCEPT, EVENT_STREAM_MIME_TYPE);
        if let Some(event) = last_event {
            request = request.header(HEADER_LAST_EVENT_ID, event);
        }
        let answer = Self::with(request, session.as_deref(), headers).send().await.map_err(failed)?;
        if answer.status().is_success() && is(&answer, EVENT_STREAM_MIME_TYPE) {
            return Ok(self.events(answer));
        }
        Err(StreamableHttpError::ServerDoesNotSupportSse)
    }
}
