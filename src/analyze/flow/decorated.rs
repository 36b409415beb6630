//! Handlers as their decorators make them: what a wrapper does with the arguments and the answer.

use super::call::Given;
use super::machine::{Frame, Machine};
use super::value::Value;
use crate::artifact::code::FunctionId;

/// Decorators of one function that are looked at.
const MAX_DECORATORS: usize = 8;

impl Machine<'_> {
    /// Runs what the artifact's own decorators make of a function, on the arguments of a client.
    pub(super) fn decorated(&mut self, program: usize, function: FunctionId, arguments: &[Value]) {
        let Some(called) = self.programs.get(program).and_then(|program| program.functions.get(function)) else {
            return;
        };
        self.frames.push(Frame { program, function: 0, ..Frame::default() });
        for decorator in called.decorators.iter().take(MAX_DECORATORS) {
            let outer = self.expression(*decorator);
            if outer.functions.is_empty() {
                continue;
            }
            let inner = Given::of(Value::of_function(Some((program, function))));
            let made = self.any_of(&outer, &Value::default(), vec![inner], called.name_span);
            let made = Value { functions: made.functions, ..Value::default() };
            let given: Vec<Given> = arguments.iter().cloned().map(Given::of).collect();
            if self.takes_names(&made) {
                let names = called.parameters.iter().map(|parameter| Some(parameter.name.clone()));
                let named = names.zip(&given).map(|(name, given)| Given { name, ..given.clone() });
                self.any_of(&made, &Value::default(), named.collect(), called.name_span);
            }
            self.any_of(&made, &Value::default(), given, called.name_span);
        }
        self.frames.pop();
    }

    /// Whether one of some functions takes all arguments by their names, as clients give them: `**kwargs`.
    fn takes_names(&self, made: &Value) -> bool {
        let functions =
            made.functions.iter().filter_map(|(program, id)| self.programs.get(*program)?.functions.get(*id));
        functions.flat_map(|function| &function.parameters).any(|parameter| parameter.named)
    }
}
