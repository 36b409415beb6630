//! Calls: into functions of the artifact, or into libraries as the tables know them.

use super::effects;
use super::eval::canonical;
use super::fold::known_parts;
use super::handed::{PARTIAL, unbound};
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Source, Value};
use crate::artifact::code::{Argument, EMBED, ExprId, ExprKind, FunctionId, Language};
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
        Self { spread: true, ..Self::of(value) }
    }

    /// An argument that no program writes.
    pub(super) fn of(value: Value) -> Self {
        Self { name: None, value, id: 0, spread: false, items: Vec::new(), members: Vec::new() }
    }

    /// What stands for it among the arguments: `...parts` is each of the parts.
    pub(super) fn spread(&self) -> Vec<Value> {
        let known = known_parts(&self.value).filter(|_| self.spread);
        known.map_or_else(|| vec![self.value.clone()], |parts| parts.iter().map(|(_, part)| part.clone()).collect())
    }

    /// The functions that it is or holds.
    pub(super) fn functions(&self) -> impl Iterator<Item = (usize, FunctionId)> {
        self.value.functions.iter().chain(self.members.iter().flat_map(|(_, value)| &value.functions)).copied()
    }
}

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
    "WriteString",
    "WriteByte",
    "WriteRune",
];

impl<'a> Machine<'a> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, arguments: &'a [Argument]) -> Value {
        if self.is_shell() {
            return self.shell_call(id, callee, arguments);
        }
        if let Some(text) = self.spelled(id) {
            return text;
        }
        let unused = self.unused.take();
        let used = unused != Some(id);
        let program = self.source();
        let (owner, object, function) = match program.kind(callee) {
            ExprKind::Member(object, name) => {
                self.unused = unused.filter(|_| used);
                let owner = self.expression(*object);
                self.unused = None;
                let function = self.member(&owner, name, callee);
                (owner, Some(*object), function)
            }
            _ => (Value::default(), None, self.expression(callee)),
        };
        if let Some(value) = self.templated(function.path(), arguments, id) {
            return value;
        }
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let path = function.path().replace(".promises.", ".");
        let span = program.span(id);
        if let Some(value) = self.looked_up(&path, &owner, &given, id) {
            return value;
        }
        self.header(&path, &given);
        self.updated(&path, object, &given, span);
        self.asks(&path);
        self.check(&path, &owner, &given, !function.functions.is_empty());
        self.unheard = !used;
        let own = self.own_call(&path, &function, &owner, &given, span);
        let own = own.or_else(|| {
            let only = self.only_method(&path, &owner, object?)?;
            Some(self.inline(only, &owner, &given, span))
        });
        self.unheard = false;
        if let Some(result) = own {
            return result;
        }
        self.filled(&path, object, &given);
        if effects::HEAVY.contains(&path.as_str()) && (self.loops != 0 || self.rounds >= MANY) {
            let loops = Value { origins: self.loops, ..Value::text(&self.rounds.to_string()) };
            self.event(SinkKind::Exhaust, span, &path, &loops, &[]);
        }
        if let Some(result) = self.mapped(&path, &owner, &given, span) {
            return result;
        }
        let value = self.library(&path, &owner, &given, span, used);
        let mut value = Self::in_normal_form(&path, value);
        self.filtered(&path, &owner, &given, &mut value);
        self.shaped(&path, &given, span, &mut value);
        if let Some(result) = self.called_by(&path, &given, span) {
            return result;
        }
        self.handed_over(id, &path, &owner, &given, &mut value);
        value
    }

    /// Calls of what the artifact has itself: functions, objects and classes, and what is bound to arguments.
    fn own_call(&mut self, path: &str, function: &Value, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        if !function.functions.is_empty() {
            return Some(self.any_of(function, owner, given.to_vec(), span));
        }
        if let Some(called) = self.callable(path) {
            return Some(self.any_of(&Value::of_function(Some(called)), function, given.to_vec(), span));
        }
        if let Some(result) = self.bound_call(function, given, span) {
            return Some(result);
        }
        self.is_class(path).then(|| self.construct(path, given, span))
    }

    /// The call whose result an expression leaves to nobody: `fetch(…).catch(() => {})` looks at no answer.
    pub(super) fn ignored(&self, id: ExprId) -> ExprId {
        let program = self.source();
        let mut at = self.unwrapped(id);
        if let ExprKind::Member(answer, _) = program.kind(at) {
            at = self.unwrapped(*answer);
        }
        for _ in 0..4 {
            let ExprKind::Call { callee, arguments } = program.kind(at) else { break };
            let ExprKind::Member(object, method) = program.kind(*callee) else { break };
            let heedless = |argument: &Argument| match program.kind(argument.value) {
                ExprKind::Function(id) => program.functions.get(*id).is_some_and(|f| f.parameters.is_empty()),
                _ => false,
            };
            match method.as_str() {
                "catch" | "finally" | "read" | "close" | "json" | "text" | "raise_for_status" => {}
                "then" if arguments.iter().all(heedless) => {}
                _ => break,
            }
            at = self.unwrapped(*object);
        }
        at
    }

    /// Puts arguments into the object that a method, or a function of Go that prints, fills.
    fn filled(&mut self, path: &str, object: Option<ExprId>, given: &[Given]) {
        let (into, from) = match (object, given) {
            (_, [into, rest @ ..]) if path.starts_with("fmt.Fprint") => (self.unwrapped(into.id), rest),
            (Some(object), all) if MUTATORS.contains(&last(path)) => (object, all),
            _ => return,
        };
        let mut all = Value::default();
        for given in from {
            all.or(&Value { functions: given.value.functions.clone(), ..given.value.data() });
        }
        self.taint(into, &all);
    }

    /// What calls yield that only look something up: a module, a variable, an argument, a member by its name.
    fn looked_up(&mut self, path: &str, owner: &Value, given: &[Given], id: ExprId) -> Option<Value> {
        let span = self.source().span(id);
        if let Some(value) = self.language_call(path, given, span) {
            return Some(value);
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

    /// What the language itself does: modules, promises, struct literals.
    fn language_call(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        if matches!(path, "require" | "module.createRequire()" | "process.getBuiltinModule")
            && let [module] = given
            && let Some(name) = module.value.texts.first().filter(|name| !name.contains(super::HOLE))
        {
            let name = canonical(name.trim_start_matches("node:"));
            self.in_pieces(module.id, &name);
            if module.value.origins != 0 {
                self.event(SinkKind::Load, span, path, &module.value, &[]);
            }
            if let Some(settings) = self.bundled(&name) {
                return Some(settings);
            }
            return Some(Value::of_path(name));
        }
        if let Some(place) = super::installed::place(path, given).or_else(|| super::emitters::event(path, given)) {
            return Some(place);
        }
        if let Some(promise) = path.strip_prefix("resolve#").and_then(|at| at.parse::<usize>().ok()) {
            for given in given {
                if let Some(promise) = self.promises.get_mut(promise) {
                    promise.or(&given.value);
                }
            }
            return Some(Value::default());
        }
        if path == EMBED {
            let name = given.first().and_then(|given| given.value.texts.first())?;
            return self.embedded_file(name);
        }
        if self.source().language == Language::Go
            && let [only] = given
        {
            // `Client{}`, not `client(map[string]string{})`.
            let before = self.source().span(only.id).start;
            let name = self.artifact.file(self.source().file).map_or("", |f| f.slice(Span { end: before, ..span }));
            if matches!(self.source().kind(only.id), ExprKind::Record(_)) && !name.contains('(') {
                // What methods find in it that are called on it from elsewhere.
                for (name, value) in only.members.iter().filter(|_| self.classes.contains(path)) {
                    self.lasting.add_field(format!("{path}.{name}"), value);
                }
                return Some(Value { path: Some(format!("{path}()").into()), ..only.value.clone() });
            }
            if path == "new" && !only.value.path().is_empty() {
                return Some(Value::of_path(format!("{}()", only.value.path())));
            }
        }
        None
    }

    fn given(&mut self, argument: &'a Argument) -> Given {
        let program = self.source();
        let (mut items, mut members) = (Vec::new(), Vec::new());
        let value = match program.kind(argument.value) {
            ExprKind::List(parts) => {
                let (values, value) = self.elements(parts);
                items = values;
                value
            }
            ExprKind::Record(entries) => {
                let (values, value) = self.record(argument.value, entries);
                members = values;
                value
            }
            _ => self.expression(argument.value),
        };
        let value = self.data(&value, argument.value);
        if let Some(parts) = value.members.as_ref().filter(|_| items.is_empty() && members.is_empty()) {
            for (name, part) in parts.iter() {
                if value.list {
                    items.push(part.clone());
                } else {
                    members.push((name.clone(), part.clone()));
                }
            }
        }
        if let Some(name) = &argument.name {
            self.recipient(name, &value, &items, argument.value);
        }
        Given { name: argument.name.clone(), value, id: argument.value, spread: argument.spread, items, members }
    }

    fn environment(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        match path {
            "os.environ.get" | "os.getenv" | "os.Getenv" | "os.environ.pop" | "os.environ.setdefault" => {
                let name = given.first().map(|given| given.value.clone()).unwrap_or_default();
                let mut value = self.looked_up_variable(&name, span);
                // What it is where nothing is set.
                if let Some(default) = given.get(1).filter(|default| !default.value.spells(str::is_empty)) {
                    value.or(&default.value.data());
                }
                Some(value)
            }
            "os.environ.items" | "os.environ.values" | "os.Environ" | "os.environb.items" => {
                Some(self.origin(self.program(), span, Source::Environment, "the environment"))
            }
            "os.environ.copy" => {
                let whole = self.origin(self.program(), span, Source::Environment, "the environment");
                Some(Value { path: Some("os.environ".into()), ..whole })
            }
            _ => None,
        }
    }

    /// Runs each of the functions that a value may be.
    pub(super) fn any_of(&mut self, function: &Value, owner: &Value, mut given: Vec<Given>, span: Span) -> Value {
        if let Some((_, bound)) = unbound(function) {
            given.splice(0..0, bound);
        } else if function.path() == PARTIAL {
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
}
