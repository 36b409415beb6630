//! How much work one artifact may make, and who of its programs gets how much of it.

use std::collections::{BTreeMap, BTreeSet};

use super::machine::Machine;
use crate::artifact::code::{FunctionId, Program};

/// Steps that one handler, file or function may take.
const STEPS_PER_ENTRY: usize = 240_000;
/// Steps that one artifact may take.
const STEPS: usize = 3_000_000;
/// Steps that the entries of one file may take in full. What explodes leaves enough for the others.
const STEPS_PER_FILE: usize = STEPS / 3;
/// Steps of an entry where these are used up, and of all of those together.
const SPARE_STEPS_PER_ENTRY: usize = 6_000;
const SPARE_STEPS: usize = STEPS / 2;
/// How often what ran out of steps is run again, with what is settled by then.
const MAX_ROUNDS: usize = 6;

/// Steps: those that were taken, and those that are left.
#[derive(Debug)]
pub(super) struct Budget {
    all: usize,
    /// Those of the running entry.
    entry: usize,
    /// Those that the running entry may take.
    allowed: usize,
    by_program: Vec<usize>,
    /// The files in which the running entry ran out of steps.
    stopped: BTreeSet<usize>,
    /// The same of entries that did so when they were last run.
    unfinished: BTreeMap<(usize, FunctionId), BTreeSet<usize>>,
}

impl Budget {
    pub(super) fn new(programs: usize) -> Self {
        Self {
            all: 0,
            entry: 0,
            allowed: STEPS_PER_ENTRY,
            by_program: vec![0; programs],
            stopped: BTreeSet::new(),
            unfinished: BTreeMap::new(),
        }
    }

    /// Begins an entry of a program.
    pub(super) fn open(&mut self, program: usize) {
        let spent = self.by_program.get(program).copied().unwrap_or_default();
        let full = self.all < STEPS && spent < STEPS_PER_FILE;
        self.allowed = if full { STEPS_PER_ENTRY } else { SPARE_STEPS_PER_ENTRY };
        self.entry = 0;
        self.stopped.clear();
    }

    /// Ends it.
    pub(super) fn close(&mut self, program: usize, function: FunctionId) {
        if let Some(spent) = self.by_program.get_mut(program) {
            *spent += self.entry;
        }
        let stopped = std::mem::take(&mut self.stopped);
        if stopped.is_empty() {
            self.unfinished.remove(&(program, function));
        } else {
            self.unfinished.insert((program, function), stopped);
        }
    }

    /// Whether everything may be run once more.
    pub(super) const fn is_ample(&self) -> bool {
        self.all < STEPS / 4
    }
}

impl Machine<'_> {
    /// Files that were not followed to their ends.
    pub(super) fn unfinished(&self) -> Vec<usize> {
        let files: BTreeSet<usize> =
            self.budget.unfinished.values().flatten().chain(&self.budget.stopped).copied().collect();
        files.into_iter().collect()
    }

    /// Steps that are left for the running entry.
    pub(super) const fn left(&self) -> usize {
        self.budget.allowed.saturating_sub(self.budget.entry)
    }

    /// Leaves a machine only some steps.
    pub(super) const fn limit(&mut self, steps: usize) {
        self.budget.entry = self.budget.allowed.saturating_sub(steps);
    }

    /// Takes one step; whether there are any left.
    pub(super) fn step(&mut self) -> bool {
        self.budget.all += 1;
        self.budget.entry += 1;
        let left = self.budget.all < STEPS + SPARE_STEPS && self.budget.entry < self.budget.allowed;
        if !left && let Some(frame) = self.frames.last() {
            self.budget.stopped.extend(self.programs.get(frame.program).map(|program| program.file));
        }
        left
    }

    /// Runs what ran out of steps again: of what it calls, much is settled by then.
    pub(super) fn again(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let known = self.settled.len();
            for (program, function) in self.budget.unfinished.keys().copied().collect::<Vec<_>>() {
                let asks = |program: &Program| program.handlers.iter().any(|handler| handler.function == function);
                if self.budget.all < STEPS && !self.programs.get(program).is_some_and(asks) {
                    self.entry(program, function, None);
                }
            }
            if self.settled.len() == known {
                break;
            }
        }
    }
}
