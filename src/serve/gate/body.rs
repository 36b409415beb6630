//! The body of a request: read whole, or thrown away whole.

use axum::body::{Body, BodyDataStream};
use futures::StreamExt as _;
use tokio::time::{Instant, timeout_at};

/// How much more than is read may be sent, as a factor: who is cut off while sending does not read the answer, and a
/// registry would ask again.
const PATIENCE: usize = 32;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    TooLarge,
    /// It ended before its end, or came too slowly.
    Broken,
}

/// Reads a body of at most `limit` bytes. Of a larger one, the rest is thrown away before anything is answered.
pub(super) async fn read(body: Body, limit: usize, deadline: Instant) -> Result<Vec<u8>, Unread> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    loop {
        let chunk = timeout_at(deadline, chunks.next()).await.map_err(|_| Unread::Broken)?;
        let Some(chunk) = chunk else { return Ok(bytes) };
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if bytes.len() + chunk.len() > limit {
            drain(chunks, limit, deadline).await;
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
}

/// Throws a body away.
pub(super) async fn discard(body: Body, limit: usize, deadline: Instant) {
    drain(body.into_data_stream(), limit, deadline).await;
}

async fn drain(mut chunks: BodyDataStream, limit: usize, deadline: Instant) {
    let mut left = limit.saturating_mul(PATIENCE);
    while let Ok(Some(Ok(chunk))) = timeout_at(deadline, chunks.next()).await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => break,
        }
    }
}
