//! What a server has sent, and whether it is more than it may.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::model::{ClientJsonRpcMessage, JsonRpcMessage, ServerJsonRpcMessage};
use serde_json::Value;

use crate::source::Limits;

/// A limit that a server broke; nothing more is read from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Breach {
    #[error("a message larger than {limit} bytes")]
    Message { limit: u64 },
    #[error("more than {limit} bytes in one session")]
    Session { limit: u64 },
    #[error("more than {limit} requests of its own")]
    Requests { limit: usize },
    #[error("more than {limit} notifications")]
    Notifications { limit: usize },
    #[error("a message that is not JSON-RPC: {detail}")]
    Malformed { detail: String },
}

/// What passes between us and one server.
///
/// Messages are kept as they came: the models of an MCP library leave out members that they do not know, and what
/// other clients would show to a model is what has to be scanned.
#[derive(Debug, Clone)]
pub(super) struct Record(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    limits: Limits,
    bytes: u64,
    /// Requests that wait for an answer, by id.
    asked: BTreeMap<String, String>,
    /// The newest result of a method.
    answers: BTreeMap<String, Value>,
    /// Requests of the server, by method.
    requests: BTreeMap<String, usize>,
    notifications: usize,
    breach: Option<Breach>,
}

impl Record {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(Mutex::new(State {
            limits,
            bytes: 0,
            asked: BTreeMap::new(),
            answers: BTreeMap::new(),
            requests: BTreeMap::new(),
            notifications: 0,
            breach: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn limits(&self) -> Limits {
        self.state().limits
    }

    pub(super) fn breach(&self) -> Option<Breach> {
        self.state().breach.clone()
    }

    /// The newest result of a method, which is forgotten.
    pub(super) fn take(&self, method: &str) -> Option<Value> {
        self.state().answers.remove(method)
    }

    /// Requests that the server made, by method.
    pub(super) fn requests(&self) -> BTreeMap<String, usize> {
        self.state().requests.clone()
    }

    /// Notes what we ask, so that the answer is known.
    pub(super) fn sent(&self, message: &ClientJsonRpcMessage) {
        if let JsonRpcMessage::Request(request) = message {
            let method = request.request.method().to_owned();
            self.state().asked.insert(request.id.to_string(), method);
        }
    }

    /// Counts bytes as they come.
    pub(super) fn count(&self, bytes: usize) -> Result<(), Breach> {
        let mut state = self.state();
        state.bytes = state.bytes.saturating_add(bytes as u64);
        let limit = state.limits.max_session_size;
        if state.bytes > limit { Err(state.breaks(Breach::Session { limit })) } else { Ok(()) }
    }

    /// Notes that a message grows beyond its limit.
    pub(super) fn too_large(&self) -> Breach {
        let mut state = self.state();
        let limit = state.limits.max_message_size;
        state.breaks(Breach::Message { limit })
    }

    /// Reads a message. Text that is not even meant as one is nothing: many servers print to where they should not.
    pub(super) fn message(&self, text: &[u8]) -> Result<Option<ServerJsonRpcMessage>, Breach> {
        let mut state = self.state();
        let malformed = |error: &serde_json::Error| Breach::Malformed { detail: error.to_string() };
        let value: Value = match serde_json::from_slice(text) {
            Ok(value) => value,
            Err(error) if text.windows(9).any(|window| window == b"\"jsonrpc\"") => {
                return Err(state.breaks(malformed(&error)));
            }
            Err(_) => return Ok(None),
        };
        if value.get("jsonrpc").is_none() {
            return Ok(None);
        }
        state.note(&value)?;
        match serde_json::from_value(value) {
            Ok(message) => Ok(Some(message)),
            Err(error) => Err(state.breaks(malformed(&error))),
        }
    }
}

impl State {
    fn breaks(&mut self, breach: Breach) -> Breach {
        self.breach.get_or_insert(breach).clone()
    }

    fn note(&mut self, value: &Value) -> Result<(), Breach> {
        let method = value.get("method").and_then(Value::as_str);
        match (method, value.get("id")) {
            (Some(method), Some(_)) => {
                let limit = self.limits.max_server_requests;
                if self.requests.values().sum::<usize>() >= limit {
                    return Err(self.breaks(Breach::Requests { limit }));
                }
                *self.requests.entry(method.to_owned()).or_default() += 1;
            }
            (Some(_), None) => {
                self.notifications += 1;
                let limit = self.limits.max_notifications;
                if self.notifications > limit {
                    return Err(self.breaks(Breach::Notifications { limit }));
                }
            }
            (None, Some(id)) => {
                let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                if let (Some(method), Some(result)) = (self.asked.remove(&id), value.get("result")) {
                    self.answers.insert(method, result.clone());
                }
            }
            (None, None) => {}
        }
        Ok(())
    }
}
