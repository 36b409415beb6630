//! Command lines that a host runs for an artifact: hooks, helpers, tasks, and shells that start a server.

use super::machine::Machine;
use super::shell::line_events;
use super::value::Value;
use super::{Event, Flows, SinkKind, Source};
use crate::analyze::command::{CommandLine, is_shell};
use crate::artifact::code::{FunctionId, Language};
use crate::artifact::{Artifact, ArtifactKind, Place};
use crate::finding::{Gap, GapReason};
use crate::text::{Node, Span, json, pointer};

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

/// What a script of a hook reads from its input: prompts, calls of tools and their results, where the transcript lies.
const HOOK_INPUT: &str = "prompts and calls of tools";

/// Members of it that tell what happens, not what was said or done.
/// <https://code.claude.com/docs/en/hooks#hook-input>
const NOTICES: &[&str] = &[
    "hook_event_name",
    "session_id",
    "tool_name",
    "cwd",
    "permission_mode",
    "stop_hook_active",
    "message",
    "title",
    "notification_type",
    "reason",
    "source",
    "trigger",
    "agent_type",
    "agent_id",
    "model",
];

/// Standard input, as objects of libraries.
const STREAMS: &[&str] = &["sys.stdin", "process.stdin", "Bun.stdin", "Deno.stdin"];
/// The same, as files that are opened or read.
const FILES: &[&str] = &["0", "/dev/stdin", "/proc/self/fd/0"];

impl Machine<'_> {
    /// What the host hands to a shell script, where it runs it by itself.
    pub(super) fn host_input(&mut self, program: usize, function: FunctionId) -> Option<Value> {
        let script = self.programs.get(program).filter(|script| script.language == Language::Shell)?;
        let top = Span::new(0, script.functions.first().map_or(0, |top| top.span.end.min(1)));
        (function == 0 && self.is_hooked()).then(|| self.origin(program, top, Source::Agent, HOOK_INPUT))
    }

    /// The same, where a script takes it from an object.
    pub(super) fn host_stream(&mut self, path: &str, span: Span) -> Option<Value> {
        let given = STREAMS.contains(&path) && self.is_hooked();
        given.then(|| Value { path: Some(path.into()), ..self.origin(self.program(), span, Source::Agent, HOOK_INPUT) })
    }

    /// The same, where a script reads it as a file, or a file that it names: the transcript.
    pub(super) fn host_file(&mut self, file: &Value, span: Span) -> Option<Value> {
        let named = || self.sources_of(file.origins).iter().any(|origin| origin.label == HOOK_INPUT);
        let given = self.is_hooked() && (file.spells(|text| FILES.contains(&text)) || named());
        given.then(|| self.origin(self.program(), span, Source::Agent, HOOK_INPUT))
    }

    /// Whether what a script takes of it by name says no more than that something happens.
    pub(super) fn is_notice(&self, input: &Value, name: &str) -> bool {
        let only = || self.sources_of(input.origins).iter().all(|origin| origin.label == HOOK_INPUT);
        input.origins != 0 && NOTICES.contains(&name) && only()
    }

    /// Whether the host runs the artifact's scripts by itself.
    const fn is_hooked(&self) -> bool {
        matches!(self.artifact.kind, ArtifactKind::AgentSettings | ArtifactKind::Plugin)
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
