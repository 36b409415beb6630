//! Functions that make requests, replaced by the program's own: whatever other code asks for, and with which
//! credentials, goes through it.

use super::call::Given;
use super::machine::{MAX_CALLS, Machine};
use super::value::{Source, Value};
use crate::artifact::code::FunctionId;
use crate::text::Span;

/// The label of what other code says in its requests.
pub const CAUGHT: &str = "requests of other code";

/// Functions that other code makes requests with.
const REPLACED: &[&str] = &[
    "fetch",
    "http.request",
    "http.get",
    "https.request",
    "https.get",
    "http.ClientRequest",
    "XMLHttpRequest.prototype.send",
    "XMLHttpRequest.prototype.setRequestHeader",
    "undici.request",
    "undici.fetch",
    "axios.request",
    "axios.post",
    "axios.get",
    "requests.request",
    "requests.get",
    "requests.post",
    "requests.api.request",
    "requests.Session.request",
    "requests.Session.send",
    "requests.sessions.Session.request",
    "requests.sessions.Session.send",
    "requests.adapters.HTTPAdapter.send",
    "httpx.Client.send",
    "httpx.Client.request",
    "httpx.AsyncClient.send",
    "httpx.AsyncClient.request",
    "aiohttp.ClientSession._request",
    "urllib.request.urlopen",
    "urllib3.PoolManager.urlopen",
    "urllib3.connectionpool.HTTPConnectionPool.urlopen",
    "http.client.HTTPConnection.request",
    "http.client.HTTPConnection.putheader",
];

/// Names of parameters, and of parts of requests, that say where one goes and how, and not with what.
const PLAIN: &[&str] = &[
    "self", "this", "cls", "method", "verb", "url", "uri", "input", "resource", "path", "host", "hostname", "href",
    "pathname", "protocol", "port", "timeout", "signal", "mode", "cache", "name", "status", "length", "callback", "cb",
];

impl Machine<'_> {
    /// `globalThis.fetch = …`: runs the function that takes the place of another with what it will be called with.
    pub(super) fn caught(&mut self, owner: &Value, name: &str, value: &Value, span: Span) {
        let path = format!("{}.{name}", owner.path());
        let bare = ["globalThis.", "global.", "window.", "self."].iter().find_map(|holder| path.strip_prefix(holder));
        let path = bare.unwrap_or(&path);
        if !REPLACED.contains(&path) {
            return;
        }
        let original = Value::of_path(path);
        // A proxy hands its handler what it stands for, who asks, and the arguments.
        let trap = value.member("apply").or_else(|| value.member("construct"));
        for function in trap.unwrap_or(value).functions.clone() {
            self.run_caught(function, &original, trap.is_some(), span);
        }
    }

    /// `client.interceptors.request.use(f)`: the same of what a client calls before each request.
    pub(super) fn intercepts(&mut self, given: &[Given], span: Span) {
        for function in given.iter().flat_map(Given::functions).collect::<Vec<_>>() {
            self.run_caught(function, &Value::default(), false, span);
        }
    }

    fn run_caught(&mut self, function: (usize, FunctionId), original: &Value, trap: bool, span: Span) {
        let Some(called) = self.programs.get(function.0).and_then(|program| program.functions.get(function.1)) else {
            return;
        };
        if self.active.contains(&function) || self.calls.len() >= MAX_CALLS {
            return;
        }
        let caught = self.origin(self.program(), span, Source::Secret, CAUGHT);
        let mut arguments = Vec::new();
        for parameter in &called.parameters {
            arguments.push(match parameter.position {
                0 if trap => original.clone(),
                _ if PLAIN.contains(&parameter.name.as_str()) => Value::default(),
                _ => caught.clone(),
            });
        }
        // What is written in it may have been run before, without anything to catch.
        self.memo.clear();
        self.calls.push(self.place(span));
        self.invoke(function.0, function.1, &arguments);
        self.calls.pop();
    }

    /// Whether a member of what was caught says no more than where a request goes and how.
    pub(super) fn says_little(&self, owner: &Value, name: &str) -> bool {
        let only = || self.sources_of(owner.origins).iter().all(|origin| origin.label == CAUGHT);
        owner.origins != 0 && PLAIN.contains(&name) && only()
    }
}
