//! Statements, and what they bind.

use super::check::{Tested, leaves};
use super::eval::ENVIRONMENTS;
use super::fold::{added, known_parts, several};
use super::machine::Machine;
use super::value::{Source, Value, holding};
use crate::artifact::code::{Class, ExprId, ExprKind, Language, Program, Statement, StatementKind};
use crate::text::Span;

/// Classes of one file whose attributes are looked at.
const MAX_CLASSES: usize = 200;

impl<'a> Machine<'a> {
    pub(super) fn statements(&mut self, statements: &'a [Statement]) {
        let guards = self.guards;
        for statement in statements {
            if !self.step() {
                break;
            }
            self.statement(statement);
        }
        self.guards = guards;
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Expression(id) => {
                self.unused = Some(self.ignored(*id));
                let printed = self.expression(*id);
                self.unused = None;
                if self.is_shell()
                    && let Some(frame) = self.frames.last_mut()
                {
                    frame.result.or(&printed.data());
                }
            }
            StatementKind::Assign { target, value, adds } => {
                if !adds && self.assign_each(*target, *value) {
                    return;
                }
                self.bound = Some((self.unwrapped(*value), *target)).filter(|_| !adds);
                let value = self.answer(*target, *value);
                self.assign(*target, &value, *adds);
                self.attribute(statement.span, *target, &value);
            }
            StatementKind::Return(value) => self.returned(*value),
            StatementKind::Yield(value) => {
                let value = self.expression(*value);
                if let Some(frame) = self.frames.last_mut() {
                    frame.result.or(&value);
                }
            }
            StatementKind::Leave(value) => {
                if let Some(value) = value {
                    self.expression(*value);
                }
            }
            StatementKind::If { test, then, otherwise } => self.conditional(*test, then, otherwise),
            StatementKind::For { target, over, body } => self.cycle(*target, *over, body),
            StatementKind::While { test, body } => {
                if let Some(test) = test {
                    self.expression(*test);
                }
                self.branch(body);
            }
            StatementKind::Block(body) => self.statements(body),
        }
    }

    fn cycle(&mut self, target: ExprId, over: ExprId, body: &'a [Statement]) {
        let over = self.expression(over);
        let over = self.data(&over, target);
        let (loops, rounds) = (self.loops, self.rounds);
        if over.path().starts_with("range") {
            self.loops |= over.origins;
            let written = over.texts.iter().filter_map(|text| text.replace('_', "").parse().ok());
            self.rounds = written.max().unwrap_or(rounds);
        }
        for element in self.table_rows(&over).unwrap_or_else(|| vec![over.element()]) {
            self.assign(target, &element, false);
            self.branch(body);
        }
        (self.loops, self.rounds) = (loops, rounds);
    }

    /// `a, b = c, d`; whether it is one.
    fn assign_each(&mut self, target: ExprId, value: ExprId) -> bool {
        let program = self.source();
        let (ExprKind::List(targets), ExprKind::List(values)) = (program.kind(target), program.kind(value)) else {
            return false;
        };
        let named = |id: &ExprId| matches!(program.kind(*id), ExprKind::Name(_) | ExprKind::Member(..));
        if targets.len() != values.len() || !targets.iter().all(named) {
            return false;
        }
        let values: Vec<Value> = values.iter().map(|value| self.expression(*value)).collect();
        for (target, value) in targets.iter().zip(&values) {
            self.assign(*target, value, false);
        }
        true
    }

    /// An assignment in the body of a class gives all of its objects the member.
    fn attribute(&mut self, at: Span, target: ExprId, value: &Value) {
        let program = self.source();
        let top = self.frames.last().is_some_and(|frame| frame.function == 0);
        let ExprKind::Name(name) = program.kind(target) else { return };
        let inside = |class: &&Class| class.span.start <= at.start && at.end <= class.span.end;
        if !top || program.classes.len() > MAX_CLASSES {
            return;
        }
        if let Some(class) = program.classes.iter().rev().find(inside) {
            self.lasting.add_field(format!("{}.{name}", class.name), value);
        }
    }

    fn branch(&mut self, body: &'a [Statement]) {
        self.branches += 1;
        self.statements(body);
        self.branches -= 1;
    }

    fn conditional(&mut self, test: ExprId, then: &'a [Statement], otherwise: &'a [Statement]) {
        let outer = self.tested.replace(Tested::default());
        let refuses = matches!(then, [only] if matches!(only.kind, StatementKind::Leave(Some(_))));
        let refusing = std::mem::replace(&mut self.refusing, refuses);
        let value = self.expression(test);
        self.refusing = refusing;
        let Tested { restricted, compared, started } = self.tested.take().unwrap_or_default();
        self.tested = outer;
        let tool = self.named_tool(test);
        let (checked, guards, before, outer_started) = (self.checked, self.guards, self.tool, self.started);
        // What is not among the known ones is anything.
        let outside =
            matches!(self.source().kind(self.unwrapped(test)), ExprKind::Compare(operator, _) if operator == "not in");
        self.guards |= value.origins & self.mask(&[Source::Date, Source::Probe]);
        self.tool = tool.or(before);
        if !outside {
            self.checked |= restricted | compared;
            self.started |= started;
        }
        let narrowed = self.narrowed(test);
        self.rename(&narrowed);
        self.branch(then);
        self.forget(&narrowed);
        self.checked |= restricted | compared;
        self.started |= started;
        self.tool = before;
        self.branch(otherwise);
        (self.checked, self.guards) = (checked | (self.checked & !(restricted | compared)), guards);
        self.started = outer_started | (self.started & !started);
        if leaves(self.source(), then)
            && let ExprKind::Compare(operator, parts) = self.source().kind(self.unwrapped(test))
            && let ([part], "not" | "!") = (parts.as_slice(), operator.as_str())
        {
            let narrowed = self.narrowed(*part);
            self.rename(&narrowed);
        }
        if leaves(self.source(), then) || leaves(self.source(), otherwise) {
            self.checked |= restricted;
            self.started |= started;
            // The rest runs only if the test said so.
            self.guards |= value.origins & self.mask(&[Source::Date, Source::Probe]);
        }
    }

    /// The tool that a test such as `name == "tool"` selects.
    fn named_tool(&self, test: ExprId) -> Option<usize> {
        let program = self.source();
        let ExprKind::Compare(operator, sides) = program.kind(self.unwrapped(test)) else { return None };
        if !self.in_handler || !operator.starts_with("==") {
            return None;
        }
        let texts = sides.iter().filter_map(|side| match program.kind(*side) {
            ExprKind::Text(text) => Some(text.text.as_str()),
            _ => None,
        });
        let mut found = texts.filter_map(|text| self.artifact.facts.tools.iter().position(|tool| tool.name == text));
        found.next()
    }

    /// Without parentheses and `await`.
    pub(super) fn unwrapped(&self, mut id: ExprId) -> ExprId {
        let program = self.source();
        for _ in 0..8 {
            match program.kind(id) {
                ExprKind::Join(parts) if parts.len() == 1 => match parts.first() {
                    Some(part) => id = *part,
                    None => break,
                },
                _ => break,
            }
        }
        id
    }

    /// Binds a value to a name, member, or every name of a pattern.
    pub(super) fn assign(&mut self, target: ExprId, value: &Value, adds: bool) {
        let program = self.source();
        match program.kind(target) {
            ExprKind::Name(name) if self.is_shell() => self.shell_assign(name, value, adds),
            ExprKind::Name(name) => {
                self.replaced(name, value, target);
                // Python's functions have variables of their own; a script's write to those around them.
                let outer = if adds || program.language.is_script() { self.holder(name) } else { None };
                let own = self.frames.len().saturating_sub(1);
                let keep = adds || self.branches > 0 || outer.is_some_and(|outer| outer != own);
                if let Some(frame) = self.frames.get_mut(outer.unwrap_or(own)) {
                    let variable = frame.variables.entry(name.clone()).or_default();
                    if adds {
                        *variable = super::value::concatenated(&[variable.clone(), value.clone()], "");
                    } else if keep {
                        variable.or(value);
                    } else {
                        *variable = value.clone();
                    }
                }
            }
            ExprKind::Member(object, name) => self.assign_member(target, *object, name, value),
            ExprKind::Index(object, key) => {
                if let ExprKind::Text(name) = program.kind(*key) {
                    self.recipient(&name.text, value, &[], target);
                    self.moved(&name.text, value, target);
                }
                self.taint(*object, value);
            }
            ExprKind::List(_) | ExprKind::Join(_) | ExprKind::Record(_) => self.unpack(target, value, adds),
            // A pattern's default stands in for what is not there.
            ExprKind::Assign(target, default) => {
                let mut either = value.clone();
                either.or(&self.expression(*default));
                self.assign(*target, &either, adds);
            }
            _ => {}
        }
    }

    /// Binds every name of a pattern.
    fn unpack(&mut self, pattern: ExprId, value: &Value, adds: bool) {
        let program = self.source();
        // Names that are taken out of a module or the environment are members of it.
        let module = value.origins == 0 && !value.path().is_empty() && !value.path().ends_with("()");
        let module = module || ENVIRONMENTS.contains(&value.path());
        match program.kind(pattern) {
            ExprKind::List(parts) | ExprKind::Join(parts) => {
                let part = Value { list: false, ..value.clone() };
                let known = known_parts(value).filter(|known| known.len() == parts.len());
                for (index, target) in parts.iter().enumerate() {
                    if !self.step() {
                        break;
                    }
                    // `...others` are what is left of the whole.
                    if let ExprKind::Join(inner) = program.kind(*target)
                        && let ([inner], true) = (inner.as_slice(), self.slice(*target).starts_with("..."))
                    {
                        self.assign(*inner, value, adds);
                        continue;
                    }
                    if let Some((_, known)) = known.and_then(|known| known.get(index)) {
                        self.assign(*target, &known.clone(), adds);
                        continue;
                    }
                    let own = match taken(program, *target) {
                        Some(name) if module && program.language.is_script() => Some(self.member(&part, name, *target)),
                        Some(name) => self.part(&part, name, *target),
                        None => None,
                    };
                    self.assign(*target, own.as_ref().unwrap_or(&part), adds);
                }
            }
            ExprKind::Record(members) => {
                for (key, target) in members {
                    let name = program.dotted(*key);
                    let own =
                        if module { Some(self.member(value, &name, *key)) } else { self.part(value, &name, *key) };
                    self.assign(*target, own.as_ref().unwrap_or(value), adds);
                }
            }
            _ => {}
        }
    }

    /// What a pattern takes out of a value by name.
    fn part(&mut self, value: &Value, name: &str, at: ExprId) -> Option<Value> {
        let own = value.member(name).cloned();
        own.or_else(|| self.argument(value, name, self.source().span(at)))
    }

    /// Gives the record in a variable a member that can be called.
    fn hold(&mut self, object: ExprId, name: &str, value: &Value) {
        let ExprKind::Name(variable) = self.source().kind(object) else { return };
        if value.functions.is_empty() {
            return;
        }
        let frame = self.holder(variable).and_then(|holder| self.frames.get_mut(holder));
        if let Some(record) = frame.and_then(|frame| frame.variables.get_mut(variable)) {
            let held = record.members.as_deref().unwrap_or_default();
            let members = held.iter().cloned().chain([(name.to_owned(), value.clone())]);
            record.members = holding(members.collect());
        }
    }

    fn assign_member(&mut self, target: ExprId, object: ExprId, name: &str, value: &Value) {
        let owner = self.expression(object);
        let class = owner.path().trim_end_matches("()").to_owned();
        self.keep(format!("{class}.{name}"), value);
        if !class.is_empty() {
            self.lasting.add_field(format!("{class}.{name}"), value);
        }
        if matches!(name, "Stdin" | "stdin") && owner.path().ends_with("(sh)") {
            self.attach(owner.path(), value, self.source().span(target));
        }
        if name == "onmessage" {
            self.heard(&owner, value, self.source().span(target));
        } else if name.starts_with("on_") {
            self.hooked(&owner, value, self.source().span(target));
        }
        self.redefinition(target, object, name, value);
        self.caught(&owner, name, value, self.source().span(target));
        self.moved(name, value, target);
        self.recipient(name, value, &[], target);
        self.overwritten(name, &owner, value, target);
        self.taint_holder(object, &class, value);
        self.hold(object, name, value);
    }

    /// Adds data to the variable that an object stands in.
    pub(super) fn taint(&mut self, object: ExprId, value: &Value) {
        let program = self.source();
        let (mut at, mut behind) = (object, false);
        for _ in 0..16 {
            match program.kind(at) {
                ExprKind::Name(name) => {
                    let data = Value { functions: value.functions.clone(), ..value.data() };
                    let data = Value { inner: if behind { data.origins } else { data.inner }, ..data };
                    let frame = self.holder(name).and_then(|holder| self.frames.get_mut(holder));
                    if let Some(variable) = frame.and_then(|frame| frame.variables.get_mut(name)) {
                        // What is only put into it at times is no part of all that it may be.
                        let always = variable.list && self.branches == 0;
                        let more = always.then(|| added(&[variable.clone(), several(data.clone())])).flatten();
                        if variable.list {
                            // What is known by place is not touched by what it holds besides.
                            variable.members = None;
                        }
                        variable.each(&|held| held.or(&data));
                        variable.members = more.or_else(|| variable.members.take());
                        return;
                    }
                    self.keep_global(name, &data);
                    // `var text strings.Builder` gives the variable no value.
                    if program.language == Language::Go
                        && self.lasting.global(self.program(), name).is_none()
                        && let Some(frame) = self.frames.last_mut()
                    {
                        frame.variables.insert(name.clone(), data);
                    }
                    return;
                }
                ExprKind::Member(inner, name) => {
                    if let ExprKind::Name(_) = program.kind(*inner) {
                        let owner = self.expression(*inner);
                        let class = owner.path().trim_end_matches("()").to_owned();
                        let key = format!("{class}.{name}");
                        if self.lasting.field(&key).is_some() {
                            self.lasting.add_field(key.clone(), &value.data());
                            self.keep(key, value);
                        }
                    }
                    // The host stands before the query.
                    behind |= name == "searchParams";
                    at = *inner;
                }
                ExprKind::Index(inner, _) => at = *inner,
                _ => return,
            }
        }
    }
}

/// The member that a part of a pattern takes by its own name: `a`, `a = 1`.
fn taken(program: &Program, part: ExprId) -> Option<&str> {
    match program.kind(part) {
        ExprKind::Name(name) => Some(name),
        ExprKind::Assign(target, _) => taken(program, *target),
        _ => None,
    }
}
