//! A server that we started: one JSON-RPC message a line on its standard streams.

use rmcp::RoleClient;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::sync::mpsc;

use super::record::Record;

/// Messages that wait for a server which does not read.
const WAITING: usize = 64;

/// The standard streams of a server, within limits. It ends where the server breaks one.
pub(super) struct Stdio<R> {
    from: BufReader<R>,
    /// What of a line has come so far.
    line: Vec<u8>,
    to: Option<mpsc::Sender<Vec<u8>>>,
    record: Record,
}

impl<R: AsyncRead + Unpin + Send> Stdio<R> {
    pub(super) fn new(from: R, mut to: impl AsyncWrite + Unpin + Send + 'static, record: Record) -> Self {
        let (sender, mut lines) = mpsc::channel::<Vec<u8>>(WAITING);
        // It ends with the transport, which holds the sender.
        tokio::spawn(async move {
            while let Some(line) = lines.recv().await {
                if to.write_all(&line).await.is_err() || to.flush().await.is_err() {
                    break;
                }
            }
        });
        Self { from: BufReader::with_capacity(64 << 10, from), line: Vec::new(), to: Some(sender), record }
    }

    /// The next line without its end; `None` where there is none within the limits. Nothing is lost if it is dropped.
    async fn line(&mut self) -> Option<Vec<u8>> {
        let limit = usize::try_from(self.record.limits().max_message_size).unwrap_or(usize::MAX);
        loop {
            let buffer = self.from.fill_buf().await.ok().filter(|buffer| !buffer.is_empty())?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.line.extend_from_slice(part);
            self.from.consume(used);
            self.record.count(used).ok()?;
            if self.line.len() > limit {
                self.record.too_large();
                return None;
            }
            if end.is_some() {
                return Some(std::mem::take(&mut self.line));
            }
        }
    }
}

impl<R: AsyncRead + Unpin + Send> Transport<RoleClient> for Stdio<R> {
    type Error = std::io::Error;

    fn send(&mut self, message: ClientJsonRpcMessage) -> impl Future<Output = std::io::Result<()>> + Send + 'static {
        self.record.sent(&message);
        let to = self.to.clone();
        async move {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            let closed = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
            to.ok_or_else(closed)?.send(line).await.map_err(|_| closed())
        }
    }

    async fn receive(&mut self) -> Option<ServerJsonRpcMessage> {
        loop {
            let line = self.line().await?;
            if let Some(message) = self.record.message(&line).ok()? {
                return Some(message);
            }
        }
    }

    async fn close(&mut self) -> std::io::Result<()> {
        self.to = None;
        Ok(())
    }
}
