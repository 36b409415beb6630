//! What a test says of a name: one of which only secret files pass is the name of a secret file.

use std::rc::Rc;

use super::call::Given;
use super::machine::Machine;
use super::places;
use super::table::last;
use super::value::{MAX_TEXTS, Source, Value};
use crate::artifact::code::{Argument, ExprId, ExprKind, StatementKind};

/// Methods that hold their object against an argument.
const OF_OBJECT: &[&str] = &["endswith", "startswith", "endsWith", "startsWith", "match", "HasSuffix"];
/// Methods that hold an argument against their object.
const OF_ARGUMENT: &[&str] = &["includes", "has", "test", "search", "fullmatch"];

/// A variable, and what it is called where the test holds.
pub(super) type Narrowed = (usize, String, Rc<str>);

impl<'a> Machine<'a> {
    /// The variables that a test makes names of secret files.
    pub(super) fn narrowed(&mut self, test: ExprId) -> Vec<Narrowed> {
        let mut found = Vec::new();
        self.narrow(test, 4, &mut found);
        found
    }

    fn narrow(&mut self, test: ExprId, depth: usize, found: &mut Vec<Narrowed>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let program = self.source();
        match program.kind(self.unwrapped(test)) {
            ExprKind::Compare(operator, sides) if matches!(operator.as_str(), "in" | "==" | "===") => {
                if let [subject, others] = sides.as_slice() {
                    self.hint(*subject, *others, found);
                }
            }
            ExprKind::Compare(operator, parts) if matches!(operator.as_str(), "and" | "&&") => {
                for part in parts {
                    self.narrow(*part, depth, found);
                }
            }
            ExprKind::Either(parts) => {
                for part in parts {
                    self.narrow(*part, depth, found);
                }
            }
            ExprKind::Call { callee, arguments } => self.narrow_call(*callee, arguments, found),
            _ => {}
        }
    }

    fn narrow_call(&mut self, callee: ExprId, arguments: &'a [Argument], found: &mut Vec<Narrowed>) {
        let ExprKind::Member(object, method) = self.source().kind(callee) else { return };
        match (method.as_str(), arguments) {
            ("fnmatch" | "fnmatchcase", [subject, pattern]) => self.hint(subject.value, pattern.value, found),
            (method, [other, ..]) if OF_OBJECT.contains(&method) => self.hint(*object, other.value, found),
            (method, [subject, ..]) if OF_ARGUMENT.contains(&method) => self.hint(subject.value, *object, found),
            _ => {}
        }
    }

    /// Notes the variable in `subject` where `others` spells the name of a secret file.
    fn hint(&mut self, subject: ExprId, others: ExprId, found: &mut Vec<Narrowed>) {
        let Some(name) = self.subject(subject) else { return };
        let Some(frame) = self.holder(&name) else { return };
        // Names of variables, which `AWS_` begins, are no names of files.
        let environment = self.mask(&[Source::Environment]);
        let known = self.frames.get(frame).and_then(|frame| frame.variables.get(&name));
        if known.is_some_and(|value| value.origins & environment != 0) {
            return;
        }
        let program = self.source();
        let written = match program.kind(others) {
            ExprKind::Name(name) => program.constant(name).unwrap_or(others),
            _ => others,
        };
        let spelled = match program.kind(written) {
            // A regular expression.
            ExprKind::Constant => Value::text(self.slice(written)),
            _ => self.expression(others),
        };
        let mut texts: Vec<&str> = spelled.texts.iter().map(|text| &**text).collect();
        texts.extend(
            spelled.members.iter().flat_map(|known| known.iter()).flat_map(|(_, one)| &one.texts).map(|t| &**t),
        );
        let word = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        let words = texts.into_iter().flat_map(|text| text.split(word)).filter(|text| text.len() > 2);
        let secret = words.filter_map(|text| {
            let spelled = [text.to_owned(), format!(".{text}"), format!("*/{text}")];
            spelled.into_iter().find(|text| places::of_path(text) == Some(Source::Secret))
        });
        if let Some(text) = secret.take(1).next() {
            found.push((frame, name, text.into()));
        }
    }

    /// The variable that an expression is a part of: `path` in `os.path.basename(path)` and in `path.suffix`.
    fn subject(&self, mut id: ExprId) -> Option<String> {
        let program = self.source();
        for _ in 0..6 {
            match program.kind(self.unwrapped(id)) {
                ExprKind::Name(name) => return Some(name.clone()),
                ExprKind::Member(object, _) | ExprKind::Index(object, _) => id = *object,
                ExprKind::Call { callee, arguments } => match (arguments.first(), program.kind(*callee)) {
                    (Some(first), _) => id = first.value,
                    (None, ExprKind::Member(object, _)) => id = *object,
                    _ => return None,
                },
                _ => return None,
            }
        }
        None
    }

    /// The elements that pass `list.filter(name => …)`.
    pub(super) fn filtered(&mut self, path: &str, owner: &Value, given: &[Given], list: &mut Value) {
        if last(path) == "filter" && owner.list && owner.members.is_some() {
            // Any of them may pass.
            (list.list, list.members) = (true, owner.members.clone());
        }
        let [(program, function)] = given.first().map_or(&[][..], |test| test.value.functions.as_slice()) else {
            return;
        };
        if last(path) != "filter" || *program != self.program() {
            return;
        }
        let Some(function) = self.programs.get(*program).and_then(|program| program.functions.get(*function)) else {
            return;
        };
        let ([parameter, ..], [statement]) = (function.parameters.as_slice(), function.body.as_slice()) else { return };
        let StatementKind::Return(Some(test)) = &statement.kind else { return };
        // For as long as the test is read, the parameter is a variable.
        if let Some(frame) = self.frames.last_mut()
            && !frame.variables.contains_key(&parameter.name)
        {
            frame.variables.insert(parameter.name.clone(), Value::default());
            let narrowed = self.narrowed(*test);
            list.texts.truncate(MAX_TEXTS - 1);
            list.texts
                .extend(narrowed.into_iter().filter(|(_, name, _)| *name == parameter.name).map(|(.., text)| text));
            if let Some(frame) = self.frames.last_mut() {
                frame.variables.remove(&parameter.name);
            }
        }
    }

    /// Gives variables their names.
    pub(super) fn rename(&mut self, narrowed: &[Narrowed]) {
        for (frame, name, text) in narrowed {
            if let Some(value) = self.frames.get_mut(*frame).and_then(|frame| frame.variables.get_mut(name)) {
                value.texts.truncate(MAX_TEXTS - 1);
                value.texts.insert(0, Rc::clone(text));
            }
        }
    }

    /// Takes these names from them again.
    pub(super) fn forget(&mut self, narrowed: &[Narrowed]) {
        for (frame, name, text) in narrowed {
            if let Some(value) = self.frames.get_mut(*frame).and_then(|frame| frame.variables.get_mut(name)) {
                value.texts.retain(|known| !Rc::ptr_eq(known, text));
            }
        }
    }
}
