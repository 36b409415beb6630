//! Descriptions of tools that are not what they were when somebody agreed to them.
//!
//! A server that puts its tools together when it starts, out of settings or of what it was told to wrap, describes them
//! once. What changes them later is a counter, the time, a file, chance, or a function that runs when the tools are
//! already there.

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Source, Value};
use crate::artifact::code::{ExprId, ExprKind, StatementKind};
use crate::text::Span;

/// The target of an event whose description changes while the server runs.
pub const LATER: &str = "later";

/// Functions whose answers differ from one call to the next.
const UNSTEADY: &[&str] = &["exists", "is_file", "isfile", "existsSync", "random", "randint", "choice", "sleep"];

impl Machine<'_> {
    /// Notes a test, or a call, whose outcome changes while the program runs.
    pub(super) fn turns(&mut self, sides: &[ExprId], values: &[Value]) {
        let unsteady =
            self.mask(&[Source::Clock, Source::Date, Source::Network, Source::Probe]) | self.mask(Source::FILES);
        let said = values.iter().any(|value| value.origins & unsteady != 0);
        self.turning |= said || (self.in_handler_of_list() && sides.iter().any(|side| self.is_counter(*side)));
    }

    /// The same of a call.
    pub(super) fn asks(&mut self, path: &str) {
        let file = path.starts_with("pathlib.") || path.starts_with("os.path.") || path.starts_with("fs.");
        let name = last(path);
        self.turning |= UNSTEADY.contains(&name) && (file || path == "Math.random" || path.starts_with("random."));
        self.waited |= name == "sleep";
    }

    /// Whether a variable is counted up somewhere in its file.
    fn is_counter(&self, id: ExprId) -> bool {
        let program = self.source();
        if !matches!(program.kind(self.unwrapped(id)), ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Index(..)) {
            return false;
        }
        let name = self.slice(id);
        let text = self.artifact.file(program.file).map_or("", |file| file.text());
        let counted = [format!("{name} +="), format!("{name}++"), format!("++{name}"), format!("{name} = {name} +")];
        name.len() < 80 && counted.iter().any(|counted| text.contains(counted))
    }

    /// A description of a tool that is not always the same, or that comes from elsewhere.
    pub(super) fn definition(&mut self, name: &Value, description: &Value, span: Span) {
        if !self.in_handler_of_list() {
            return;
        }
        let fetched = description.origins & self.mask(&[Source::Network]) != 0;
        let changing = match name.texts.as_slice() {
            [name] => description.texts.len() > 1 || self.is_described_otherwise(name, description),
            _ => false,
        };
        if fetched || changing {
            self.redefined(span, description, fetched || self.turning);
        }
    }

    /// The same of a call, `Tool(name=…, description=…)`.
    pub(super) fn called_definition(&mut self, path: &str, given: &[Given], span: Span) {
        if last(path) != "Tool" {
            return;
        }
        let of = |name| given.iter().find(|given| given.name.as_deref() == Some(name)).map(|given| &given.value);
        if let (Some(name), Some(description)) = (of("name"), of("description")) {
            self.definition(name, description, span);
        }
    }

    /// The same of a record, `{ name: …, description: … }`.
    pub(super) fn recorded_definition(&mut self, members: &[(String, Value)], span: Span) {
        let of = |name| members.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value);
        let (Some(name), Some(description)) = (of("name"), of("description")) else { return };
        // Which of two it is may be settled before the server starts.
        if self.turning || description.origins & self.mask(&[Source::Network]) != 0 {
            self.definition(name, description, span);
        }
    }

    /// Whether the source describes the tool of a name, and not as here.
    fn is_described_otherwise(&self, name: &str, description: &Value) -> bool {
        let [text] = description.texts.as_slice() else { return false };
        let mut tools = self.artifact.facts.tools.iter().filter(|tool| tool.name == name);
        let Some(tool) = tools.next().filter(|tool| !tool.description.is_empty()) else { return false };
        !text.contains(super::HOLE) && **text != *tool.description && tools.next().is_none()
    }

    /// Whether the function that runs, or one around it, lists tools.
    fn in_handler_of_list(&self) -> bool {
        self.frames.iter().any(|frame| {
            let Some(program) = self.programs.get(frame.program) else { return false };
            program.lists.contains(&frame.function)
        })
    }

    /// A tool's description that is assigned in a function.
    pub(super) fn redefinition(&mut self, target: ExprId, object: ExprId, name: &str, value: &Value) {
        let program = self.source();
        let inside = self.function().is_some_and(|function| function.parent.is_some());
        let fetched = value.origins & self.mask(&[Source::Network]) != 0;
        let says = fetched || !value.texts.is_empty();
        if !inside || !matches!(name, "__doc__" | "description") || !says || self.is_made_here(object) {
            return;
        }
        let dotted = program.dotted(target).to_ascii_lowercase();
        let of_handler = || {
            let mut functions = program.handlers.iter().filter_map(|handler| program.functions.get(handler.function));
            functions
                .any(|function| !function.name.is_empty() && dotted.starts_with(&function.name.to_ascii_lowercase()))
        };
        if dotted.contains("tool") || of_handler() {
            self.redefined(program.span(target), value, fetched || self.in_handler || self.waited);
        }
    }

    /// `tools[name].update({ description })`, by which a registered tool of the SDK gets another description.
    pub(super) fn updated(&mut self, path: &str, object: Option<ExprId>, given: &[Given], span: Span) {
        let (Some(object), [change]) = (object.filter(|_| last(path) == "update"), given) else { return };
        let new = change.members.iter().find(|(name, _)| name == "description").map(|(_, value)| value);
        let Some(new) = new.filter(|_| self.source().language.is_script()) else { return };
        let fetched = new.origins & self.mask(&[Source::Network]) != 0;
        let of_tool = self.source().dotted(object).to_ascii_lowercase().contains("tool");
        if of_tool && (fetched || !new.texts.is_empty()) {
            self.redefined(span, &new.clone(), fetched || self.in_handler || self.waited);
        }
    }

    /// Whether an object is being put together: a class in its body, a function or object that the running function
    /// makes, or, outside of handlers, what it was handed for that.
    fn is_made_here(&self, object: ExprId) -> bool {
        let program = self.source();
        let ExprKind::Name(name) = program.kind(self.unwrapped(object)) else { return false };
        let Some((frame, function)) = self.frames.last().zip(self.function()) else { return false };
        let is_class = |name: &str| program.classes.iter().any(|class| class.name == name);
        let is_made = |value: ExprId| match program.kind(self.unwrapped(value)) {
            ExprKind::Call { callee, .. } => {
                last(&program.dotted(*callee)).starts_with(|first: char| first.is_ascii_uppercase())
            }
            _ => false,
        };
        let makes = |kind: &StatementKind| {
            matches!(kind, StatementKind::Assign { target, value, .. }
            if matches!(program.kind(*target), ExprKind::Name(known) if known == name) && is_made(*value))
        };
        is_class(name)
            || program.functions.iter().any(|made| made.name == *name && made.parent == Some(frame.function))
            || function.body.iter().any(|statement| makes(&statement.kind))
            || (!self.in_handler && function.parameters.iter().any(|parameter| parameter.name == *name))
    }

    fn redefined(&mut self, span: Span, description: &Value, later: bool) {
        let targets: &[String] = if later { &[LATER.to_owned()] } else { &[] };
        self.event(SinkKind::Store, span, "definition", description, targets);
    }
}
