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
            // Clients name their arguments, which matters to whoever takes them by name only.
            let takes_names = |(program, id): &(usize, FunctionId)| {
                let made = self.programs.get(*program).and_then(|program| program.functions.get(*id));
                made.is_some_and(|function| function.parameters.iter().any(|parameter| parameter.named))
            };
            let by_name = made.functions.iter().any(takes_names);
            let named = called.parameters.iter().zip(arguments).map(|(parameter, value)| Given {
                name: by_name.then(|| parameter.name.clone()),
                ..Given::of(value.clone())
            });
            let given = named.collect();
            self.any_of(
                &Value { functions: made.functions, ..Value::default() },
                &Value::default(),
                given,
                called.name_span,
            );
        }
        self.frames.pop();
    }
}
