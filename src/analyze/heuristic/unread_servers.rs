//! A configuration lists servers under a name that no client reads.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Node, pointer};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unread-servers",
        title: "a configuration lists servers where no client looks for them",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::Specification,
        why: "The file looks like a list of servers and starts none, or starts them in a client that no scanner knows.",
        fix: "List the servers under the name that the client reads, such as `mcpServers`.",
        references: &["https://code.claude.com/docs/en/mcp"],
        ..StaticMeta::BASE
    },
    check,
};

/// Objects within objects that are looked into.
const MAX_DEPTH: usize = 3;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for parsed in artifact.parsed_as(ArtifactKind::ClientConfig) {
        let read = artifact.facts.launches.iter().any(|launch| launch.place.file == parsed.file);
        if !read && let Some((at, span)) = unread(&parsed.document.root, "", MAX_DEPTH) {
            let message = format!("nothing reads the servers under `{}`", at.rsplit('/').next().unwrap_or_default());
            sink.report(Report::new(Place::new(parsed.file, span).at(at), message));
        }
    }
}

/// The first member whose values all start something.
fn unread(node: &Node, at: &str, depth: usize) -> Option<(String, crate::text::Span)> {
    if depth == 0 {
        return None;
    }
    node.members().iter().find_map(|member| {
        let below = pointer(at, &member.name.text);
        let servers = member.value.members();
        if !servers.is_empty() && servers.iter().all(|server| starts(&server.value)) {
            return Some((below, member.name.span()));
        }
        unread(&member.value, &below, depth - 1)
    })
}

fn starts(node: &Node) -> bool {
    let text = |name: &str| node.get(name).and_then(Node::as_str).is_some();
    (text("command") && node.get("args").is_some_and(Node::is_array))
        || (text("url") && (text("type") || text("transport")))
}
