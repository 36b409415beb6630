//! What one name means in a file: found once, then asked scope by scope.

use crate::artifact::code::{ExprId, FunctionId, Program};

/// What a name is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inventory::code) struct Bound {
    /// The value, or what it is a part of.
    pub(in crate::inventory::code) value: ExprId,
    pub(in crate::inventory::code) part: Part,
    /// What it is where the value has no such part.
    pub(in crate::inventory::code) default: Option<ExprId>,
}

/// Which part of a value a name is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inventory::code) enum Part {
    Whole,
    /// `const { member } = value`
    Member(String),
    /// `for (const name of value)`
    Each,
}

/// All that a file gives one name.
#[derive(Debug, Default)]
pub(in crate::inventory::code) struct Named {
    /// What is assigned to it, by the function in which that is done, then in file order.
    bindings: Vec<(FunctionId, Bound)>,
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
    pub(super) fn bind(&mut self, function: FunctionId, bound: Bound) {
        self.bindings.push((function, bound));
    }

    pub(super) fn define(&mut self, parent: FunctionId, function: FunctionId) {
        self.functions.push((parent, function));
    }

    /// Has to be called once all is noted.
    pub(super) fn sort(&mut self) {
        self.bindings.sort_by_key(|(function, _)| *function);
        self.functions.sort_by_key(|(parent, _)| *parent);
    }

    /// What it is last given before `before` within a function, or else the last.
    pub(in crate::inventory::code) fn binding(
        &self,
        program: &Program,
        function: FunctionId,
        before: usize,
    ) -> Option<&Bound> {
        let values = of(&self.bindings, function);
        let earlier = values.iter().rev().find(|(_, bound)| program.span(bound.value).end <= before);
        earlier.or_else(|| values.last()).map(|(_, bound)| bound)
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
