//! A server connects somewhere when it is only asked what it offers.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::source::sandbox::Act;
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "startup-connection",
        title: "a server connects somewhere when it is only asked what it offers",
        severity: Severity::Medium,
        confidence: Confidence::High,
        threat: Threat::DataExfiltration,
        why: "No tool was called: whoever is at the other end learns of the user, or is where the server's orders come from.",
        fix: "Connect when a tool needs it, to hosts that the documentation names.",
        taxonomy: "ASI02",
        ..StaticMeta::BASE
    },
    check,
};

/// Sockets of this machine through which everything can be had.
static CONTROL: Pattern =
    Pattern::new(r"/(?:docker|containerd|podman|crio)[^/]*\.sock$|/agent\.\d+$|/ssh-[^/]+/|/S\.gpg-agent");

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let attempts = context.artifact.facts.sessions.iter().flat_map(|session| &session.attempts);
    for attempt in attempts {
        let message = match attempt.act {
            Act::Connect => format!("the server tried to connect to `{}`", attempt.target),
            Act::Socket if attempt.target == "UDP" => {
                "the server tried to open a UDP socket, as for looking up a name,".to_owned()
            }
            Act::Socket => format!("the server tried to open a {} socket", attempt.target),
            _ => continue,
        };
        let report = Report::new(attempt.place.clone(), format!("{message} while it was only asked what it offers"));
        sink.report(if CONTROL.is_match(&attempt.target) { report.severity(Severity::High) } else { report });
    }
}
