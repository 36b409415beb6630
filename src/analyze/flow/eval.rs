//! Expressions.

use std::rc::Rc;

use super::effects;
use super::machine::Machine;
use super::places;
use super::value::{Source, Value, concatenated};
use crate::artifact::code::{ExprId, ExprKind, Language};

/// Imports of one file that are looked at.
const MAX_IMPORTS: usize = 1000;

impl<'a> Machine<'a> {
    /// Evaluates an expression of the running function.
    pub(super) fn expression(&mut self, id: ExprId) -> Value {
        if !self.step() {
            return Value::default();
        }
        let program = self.source();
        match program.kind(id) {
            ExprKind::Name(name) if self.is_shell() => self.shell_variable(name, id),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Text(text) => Value::text(&text.text),
            ExprKind::Number(text) => Value::text(text),
            ExprKind::Constant => match self.slice(id) {
                "true" | "True" => Value::text("true"),
                literal => super::swapped::pattern(literal).unwrap_or_default(),
            },
            ExprKind::Member(object, name) => {
                let owner = self.expression(*object);
                self.member(&owner, name, id)
            }
            ExprKind::Index(object, index) => self.index(*object, *index, id),
            ExprKind::Call { callee, arguments } => self.call(id, *callee, arguments),
            ExprKind::Record(members) => self.record(id, members).1,
            ExprKind::List(items) => self.elements(items).1,
            ExprKind::Join(parts) if parts.len() == 1 => match parts.first() {
                Some(part) => self.expression(*part),
                None => Value::default(),
            },
            ExprKind::Join(ids) => {
                let parts: Vec<Value> = ids.iter().map(|part| self.expression(*part)).collect();
                // A path that is formatted is a text.
                let formatted = is_formatted(self.slice(id));
                let joined = |part: &&Value| !formatted && part.path().starts_with("pathlib.Path");
                let between = if parts.iter().any(|part| joined(&part)) { "/" } else { "" };
                let path =
                    parts.iter().filter(joined).find(|part| part.path().contains("()")).and_then(|p| p.path.clone());
                let list = parts.iter().any(|part| part.list);
                let members = super::fold::added(&parts);
                let mut value = concatenated(&parts, between);
                if ids.iter().any(|part| matches!(program.kind(*part), ExprKind::Text(_))) {
                    self.as_text(&mut value);
                }
                Value { path, members, list, ..value }
            }
            ExprKind::Either(choices) => {
                let values: Vec<Value> = choices.iter().map(|choice| self.expression(*choice)).collect();
                self.redirected(choices, &values);
                let mut all = Value::default();
                for value in &values {
                    all.or(value);
                }
                all
            }
            ExprKind::Compare(operator, sides) => self.compare(id, operator, sides),
            ExprKind::Each(clauses, body) => self.each(clauses, *body),
            ExprKind::Assign(target, value) => {
                let value = self.expression(*value);
                self.assign(*target, &value, false);
                value
            }
            ExprKind::Function(function) => Value::of_function(Some((self.program(), *function))),
        }
    }

    /// A value as data: the environment as a whole becomes a source once it is more than looked up in.
    pub(super) fn data(&mut self, value: &Value, at: ExprId) -> Value {
        if ENVIRONMENTS.contains(&value.path()) {
            let span = self.source().span(at);
            let whole = self.origin(self.program(), span, Source::Environment, "the environment");
            // Whoever is handed it may still do no more than look something up.
            return Value { origins: value.origins | whole.origins, ..value.clone() };
        }
        value.clone()
    }

    fn name(&mut self, name: &'a str) -> Value {
        self.recall(name);
        let Some(frame) = self.frames.last() else { return Value::default() };
        let program = frame.program;
        let holder = self.holder(name).and_then(|holder| self.frames.get(holder));
        if let Some(holder) = holder
            && let Some(value) = holder.variables.get(name).cloned()
        {
            let lasts = holder.function == 0 && !self.kept.is_empty();
            return if lasts { self.with_kept(&format!("{program} {name}"), value) } else { value };
        }
        if let Some(value) = self.lasting.global(program, name).cloned() {
            return if self.kept.is_empty() { value } else { self.with_kept(&format!("{program} {name}"), value) };
        }
        let program = self.source();
        if let Some(import) = program.imports.iter().rev().take(MAX_IMPORTS).find(|import| import.name == name) {
            if self.packages.has(&import.module) {
                return Value::of_path(import.module.as_str());
            }
            if let Some(value) = self.imported_object(&import.path) {
                return value;
            }
            let path = canonical(&import.path);
            if is_separator(&path) {
                return Value::text("/");
            }
            return Value { path: Some(path.into()), ..Value::of_function(self.imported(&import.path)) };
        }
        if let Some(value) = self.beside(name) {
            return value;
        }
        Value { path: Some(name.into()), ..Value::of_function(self.local(name, None)) }
    }

    /// The frame that has a variable: that of the running function, or of one around it that is running, too.
    pub(super) fn holder(&self, name: &str) -> Option<usize> {
        let frame = self.frames.last()?;
        if frame.variables.contains_key(name) {
            return Some(self.frames.len() - 1);
        }
        let mut outer = self.function().and_then(|function| function.parent);
        for _ in 0..16 {
            let function = outer?;
            let running = self.frames.iter().rposition(|f| f.program == frame.program && f.function == function);
            if let Some(at) = running
                && self.frames.get(at)?.variables.contains_key(name)
            {
                return Some(at);
            }
            outer = self.programs.get(frame.program).and_then(|p| p.functions.get(function)).and_then(|f| f.parent);
        }
        None
    }

    pub(super) fn member(&mut self, owner: &Value, name: &str, at: ExprId) -> Value {
        let span = self.source().span(at);
        if let Some(value) = owner.member(name) {
            return value.clone();
        }
        match owner.path() {
            "process.env" => return self.variable(name, span),
            "os.homedir" | "pathlib.Path.home" => {}
            path => {
                let class = path.trim_end_matches("()");
                if let Some(value) = self.of_class(owner, class, name, span) {
                    return value;
                }
            }
        }
        if matches!(owner.path(), "builtins" | "__builtins__") {
            return Value::of_path(name);
        }
        if let Some(value) = self.of_package(owner.path(), name) {
            return value;
        }
        if owner.path().starts_with(['.', '/']) || self.stems.contains_key(owner.path()) {
            let path = format!("{}.{name}", owner.path());
            if let Some(value) = self.imported_object(&path) {
                return value;
            }
            if let Some(function) = self.imported(&path) {
                return Value { path: Some(name.into()), ..Value::of_function(Some(function)) };
            }
        }
        let path = if owner.path().len() < 120 { format!("{}.{name}", owner.path()) } else { format!(".{name}") };
        let path = same_member(path);
        if is_separator(&path) {
            return Value::text("/");
        }
        if let Some(input) = self.host_stream(&path, span) {
            return input;
        }
        if effects::STARTED_WITH.contains(&path.as_str()) {
            return Value {
                path: Some(path.clone().into()),
                ..self.origin(self.program(), span, Source::Parameter, &path)
            };
        }
        if effects::REQUESTED.contains(&owner.path()) && !self.source().handlers.is_empty() {
            let value = self.origin(self.program(), span, Source::Argument, name);
            return Value { path: Some(path.into()), ..value };
        }
        let own = self.argument(owner, name, span);
        let held = if self.says_little(owner, name) { (0, 0) } else { (owner.origins, owner.inner) };
        let (origins, inner) = own.map_or(held, |own| (own.origins, own.inner));
        let value = Value { origins, inner, safe: owner.safe, path: Some(path.into()), ..Value::default() };
        let mut value = self.may_be_object(value, name, "", span);
        texts_of_member(owner, name, &mut value);
        if value.texts.is_empty() {
            value.texts = self.file_of(owner, name);
        }
        value
    }

    /// The variable that a value names. A name that was itself found in the environment may be any.
    pub(super) fn looked_up_variable(&mut self, name: &Value, span: crate::text::Span) -> Value {
        if name.texts.is_empty() && name.origins & self.mask(&[Source::Environment]) != 0 {
            return Value { path: None, ..name.data() };
        }
        let name: Rc<str> = name.texts.first().cloned().unwrap_or_default();
        self.variable(&name, span)
    }

    /// A variable of the environment.
    pub(super) fn variable(&mut self, name: &str, span: crate::text::Span) -> Value {
        if matches!(name, "HOME" | "USERPROFILE") {
            return Value::text("~");
        }
        self.origin(self.program(), span, places::of_variable(name), name)
    }

    fn index(&mut self, object: ExprId, index: ExprId, id: ExprId) -> Value {
        let owner = self.expression(object);
        let key = self.expression(index);
        let program = self.source();
        let turned = program.language == Language::Python && !owner.texts.is_empty() && {
            let file = self.artifact.file(program.file);
            file.is_some_and(|file| file.slice(program.span(index)).replace(' ', "") == "::-1")
        };
        if turned {
            return self.backwards(&owner, id);
        }
        if ENVIRONMENTS.contains(&owner.path()) {
            return self.looked_up_variable(&key, self.source().span(id));
        }
        if let Some(text) = key.texts.first()
            && let Some(value) = self.argument(&owner, text, self.source().span(id))
        {
            return value;
        }
        match key.texts.as_slice() {
            [name] if owner.member(name).is_some() => owner.member(name).cloned().unwrap_or_default(),
            [at] if let Some(element) = super::fold::element_at(&owner, at) => element,
            // A member whose name is a text is no element.
            [name]
                if program.language.is_script()
                    && owner.texts.is_empty()
                    && is_name(name)
                    && !owner.path().is_empty() =>
            {
                let name = name.to_string();
                self.in_pieces(index, &format!("{}.{name}", owner.path()));
                self.member(&owner, &name, id)
            }
            // One element of a collection may be any of it.
            _ => {
                let element = owner.element();
                let (members, list) = match (super::fold::any_record(&owner), super::fold::any_list(&owner)) {
                    (None, Some(places)) => (Some(places), true),
                    (record, _) => (record.or_else(|| element.members.clone()), element.list),
                };
                Value { functions: owner.functions.clone(), members, list, ..element }
            }
        }
    }
}

/// What a member of a path, an open file or an address spells, as far as its object does.
fn texts_of_member(owner: &Value, name: &str, value: &mut Value) {
    match name {
        "parent" | "parents" | "name" | "stem" | "suffix" if owner.path().starts_with("pathlib.Path()") => {
            value.texts.clone_from(&owner.texts);
            value.path.clone_from(&owner.path);
            if name != "parent" && name != "parents" {
                value.safe |= super::table::class::PATH;
            }
        }
        "name" if owner.path() == "open()" => value.texts.clone_from(&owner.texts),
        "href" | "pathname" => value.texts.clone_from(&owner.texts),
        _ => {}
    }
}

/// Whether a member is what stands between the parts of a path.
fn is_separator(path: &str) -> bool {
    matches!(path, "os.sep" | "os.path.sep" | "path.sep" | "filepath.Separator" | "os.PathSeparator")
}

/// What programs know the environment as.
pub(super) const ENVIRONMENTS: &[&str] = &["os.environ", "process.env"];

/// Whether source text is a formatted string of Python.
fn is_formatted(source: &str) -> bool {
    let quoted = source.trim_start_matches(['f', 'F', 'r', 'R']);
    quoted.len() < source.len() && quoted.starts_with(['"', '\''])
}

/// Whether a text can be the name of a member.
fn is_name(text: &str) -> bool {
    text.len() < 60
        && text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// One path for what scripts reach by several.
fn same_member(path: String) -> String {
    match path.as_str() {
        "module.require" | "process.mainModule.require" | "module.constructor._load" | "require.main.require" => {
            "require".to_owned()
        }
        _ => match path.strip_prefix("globalThis.").or_else(|| path.strip_prefix("global.")) {
            Some(rest) => rest.to_owned(),
            None => path,
        },
    }
}

/// One name for modules that have several.
pub(super) fn canonical(path: &str) -> String {
    let path = path.replace("fs/promises", "fs").replace("fs.promises", "fs");
    let path = path.strip_prefix("fs-extra").map_or(path.clone(), |rest| format!("fs{rest}"));
    path.strip_prefix("six.moves.").map_or(path.clone(), str::to_owned)
}
