//! Classes of the artifact: what their objects hold, which methods they have and inherit, how they are made.

use super::call::Given;
use super::machine::Machine;
use super::value::{HOLE, Value};
use crate::artifact::code::{ExprId, ExprKind, FunctionId};
use crate::text::Span;

/// Classes above a class that are looked at.
const MAX_ANCESTORS: usize = 8;

/// Methods that one name which is put together may mean, at most.
const MAX_REFLECTED: usize = 16;

/// Characters of the name of a method that is likely the artifact's own, at least.
const MIN_OWN: usize = 4;
/// Names of methods that objects of libraries have, too.
const COMMON: &[&str] = &[
    "append", "apply", "bind", "call", "catch", "clear", "close", "connect", "copy", "count", "create", "decode",
    "delete", "emit", "encode", "entries", "exec", "execute", "extend", "fetch", "fetchall", "fetchone", "filter",
    "find", "format", "forEach", "head", "includes", "index", "insert", "invoke", "items", "join", "json", "keys",
    "load", "lower", "match", "open", "patch", "post", "push", "query", "read", "readline", "remove", "render",
    "replace", "request", "reset", "resolve", "save", "search", "send", "slice", "sort", "split", "start", "stop",
    "strip", "test", "text", "then", "trim", "update", "upper", "validate", "values", "wait", "write",
];

/// Decorators that run a method where it is only named.
const PROPERTIES: &[&str] = &["property", "cached_property", "computed_field"];

impl Machine<'_> {
    pub(super) fn is_class(&self, path: &str) -> bool {
        self.classes.contains(path) || (self.bases.contains_key(path) && self.constructor(path).is_some())
    }

    /// The function by which an object of a class is called.
    pub(super) fn callable(&self, path: &str) -> Option<(usize, FunctionId)> {
        self.method(path.strip_suffix("()")?, "__call__")
    }

    /// Runs the constructor. An object without one holds what it is made of.
    pub(super) fn construct(&mut self, class: &str, given: &[Given], span: Span) -> Value {
        let mut object = Value::of_path(format!("{class}()"));
        if let Some(constructor) = self.constructor(class) {
            self.inline(constructor, &object, given, span);
        } else {
            for given in given {
                object.or(&Value { origins: given.value.origins, inner: given.value.inner, ..Value::default() });
            }
        }
        object
    }

    /// Adds what is put into a field to the object. What a method of Go puts into one field of its own is not in the others.
    pub(super) fn taint_holder(&mut self, object: ExprId, class: &str, value: &Value) {
        let receiver = self.function().and_then(|function| function.receiver.as_deref());
        let own = matches!(self.source().kind(object), ExprKind::Name(name) if receiver == Some(name));
        if !own || class.is_empty() {
            self.taint(object, value);
        }
    }

    fn constructor(&self, class: &str) -> Option<(usize, FunctionId)> {
        self.method(class, "__init__").or_else(|| self.method(class, "constructor"))
    }

    /// What a member of an object or class is, where the class is the artifact's.
    pub(super) fn of_class(&mut self, owner: &Value, class: &str, name: &str, span: Span) -> Option<Value> {
        if class.is_empty() {
            return None;
        }
        let field =
            self.lineage(class).map(|class| format!("{class}.{name}")).find(|key| self.lasting.field(key).is_some());
        if let Some(key) = field {
            let value = self.lasting.field(&key).cloned().unwrap_or_default();
            return Some(self.with_kept(&key, value));
        }
        let method = self.method(class, name)?;
        if self.is_property(method) {
            return Some(self.inline(method, owner, &[], span));
        }
        let path = format!("{}.{name}", owner.path());
        Some(Value { path: Some(path.into()), origins: owner.origins, ..Value::of_function(Some(method)) })
    }

    /// What `getattr` finds: a member of that name, or every method whose name starts as the text does.
    pub(super) fn reflected(&mut self, given: &[Given], at: ExprId) -> Option<Value> {
        let (owner, name) = (&given.first()?.value, given.get(1)?.value.texts.first()?);
        let Some((start, _)) = name.split_once(HOLE) else {
            let mut value = self.member(owner, name, at);
            for other in given.get(1)?.value.texts.iter().skip(1) {
                value.or(&self.member(owner, other, at));
            }
            return Some(value);
        };
        let class = owner.path().trim_end_matches("()");
        let methods = self.functions.iter().filter(|(name, _)| !start.is_empty() && name.starts_with(start));
        let mut functions: Vec<_> = methods.filter_map(|(name, _)| self.method(class, name)).collect();
        functions.sort_unstable();
        functions.truncate(MAX_REFLECTED);
        (!functions.is_empty()).then(|| Value { functions, ..Value::default() })
    }

    /// A method of a class or of what it inherits from.
    pub(super) fn method(&self, class: &str, name: &str) -> Option<(usize, FunctionId)> {
        self.lineage(class).find_map(|class| self.local(name, Some(class)))
    }

    /// The class of a method, or of the one that a function is written in.
    pub(super) fn class_around(&self, program: usize, function: FunctionId) -> Option<&str> {
        let program = self.programs.get(program)?;
        let outer = |id: &FunctionId| program.functions.get(*id)?.parent;
        let mut around = std::iter::successors(Some(function), outer).take(MAX_ANCESTORS);
        around.find_map(|id| program.functions.get(id)?.class.as_deref())
    }

    /// The method that a call of an object out of a table can only be: no other class has one of its name.
    pub(super) fn only_method(&self, path: &str, owner: &Value, object: ExprId) -> Option<(usize, FunctionId)> {
        let program = self.source();
        let tabled = match program.kind(self.unwrapped(object)) {
            ExprKind::Index(..) => true,
            ExprKind::Call { callee, .. } => {
                matches!(program.kind(*callee), ExprKind::Member(_, name) if matches!(name.as_str(), "get" | "pop"))
            }
            _ => false,
        };
        if !tabled {
            return None;
        }
        let name = path.strip_prefix('.').filter(|name| name.len() >= MIN_OWN && !name.contains(['.', '(']))?;
        if !owner.path().is_empty() || !owner.texts.is_empty() || owner.list || COMMON.contains(&name) {
            return None;
        }
        if super::table::SINKS.find(path).is_some() || super::effects::SOURCES.find(path).is_some() {
            return None;
        }
        let class =
            |(program, id): (usize, FunctionId)| self.programs.get(program)?.functions.get(id)?.class.as_deref();
        let mut methods = self.functions.get(name)?.iter().copied().filter(|called| class(*called).is_some());
        let only = methods.next()?;
        methods.next().is_none().then_some(only)
    }

    /// A class and those that it inherits from, by name.
    fn lineage<'s>(&'s self, class: &'s str) -> impl Iterator<Item = &'s str> {
        let above = |class: &&str| {
            let base = self.bases.get(class)?.first()?;
            Some(base.rsplit('.').next().unwrap_or(base))
        };
        std::iter::successors(Some(class), above).take(MAX_ANCESTORS)
    }

    fn is_property(&self, (program, id): (usize, FunctionId)) -> bool {
        let Some(program) = self.programs.get(program) else { return false };
        let Some(function) = program.functions.get(id) else { return false };
        function.getter
            || function.decorators.iter().any(|decorator| {
                let name = program.dotted(*decorator);
                PROPERTIES.contains(&name.rsplit('.').next().unwrap_or_default())
            })
    }
}
