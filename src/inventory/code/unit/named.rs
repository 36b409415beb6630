//! What one name means in a file: found once, then asked scope by scope.

use crate::artifact::code::{ExprId, FunctionId, Program};

/// All that a file gives one name.
#[derive(Debug, Default)]
pub(in crate::inventory::code) struct Named {
    /// What is assigned to it, by the function in which that is done, then in file order.
    bindings: Vec<(FunctionId, ExprId)>,
    /// Functions of that name, by the function that they are written in; the last goes.
    functions: Vec<(FunctionId, FunctionId)>,
    pub(in crate::inventory::code) class: Option<usize>,
    pub(super) import: Option<usize>,
    /// The module that a pattern takes it out of, and its name there: `const { a } = require('x')`.
    pub(in crate::inventory::code) taken: Option<(ExprId, String)>,
    /// Calls of it as a bare name.
    pub(super) callers: Vec<ExprId>,
}

impl Named {
    pub(super) fn bind(&mut self, function: FunctionId, value: ExprId) {
        self.bindings.push((function, value));
    }

    pub(super) fn define(&mut self, parent: FunctionId, function: FunctionId) {
        self.functions.push((parent, function));
    }

    /// Has to be called once all is noted.
    pub(super) fn sort(&mut self) {
        self.bindings.sort_by_key(|(function, _)| *function);
        self.functions.sort_by_key(|(parent, _)| *parent);
    }

    /// The last value that it is given before `before` within a function, or else the last.
    pub(in crate::inventory::code) fn binding(
        &self,
        program: &Program,
        function: FunctionId,
        before: usize,
    ) -> Option<ExprId> {
        let values = of(&self.bindings, function);
        let earlier = values.iter().rev().find(|(_, value)| program.span(*value).end <= before);
        earlier.or_else(|| values.last()).map(|(_, value)| *value)
    }

    /// Whether a function gives it a value.
    pub(in crate::inventory::code) fn is_bound(&self, function: FunctionId) -> bool {
        !of(&self.bindings, function).is_empty()
    }

    pub(in crate::inventory::code) const fn is_imported(&self) -> bool {
        self.import.is_some()
    }

    /// The function of that name that is written in another.
    pub(in crate::inventory::code) fn function(&self, within: FunctionId) -> Option<FunctionId> {
        of(&self.functions, within).last().map(|(_, function)| *function)
    }
}

/// The pairs of one function.
fn of<T>(pairs: &[(FunctionId, T)], function: FunctionId) -> &[(FunctionId, T)] {
    let start = pairs.partition_point(|(other, _)| *other < function);
    let rest = pairs.get(start..).unwrap_or_default();
    let len = rest.partition_point(|(other, _)| *other == function);
    rest.get(..len).unwrap_or_default()
}
