//! What a session with an MCP server was like, as it was captured: what the server asked of its client, what it changed
//! between two listings, and what it tried outside of its sandbox.

use super::{Artifact, Place};
use crate::source::mcp::SESSION_SCHEMA;
use crate::source::sandbox::Act;
use crate::text::{Document, Node, pointer};

/// A session with a server.
#[derive(Debug, Default)]
pub struct Session {
    pub requests: Vec<PeerRequest>,
    pub changes: Vec<Change>,
    pub attempts: Vec<Attempt>,
}

/// Something that a server asked of its client.
#[derive(Debug)]
pub struct PeerRequest {
    pub method: String,
    pub place: Place,
}

/// An item that was not the same when it was listed again.
#[derive(Debug)]
pub struct Change {
    /// `tools`, `prompts`, `resources` or `resourceTemplates`.
    pub list: String,
    pub name: String,
    /// `added`, `changed` or `removed`.
    pub change: String,
    pub place: Place,
}

/// Something that a server tried outside of its sandbox.
#[derive(Debug)]
pub struct Attempt {
    pub act: Act,
    pub target: String,
    pub place: Place,
}

/// Whether a document describes a session.
pub(super) fn is_session(document: &Document) -> bool {
    document.root.get("$schema").and_then(Node::as_str) == Some(SESSION_SCHEMA)
}

/// Adds what the document says to the facts. Its text is our own, so there is nothing in it for rules about text.
pub(super) fn read(artifact: &mut Artifact, file: usize, document: &Document) {
    let root = &document.root;
    let text = |node: &Node, name: &str| node.get(name).and_then(Node::as_str).map(str::to_owned);
    let place = |node: &Node, list: &str, index: usize| {
        Place::new(file, node.span).at(pointer(&pointer("", list), &index.to_string()))
    };
    let items = |list: &str| root.get(list).map(Node::items).unwrap_or_default().iter().enumerate();
    let mut session = Session::default();
    for member in root.get("requests").map(Node::members).unwrap_or_default() {
        let place = Place::new(file, member.name.span()).at(pointer("/requests", &member.name.text));
        session.requests.push(PeerRequest { method: member.name.text.clone(), place });
    }
    for (index, item) in items("changes") {
        if let (Some(list), Some(name), Some(change)) = (text(item, "list"), text(item, "name"), text(item, "change")) {
            session.changes.push(Change { list, name, change, place: place(item, "changes", index) });
        }
    }
    for (index, item) in items("attempts") {
        let act =
            item.get("act").and_then(Node::as_str).and_then(|name| Act::ALL.into_iter().find(|a| a.name() == name));
        if let (Some(act), Some(target)) = (act, text(item, "target")) {
            let node = item.get("target").unwrap_or(item);
            session.attempts.push(Attempt { act, target, place: place(node, "attempts", index) });
        }
    }
    artifact.facts.sessions.push(session);
}
