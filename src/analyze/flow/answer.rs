//! What a program says to the model: the answers of its tools, and what a script prints that the model has run.

use super::call::Given;
use super::machine::Machine;
use super::table::last;
use super::value::{Source, Value, concatenated};
use crate::artifact::code::ExprId;
use crate::artifact::{ArtifactKind, Place, is_printed_by, is_sentence};
use crate::text::Span;

/// A text that a program puts together and gives to whoever called it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// The expression that yields it.
    pub place: Place,
    /// As far as it is known without a run; [`super::HOLE`] stands for the rest.
    pub text: String,
}

/// Answers of one artifact, at most.
const MAX_ANSWERS: usize = 200;
/// Records within records that an answer may stand in: `{content: [{text: "…"}]}`.
const MAX_DEPTH: usize = 4;

impl Machine<'_> {
    /// A function returns something.
    pub(super) fn returned(&mut self, id: Option<ExprId>) {
        let unheard = self.frames.last().is_some_and(|frame| frame.unheard);
        self.unused = id.filter(|_| unheard).map(|id| self.ignored(id));
        let mut value = id.map_or_else(Value::default, |id| self.expression(id));
        self.unused = None;
        if let Some(id) = id {
            let span = self.source().span(id);
            if self.in_handler && self.calls.is_empty() {
                self.answers(&value, span);
            }
            self.given_away(&value, span);
        }
        // What is returned tells on what the conditions around depend.
        value.origins |= self.guards & self.mask(&[Source::Date, Source::Probe]);
        if let Some(frame) = self.frames.last_mut() {
            frame.result.or(&value);
        }
    }

    /// A value becomes part of an answer.
    pub(super) fn answers(&mut self, value: &Value, span: Span) {
        let place = self.place(span);
        let mut texts = Vec::new();
        spoken(value, MAX_DEPTH, &mut texts);
        for text in texts.into_iter().filter(|text| is_sentence(text)) {
            if self.answers.len() < MAX_ANSWERS {
                self.answers.insert(Answer { place: place.clone(), text });
            }
        }
    }

    /// What a skill's script prints. A server speaks to its client by other means.
    pub(super) fn prints(&mut self, path: &str, given: &[Given], span: Span) {
        let program = self.source();
        // What a test prints may be any of its samples.
        let tests = |name: &str| name.split(['_', '-', '.']).any(|part| matches!(part, "test" | "tests"));
        let script = !program.in_document && self.artifact.file(program.file).is_some_and(|file| !tests(file.name()));
        if self.artifact.kind == ArtifactKind::Skill && script && is_printed_by(path) {
            let parts: Vec<Value> = given.iter().map(|given| given.value.data()).collect();
            self.answers(&concatenated(&parts, " "), span);
        }
    }
}

/// The part of a tool's answer that a constructor makes of a text.
pub(super) fn content(path: &str, given: &[Given]) -> Option<Value> {
    match last(path) {
        "TextContent" => given.iter().find(|given| given.name.as_deref() == Some("text")).map(|text| text.value.data()),
        "NewToolResultText" | "NewToolResultError" => given.first().map(|text| text.value.data()),
        _ => None,
    }
}

fn spoken(value: &Value, depth: usize, texts: &mut Vec<String>) {
    texts.extend(value.texts.iter().map(ToString::to_string));
    for (_, part) in value.members.iter().flat_map(|members| members.iter()).filter(|_| depth > 0) {
        spoken(part, depth - 1, texts);
    }
}
