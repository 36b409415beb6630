//! Calls: into functions of the artifact, or into libraries as the tables know them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use super::effects;
use super::eval::canonical;
use super::machine::{MAX_CALLS, Machine};
use super::table::{SinkKind, last};
use super::value::{Origins, Source, Value, concatenated};
use crate::artifact::code::{Argument, ExprId, ExprKind, FunctionId};
use crate::text::Span;

/// An evaluated argument.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) name: Option<String>,
    pub(super) value: Value,
    pub(super) id: ExprId,
    pub(super) spread: bool,
    /// The elements of a list literal.
    pub(super) items: Vec<Value>,
    /// The members of a record literal.
    pub(super) members: Vec<(String, Value)>,
}

impl Given {
    /// What all parameters that are not given may be.
    pub(super) fn rest(value: Value) -> Self {
        Self { name: None, value, id: 0, spread: true, items: Vec::new(), members: Vec::new() }
    }

    /// The functions that it is or holds.
    pub(super) fn functions(&self) -> impl Iterator<Item = (usize, FunctionId)> {
        self.value.functions.iter().chain(self.members.iter().flat_map(|(_, value)| &value.functions)).copied()
    }
}

/// The path of a function with some arguments bound.
const PARTIAL: &str = "functools.partial()";
/// Rounds of a loop that no tool needs to make threads or sockets.
const MANY: usize = 1000;

/// Methods that put their arguments into their object.
const MUTATORS: &[&str] = &[
    "append",
    "appendleft",
    "add",
    "extend",
    "update",
    "insert",
    "push",
    "unshift",
    "set",
    "setdefault",
    "appendChild",
    "put",
    "put_nowait",
];
/// Methods and functions that hold their operand against something.
const CHECKS: &[&str] = &[
    "startswith",
    "startsWith",
    "is_relative_to",
    "match",
    "fullmatch",
    "test",
    "includes",
    "has",
    "isalnum",
    "isdigit",
    "isidentifier",
    "HasPrefix",
    "commonpath",
    "MatchString",
    "Contains",
    "is_private",
    "relative_to",
];
/// What names of functions that check something contain.
const CHECK_WORDS: &[&str] = &[
    "valid",
    "allow",
    "safe",
    "permit",
    "verify",
    "sanit",
    "trusted",
    "whitelist",
    "within",
    "inside",
    "contained",
    "ensure",
];
/// The same for functions that raise, or return a value that is clean.
const CLEANING_WORDS: &[&str] = &["validat", "sanit", "ensure", "escape_shell", "escapeshell", "secure"];

impl<'a> Machine<'a> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, arguments: &'a [Argument]) -> Value {
        if self.is_shell() {
            return self.shell_call(id, callee, arguments);
        }
        if let Some(text) = self.spelled(id) {
            return text;
        }
        let used = self.unused.take() != Some(id);
        let program = self.source();
        let (owner, object, function) = match program.kind(callee) {
            ExprKind::Member(object, name) => {
                let owner = self.expression(*object);
                let function = self.member(&owner, name, callee);
                (owner, Some(*object), function)
            }
            _ => (Value::default(), None, self.expression(callee)),
        };
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let path = function.path().replace(".promises.", ".");
        let span = program.span(id);
        if let Some(value) = self.looked_up(&path, &owner, &given, id) {
            return value;
        }
        self.header(&path, &given);
        self.check(&path, &owner, &given, !function.functions.is_empty());
        if function.functions.is_empty()
            && let Some(called) = self.callable(&path)
        {
            return self.any_of(&Value::of_function(Some(called)), &function, given, span);
        }
        if !function.functions.is_empty() {
            return self.any_of(&function, &owner, given, span);
        }
        if self.is_class(&path) {
            return self.construct(&path, &given, span);
        }
        if let Some(object) = object
            && MUTATORS.contains(&last(&path))
        {
            let mut all = Value::default();
            for given in &given {
                all.or(&Value { functions: given.value.functions.clone(), ..given.value.data() });
            }
            self.taint(object, &all);
        }
        if effects::HEAVY.contains(&path.as_str()) && (self.loops != 0 || self.rounds >= MANY) {
            let loops = Value { origins: self.loops, ..Value::text(&self.rounds.to_string()) };
            self.event(SinkKind::Exhaust, span, &path, &loops, &[]);
        }
        let value = self.library(&path, &owner, &given, span, used);
        if let Some(result) = self.called_by(&path, &given, span) {
            return result;
        }
        if given.iter().any(|given| given.functions().next().is_some()) {
            let received = self.received(&path, &owner, &value, span);
            self.callbacks(&received, &given, span);
        }
        value
    }

    /// What calls yield that only look something up: a module, a variable, an argument, a member by its name.
    fn looked_up(&mut self, path: &str, owner: &Value, given: &[Given], id: ExprId) -> Option<Value> {
        let span = self.source().span(id);
        if path == "require"
            && let [module] = given
            && let Some(name) = module.value.texts.first().filter(|name| !name.contains(super::HOLE))
        {
            return Some(Value::of_path(canonical(name.trim_start_matches("node:"))));
        }
        if let Some(value) = self.environment(path, given, span) {
            return Some(value);
        }
        if let Some(called) = self.indirect(path, owner, given, span) {
            return Some(called);
        }
        if path == "getattr"
            && let Some(value) = self.reflected(given, id)
        {
            return Some(value);
        }
        if last(path) == "get"
            && let Some(name) = given.first().and_then(|given| given.value.texts.first())
            && let Some(value) = self.argument(owner, name, span)
        {
            return Some(value);
        }
        None
    }

    fn given(&mut self, argument: &'a Argument) -> Given {
        let program = self.source();
        let (mut items, mut members) = (Vec::new(), Vec::new());
        let value = match program.kind(argument.value) {
            ExprKind::List(parts) => {
                items = parts.iter().map(|part| self.expression(*part)).collect();
                let mut all = Value::default();
                for item in &items {
                    all.or(&item.data());
                }
                Value { list: true, ..all }
            }
            ExprKind::Record(entries) => {
                let mut all = Value::default();
                for (key, entry) in entries {
                    let value = self.expression(*entry);
                    let value = self.data(&value, *entry);
                    all.or(&value.data());
                    let name = program.literal(*key).map_or_else(|| program.dotted(*key), |text| text.text);
                    self.recipient(&name, &value, *entry);
                    if name == "$where" && value.origins != 0 {
                        // MongoDB runs it as JavaScript.
                        self.event(SinkKind::Query, program.span(*entry), "$where", &value, &[]);
                    }
                    members.push((name, value));
                }
                Value { members: Some(members.clone().into()), ..all }
            }
            _ => self.expression(argument.value),
        };
        let value = self.data(&value, argument.value);
        if let Some(name) = &argument.name {
            self.recipient(name, &value, argument.value);
        }
        Given { name: argument.name.clone(), value, id: argument.value, spread: argument.spread, items, members }
    }

    /// `data.setdefault("Bcc", address)`, `message.add_header("Bcc", address)`.
    fn header(&mut self, path: &str, given: &[Given]) {
        if let ("setdefault" | "add_header" | "set" | "append" | "__setitem__", [name, value]) = (last(path), given)
            && let Some(name) = name.value.texts.first()
        {
            self.recipient(name, &value.value, value.id);
        }
    }

    /// A blind copy to an address that stands in the code.
    pub(super) fn recipient(&mut self, name: &str, value: &Value, at: ExprId) {
        if name.eq_ignore_ascii_case("bcc") && value.origins == 0 && value.spells(|text| text.contains('@')) {
            let span = self.source().span(at);
            self.event(SinkKind::Store, span, "recipient", value, &[]);
        }
    }

    fn environment(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        match path {
            "os.environ.get" | "os.getenv" | "os.Getenv" | "os.environ.pop" | "os.environ.setdefault" => {
                let name = given.first().and_then(|given| given.value.texts.first()).cloned().unwrap_or_default();
                Some(self.variable(&name, span))
            }
            "os.environ.items" | "os.environ.values" | "os.environ.copy" | "os.Environ" | "os.environb.items" => {
                Some(self.origin(self.program(), span, Source::Environment, "the environment"))
            }
            _ => None,
        }
    }

    /// Notes what a check restricts.
    fn check(&mut self, path: &str, owner: &Value, given: &[Given], local: bool) {
        let last = last(path.trim_end_matches("()"));
        let scheme = |given: &Given| given.value.spells(|text| text.starts_with("http") && !text.contains('.'));
        let exact = CHECKS.contains(&last) && !given.iter().any(scheme);
        let lower = last.to_ascii_lowercase();
        let contains = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let all = given.iter().fold(owner.origins, |all, given| all | given.value.origins);
        if let Some((restricted, _)) = &mut self.tested {
            if exact || contains(CHECK_WORDS) {
                *restricted |= all;
            }
        } else if last == "relative_to" || (!local && contains(CLEANING_WORDS)) {
            // A check whose result nobody tests raises; what a function of the artifact does is seen by running it.
            self.checked |= all;
        }
    }

    /// Runs each of the functions that a value may be.
    pub(super) fn any_of(&mut self, function: &Value, owner: &Value, mut given: Vec<Given>, span: Span) -> Value {
        if function.path() == PARTIAL {
            // What was bound before may be any of the parameters that are not given now.
            given.push(Given::rest(function.data()));
        }
        let outer = self.tested.take();
        let mut value = Value::default();
        for called in &function.functions {
            let result = self.inline(*called, owner, &given, span);
            value.or(&result);
        }
        self.tested = outer;
        value
    }

    /// Runs a function of the artifact, unless it is running already.
    pub(super) fn inline(&mut self, called: (usize, FunctionId), owner: &Value, given: &[Given], span: Span) -> Value {
        let (index, id) = called;
        let Some(function) = self.programs.get(index).and_then(|program| program.functions.get(id)) else {
            return Value::default();
        };
        let mut passed = owner.data();
        for given in given {
            passed.or(&given.value.data());
        }
        if self.active.contains(&called) || self.calls.len() >= MAX_CALLS {
            return Value { texts: Vec::new(), ..passed };
        }
        let bound = function.parameters.first().is_some_and(|first| matches!(first.name.as_str(), "self" | "cls"));
        let offset = usize::from(bound);
        let mut arguments = Vec::with_capacity(function.parameters.len());
        for parameter in &function.parameters {
            let by_name = given.iter().find(|given| given.name.as_deref() == Some(&parameter.name));
            let by_position = parameter
                .position
                .checked_sub(offset)
                .and_then(|at| given.iter().filter(|given| given.name.is_none() && !given.spread).nth(at));
            if parameter.rest {
                let from = parameter.position.saturating_sub(offset);
                let values = given.iter().filter(|given| given.name.is_none()).skip(from);
                let values: Vec<Value> = values.map(|given| given.value.data()).collect();
                arguments.push(Value { list: true, ..concatenated(&values, " ") });
                continue;
            }
            let rest = given.iter().find(|given| given.spread);
            let member = |given: &Given| {
                let member = given.members.iter().find(|(name, _)| *name == parameter.name);
                member.map_or_else(|| given.value.clone(), |(_, value)| value.clone())
            };
            arguments.push(match by_name.or(by_position).or(rest) {
                Some(given) if given.members.is_empty() => given.value.clone(),
                Some(given) => member(given),
                None => Value::default(),
            });
        }
        if bound && let Some(first) = arguments.first_mut() {
            *first = Value { origins: owner.origins, ..Value::default() };
        }
        let key = (index, id, fingerprint(&arguments, self.guards, self.tool));
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        self.calls.push(self.place(span));
        self.this = owner.members.is_some().then(|| owner.clone());
        let value = self.invoke(index, id, &arguments);
        self.calls.pop();
        self.memo.insert(key, value.clone());
        value
    }
}

/// What tells two calls of one function apart.
fn fingerprint(arguments: &[Value], guards: Origins, tool: Option<usize>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (guards, tool).hash(&mut hasher);
    for value in arguments {
        note(value, &mut hasher);
    }
    hasher.finish()
}

fn note(value: &Value, hasher: &mut DefaultHasher) {
    (value.origins, value.safe, value.list, &value.functions, value.path()).hash(hasher);
    value.texts.hash(hasher);
    for (name, member) in value.members.iter().flat_map(|members| members.iter()) {
        name.hash(hasher);
        note(member, hasher);
    }
}
