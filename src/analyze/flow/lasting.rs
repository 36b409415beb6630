//! What outlives the run of a function: top-level variables, members of classes, and what functions written in it use.

use std::collections::{BTreeMap, BTreeSet};

use super::value::{Origins, Value};
use crate::artifact::code::FunctionId;

/// Members of classes that are remembered in one artifact, at most.
const MAX_FIELDS: usize = 10_000;

/// The variables of one run, by name.
type Variables = BTreeMap<String, Value>;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Lasting {
    /// By program.
    globals: Vec<Variables>,
    /// By function, those of all earlier runs.
    locals: BTreeMap<(usize, FunctionId), Variables>,
    /// By function, those since [`Lasting::forget`].
    recent: BTreeMap<(usize, FunctionId), Variables>,
    /// By `Class.member`.
    fields: BTreeMap<String, Value>,
    /// Programs and members that have been set since [`Lasting::forget`], which is asked before every run: few of many
    /// are.
    set: BTreeSet<usize>,
    set_fields: BTreeSet<String>,
}

impl Lasting {
    /// For so many programs.
    pub(super) fn new(programs: usize) -> Self {
        Self { globals: vec![BTreeMap::new(); programs], ..Self::default() }
    }

    pub(super) fn global(&self, program: usize, name: &str) -> Option<&Value> {
        self.globals.get(program)?.get(name)
    }

    /// The variables of a program are these now.
    pub(super) fn set_globals(&mut self, program: usize, variables: Variables) {
        if let Some(globals) = self.globals.get_mut(program) {
            *globals = variables;
            self.set.insert(program);
        }
    }

    /// The variables of a function that has returned: in this run, or in any before.
    pub(super) fn variables(&self, function: (usize, FunctionId)) -> Option<&Variables> {
        self.recent.get(&function).or_else(|| self.locals.get(&function))
    }

    /// The variables of a function are these now.
    pub(super) fn set_variables(&mut self, function: (usize, FunctionId), variables: Variables) {
        self.recent.insert(function, variables);
    }

    /// The variables of a function may also be these.
    pub(super) fn add_variables(
        &mut self,
        function: (usize, FunctionId),
        variables: impl Iterator<Item = (String, Value)>,
    ) {
        merge(self.recent.entry(function).or_default(), variables);
    }

    pub(super) fn field(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    /// A member may also have this value.
    pub(super) fn add_field(&mut self, key: String, value: &Value) {
        if self.fields.contains_key(&key) || self.fields.len() < MAX_FIELDS {
            self.set_fields.insert(key.clone());
            self.fields.entry(key).or_default().or(value);
        }
    }

    /// Leaves only these origins of what has been set: others are numbered anew, and what earlier runs left behind would
    /// point at them.
    pub(super) fn forget(&mut self, known: Origins) {
        let keep = |value: &mut Value| (value.origins, value.inner) = (value.origins & known, value.inner & known);
        for program in std::mem::take(&mut self.set) {
            self.globals.get_mut(program).into_iter().flatten().for_each(|(_, value)| value.each(&keep));
        }
        for (function, mut variables) in std::mem::take(&mut self.recent) {
            for value in variables.values_mut() {
                value.each(&keep);
            }
            merge(self.locals.entry(function).or_default(), variables.into_iter());
        }
        for key in std::mem::take(&mut self.set_fields) {
            if let Some(value) = self.fields.get_mut(&key) {
                value.each(&keep);
            }
        }
    }
}

/// Variables that may also be others.
fn merge(known: &mut Variables, more: impl Iterator<Item = (String, Value)>) {
    for (name, value) in more {
        known.entry(name).and_modify(|held| held.or(&value)).or_insert(value);
    }
}
