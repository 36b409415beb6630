//! Command lines that a host runs for an artifact: hooks, helpers, tasks, and shells that start a server.

use super::shell::line_events;
use super::{Event, Flows, SinkKind};
use crate::analyze::command::{CommandLine, is_shell};
use crate::artifact::{Artifact, Place};
use crate::finding::{Gap, GapReason};
use crate::text::{Node, json, pointer};

/// Scripts that npm runs when a package is installed.
const INSTALL: &[&str] = &["preinstall", "install", "postinstall", "prepare"];

/// Runs each of them, its events at the command.
pub(super) fn commands(artifact: &Artifact, flows: &mut Flows) {
    for hook in &artifact.facts.hooks {
        // Containers are set up from the network; nothing of the user's has to leave them for that.
        let matters = |event: &Event| !hook.is_contained() || event.kind == SinkKind::Send;
        command(artifact, &hook.command, &hook.place, flows, matters);
    }
    for (index, file) in artifact.files.iter().enumerate().filter(|(_, file)| file.name() == "package.json") {
        let Ok(document) = json::parse(file.text()) else { continue };
        for name in INSTALL {
            if let Some(text) = document.root.at(&["scripts", name]).and_then(Node::as_text) {
                let place = Place::new(index, text.span()).at(pointer("/scripts", name));
                command(artifact, &text.text, &place, flows, |_| true);
            }
        }
    }
    for launch in &artifact.facts.launches {
        let line = CommandLine::of(launch);
        if let Some(script) = line.script().filter(|_| is_shell(&line.program())) {
            command(artifact, script.text, script.place, flows, |_| true);
        }
    }
}

/// Adds those events of a command line that matter.
fn command(artifact: &Artifact, line: &str, place: &Place, flows: &mut Flows, matters: impl Fn(&Event) -> bool) {
    match line_events(artifact, line, place) {
        Ok(events) => flows.events.extend(events.into_iter().filter(matters)),
        Err(detail) => {
            let path = artifact.file(place.file).map(|file| file.path.clone()).unwrap_or_default();
            flows.gaps.push(Gap::new(path, GapReason::TooComplex, detail));
        }
    }
}
