//! Fills the tables of a file from what its statements assign, call and return.

use super::{Bound, Part, Unit};
use crate::artifact::code::{Argument, ExprId, ExprKind, FunctionId, Language, Program, Statement, StatementKind};
use crate::text::Span;

/// Fills the tables of a unit from the statements of one function.
pub(super) struct Reader<'u, 'p> {
    pub(super) unit: &'u mut Unit,
    pub(super) program: &'p Program,
    pub(super) function: FunctionId,
}

impl<'p> Reader<'_, 'p> {
    pub(super) fn block(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Expression(id) | StatementKind::Leave(Some(id)) => self.expression(*id),
                StatementKind::Assign { target, value, adds } => {
                    self.expression(*value);
                    self.expression(*target);
                    if *adds {
                        self.add(*target, *value);
                    } else {
                        self.assign(*target, *value, statement.span);
                    }
                }
                StatementKind::Return(Some(id)) | StatementKind::Yield(id) => {
                    self.expression(*id);
                    self.unit.returns.entry(self.function).or_default().push(*id);
                }
                StatementKind::Return(None) | StatementKind::Leave(None) => {}
                StatementKind::If { test, then, otherwise } => {
                    self.expression(*test);
                    self.block(then);
                    self.block(otherwise);
                }
                StatementKind::For { target, over, body } => {
                    self.expression(*over);
                    self.expression(*target);
                    if let ExprKind::Name(name) = self.program.kind(self.inner(*target)) {
                        self.bind(name, Bound { value: *over, part: Part::Each, default: None });
                    }
                    self.block(body);
                }
                StatementKind::While { test, body } => {
                    if let Some(test) = test {
                        self.expression(*test);
                    }
                    self.block(body);
                }
                StatementKind::Block(body) => self.block(body),
            }
        }
    }

    fn assign(&mut self, target: ExprId, value: ExprId, span: Span) {
        match self.program.kind(target) {
            ExprKind::Name(name) => {
                self.name(value, name);
                if let Some(class) = self.class_at(span) {
                    self.unit.fields.entry(class).or_default().entry(name.clone()).or_insert(value);
                } else {
                    self.bind(name, Bound { value, part: Part::Whole, default: None });
                }
            }
            ExprKind::Member(object, name) => {
                let ExprKind::Name(owner) = self.program.kind(*object) else { return };
                self.name(value, name);
                let class = match owner.as_str() {
                    "self" | "this" | "cls" => self.unit_class(),
                    other => Some(other.to_owned()),
                };
                if let Some(class) = class {
                    self.unit.fields.entry(class).or_default().entry(name.clone()).or_insert(value);
                }
            }
            ExprKind::List(targets) => {
                // `a, b = x, y`; a pattern over one value takes parts out of it.
                let values = match self.program.kind(value) {
                    ExprKind::List(values) if values.len() == targets.len() => values.clone(),
                    _ => return self.take(target, targets, value),
                };
                for (target, value) in targets.clone().into_iter().zip(values) {
                    self.assign(target, value, span);
                }
            }
            ExprKind::Join(parts) => {
                if let [only] = parts.as_slice() {
                    self.assign(*only, value, span);
                }
            }
            ExprKind::Index(object, _) => self.add(*object, value),
            _ => {}
        }
    }

    /// Notes that something is added to a list or record.
    fn add(&mut self, to: ExprId, value: ExprId) {
        if let ExprKind::Name(name) | ExprKind::Member(_, name) = self.program.kind(to) {
            self.unit.added.entry(name.clone()).or_default().push((to, value));
        }
    }

    /// Notes what methods do with their arguments: add them to a list, or run them for each of its elements.
    fn method(&mut self, object: ExprId, method: &str, arguments: &[Argument]) {
        match method {
            "push" | "unshift" | "append" | "add" | "extend" | "set" => {
                let keyed = usize::from(method == "set");
                for argument in arguments.iter().skip(keyed) {
                    self.add(object, argument.value);
                }
            }
            "forEach" | "map" | "flatMap" => {
                if let Some(argument) = arguments.first()
                    && let ExprKind::Function(function) = self.program.kind(argument.value)
                {
                    self.unit.runs_over.insert(*function, object);
                }
            }
            _ => {}
        }
    }

    /// Notes the name that a value is first given.
    fn name(&mut self, value: ExprId, name: &str) {
        let value = self.inner(value);
        self.unit.targets.entry(value).or_insert_with(|| name.to_owned());
        if let ExprKind::Function(function) = self.program.kind(value) {
            self.unit.lent.entry(*function).or_insert_with(|| name.to_owned());
        }
        let mut first = value;
        for _ in 0..64 {
            let ExprKind::Call { callee, .. } = self.program.kind(first) else { break };
            let ExprKind::Member(object, _) = self.program.kind(*callee) else { break };
            first = self.inner(*object);
            if matches!(self.program.kind(first), ExprKind::Call { .. }) {
                self.unit.chains.entry(first).or_insert_with(|| name.to_owned());
            }
        }
    }

    fn bind(&mut self, name: &str, bound: Bound) {
        self.unit.named(name).bind(self.function, bound);
    }

    /// `const { a, b: c, d = 1 } = value`, of which `require('x')` is what a module brings.
    fn take(&mut self, pattern: ExprId, targets: &[ExprId], value: ExprId) {
        let at = self.program.span(pattern).start;
        if self.program.language == Language::Python || self.unit.file.text().as_bytes().get(at) != Some(&b'{') {
            return;
        }
        let module = self.inner(value);
        let is_module = matches!(self.program.kind(module), ExprKind::Call { callee, .. }
            if matches!(self.program.kind(*callee), ExprKind::Name(name) if matches!(name.as_str(), "require" | "import")));
        for target in targets {
            let Some((member, name, default)) = self.part(*target) else { continue };
            if is_module {
                self.unit.named(name).taken = Some((module, member.to_owned()));
            } else {
                let part = Part::Member(member.to_owned());
                self.bind(name, Bound { value, part, default });
            }
        }
    }

    /// One part of a pattern: the member that is taken, the name that it is given, and what stands in for it.
    fn part(&self, target: ExprId) -> Option<(&'p str, &'p str, Option<ExprId>)> {
        match self.program.kind(target) {
            ExprKind::Name(name) => Some((name, name, None)),
            ExprKind::Assign(target, default) => {
                let (member, name, _) = self.part(*target)?;
                Some((member, name, Some(*default)))
            }
            ExprKind::Record(members) => {
                let (key, target) = members.first()?;
                let ExprKind::Name(member) = self.program.kind(*key) else { return None };
                let (_, name, default) = self.part(*target)?;
                Some((member, name, default))
            }
            _ => None,
        }
    }

    /// Without parentheses and `await`.
    fn inner(&self, mut id: ExprId) -> ExprId {
        for _ in 0..8 {
            match self.program.kind(id) {
                ExprKind::Join(parts) => match parts.as_slice() {
                    [only] => id = *only,
                    _ => break,
                },
                _ => break,
            }
        }
        id
    }

    fn unit_class(&self) -> Option<String> {
        let mut at = Some(self.function);
        for _ in 0..16 {
            let function = self.program.functions.get(at?)?;
            if function.class.is_some() {
                return function.class.clone();
            }
            at = function.parent;
        }
        None
    }

    /// The class in whose body a statement of this function stands.
    fn class_at(&self, span: Span) -> Option<String> {
        let function = self.program.functions.get(self.function)?.span;
        let end = self.program.classes.partition_point(|class| class.span.start <= span.start);
        let around = self.program.classes.get(..end)?.iter().rev().take(16);
        let mut inner = around.filter(|class| class.span.end >= span.end && class.span.start >= function.start);
        inner.next().map(|class| class.name.clone())
    }

    /// Notes to which function everything below an expression belongs.
    pub(super) fn expression(&mut self, id: ExprId) {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if let Some(owner) = self.unit.owners.get_mut(id) {
                *owner = self.function;
            }
            match self.program.kind(id) {
                ExprKind::Member(object, _) => stack.push(*object),
                ExprKind::Index(object, index) => stack.extend([*object, *index]),
                ExprKind::Call { callee, arguments } => {
                    if let ExprKind::Name(name) = self.program.kind(*callee) {
                        self.unit.named(name).callers.push(id);
                    }
                    if let ExprKind::Member(object, method) = self.program.kind(*callee) {
                        self.method(*object, method, arguments);
                    }
                    self.unit.calls.entry(self.function).or_default().push(id);
                    stack.push(*callee);
                    stack.extend(arguments.iter().map(|argument| argument.value));
                }
                ExprKind::Record(members) => {
                    for (key, value) in members {
                        let name = match self.program.kind(*key) {
                            ExprKind::Text(text) => Some(&text.text),
                            ExprKind::Name(name) => Some(name),
                            _ => None,
                        };
                        if let Some(name) = name {
                            self.name(*value, name);
                        }
                        stack.extend([*key, *value]);
                    }
                }
                ExprKind::List(parts)
                | ExprKind::Join(parts)
                | ExprKind::Either(parts)
                | ExprKind::Compare(_, parts) => {
                    stack.extend(parts);
                }
                ExprKind::Each(clauses, body) => {
                    stack.extend(clauses.iter().flat_map(|clause| [clause.target, clause.over]));
                    stack.extend(clauses.iter().flat_map(|clause| &clause.conditions));
                    stack.push(*body);
                }
                ExprKind::Assign(target, value) => {
                    self.assign(*target, *value, self.program.span(id));
                    stack.extend([*target, *value]);
                }
                ExprKind::Name(_)
                | ExprKind::Text(_)
                | ExprKind::Number(_)
                | ExprKind::Function(_)
                | ExprKind::Constant => {}
            }
        }
    }
}
