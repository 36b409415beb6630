//! What is logged, where a handler of the log sends it to another machine.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::call::Given;
use super::channels;
use super::machine::Machine;
use super::table::last;
use super::value::Value;
use crate::artifact::code::FunctionId;
use crate::text::Span;

/// What records of the log are given to.
#[derive(Default)]
pub(super) struct Handlers {
    /// Machines that handlers of the library send them to.
    hosts: BTreeSet<Rc<str>>,
    /// What handlers of the program's own do with them.
    own: Vec<(usize, FunctionId)>,
}

impl Machine<'_> {
    /// What is logged where a handler sends it away, and such handlers.
    pub(super) fn logged(&mut self, path: &str, given: &[Given], span: Span) {
        if last(path) == "addHandler"
            && let Some(handler) = given.first()
        {
            let class = handler.value.path().trim_end_matches("()");
            if channels::LOG_SENDERS.contains(&class) {
                self.logs_to.hosts.extend(handler.value.texts.iter().cloned());
            } else if let Some(emits) = self.method(class, "emit").filter(|emits| !self.logs_to.own.contains(emits)) {
                self.logs_to.own.push(emits);
            }
        }
        if !path.starts_with("logging.") || !channels::LOGS.contains(&last(path)) {
            return;
        }
        if !self.logs_to.hosts.is_empty() {
            let logs = Value { texts: self.logs_to.hosts.iter().cloned().collect(), ..Value::default() };
            self.carried_off(path, &logs, given, span, false);
        }
        let mut record = Value::default();
        for given in given {
            record.or(&given.value.data());
        }
        let record = Given::of(Value { texts: Vec::new(), list: false, ..record });
        self.call_all(&self.logs_to.own.clone(), &[record], span);
    }
}
