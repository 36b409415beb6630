//! Functions of the artifact, run where they are called, by the program or by a library that is given them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use super::call::Given;
use super::channels;
use super::eval::ENVIRONMENTS;
use super::fold::known_parts;
use super::machine::{Frame, MAX_CALLS, Machine};
use super::table::last;
use super::value::{Origins, Source, Value, holding};
use crate::artifact::code::{ExprId, ExprKind, Function, FunctionId, Parameter};
use crate::text::Span;

/// Methods that yield what the function that they are given does.
const YIELDING: &[&str] = &["map", "flatMap", "then", "catch", "reduce", "reduceRight", "from"];

impl Machine<'_> {
    /// What a library does with functions among its arguments.
    pub(super) fn handed_over(&mut self, id: ExprId, path: &str, owner: &Value, given: &[Given], value: &mut Value) {
        let span = self.source().span(id);
        let any = given.iter().any(|given| given.functions().next().is_some());
        if any && self.registers(id, path, given) {
            return;
        }
        if self.emitted(path, owner, given, span) || !any {
            return;
        }
        if let Some((_, target)) = self.bound.filter(|(call, _)| *call == id)
            && matches!(self.source().kind(target), ExprKind::Name(_))
        {
            self.assign(target, value, false);
        }
        if path == "Promise" {
            *value = self.promise(given, span);
            return;
        }
        if path.ends_with("interceptors.request.use") {
            return self.intercepts(given, span);
        }
        let received = self.received(path, owner, value, span);
        let made = self.callbacks(&received, given, span);
        if YIELDING.contains(&last(path)) {
            // A promise is what the last function makes of it.
            let kept = if last(path) == "then" { Value::default() } else { value.data() };
            *value = Value { path: made.path.clone(), ..kept };
            value.or(&made);
        }
    }

    /// Runs a function of the artifact, unless it is running already.
    pub(super) fn inline(&mut self, called: (usize, FunctionId), owner: &Value, given: &[Given], span: Span) -> Value {
        let (index, id) = called;
        let unheard = std::mem::take(&mut self.unheard);
        let Some(function) = self.programs.get(index).and_then(|program| program.functions.get(id)) else {
            return Value::default();
        };
        let mut passed = owner.data();
        for given in given {
            passed.or(&given.value.data());
        }
        let running = self.active.iter().position(|active| *active == called);
        if running.is_some() || self.calls.len() >= MAX_CALLS {
            self.cut = self.cut.min(running.unwrap_or(usize::MAX));
            self.too_deep |= running.is_none();
            return Value { texts: Vec::new(), ..passed };
        }
        let bound = function.receiver.is_none()
            && function.parameters.first().is_some_and(|first| matches!(first.name.as_str(), "self" | "cls"));
        let given_ones = bound_to(function, given, usize::from(bound));
        let mut arguments = self.with_defaults(called, given_ones, span);
        if bound && let Some(first) = arguments.first_mut() {
            *first = Value { origins: owner.origins, ..Value::default() };
        }
        if function.receiver.is_some() {
            // One more than the parameters: the object.
            arguments.push(Value { path: None, ..owner.clone() });
        }
        let key = (index, id, fingerprint(&arguments, self.guards, (self.tool, unheard)));
        // What resolves a promise has to be seen doing it.
        if let Some(known) = self.memo.get(&key).filter(|_| self.promises.is_empty()) {
            return known.clone();
        }
        let settling = self.settling(called, owner, &arguments);
        if let Some(known) = settling.and_then(|key| self.settled(key)) {
            return known;
        }
        let before = self.before_call(&arguments);
        self.calls.push(self.place(span));
        self.this = owner.members.is_some().then(|| owner.clone());
        let around = self.surround(index, id);
        self.unheard = unheard;
        let value = self.invoke(index, id, &arguments);
        self.leave_surroundings(around);
        self.calls.pop();
        self.settle(settling, before, &value);
        self.memo.insert(key, value.clone());
        value
    }

    /// Arguments, with what parameters are where the call does not say it.
    fn with_defaults(
        &mut self,
        (program, id): (usize, FunctionId),
        given: Vec<Option<Value>>,
        span: Span,
    ) -> Vec<Value> {
        let function = self.programs.get(program).and_then(|program| program.functions.get(id));
        let parameters = function.map_or(&[][..], |function| &function.parameters);
        let mut arguments = Vec::with_capacity(given.len());
        for (parameter, value) in parameters.iter().zip(given) {
            arguments.push(match (value, parameter.default) {
                (Some(value), _) if ENVIRONMENTS.contains(&value.path()) && parameter.member.is_some() => {
                    let name = Value::text(parameter.member.as_deref().unwrap_or_default());
                    self.looked_up_variable(&name, span)
                }
                (Some(value), _) => value,
                (None, Some(default)) => {
                    self.frames.push(Frame { program, function: id, ..Frame::default() });
                    let value = self.expression(default);
                    self.frames.pop();
                    value
                }
                (None, None) => Value::default(),
            });
        }
        arguments
    }

    /// `client.on_connect = greet`: a function is called with the object, once something happens to it.
    pub(super) fn hooked(&mut self, owner: &Value, handler: &Value, span: Span) {
        if owner.path().ends_with("()") {
            let object = Given::of(owner.clone());
            self.call_all(&handler.functions, &[object], span);
        }
    }

    /// `socket.onmessage = (event) => …`: a function is called with what the network sends.
    pub(super) fn heard(&mut self, owner: &Value, handler: &Value, span: Span) {
        if channels::RECEIVERS.contains(&owner.path()) {
            let message = Given::of(self.origin(self.program(), span, Source::Network, "a message"));
            self.call_all(&handler.functions, &[message], span);
        }
    }

    /// What a library calls functions among its arguments with: what its object holds, and what the network answers.
    fn received(&mut self, path: &str, owner: &Value, result: &Value, span: Span) -> Value {
        let element = Value { texts: Vec::new(), ..owner.data() };
        let mut received = if owner.list { owner.element() } else { element };
        let listens = channels::LISTENS.contains(&last(path)) && channels::RECEIVERS.contains(&owner.path());
        if listens {
            received.or(&self.origin(self.program(), span, Source::Network, "a message"));
        }
        received.origins |= result.origins & self.mask(&[Source::Network]);
        received
    }

    /// Each of some functions is called with the same.
    pub(super) fn call_all(&mut self, functions: &[(usize, FunctionId)], given: &[Given], span: Span) {
        for called in functions {
            self.inline(*called, &Value::default(), given, span);
        }
    }

    /// `new Promise((resolve) => …)` is what its function resolves it with.
    fn promise(&mut self, given: &[Given], span: Span) -> Value {
        let resolve = Value::of_path(format!("resolve#{}", self.promises.len()));
        self.promises.push(Value::default());
        let called: Vec<_> = given.iter().flat_map(|given| &given.value.functions).copied().collect();
        self.call_all(&called, &[Given::of(resolve)], span);
        self.promises.pop().unwrap_or_default()
    }

    /// Functions among the arguments will be called with what the library has. Yields what they return.
    fn callbacks(&mut self, owner: &Value, given: &[Given], span: Span) -> Value {
        let mut made = Value::default();
        for given_function in given {
            for called in given_function.functions() {
                let handlers = self.programs.get(called.0).map_or(&[][..], |program| &program.handlers);
                if handlers.iter().any(|handler| handler.function == called.1) {
                    continue;
                }
                let mut all = owner.clone();
                for other in given.iter().filter(|other| other.value.functions.is_empty()) {
                    // The name of an event is no part of what it brings.
                    all.or(&Value { texts: Vec::new(), list: false, ..other.value.data() });
                }
                made.or(&self.inline(called, &Value::default(), &[Given::rest(all)], span));
            }
        }
        made
    }
}

/// What the parameters of a function are given, the first `offset` of them left out; `None` where the call does not say it.
fn bound_to(function: &Function, given: &[Given], offset: usize) -> Vec<Option<Value>> {
    let mut arguments = Vec::with_capacity(function.parameters.len());
    for parameter in &function.parameters {
        let by_name = given.iter().find(|given| given.name.as_deref() == Some(&parameter.name));
        let by_position = parameter
            .position
            .checked_sub(offset)
            .and_then(|at| given.iter().filter(|given| given.name.is_none() && !given.spread).nth(at));
        let holds = |given: &&Given| given.members.iter().any(|(name, _)| *name == parameter.name);
        let spread = || given.iter().filter(|given| given.spread);
        let rest = spread().find(holds).or_else(|| spread().next());
        if parameter.rest {
            arguments.push(Some(remaining(given, parameter.position.saturating_sub(offset))));
            continue;
        }
        if parameter.named {
            arguments.push(Some(named(function, given)));
            continue;
        }
        let member = |given: &Given| {
            let member = given.members.iter().find(|(name, _)| *name == parameter.name);
            member.map_or_else(|| given.value.clone(), |(_, value)| value.clone())
        };
        arguments.push(by_name.or(by_position).or(rest).map(|given| match given.members.as_slice() {
            [] => element_of(function, parameter, &given.value).unwrap_or_else(|| given.value.clone()),
            _ => member(given),
        }));
    }
    arguments
}

/// The element of a list that a pattern of as many names, `[old, new]`, takes out of it.
fn element_of(function: &Function, parameter: &Parameter, list: &Value) -> Option<Value> {
    let parts = known_parts(list).filter(|_| parameter.member.as_deref() == Some("[]"))?;
    let names = || function.parameters.iter().filter(|other| other.position == parameter.position);
    let at = names().position(|other| other.name == parameter.name).filter(|_| parts.len() == names().count())?;
    Some(parts.get(at)?.1.clone())
}

/// All arguments from a position on, as the list that a function has of them.
fn remaining(given: &[Given], from: usize) -> Value {
    let placed: Vec<&Given> = given.iter().filter(|given| given.name.is_none()).skip(from).collect();
    if let [only] = placed.as_slice()
        && only.spread
    {
        return only.value.clone();
    }
    let mut all = Value::default();
    let mut parts = Vec::new();
    let whole = placed.iter().all(|given| !given.spread);
    for given in placed {
        all.or(&given.value.data());
        parts.push((String::new(), given.value.clone()));
    }
    Value { list: true, members: whole.then(|| holding(parts)).flatten(), ..all.data() }
}

/// All arguments by name that no parameter takes, as the record that a function has of them.
fn named(function: &Function, given: &[Given]) -> Value {
    let taken = |name: &str| function.parameters.iter().any(|parameter| !parameter.named && parameter.name == name);
    let others = given.iter().filter(|given| given.spread || given.name.as_deref().is_some_and(|name| !taken(name)));
    as_record(others)
}

/// The record of arguments by name, those that are spread included.
pub(super) fn as_record<'g>(given: impl Iterator<Item = &'g Given>) -> Value {
    let mut all = Value::default();
    let (mut members, mut whole) = (Vec::new(), true);
    for given in given {
        all.or(&Value { functions: given.value.functions.clone(), ..given.value.data() });
        if let Some(name) = &given.name {
            members.push((name.clone(), given.value.clone()));
        } else {
            whole &= !given.members.is_empty();
            members.extend(given.members.iter().cloned());
        }
    }
    // What is spread may hold more than is known of it.
    Value { list: false, members: whole.then(|| holding(members)).flatten(), ..all }
}

/// What tells two calls of one function apart.
fn fingerprint(arguments: &[Value], guards: Origins, caller: (Option<usize>, bool)) -> u64 {
    let mut hasher = DefaultHasher::new();
    (guards, caller).hash(&mut hasher);
    for value in arguments {
        mix(value, 4, &|bits, hasher| bits.hash(hasher), &mut hasher);
    }
    hasher.finish()
}

/// Adds a value to a hash, its origins by a function.
pub(super) fn mix(
    value: &Value,
    depth: usize,
    origins: &impl Fn(Origins, &mut DefaultHasher),
    hasher: &mut DefaultHasher,
) {
    origins(value.origins, hasher);
    origins(value.inner, hasher);
    (value.safe, value.list, &value.functions, value.path()).hash(hasher);
    value.texts.hash(hasher);
    if let (Some(parts), Some(depth)) = (&value.members, depth.checked_sub(1)) {
        for (name, part) in parts.iter() {
            name.hash(hasher);
            mix(part, depth, origins, hasher);
        }
    }
}
