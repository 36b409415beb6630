//! Functions that are written in others: what the one around knows, they know, after it has returned, too.

use super::machine::{Frame, Machine};
use super::value::Value;
use crate::artifact::code::{FunctionId, Program};

/// Functions around a function that are looked at.
const MAX_AROUND: usize = 16;
/// Variables of one function that are kept for those written in it.
const MAX_VARIABLES: usize = 500;

/// The functions that a function is written in, the top of the file left out.
pub(super) fn ancestors(program: &Program, function: FunctionId) -> impl Iterator<Item = FunctionId> {
    let outer = |id: &FunctionId| program.functions.get(*id)?.parent.filter(|parent| *parent != 0);
    std::iter::successors(Some(function), outer).skip(1).take(MAX_AROUND)
}

impl Machine<'_> {
    /// Keeps the variables of a function that returns for those that are written in it.
    pub(super) fn remember(&mut self, frame: &Frame<'_>) {
        let place = (frame.program, frame.function);
        let inside = |(program, inner): &(usize, FunctionId)| {
            let source = self.programs.get(*program).filter(|_| *program == frame.program);
            source.is_some_and(|source| ancestors(source, *inner).any(|outer| outer == frame.function))
        };
        // What a function that it makes is called for is not known yet.
        let result = &frame.result;
        let mut made = std::iter::once(result).chain(result.members.iter().flat_map(|m| m.iter()).map(|(_, one)| one));
        let makes = frame.function != 0 && made.any(|value: &Value| value.functions.iter().any(inside));
        if makes || self.registered.around.contains(&place) {
            let variables = frame.variables.iter().take(MAX_VARIABLES);
            self.lasting.add_variables(place, variables.map(|(name, value)| (name.clone(), value.clone())));
        }
    }

    /// Puts the functions around one that have returned on the stack, as they were left; how many these are.
    pub(super) fn surround(&mut self, program: usize, function: FunctionId) -> usize {
        let Some(source) = self.programs.get(program) else { return 0 };
        let mut around: Vec<FunctionId> = ancestors(source, function).collect();
        around.reverse();
        let before = self.frames.len();
        for function in around {
            let runs = self.frames.iter().any(|frame| (frame.program, frame.function) == (program, function));
            if let Some(variables) = self.lasting.variables((program, function)).filter(|_| !runs).cloned() {
                self.frames.push(Frame { program, function, variables, ..Frame::default() });
            }
        }
        self.frames.len() - before
    }

    /// Takes so many of them off again: the next one to run finds what this one has changed.
    pub(super) fn leave_surroundings(&mut self, count: usize) {
        for _ in 0..count {
            if let Some(frame) = self.frames.pop() {
                self.lasting.set_variables((frame.program, frame.function), frame.variables);
            }
        }
    }
}
