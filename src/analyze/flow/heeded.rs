//! Whether a program looks at the answer of a request that it gives a name to.

use super::machine::Machine;
use crate::artifact::code::{ExprId, ExprKind};
use crate::text::Span;

/// Longest function that is looked through, in bytes; in longer ones an answer counts as looked at.
const LONGEST: usize = 20_000;

/// What is done with an answer that nobody looks at.
const PUT_AWAY: &[&str] =
    &[".close()", ".Close()", ".Body.Close()", ".aclose()", ".release()", ".destroy()", ".resume()"];

impl Machine<'_> {
    /// Whether the result of a call is bound to a variable that the function asks for nothing.
    pub(super) fn is_put_away(&mut self, call: Span) -> bool {
        let Some((_, target)) = self.bound.filter(|(bound, _)| self.source().span(*bound) == call) else {
            return false;
        };
        let place = (self.program(), target);
        if let Some(known) = self.put_away.get(&place) {
            return *known;
        }
        let answer = self.variable_of(target).is_some_and(|name| self.only_closes(name, call, target));
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

    /// Whether the running function names a variable behind a call only to close it.
    fn only_closes(&self, name: &str, call: Span, target: ExprId) -> bool {
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
            let other =
                call.end + at == bound || before.ends_with(part) || before.ends_with('.') || after.starts_with(part);
            other || PUT_AWAY.iter().any(|closes| after.starts_with(closes)) || is_idle(before, after)
        })
    }
}

/// Whether a statement does no more than read what stands between two texts: `answer.read()`.
fn is_idle(before: &str, after: &str) -> bool {
    let start = before.lines().next_back().filter(|_| !before.ends_with('\n')).unwrap_or_default().trim();
    let end = after.lines().next().unwrap_or_default().trim_end_matches([';', ' ', '}']);
    matches!(start, "" | "await") && matches!(end, ".read()" | ".text()" | ".json()")
}
