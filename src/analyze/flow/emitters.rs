//! Emitters of events: who listens to an event of a program's own is called with what the program says of it.

use super::call::Given;
use super::fold::only;
use super::machine::Machine;
use super::table::last;
use super::value::{Value, holding};
use crate::artifact::code::FunctionId;
use crate::text::Span;

/// Listeners of one artifact, at most.
const MAX_LISTENERS: usize = 200;

/// Objects that hand events to listeners of the same program.
const EMITTERS: &[&str] = &[
    "events.EventEmitter()",
    "events()",
    "events.default()",
    "EventEmitter()",
    "eventemitter3()",
    "eventemitter3.EventEmitter()",
    "eventemitter2.EventEmitter2()",
    "EventTarget()",
    "mitt()",
    "tiny-emitter()",
    "emittery()",
    "process",
    "pyee.EventEmitter()",
    "pyee.base.EventEmitter()",
    "pyee.asyncio.AsyncIOEventEmitter()",
];
/// Classes that a class of the program is an emitter by.
const BASES: &[&str] = &["EventEmitter", "EventTarget", "AsyncIOEventEmitter"];

/// Who listens to what, by the names of events.
pub(super) type Listeners = Vec<(String, (usize, FunctionId))>;

impl Machine<'_> {
    /// `bus.once("ready", f)` and `bus.emit("ready", value)`; whether a call is one of them.
    pub(super) fn emitted(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> bool {
        let Some((first, rest)) = given.split_first().filter(|_| self.is_emitter(owner.path())) else { return false };
        let Some(event) = only(&first.value).map(str::to_owned) else { return false };
        match last(path) {
            "on" | "once" | "addListener" | "prependListener" | "addEventListener" | "add_listener" => {
                for function in rest.iter().flat_map(Given::functions) {
                    let listener = (event.clone(), function);
                    if self.listeners.len() < MAX_LISTENERS && !self.listeners.contains(&listener) {
                        self.listeners.push(listener);
                    }
                }
                true
            }
            "emit" | "dispatchEvent" => {
                let heard = if last(path) == "emit" { rest } else { given };
                let listeners = self.listeners.iter().filter(|(name, _)| *name == event);
                let listeners: Vec<_> = listeners.map(|(_, function)| *function).collect();
                self.call_all(&listeners, heard, span);
                true
            }
            _ => false,
        }
    }

    fn is_emitter(&self, path: &str) -> bool {
        let base = |class: &str| {
            let bases = self.bases.get(class).copied().unwrap_or_default();
            bases.iter().any(|base| BASES.contains(&last(base)))
        };
        EMITTERS.contains(&path) || path.strip_suffix("()").is_some_and(base)
    }
}

/// `new CustomEvent("ready", { detail })`: the name, and what it brings.
pub(super) fn event(path: &str, given: &[Given]) -> Option<Value> {
    let [name, options] = given else { return None };
    let brought = options.members.iter().find(|(name, _)| name == "detail").filter(|_| path == "CustomEvent")?;
    Some(Value { members: holding(vec![brought.clone()]), texts: name.value.texts.clone(), ..brought.1.data() })
}
