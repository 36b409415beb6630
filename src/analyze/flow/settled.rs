//! What calls yield outside of handlers: the same, whoever makes them with the same arguments.
//!
//! The tests of a program call its main functions again and again. One run of a function tells all that another would,
//! so its result is kept from one entry to the next.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::rc::Rc;

use super::inline::mix;
use super::machine::Machine;
use super::value::{Origin, Origins, Value};
use crate::artifact::code::FunctionId;

/// Results that are kept, at most.
const MAX_SETTLED: usize = 50_000;
/// Records within records that are looked into.
const MAX_DEPTH: usize = 4;
/// Files that a call may write for its result to be kept.
const MAX_WRITTEN: usize = 64;

/// A call: the function and what tells its arguments apart.
pub(super) type Key = (usize, FunctionId, u64);

/// Results by call.
pub(super) type Settled = HashMap<Key, Rc<Result>>;

/// What one call yielded.
#[derive(Debug)]
pub(super) struct Result {
    value: Detached,
    /// The files that it wrote, and what.
    written: Vec<(Rc<str>, Detached)>,
    /// The least number of calls around that the value holds for. With fewer, more of its own calls are followed.
    depth: usize,
}

/// A value of another entry.
#[derive(Debug)]
struct Detached {
    value: Value,
    /// Its bits, which are handed out anew in each entry, what they stand for, and what is known of that.
    origins: Vec<(Origins, Origin, Known)>,
}

/// What is known of one origin.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// All that is decoded stands in the source.
    embedded: bool,
    checked: bool,
    started: bool,
}

/// The state before a call that may be kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    written: usize,
    given: Origins,
    cut: usize,
    too_deep: bool,
}

impl Machine<'_> {
    /// What tells a call apart, if it depends on nothing but its arguments.
    pub(super) fn settling(&self, called: (usize, FunctionId), owner: &Value, arguments: &[Value]) -> Option<Key> {
        let function = self.programs.get(called.0).and_then(|program| program.functions.get(called.1));
        let checked = self.checked | self.started;
        let alone = !self.in_handler
            && !self.is_open()
            && self.tool.is_none()
            && self.guards == 0
            && self.loops == 0
            && self.promises.is_empty()
            && owner.members.is_none()
            && owner.functions.is_empty()
            // A function that is written in another sees its variables.
            && function.is_some_and(|function| function.parent.is_none_or(|parent| parent == 0))
            && arguments.iter().all(|one| is_plain(one, MAX_DEPTH) && all_origins(one) & checked == 0);
        alone.then(|| self.key(called, arguments))
    }

    /// What a call of an earlier entry yielded.
    pub(super) fn settled(&mut self, key: Key) -> Option<Value> {
        let known = Rc::clone(self.settled.get(&key).filter(|known| known.depth <= self.calls.len())?);
        self.too_deep |= known.depth > 0;
        for (file, data) in &known.written {
            let data = self.attached(data);
            self.written.push((Rc::clone(file), data));
        }
        Some(self.attached(&known.value))
    }

    /// The state to hold against that after the call.
    pub(super) fn before_call(&mut self, arguments: &[Value]) -> Before {
        let given = arguments.iter().fold(0, |all, one| all | all_origins(one));
        let before = Before { given, written: self.written.len(), cut: self.cut, too_deep: self.too_deep };
        (self.cut, self.too_deep) = (usize::MAX, false);
        before
    }

    /// Keeps what a call yielded, unless it was cut short.
    pub(super) fn settle(&mut self, key: Option<Key>, before: Before, value: &Value) {
        // What it calls within itself was run for it, as it would be again.
        let whole = self.cut >= self.active.len();
        let depth = if self.too_deep { self.calls.len() } else { 0 };
        let written = self.written.get(before.written..).unwrap_or_default();
        let parts = value.members.as_deref().unwrap_or_default();
        let plain = written.len() <= MAX_WRITTEN
            && value.functions.is_empty()
            && parts.iter().all(|(_, part)| is_plain(part, MAX_DEPTH))
            // What a call checks of what it is given stays checked.
            && before.given & (self.checked | self.started) == 0;
        if let Some(key) = key
            && whole
            && plain
            && self.left() > 0
            && self.settled.len() < MAX_SETTLED
        {
            let written = written.iter().map(|(file, data)| (Rc::clone(file), self.detached(data))).collect();
            let result = Result { value: self.detached(value), written, depth };
            self.settled.insert(key, Rc::new(result));
        }
        self.cut = before.cut.min(if whole { usize::MAX } else { self.cut });
        self.too_deep |= before.too_deep;
    }

    fn detached(&self, value: &Value) -> Detached {
        let all = all_origins(value);
        let bits = self.origins.iter().enumerate().map(|(index, origin)| (1 << index, origin));
        let own = bits.filter(|(bit, _)| all & bit != 0);
        let known = |bit: Origins| Known {
            embedded: self.embedded & bit != 0,
            checked: self.checked & bit != 0,
            started: self.started & bit != 0,
        };
        let origins = own.map(|(bit, origin)| (bit, origin.clone(), known(bit))).collect();
        Detached { value: value.clone(), origins }
    }

    fn attached(&mut self, detached: &Detached) -> Value {
        let mut moved = Vec::with_capacity(detached.origins.len());
        for (old, origin, known) in &detached.origins {
            let new = self.known(origin.clone());
            self.embedded |= if known.embedded { new } else { 0 };
            self.checked |= if known.checked { new } else { 0 };
            self.started |= if known.started { new } else { 0 };
            moved.push((*old, new));
        }
        let renumbered =
            |bits: Origins| moved.iter().filter(|(old, _)| bits & old != 0).fold(0, |all, (_, new)| all | new);
        let mut value = detached.value.clone();
        if moved.iter().any(|(old, new)| old != new) {
            value.each(&|value| (value.origins, value.inner) = (renumbered(value.origins), renumbered(value.inner)));
        }
        value
    }

    /// What tells a call apart in all entries: its arguments, by what their bits stand for.
    fn key(&self, called: (usize, FunctionId), arguments: &[Value]) -> Key {
        let mut hasher = DefaultHasher::new();
        let meant = |bits: Origins, hasher: &mut DefaultHasher| {
            for (_, origin) in self.origins.iter().enumerate().filter(|(index, _)| bits & 1 << index != 0) {
                (origin.source, origin.place.file, origin.place.span.start, &origin.label).hash(hasher);
            }
        };
        for value in arguments {
            mix(value, MAX_DEPTH, &meant, &mut hasher);
        }
        (called.0, called.1, hasher.finish())
    }
}

/// Whether a value holds no function: those that are written in others see their variables.
fn is_plain(value: &Value, depth: usize) -> bool {
    let parts = value.members.as_deref().unwrap_or_default();
    value.functions.is_empty()
        && (parts.is_empty()
            || depth.checked_sub(1).is_some_and(|depth| parts.iter().all(|(_, part)| is_plain(part, depth))))
}

fn all_origins(value: &Value) -> Origins {
    let parts = value.members.as_deref().unwrap_or_default();
    parts.iter().fold(value.origins, |all, (_, part)| all | all_origins(part))
}
