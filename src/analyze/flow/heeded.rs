//! Whether a program looks at the answer of a request that it gives a name to.

use std::collections::HashSet;

use super::event::Event;
use super::machine::Machine;
use super::table::SinkKind;
use crate::artifact::code::{ExprId, ExprKind};
use crate::text::Span;

/// Longest function that is looked through, in bytes; in longer ones an answer counts as looked at.
const LONGEST: usize = 20_000;

/// What is done with an answer that nobody looks at.
const CLOSES: &[&str] = &["close()", "Close()", "Body.Close()", "aclose()", "release()", "destroy()", "resume()"];
/// What tells only that it has come, where a test asks for it.
const ARRIVED: &[&str] = &["status", "ok", "is_success", "is_error", "Status"];
/// What a failure is told to: those who run the program, and no client.
const LOGS: &[&str] = &["print", "log", "console.", "sys.stderr", "LOG"];
/// Statements that read it for nothing.
const READS: &[&str] = &["read()", "text()", "json()", "raise_for_status()"];

impl Machine<'_> {
    /// Whether the result of a call is bound to a variable that the function asks for nothing. A tool may ask whether an
    /// answer has come; what stands beside the tools may do so for its own sake.
    pub(super) fn is_put_away(&mut self, call: Span) -> bool {
        let Some((_, target)) = self.bound.filter(|(bound, _)| self.source().span(*bound) == call) else {
            return false;
        };
        let unheard = self.frames.last().is_some_and(|frame| frame.unheard);
        let place = (self.program(), target, self.tool.is_some(), unheard);
        if let Some(known) = self.put_away.get(&place) {
            return *known;
        }
        let answer = self.variable_of(target).is_some_and(|name| self.is_only_closed(name, call, target, unheard));
        self.put_away.insert(place, answer);
        answer
    }

    /// The variable that takes an answer: the first of `answer, err`.
    fn variable_of(&self, target: ExprId) -> Option<&str> {
        let program = self.source();
        match program.kind(self.unwrapped(target)) {
            ExprKind::Name(name) => Some(name),
            ExprKind::List(parts) => match program.kind(self.unwrapped(*parts.first()?)) {
                ExprKind::Name(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the running function names a variable behind a call only to close it, or returns it to nobody.
    fn is_only_closed(&self, name: &str, call: Span, target: ExprId, unheard: bool) -> bool {
        let program = self.source();
        let function = self.function().filter(|function| function.parent.is_some());
        let span = function.map(|function| function.span).filter(|span| span.end - span.start <= LONGEST);
        let (Some(file), Some(span)) = (self.artifact.file(program.file), span) else { return false };
        if name == "_" {
            return true;
        }
        let bound = program.span(target).start;
        let rest = file.slice(Span { start: call.end, ..span });
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        rest.match_indices(name).all(|(at, _)| {
            let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + name.len()..).unwrap_or_default());
            let other = before.ends_with(part) || before.ends_with('.') || after.starts_with(part);
            other
                || call.end + at == bound
                || (unheard && line_before(before).starts_with("return"))
                || is_idle(before, after, self.tool.is_some())
        })
    }
}

/// A request whose answer one tool looks at is how the program asks its service, whichever tool makes it.
pub(super) fn share(events: &mut [Event]) {
    let asks = |event: &&Event| event.kind == SinkKind::Send && event.tool.is_some() && event.used;
    let used: HashSet<_> = events.iter().filter(asks).map(|event| (event.place.file, event.place.span)).collect();
    for event in events.iter_mut().filter(|event| used.contains(&(event.place.file, event.place.span))) {
        event.used = true;
    }
}

/// Whether what stands between two texts does no more than close an answer, read it for nothing, or test that it came.
fn is_idle(before: &str, after: &str, tests: bool) -> bool {
    let Some(after) = after.strip_prefix('.') else { return false };
    let start = line_before(before);
    let end = after.lines().next().unwrap_or_default().trim_end_matches([';', ' ', '}']);
    let first = start.trim_start_matches(['}', ' ']).split([' ', '(']).next().unwrap_or_default();
    let tested = matches!(first, "if" | "elif" | "assert") || LOGS.iter().any(|logs| first.starts_with(logs));
    CLOSES.iter().any(|closes| after.strip_prefix(closes).is_some_and(|rest| !rest.starts_with('.')))
        || (matches!(start, "" | "await") && READS.contains(&end) && (tests || end != "raise_for_status()"))
        || (tests && tested && ARRIVED.iter().any(|word| after.starts_with(word)))
}

/// What stands in the same line before.
fn line_before(before: &str) -> &str {
    before.lines().next_back().filter(|_| !before.ends_with('\n')).unwrap_or_default().trim()
}
